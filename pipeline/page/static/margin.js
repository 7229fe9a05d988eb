// Brackets in the margin: beside the lines that they cover, one lane each, measured when a turn comes near the screen.

import { $$ } from "./desk.js";
import { rangeOf } from "./offsets.js";

const LANE = 9; // pixels
const MOST_LANES = 4; // what stands in further lanes folds into "+3"
const LABEL = 20; // pixels: a label's line
const FINGER = 24; // pixels: the same, where it is touched

// Where there is no room beside the text, brackets stay beside it and names stand below it.
const narrow = matchMedia("(max-width: 40rem)");

const AROUND = 600; // pixels above and below the screen

const watching = new IntersectionObserver(
  (entries) => entries.filter((e) => e.isIntersecting).forEach((e) => layOut(e.target)),
  // Before it is on the screen, so that nothing moves under the reader's eyes.
  { rootMargin: `${AROUND}px` },
);

export function watch(turns = $$(".turn")) {
  for (const turn of turns) if (turn.querySelector(".margin")) watching.observe(turn);
}

// Whether a turn is on the screen or so near that it is laid out before it is seen.
export function isNear(turn) {
  const box = turn.getBoundingClientRect();
  return box.bottom > -AROUND && box.top < innerHeight + AROUND;
}

export function layOut(turn) {
  const margin = turn.querySelector(".margin");
  if (!margin) return;
  const said = turn.querySelector(".said").getBoundingClientRect();
  const items = $$("[data-start]", margin).map((element) => {
    const range = rangeOf(turn.dataset.of, +element.dataset.start, +element.dataset.end, turn);
    const boxes = range ? Array.from(range.getClientRects()).filter((b) => b.height) : [];
    const top = boxes.length ? Math.min(...boxes.map((b) => b.top)) - said.top : 0;
    const bottom = boxes.length ? Math.max(...boxes.map((b) => b.bottom)) - said.top : 16;
    return { element, top, bottom };
  });
  // Suggestions keep the outermost lane, so that one's own brackets do not move when they come and go.
  const isSuggestion = (item) => item.element.classList.contains("is-suggestion");
  items.sort((a, b) => isSuggestion(a) - isSuggestion(b) || a.top - b.top || b.bottom - a.bottom);
  const lanes = [];
  for (const item of items) {
    const free = lanes.findIndex((bottom) => bottom <= item.top + 1);
    item.lane = free >= 0 ? free : lanes.length;
    lanes[item.lane] = item.bottom;
  }
  const width = Math.min(lanes.length, MOST_LANES) * LANE + 4;
  const isBelow = narrow.matches;
  const shift = isBelow ? margin.getBoundingClientRect().left - said.left : 0;
  const left = isBelow ? -shift : width;
  let below = isBelow ? said.height + 2 : 0;
  const labels = items.filter((item) => item.element.matches("li")).sort((a, b) => a.top - b.top || a.lane - b.lane);
  const isOpen = turn.classList.contains("is-unfolded");
  let folded = 0;
  for (const item of labels) {
    const isFolded = item.lane >= MOST_LANES && !isOpen && item.element.getAttribute("aria-selected") !== "true";
    item.element.classList.toggle("is-folded", isFolded);
    if (isFolded) {
      folded += 1;
      continue;
    }
    item.labelTop = Math.max(item.top, below);
    below = item.labelTop + (isBelow ? FINGER : LABEL);
    item.element.style.top = `${item.labelTop}px`;
    item.element.style.left = `${left}px`;
    item.element.style.maxWidth = isBelow ? `${shift}px` : `calc(100% - ${width}px)`;
    const bracket = item.element.querySelector(".bracket");
    bracket.style.top = `${item.top - item.labelTop}px`;
    bracket.style.left = `${Math.min(item.lane, MOST_LANES - 1) * LANE - left}px`;
    bracket.style.height = `${item.bottom - item.top}px`;
  }
  for (const item of items.filter((item) => item.element.matches("i"))) {
    item.element.style.top = `${item.top}px`;
    item.element.style.left = `${Math.min(item.lane, MOST_LANES - 1) * LANE}px`;
    item.element.style.height = `${item.bottom - item.top}px`;
  }
  fold(margin, turn, folded, below, left);
  // A turn is drawn by itself (content-visibility): what would stand below its edge is not seen.
  turn.style.minHeight = "";
  const needed = said.top - turn.getBoundingClientRect().top + below + (folded ? 28 : 4);
  if (needed > turn.clientHeight) turn.style.minHeight = `${needed}px`;
}

function fold(margin, turn, folded, below, left) {
  margin.querySelector(".fold")?.remove();
  if (!folded) return;
  const more = document.createElement("button");
  more.type = "button";
  more.className = "fold";
  more.textContent = `+${folded}`;
  more.setAttribute("aria-label", `show ${folded} more codings of this turn`);
  more.style.top = `${below}px`;
  more.style.left = `${left}px`;
  more.addEventListener("click", () => {
    turn.classList.add("is-unfolded");
    layOut(turn);
  });
  margin.append(more);
}

let waiting = 0;
addEventListener("resize", () => {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(() =>
    $$(".turn").filter((t) => t.querySelector(".margin") && isNear(t)).forEach(layOut),
  );
});

// On paper nothing is folded away, and nobody clicks.
let folded = [];
addEventListener("beforeprint", () => {
  folded = $$(".turn:not(.is-unfolded)").filter((t) => t.querySelector(".margin"));
  for (const turn of folded) turn.classList.add("is-unfolded");
  folded.forEach(layOut);
});
addEventListener("afterprint", () => {
  for (const turn of folded) turn.classList.remove("is-unfolded");
  folded.forEach(layOut);
});
