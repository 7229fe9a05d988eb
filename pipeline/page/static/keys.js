// The keys: what each does, changed or switched off by whoever needs that, and the list of them (?).

import { $, $$, make } from "./desk.js";
import { close } from "./search.js";

const SWITCH = "keys off";
const CHANGED = "keys changed";

const stored = (name, otherwise) => {
  try {
    return JSON.parse(localStorage.getItem(name)) ?? otherwise;
  } catch {
    return otherwise;
  }
};

const store = (name, value) => {
  try {
    localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // Kept for this page only.
  }
};

let changed = stored(CHANGED, {});
let isOff = stored(SWITCH, false);
const commands = new Map();

// key: the contract's key; words: what it does; run: the deed.
export function command(key, words, run) {
  commands.set(key, { words, run });
}

export const keyOf = (key) => changed[key] ?? key;

// Buttons name the keys as they are now.
export const nameKeys = (root = document) => $$("[data-key]", root).forEach((button) => $$("kbd", button).forEach((kbd) => (kbd.textContent = keyOf(button.dataset.key))));

export function run(key) {
  commands.get(key)?.run();
}

const writes = (target) => target.closest?.("input, textarea, select, [contenteditable]");

addEventListener("keydown", (event) => {
  // While a sign is being composed, keys belong to the input method.
  if (event.defaultPrevented || event.isComposing || writes(event.target) || $("dialog[open]")) return;
  if (event.key.startsWith("Arrow")) return arrows(event);
  // AltGr is Ctrl+Alt on Windows: what it writes is a sign like any other.
  const isSign = !event.metaKey && (!event.ctrlKey || event.getModifierState("AltGraph")) && (!event.altKey || event.getModifierState("AltGraph"));
  if (!isSign || (isOff && event.key.length === 1)) return;
  const pressed = [...commands.keys()].find((key) => keyOf(key) === event.key);
  if (!pressed) return;
  event.preventDefault();
  commands.get(pressed).run();
});

let onArrow = () => false;
export const whenArrow = (listener) => (onArrow = listener);

function arrows(event) {
  // With these, arrows are the browser's or the system's.
  if (event.ctrlKey || event.metaKey) return;
  if (onArrow(event)) event.preventDefault();
}

export function showKeys() {
  const dialog = $("#dialog");
  const clash = make("p", { role: "alert", class: "is-trouble" });
  const rows = [...commands].map(([key, { words }]) => {
    const input = make("input", { value: keyOf(key), size: 5, maxlength: 9, "aria-label": `key for: ${words}` });
    input.addEventListener("keydown", (event) => {
      // Only keys that write a sign can be chosen: Tab and Enter keep what they do everywhere.
      if (event.key.length !== 1) return;
      event.preventDefault();
      // Of two that have one key only the first would ever be heard.
      const other = [...commands.keys()].find((taken) => taken !== key && keyOf(taken) === event.key);
      clash.textContent = other ? `${event.key} is “${commands.get(other).words}”: give that another key first.` : "";
      if (other) return;
      input.value = event.key;
      changed = { ...changed, [key]: event.key };
      if (event.key === key) delete changed[key];
      store(CHANGED, changed);
      nameKeys();
    });
    return make("tr", {}, make("td", {}, key.length === 1 ? input : make("kbd", {}, key)), make("td", {}, words));
  });
  const off = make("input", { type: "checkbox", id: "keys-off" });
  off.checked = isOff;
  off.addEventListener("change", () => store(SWITCH, (isOff = off.checked)));
  const back = make("button", { type: "button", onclick: () => { store(CHANGED, (changed = {})); nameKeys(); showKeys(); } }, "as they were");
  dialog.replaceChildren(
    make("h2", { id: "dialog-title" }, "Keys"),
    clash,
    make("p", {}, make("label", {}, off, " switch single keys off (for speech input); everything is there by mouse and Tab"), " ", back),
    make("div", { class: "found", tabindex: "0", role: "region", "aria-label": "keys" }, make("table", {}, make("tbody", {}, ...rows,
      make("tr", {}, make("td", {}, make("kbd", {}, "Shift ←→")), make("td", {}, "the passage's end by a word; with Alt its beginning"))))),
    close(dialog),
  );
  if (!dialog.open) dialog.showModal();
}
