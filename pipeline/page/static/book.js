// The codebook beside the text, as a tree: how often this coder gave each code, on this page and in all transcripts.

import { $, $$, announce, desk, make, remember, remembered } from "./desk.js";
import { cursor, goTo, select, spanOf } from "./cursor.js";
import { allCodes, applyCode } from "./chooser.js";
import { chooseCoding } from "./inspector.js";

const SWITCH = "codes beside the text";
const FOLDED = "folded codes";
const book = $("#book");
let nByCode = desk.n_by_code ?? {};
let folded = new Set(remembered(FOLDED, []));

const isShown = () => Boolean(book) && !book.hidden;

const mineHere = (id) => $$(`.margin li.is-mine[data-code="${CSS.escape(id)}"]`);

// Families have no row among the codes: they are known by the paths of what lies under them.
function tree() {
  const top = { under: new Map() };
  for (const code of allCodes()) {
    let at = top;
    for (const name of code.path.split(" › ")) {
      if (!at.under.has(name)) at.under.set(name, { name, path: `${at.path ?? ""} › ${name}`, code: null, under: new Map() });
      at = at.under.get(name);
    }
    at.code = code;
  }
  return top;
}

function draw() {
  $("#tree").replaceChildren(listOf(tree()));
  count();
}

const listOf = (node) => make("ul", {}, ...[...node.under.values()].map(entryOf));

function entryOf(node) {
  const under = node.under.size ? listOf(node) : null;
  if (under) under.hidden = folded.has(node.path);
  const fold = under && make("button", { type: "button", class: "folds", "aria-expanded": String(!under.hidden), "aria-label": `what lies under ${node.name}`, onclick: () => toggle(node, under, fold) }, "▾");
  const { code } = node;
  const name = code
    ? make("button", { type: "button", class: `code-name c${code.colour}`, title: code.definition || null, onclick: (event) => next(code, event.currentTarget) }, code.name)
    : make("b", { class: "code-name" }, node.name);
  const put = code && make("button", { type: "button", class: "put", "aria-label": `put ${code.name} on the passage`, title: "put it on the passage", onclick: () => cursor.passage && applyCode(code.id, cursor.passage) }, "+");
  const ids = [...idsUnder(node)];
  return make("li", {}, make("div", { class: "code-row" }, fold, name, make("span", { class: "quiet n", "data-ids": ids.join(" ") }), put), under);
}

function* idsUnder(node) {
  if (node.code) yield node.code.id;
  for (const child of node.under.values()) yield* idsUnder(child);
}

function toggle(node, under, fold) {
  under.hidden = !under.hidden;
  fold.setAttribute("aria-expanded", String(!under.hidden));
  if (under.hidden) folded.add(node.path);
  else folded.delete(node.path);
  remember(FOLDED, [...folded]);
}

// What stands on the page is counted there; the server has counted all transcripts.
function count() {
  if (!isShown()) return;
  const here = {};
  for (const coding of $$(".margin li.is-mine[data-coding]")) here[coding.dataset.code] = (here[coding.dataset.code] ?? 0) + 1;
  for (const shown of $$(".n", book)) {
    const ids = shown.dataset.ids.split(" ");
    const [on, all] = [here, nByCode].map((counts) => ids.reduce((sum, id) => sum + (counts[id] ?? 0), 0));
    shown.textContent = all ? `${on} · ${all}` : "";
    shown.setAttribute("title", `${on} on this page, ${all} in all`);
  }
}

// The next of this coder's passages with a code, from the chosen one on; the keyboard stays where it is.
function next(code, button) {
  const all = mineHere(code.id);
  if (!all.length) return announce(`no passage of yours here has “${code.name}”: + puts it on the passage`);
  const coding = all[(all.findIndex((c) => c.dataset.coding === cursor.selected) + 1) % all.length];
  const sentences = $$(".sentence", coding.closest(".turn"));
  goTo(sentences.find((s) => spanOf(s).end > +coding.dataset.start) ?? sentences[0]);
  select(coding.dataset.coding);
  chooseCoding(coding);
  button.focus({ preventScroll: true });
  return announce(`${all.indexOf(coding) + 1} of ${all.length} with “${code.name}” on this page`);
}

function show(isBook) {
  book.hidden = !isBook;
  $("#listed").hidden = isBook;
  $("#beside").setAttribute("aria-pressed", String(isBook));
  // Drawn when it is first looked at: opening a long transcript does not wait for it.
  if (isBook) draw();
}

export function toggleBook() {
  if (!book) return announce("the codes stand beside a transcript, at the analytic desk");
  show(book.hidden);
  try {
    localStorage.setItem(SWITCH, isShown() ? "yes" : "no");
  } catch {
    // Kept for this page only.
  }
}

export function startBook() {
  if (!book) return;
  try {
    if (localStorage.getItem(SWITCH) === "yes") show(true);
  } catch {
    // Where nothing is kept, transcripts stand there.
  }
  document.addEventListener("saved", (event) => {
    nByCode = event.detail.answer.n_by_code ?? nByCode;
    count();
  });
  document.addEventListener("redrawn", count);
  document.addEventListener("codes-loaded", () => isShown() && draw());
}
