// Between places in the page and offsets in a transcript. The browser counts UTF-16 units, the files count code points.

import { $$ } from "./desk.js";

// A code point above U+FFFF is two units: without this, every offset after an emoji would be one too far.
const PAIRS = /[\uD800-\uDBFF][\uDC00-\uDFFF]/g;

export const codePoints = (text) => text.length - (text.match(PAIRS)?.length ?? 0);

// The UTF-16 index of the n-th code point of a text.
function index(text, n) {
  if (n <= 0) return 0;
  let at = 0;
  for (const sign of text) {
    at += sign.length;
    if (--n === 0) return at;
  }
  return text.length;
}

export const article = (transcript) => $$("article[data-transcript]").find((a) => a.dataset.transcript === transcript);

export const turnsOf = (transcript) => $$(".turn", article(transcript) ?? document.createElement("i"));

const turnAt = (transcript, offset, isEnd) =>
  turnsOf(transcript).find((t) => (isEnd ? offset <= +t.dataset.end : offset < +t.dataset.end)) ?? turnsOf(transcript).at(-1);

function place(turn, offset) {
  const walker = document.createTreeWalker(turn.querySelector(".said"), NodeFilter.SHOW_TEXT);
  let left = Math.max(0, offset - +turn.dataset.start);
  let last = null;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const n = codePoints(node.data);
    if (left <= n) return [node, index(node.data, left)];
    left -= n;
    last = node;
  }
  return last ? [last, last.data.length] : [turn.querySelector(".said"), 0];
}

// The DOM range of a passage, clipped to one turn where a turn is given.
export function rangeOf(transcript, start, end, turn = null) {
  const first = turn ?? turnAt(transcript, start, false);
  const last = turn ?? turnAt(transcript, end, true);
  if (!first || !last) return null;
  const range = document.createRange();
  range.setStart(...place(first, Math.max(start, +first.dataset.start)));
  range.setEnd(...place(last, Math.min(end, +last.dataset.end)));
  return range;
}

// The offset of a place in the page; a place in a label or between turns is the nearest edge of the turn's words.
function offsetOf(node, at, isEnd) {
  const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  const said = element.closest(".said");
  const range = document.createRange();
  if (said) {
    range.setStart(said, 0);
    range.setEnd(node, at);
    return [said.closest(".turn"), +said.closest(".turn").dataset.start + codePoints(range.toString())];
  }
  range.setStart(node, at);
  const all = $$(".turn .said", element.closest("article") ?? document);
  if (isEnd) {
    const before = all.filter((s) => range.comparePoint(s, 0) <= 0).at(-1);
    return before ? [before.closest(".turn"), +before.closest(".turn").dataset.end] : null;
  }
  const after = all.find((s) => range.comparePoint(s, s.childNodes.length) >= 0);
  return after ? [after.closest(".turn"), +after.closest(".turn").dataset.start] : null;
}

// The passage that is selected with the mouse, or null.
export function selectedPassage() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const from = offsetOf(range.startContainer, range.startOffset, false);
  const to = offsetOf(range.endContainer, range.endOffset, true);
  // A passage lies in one transcript, and the page may show several.
  if (!from || !to || from[0].dataset.of !== to[0].dataset.of) return null;
  return trimmed({ transcript: from[0].dataset.of, start: from[1], end: to[1] });
}

function trimmed(passage) {
  if (passage.end <= passage.start) return null;
  // Spread, a string comes apart into code points, as offsets count.
  const signs = [...wordsOf(passage)];
  const lead = signs.findIndex((sign) => sign.trim());
  if (lead < 0) return null;
  const tail = [...signs].reverse().findIndex((sign) => sign.trim());
  return { ...passage, start: passage.start + lead, end: passage.end - tail };
}

// The words of a passage as the transcript has them: turns joined by a line feed.
export function wordsOf({ transcript, start, end }) {
  return turnsOf(transcript)
    .filter((t) => +t.dataset.start < end && start < +t.dataset.end)
    .map((t) => rangeOf(transcript, start, end, t).toString())
    .join("\n");
}

const LONGEST_WORD = 30;

// [start, end] of each word of a turn: what blanks divide; in scripts without blanks, what the browser's rules divide.
export function wordsIn(turn) {
  const text = turn.querySelector(".said").textContent;
  const words = [];
  let at = +turn.dataset.start;
  for (const part of text.split(/(\s+)/)) {
    const n = codePoints(part);
    if (n && part.trim()) {
      if (n <= LONGEST_WORD || !Intl.Segmenter) words.push([at, at + n]);
      else {
        let inner = at;
        for (const { segment } of new Intl.Segmenter(undefined, { granularity: "word" }).segment(part)) {
          words.push([inner, inner + codePoints(segment)]);
          inner += codePoints(segment);
        }
      }
    }
    at += n;
  }
  return words;
}
