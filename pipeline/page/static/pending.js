// What is on its way to the disk: a grey bracket with the id that it will have, so that the next key finds it.

import { $, $$, make } from "./desk.js";
import { article } from "./offsets.js";
import { layOut } from "./margin.js";

export const pendingCoding = (id) => (id ? $(`[data-pending="${CSS.escape(id)}"]`) : null);

// Whether an act makes a coding, under the id that it brings along.
export const makesCoding = (body) => body?.do === "apply" || body?.do === "propose" || (body?.do === "answer" && body.is_yes);

// Show an act before it is saved.
export function sketch(body) {
  if (body.suggestion) {
    for (const s of $$("[data-suggestion]")) if (s.dataset.suggestion === body.suggestion) s.dataset.answered = body.coding_id;
  }
  if (!makesCoding(body) || pendingCoding(body.coding_id)) return;
  const turn = $$(".turn", article(body.transcript_id) ?? document.createElement("i")).find((t) => body.start < +t.dataset.end);
  if (!turn) return;
  let margin = turn.querySelector(".margin");
  if (!margin) turn.append((margin = make("div", { class: "margin" })));
  let list = margin.querySelector("ul");
  if (!list) margin.prepend((list = make("ul", { role: "presentation" })));
  list.append(make("li", {
    class: "coding is-mine is-pending", "data-pending": body.coding_id, "data-start": body.start, "data-end": body.end,
    "data-code": body.code_id ?? "", "data-polarity": body.polarity ?? "affirmed", "data-aha": body.is_aha ? "yes" : "",
  }, make("i", { class: "bracket" }), make("span", { class: "label" }, body.name || body.label || "")));
  layOut(turn);
}

// It is saved, refused or dropped.
export function erase(id) {
  const pending = pendingCoding(id);
  const turn = pending?.closest(".turn");
  pending?.remove();
  if (turn) layOut(turn);
  for (const suggestion of $$("[data-answered]")) if (suggestion.dataset.answered === id) delete suggestion.dataset.answered;
}
