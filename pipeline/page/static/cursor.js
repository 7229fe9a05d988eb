// Where the reader is: the current sentence, and the passage that the next code is given to.

import { $, $$, desk, remember, remembered } from "./desk.js";
import { rangeOf, selectedPassage, turnsOf, wordsIn } from "./offsets.js";

// Whoever asks their system for less motion gets none.
const still = matchMedia("(prefers-reduced-motion: reduce)");

export const cursor = { current: null, passage: null, anchor: null, selected: null, suggestion: null };

const answers = () => $$(".turn.is-respondent .sentence");
const anySentences = () => $$(".turn .sentence");

export const spanOf = (sentence) => ({
  transcript: sentence.closest(".turn").dataset.of,
  start: +sentence.dataset.start,
  end: +sentence.dataset.end,
});

export function sentence(id) {
  return id ? $(`[data-segment="${CSS.escape(id)}"]`) : null;
}

export function currentSentence() {
  // A turn that was redrawn has other elements for the same sentences.
  if (cursor.current && !cursor.current.isConnected) cursor.current = sentence(cursor.current.dataset.segment);
  return cursor.current;
}

export const currentTranscript = () => currentSentence()?.closest(".turn").dataset.of ?? desk.transcript;

// Tab goes from the current sentence to the brackets of its turn, and then on to the buttons below: with those of every
// turn in between nobody would get there.
export const tabTo = (turn, isStop) => $$(".margin li", turn).forEach((bracket) => (bracket.tabIndex = isStop ? 0 : -1));

export function goTo(element, keepsPassage = false, scrolls = true) {
  if (!element) return;
  const former = currentSentence();
  if (former) {
    former.removeAttribute("aria-current");
    former.tabIndex = -1;
    tabTo(former.closest(".turn"), false);
  }
  cursor.current = element;
  element.setAttribute("aria-current", "true");
  element.tabIndex = 0;
  tabTo(element.closest(".turn"), true);
  element.focus({ preventScroll: true });
  if (scrolls) keepInView(element);
  if (!keepsPassage) {
    cursor.anchor = element.dataset.segment;
    setPassage(spanOf(element));
    getSelection().removeAllRanges();
  }
  remember(`at ${location.pathname}${location.search}`, element.dataset.segment);
  const turns = turnsOf(currentTranscript());
  const turn = element.closest(".turn");
  const where = $("#turn-of");
  if (where) where.textContent = `turn ${turn.dataset.turn} of ${turns.at(-1).dataset.turn}`;
}

// The eye stays where it is: the page moves only when the sentence would leave the middle third.
export function keepInView(element) {
  const box = element.getBoundingClientRect();
  const height = innerHeight;
  if (box.top >= height / 3 && box.bottom <= (2 * height) / 3) return;
  const isNear = box.top > -height && box.bottom < 2 * height;
  const top = box.height > height / 3 ? box.top - height / 4 : (box.top + box.bottom) / 2 - height / 2;
  const isSmooth = isNear && !still.matches;
  gliding = { until: isSmooth ? performance.now() + GLIDE : 0, top: scrollY + top };
  scrollBy({ top, behavior: isSmooth ? "smooth" : "instant" });
}

const GLIDE = 700; // milliseconds: no browser takes longer to scroll half a screen
let gliding = { until: 0, top: 0 };

// A box is put beside the place where the words come to rest, not where they pass.
export function arrive() {
  if (performance.now() < gliding.until) scrollTo({ top: gliding.top, behavior: "instant" });
  gliding.until = 0;
}

export function move(step) {
  const all = answers();
  const at = all.indexOf(currentSentence());
  if (at >= 0) return goTo(all[Math.min(all.length - 1, Math.max(0, at + step))]);
  const here = currentSentence();
  // From an interviewer's sentence, which is in no list: 4 is Node.DOCUMENT_POSITION_FOLLOWING.
  const next = here && all.filter((s) => Math.sign(here.compareDocumentPosition(s) & 4 ? 1 : -1) === step);
  goTo((step > 0 ? next?.[0] : next?.at(-1)) ?? all[0]);
}

// Stretch the passage by a sentence: its anchor stays, its other end moves, also over turns.
export function stretch(step) {
  const all = answers().filter((s) => s.closest(".turn").dataset.of === currentTranscript());
  const at = all.indexOf(currentSentence());
  const target = all[at + step];
  if (at < 0 || !target) return;
  const anchor = sentence(cursor.anchor) ?? currentSentence();
  goTo(target, true);
  const [a, b] = [spanOf(anchor), spanOf(target)];
  setPassage({ ...a, start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) });
}

