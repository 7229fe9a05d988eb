// The line above the status: what is said of the chosen coding, and the same by mouse.

import { $, desk, make } from "./desk.js";
import { cursor, idOf, passageOfCoding, selectedCoding, selectedSuggestion, setPassage } from "./cursor.js";
import { article } from "./offsets.js";
import { codeName, openChooser } from "./chooser.js";
import { detail } from "./boxes.js";
import { act, get } from "./saving.js";
import { answer } from "./suggestions.js";
import { keyOf } from "./keys.js";

const POLARITIES = ["affirmed", "absent", "wished", "disputed"];

export function setPolarity(n) {
  const coding = mineChosen();
  if (coding) act({ do: "change", coding_id: idOf(coding), set: { polarity: POLARITIES[n - 1] }, label: POLARITIES[n - 1] });
}

export function takeOff() {
  const coding = mineChosen();
  if (coding) act({ do: "retract", coding_id: idOf(coding), label: "take off" });
}

export function setExtent() {
  const coding = mineChosen();
  const passage = cursor.passage;
  if (!coding || !passage || passage.transcript !== passageOfCoding(coding).transcript) return;
  act({ do: "change", coding_id: idOf(coding), set: { start_char: passage.start, end_char: passage.end }, digest: article(passage.transcript).dataset.digest, label: "extent" });
}

export const mineChosen = () => {
  const coding = selectedCoding();
  return coding?.classList.contains("is-mine") ? coding : null;
};

const button = (words, key, onclick, pressed = null) => make("button", { type: "button", onclick, "aria-pressed": pressed }, words, key ? make("kbd", {}, keyOf(String(key))) : null);

document.addEventListener("selected", show);
document.addEventListener("redrawn", show);

export function show() {
  const bar = $("#inspector");
  const suggestion = selectedSuggestion();
  const coding = selectedCoding();
  if (suggestion) return showSuggestion(bar, suggestion);
  if (!coding) return bar.replaceChildren(make("span", { class: "quiet" }, "no coding chosen: click a bracket, or put a code on with c"));
  const data = coding.dataset;
  const said = [data.target && `target: ${data.target}`, data.period && `period: ${data.period}`, data.memo && `memo: ${data.memo}`].filter(Boolean).join(" · ");
  const name = make("strong", { title: coding.title }, codeName(data.code), make("small", {}, ` ${data.coder ?? desk.coder}`));
  if (!coding.classList.contains("is-mine")) return bar.replaceChildren(name, ` ${data.polarity}`, make("span", { class: "quiet" }, said));
  bar.replaceChildren(
    name,
    ...POLARITIES.map((word, n) => button(word, n + 1, () => setPolarity(n + 1), data.polarity === word ? "true" : "false")),
    button("memo", "m", () => detail("memo")), button("target", "t", () => detail("target")), button("period", "e", () => detail("period")),
    button(data.aha ? "★ striking" : "☆ striking", "a", () => act({ do: "change", coding_id: idOf(coding), set: { is_aha: !data.aha }, label: "striking" })),
    button("as marked", "w", setExtent), button("code", "C", () => openChooser({ change: coding })), button("off", "Del", takeOff),
    make("span", { class: "quiet", dir: "auto" }, said),
  );
}

async function showSuggestion(bar, suggestion) {
  const right = make("span", { class: "quiet right" });
  const example = make("span", { class: "quiet", dir: "auto" });
  bar.replaceChildren(
    make("strong", {}, codeName(suggestion.dataset.code), make("small", {}, desk.again ? " again?" : " suggested")),
    button(desk.again ? "still fits" : "accept", "y", () => answer(true)), button(desk.again ? "does not" : "reject", "x", () => answer(false)),
    make("span", { title: suggestion.dataset.why }, suggestion.dataset.why), right, example,
  );
  const id = suggestion.dataset.suggestion;
  try {
    const told = await get(`/why/${encodeURIComponent(suggestion.closest(".turn").dataset.of)}/${encodeURIComponent(id)}`);
    right.textContent = told.right;
    example.textContent = told.example;
    example.title = told.example;
  } catch {
    right.textContent = "";
  }
}

export function chooseCoding(element) {
  setPassage(passageOfCoding(element));
}
