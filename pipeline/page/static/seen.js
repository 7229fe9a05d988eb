// What was on the screen long enough to be read; kept by transcript on this machine, so that a break loses nothing.

import { $, $$, desk, announce } from "./desk.js";
import { currentTranscript, goTo } from "./cursor.js";
import { turnsOf } from "./offsets.js";
import { act } from "./saving.js";
import { respondentMemo } from "./boxes.js";

const LONG_ENOUGH = 250; // milliseconds: jumping past is not reading

// What was read under an earlier codebook has still to be read again.
const walk = desk.again ? ` ${desk.again} ${desk.codebook}` : "";
const key = (transcript) => `seen ${desk.study} ${desk.coder} ${transcript}${walk}`;
const seen = new Map();
const timers = new Map();

function of(transcript) {
  if (!seen.has(transcript)) {
    let kept = [];
    try {
      kept = JSON.parse(localStorage.getItem(key(transcript))) ?? [];
    } catch {
      kept = [];
    }
    seen.set(transcript, new Set(kept));
  }
  return seen.get(transcript);
}

const watching = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    const id = target.dataset.segment;
    clearTimeout(timers.get(id));
    if (!isIntersecting) continue;
    timers.set(id, setTimeout(() => note(target), LONG_ENOUGH));
  }
});

let waiting = 0;
function note(sentence) {
  const transcript = sentence.closest(".turn")?.dataset.of;
  if (!transcript) return;
  // TURN:N alone: the transcript stands in the key.
  of(transcript).add(sentence.dataset.segment.split(":").slice(-2).join(":"));
  watching.unobserve(sentence);
  clearTimeout(waiting);
  // One write for all that a movement brings onto the screen.
  waiting = setTimeout(() => keep(transcript), 400);
}

function keep(transcript) {
  try {
    localStorage.setItem(key(transcript), JSON.stringify([...of(transcript)]));
  } catch {
    // Without a store the page forgets at a reload what was seen.
  }
  show();
}

const unseen = (transcript) =>
  turnsOf(transcript).flatMap((t) => $$(".sentence", t)).filter((s) => !of(transcript).has(s.dataset.segment.split(":").slice(-2).join(":")));

export function watchSeen(root = document) {
  for (const sentence of $$(".sentence", root)) {
    const transcript = sentence.closest(".turn").dataset.of;
    if (!of(transcript).has(sentence.dataset.segment.split(":").slice(-2).join(":"))) watching.observe(sentence);
  }
}

export function show() {
  const bar = $("#seen");
  const transcript = currentTranscript();
  if (!bar || !transcript) return;
  const all = turnsOf(transcript).reduce((n, t) => n + t.querySelectorAll(".sentence").length, 0);
  const share = all ? Math.floor((100 * (all - unseen(transcript).length)) / all) : 100;
  bar.value = share;
  $("#seen-words").textContent = `${share} % seen`;
}

// Mark read; first show what was never on the screen.
export function markRead() {
  if (desk.again && desk.list_of) return announce("open a transcript above: r marks it when you have read it whole");
  if (desk.list && !desk.again) {
    for (const id of desk.list_of) act({ do: "read", transcript_id: id, label: "list read" });
    return;
  }
  const transcript = currentTranscript();
  if (!turnsOf(transcript).length) return;
  const left = unseen(transcript);
  if (left.length) {
    goTo(left[0]);
    announce(`${left.length} sentence${left.length === 1 ? " was" : "s were"} never on the screen: here is the first. r again goes on`);
    return;
  }
  const mark = () => act({ do: "read", transcript_id: transcript, question: desk.question, label: "read mark" }, { after: () => document.dispatchEvent(new CustomEvent("read", { detail: transcript })) });
  if (desk.name === "index" && !desk.has_memo) respondentMemo(() => { desk.has_memo = true; mark(); });
  else mark();
}