// Move the passage's end, or its beginning, by a word.
export function stretchByWord(step, isBeginning) {
  const passage = cursor.passage;
  if (!passage) return;
  const words = turnsOf(passage.transcript).flatMap(wordsNear(isBeginning ? passage.start : passage.end));
  const moved = { ...passage };
  if (isBeginning) {
    const starts = words.map(([start]) => start);
    moved.start = (step > 0 ? starts.find((s) => s > passage.start) : starts.findLast((s) => s < passage.start)) ?? passage.start;
  } else {
    const ends = words.map(([, end]) => end);
    moved.end = (step > 0 ? ends.find((e) => e > passage.end) : ends.findLast((e) => e < passage.end)) ?? passage.end;
  }
  if (moved.start < moved.end) setPassage(moved);
}

// Only the turns around a place are taken apart into words: a long interview has a thousand others.
const wordsNear = (offset) => (turn, n, all) => {
  const isNear = [all[n - 1], turn, all[n + 1]].some((t) => t && +t.dataset.start <= offset && offset <= +t.dataset.end + 1);
  return isNear ? wordsIn(turn) : [];
};

export function setPassage(passage) {
  cursor.passage = passage;
  paint("passage", passage);
}

export function repaint() {
  if (cursor.passage) setPassage(cursor.passage);
  const coding = selectedCoding();
  paint("chosen", coding && passageOfCoding(coding));
}

function paint(name, passage) {
  // Painted over the words, so that no element is cut for it; a browser without highlights does without.
  if (!globalThis.CSS?.highlights) return;
  if (!passage) return CSS.highlights.delete(name);
  // Turn by turn: one range over several would cover their headings and the names in the margin as well.
  const turns = turnsOf(passage.transcript).filter((t) => +t.dataset.start < passage.end && passage.start < +t.dataset.end);
  const ranges = turns.map((turn) => rangeOf(passage.transcript, passage.start, passage.end, turn));
  CSS.highlights.set(name, new Highlight(...ranges.filter(Boolean)));
}

// The coding that keys act on: the last applied, clicked or accepted.
export function select(codingId, keepsSuggestion = false) {
  unmark("data-coding");
  if (!keepsSuggestion) {
    unmark("data-suggestion");
    cursor.suggestion = null;
  }
  cursor.selected = codingId;
  const coding = selectedCoding();
  if (coding?.matches("[data-coding]")) coding.setAttribute("aria-selected", "true");
  repaint();
  document.dispatchEvent(new CustomEvent("selected"));
}

// The suggestion that is to be answered; the coding that keys act on stays.
export function selectSuggestion(codingId) {
  unmark("data-suggestion");
  cursor.suggestion = codingId;
  selectedSuggestion()?.setAttribute("aria-selected", "true");
  document.dispatchEvent(new CustomEvent("selected"));
}

function unmark(attribute) {
  for (const element of $$(`[${attribute}][aria-selected="true"]`)) element.setAttribute("aria-selected", "false");
}

// On its way to the disk it is known by the same id.
const withId = (id) => $(`[data-coding="${CSS.escape(id)}"]`) ?? $(`[data-pending="${CSS.escape(id)}"]`);

export const selectedCoding = () => (cursor.selected ? withId(cursor.selected) : null);
export const idOf = (coding) => coding.dataset.coding ?? coding.dataset.pending;
export const selectedSuggestion = () => (cursor.suggestion ? $(`[data-suggestion="${CSS.escape(cursor.suggestion)}"]`) : null);

export function passageOfCoding(element) {
  return { transcript: element.closest(".turn").dataset.of, start: +element.dataset.start, end: +element.dataset.end };
}

export function takeMouseSelection() {
  const passage = selectedPassage();
  if (!passage) return false;
  const first = anySentences().find((s) => {
    const span = spanOf(s);
    return span.transcript === passage.transcript && span.end > passage.start;
  });
  if (first) {
    goTo(first, true);
    cursor.anchor = first.dataset.segment;
  }
  setPassage(passage);
  return true;
}

export function openAtTheStart() {
  const named = decodeURIComponent(location.hash.slice(1));
  const former = remembered(`at ${location.pathname}${location.search}`, "");
  const known = sentence(named) ?? sentence(former);
  // The index desk begins with what is known of the respondent: the first visit stays at the top.
  goTo(known ?? answers()[0] ?? anySentences()[0], false, known != null || desk.name !== "index");
}
