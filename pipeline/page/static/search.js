// Search over all transcripts, in a dialog; a hit opens in place.

import { $, make } from "./desk.js";
import { currentSentence, goTo, sentence } from "./cursor.js";

export function openSearch() {
  const dialog = $("#dialog");
  const input = make("input", { type: "search", "aria-label": "search all transcripts", spellcheck: "false" });
  const hits = make("div", { class: "found", role: "region", "aria-label": "hits", "aria-live": "polite", tabindex: "0" });
  let waiting = 0;
  let asked = 0;
  const look = async () => {
    const mine = ++asked;
    const template = document.createElement("template");
    try {
      template.innerHTML = await (await fetch(`/search?q=${encodeURIComponent(input.value)}`)).text();
    } catch {
      template.innerHTML = "<p>The server does not answer.</p>";
    }
    // Answers may overtake each other: only the last question's is shown.
    if (mine === asked) hits.replaceChildren(template.content);
  };
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, 120);
  });
  input.addEventListener("keydown", (event) => {
    // The browser's own Escape would empty a search field first, and leave the dialog open.
    if (event.key === "Escape") {
      event.preventDefault();
      dialog.close();
      currentSentence()?.focus({ preventScroll: true });
    } else if (event.key === "Enter" || event.key === "ArrowDown") {
      event.preventDefault();
      hits.querySelector("a")?.focus();
    }
  });
  hits.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const links = [...hits.querySelectorAll("a")];
    (links[links.indexOf(document.activeElement) + step] ?? input).focus();
  });
  hits.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    const here = link && new URL(link.href);
    if (!here || here.pathname !== location.pathname) return;
    const target = sentence(decodeURIComponent(here.hash.slice(1)));
    if (!target) return;
    event.preventDefault();
    dialog.close();
    goTo(target);
  });
  dialog.replaceChildren(make("h2", { id: "dialog-title" }, "Search all transcripts"), input, hits, close(dialog));
  dialog.showModal();
  input.focus();
  look();
}

export const close = (dialog) => make("p", {}, make("button", { type: "button", onclick: () => dialog.close() }, "close"));
