// What the server says of this page, and what this tab remembers over a reload.

export const desk = JSON.parse(document.getElementById("desk").textContent);

const drawn = () => Array.from(crypto.getRandomValues(new Uint8Array(4)), (b) => b.toString(16).padStart(2, "0")).join("");

export function remembered(name, otherwise) {
  try {
    return JSON.parse(sessionStorage.getItem(name)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function remember(name, value) {
  try {
    sessionStorage.setItem(name, JSON.stringify(value));
  } catch {
    // A full or forbidden store: the page works, it only forgets at a reload.
  }
}

// Kept over a reload: it is a tab that holds the pen, and not one loading of it.
export const tab = remembered("tab", null) ?? drawn();
remember("tab", tab);

export const newCodingId = () => `${desk.coder}-${drawn()}`;

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => Array.from(root.querySelectorAll(selector));

// An element from a tag, its attributes and children; text is always text, never markup.
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value == null) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

// As search folds it (pipeline/page/folding.py): who types `equipe` means *Équipe*. Not by the browser's language, since
// in a Turkish one the small letter of I is another.
export const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670]|\p{Cf}/gu, "").replace(/[’‘]/g, "'").toLowerCase();

export function announce(words, isTrouble = false) {
  const status = $("#status");
  status.textContent = words;
  status.classList.toggle("is-trouble", isTrouble);
}

// What needs a hand, one line a matter; a matter without words is over.
export function alarm(matter, words, ...buttons) {
  const box = $("#alarm");
  const former = box.querySelector(`[data-matter="${matter}"]`);
  const line = words ? make("span", { "data-matter": matter, class: "matter" }, words, ...buttons) : null;
  if (former && line) former.replaceWith(line);
  else if (former) former.remove();
  else if (line) box.append(line);
}

// The page is drawn anew; what was said is said again.
export function reload() {
  remember("said", $("#status").textContent);
  location.reload();
}

export function greet() {
  removeEventListener("keydown", globalThis.countUnheard, true);
  const said = remembered("said", null);
  if (said) announce(said);
  remember("said", null);
}

export const isOpening = () => $("#status").textContent === "opening…";

// Once the server has said who may write. Keys typed before are not made up for: nobody saw what they would be done to.
export function ready() {
  const n = globalThis.unheard;
  announce(n ? `ready; ${n} ${n === 1 ? "key was" : "keys were"} typed too early and not heard` : "ready", n > 0);
}
