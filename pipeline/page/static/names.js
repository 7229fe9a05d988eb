// Names that are replaced when the study is shared: marked or not, as this browser was told last.

import { $ } from "./desk.js";

const SWITCH = "names unmarked";
const button = $("#names");

function show(isMarked) {
  document.body.classList.toggle("names-off", !isMarked);
  button.setAttribute("aria-pressed", String(isMarked));
}

export function startNames() {
  if (!button) return;
  let isMarked = true;
  try {
    isMarked = localStorage.getItem(SWITCH) !== "yes";
  } catch {
    // Where nothing is kept, names are marked.
  }
  show(isMarked);
  button.addEventListener("click", () => {
    isMarked = !isMarked;
    show(isMarked);
    try {
      localStorage.setItem(SWITCH, isMarked ? "no" : "yes");
    } catch {
      // Kept for this page only.
    }
  });
}
