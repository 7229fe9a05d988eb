// The choice of a code: a box at the passage; letters of any word of a name, id or path; the definition beside it.

import { $, $$, desk, make, newCodingId, plain } from "./desk.js";
import { arrive, cursor, currentSentence, idOf, passageOfCoding } from "./cursor.js";
import { rangeOf, article, wordsOf } from "./offsets.js";
import { act, get, hasUnsaved, nameCodesBy } from "./saving.js";

let codes = JSON.parse($("#codes").textContent);
nameCodesBy((id) => codeName(id));
export let recent = desk.recent ?? [];

export async function loadCodes() {
  codes = await get("/codes");
  document.dispatchEvent(new CustomEvent("codes-loaded"));
}

export const allCodes = () => codes;

export const codeName = (id) => codes.find((c) => c.id === id)?.name ?? (id || "striking");

// While more is on its way, the server knows less than this tab of which code was last.
document.addEventListener("saved", (event) => {
  if (!hasUnsaved()) recent = event.detail.answer.recent ?? recent;
});

export const noteRecent = (codeId) => (recent = [codeId, ...recent.filter((used) => used !== codeId)]);

const LOWEST = 150; // pixels: the input and three codes

const words = (text) => plain(text).split(/[\s_\-›/,.()]+/).filter(Boolean);

// How well a code fits what was typed: 0 exact, 1 words of its name begin so, 2 of its id or path, 3 letters inside; null not.
function fit(code, typed) {
  const parts = words(typed);
  if (!parts.length) return 1;
  if ([code.name, code.id].some((name) => plain(name) === plain(typed.trim()))) return 0;
  const begins = (where) => parts.every((part) => where.some((word) => word.startsWith(part)));
  if (begins(words(code.name))) return 1;
  if (begins([...words(code.name), ...words(code.id), ...words(code.path)])) return 2;
  return parts.every((part) => plain(`${code.name} ${code.id}`).includes(part)) ? 3 : null;
}

// Exact, used here lately, asked for on the command line, in scope of this question, others.
function ranked(typed, question, hasQuestions) {
  return codes
    .map((code, n) => {
      const how = fit(code, typed);
      const isOut = hasQuestions && code.scope.length > 0 && !code.scope.includes(question);
      const at = recent.indexOf(code.id);
      return { code, how, isOut, key: [how === 0 ? 0 : 1, isOut ? 1 : 0, how === 3 ? 1 : 0, at < 0 ? 99 : at, code.focus ? 0 : 1, how ?? 9, n] };
    })
    .filter((match) => match.how !== null)
    .sort((a, b) => {
      for (let i = 0; i < a.key.length; i += 1) if (a.key[i] !== b.key[i]) return a.key[i] - b.key[i];
      return 0;
    });
}

// What stands on a passage already: this coder's codings that touch it.
const onPassage = (passage) =>
  $$("[data-coding].is-mine", article(passage.transcript)).filter((c) => +c.dataset.start < passage.end && passage.start < +c.dataset.end);

export function closeChooser() {
  const box = $(".choice");
  if (!box) return;
  box.remove();
  currentSentence()?.focus({ preventScroll: true });
}

export function applyCode(codeId, passage, more = {}) {
  const digest = article(passage.transcript).dataset.digest;
  if (codeId) noteRecent(codeId);
  act({
    do: "apply", coding_id: newCodingId(), transcript_id: passage.transcript, digest, start: passage.start, end: passage.end,
    code_id: codeId, label: codeName(codeId), quotation: wordsOf(passage), ...more,
  });
}

// Open the box at a passage; `choose` is what becomes of the code, `from` the coding whose code is changed.
export function openChooser({ change = null } = {}) {
  closeChooser();
  const passage = change ? passageOfCoding(change) : cursor.passage;
  if (!passage) return;
  const turn = currentSentence()?.closest(".turn");
  const question = turn?.dataset.question ?? "";
  const hasQuestions = Boolean($(".chunk", article(passage.transcript))) || Boolean(question);
  const input = make("input", { role: "combobox", "aria-expanded": "true", "aria-controls": "choice-list", "aria-autocomplete": "list", "aria-label": change ? "another code for this coding" : "a code for this passage", autocomplete: "off", spellcheck: "false" });
  const list = make("ul", { id: "choice-list", role: "listbox", "aria-label": "codes" });
  const about = make("div", { class: "about", role: "region", "aria-label": "what the code means", tabindex: "0" });
  const there = make("div", { class: "there" });
  const foot = make("p", { class: "quiet foot" }, "Enter puts it on · Shift+Enter and another · → the code to use instead · Delete takes one off · Esc");
  const box = make("div", { class: "choice", role: "region", "aria-label": "Choice of a code" }, make("div", { class: "left" }, input, there, list), about, foot);
  let shown = [];
  let at = 0;

  const showThere = () => {
    const coded = change ? [] : onPassage(passage);
    there.replaceChildren(...coded.map((c) => make("button", { type: "button", class: `tag c${c.className.match(/\bc(\d)\b/)?.[1] ?? 7}`, onclick: () => takeOff(c), title: "take it off" }, codeName(c.dataset.code), " ×")));
  };
  const takeOff = (coding) => act({ do: "retract", coding_id: coding.dataset.coding, label: `take off ${codeName(coding.dataset.code)}` }, { after: () => { showThere(); input.focus(); } });

  const show = () => {
    shown = ranked(input.value, question, hasQuestions);
    at = Math.min(at, Math.max(0, shown.length - 1));
    list.replaceChildren(
      ...shown.map(({ code, isOut }, n) =>
        make("li", { id: `choice-${n}`, role: "option", "aria-selected": n === at ? "true" : "false", class: `c${code.colour}${isOut ? " is-out" : ""}`, onmousedown: (e) => e.preventDefault(), onclick: (e) => { at = n; put(e.shiftKey); } }, make("b", {}, code.name), make("small", {}, ` ${code.path.split(" › ").slice(0, -1).join(" › ")}${isOut ? " · not asked here" : ""}`)),
      ),
    );
    mark();
  };
  const mark = () => {
    $$("li", list).forEach((li, n) => li.setAttribute("aria-selected", n === at ? "true" : "false"));
    $$("li", list)[at]?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", shown.length ? `choice-${at}` : "");
    about.replaceChildren(...(shown[at] ? describe(shown[at].code) : ["No code has these letters. Esc, then i proposes a new one."]));
  };
  const put = (stays) => {
    const code = shown[at]?.code;
    if (!code) return;
    if (change) {
      noteRecent(code.id);
      act({ do: "change", coding_id: idOf(change), set: { code_id: code.id }, label: code.name });
    }
    else applyCode(code.id, passage);
    if (!stays || change) return closeChooser();
    input.value = "";
    at = 0;
    show();
    // Read off the brackets, and the new one has its id only when the server has answered.
    setTimeout(showThere, 150);
  };
  input.addEventListener("input", () => { at = 0; show(); });
  input.addEventListener("keydown", (event) => {
    // Enter then ends a composed sign, and chooses no code yet.
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step) { at = Math.min(shown.length - 1, Math.max(0, at + step)); mark(); }
    else if (event.key === "Enter") put(event.shiftKey);
    else if (event.key === "Escape") closeChooser();
    // Elsewhere in the words Delete takes a letter.
    else if (event.key === "Delete" && input.selectionStart === input.value.length) {
      const coded = onPassage(passage);
      const chosen = coded.find((c) => c.getAttribute("aria-selected") === "true") ?? coded.at(-1);
      if (chosen) takeOff(chosen);
    } else if (event.key === "ArrowRight" && input.selectionStart === input.value.length) {
      const instead = shown[at]?.code.exclude.find((e) => e.instead)?.instead;
      if (!instead) return;
      input.value = codeName(instead);
      at = 0;
      show();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  box.addEventListener("focusout", (event) => {
    // Without a target the window itself has lost the focus: the box stays.
    if (event.relatedTarget && !box.contains(event.relatedTarget)) box.remove();
  });
  document.body.append(box);
  showThere();
  show();
  putBeside(box, passage);
  input.focus({ preventScroll: true });
}

function describe(code) {
  const part = (name, items) => (items.length ? [make("h4", {}, name), make("ul", {}, ...items)] : []);
  return [
    make("p", { class: "path" }, code.path),
    make("p", {}, code.definition || "This code has no definition."),
    ...part("Include", code.include.map((w) => make("li", {}, w))),
    ...part("Exclude", code.exclude.map((e) => make("li", {}, e.words, e.instead ? make("em", {}, ` → ${e.name}`) : ""))),
    ...part("Examples", code.examples.map((w) => make("li", { dir: "auto" }, `“${w}”`))),
  ];
}

// Under the passage, or above it: never over its words. Where there is little room the box is lower and scrolls.
export function putBeside(box, passage) {
  arrive();
  const at = rangeOf(passage.transcript, passage.start, passage.end).getBoundingClientRect();
  const [top, bottom] = [Math.max(0, $("header").getBoundingClientRect().bottom) + 4, $("footer").getBoundingClientRect().top - 6];
  const [above, below] = [at.top - 6 - top, bottom - at.bottom - 6];
  const wanted = box.offsetHeight;
  const isBelow = below >= Math.min(wanted, above);
  const height = Math.max(LOWEST, Math.min(wanted, isBelow ? below : above));
  if (height < wanted) box.style.height = `${height}px`;
  box.style.top = `${Math.max(top, Math.min(isBelow ? at.bottom + 6 : at.top - 6 - height, bottom - height))}px`;
  const main = $("main").getBoundingClientRect();
  box.style.left = `${Math.max(8, Math.min(main.left, innerWidth - box.offsetWidth - 8))}px`;
}
