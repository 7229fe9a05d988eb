// Puts the desk together: keys, mouse, and what happens when the page opens.

import { $, $$, announce, desk, greet, make } from "./desk.js";
import { currentSentence, cursor, goTo, idOf, keepInView, move, openAtTheStart, select, selectSuggestion, sentence, setPassage, spanOf, stretch, stretchByWord, takeMouseSelection } from "./cursor.js";
import { wordsOf } from "./offsets.js";
import { watch } from "./margin.js";
import { act, isProposing, listen, redo, tell, undo } from "./saving.js";
import { applyCode, closeChooser, loadCodes, openChooser, recent } from "./chooser.js";
import { closeBox, detail, hunch, propose, respondentMemo } from "./boxes.js";
import { chooseCoding, mineChosen, setExtent, setPolarity, show as showChosen, takeOff } from "./inspector.js";
import { answer, choose, chooseRemembered, next } from "./suggestions.js";
import { markRead, show as showSeen, watchSeen } from "./seen.js";
import { openSearch } from "./search.js";
import "./moved.js";
import { startIndexDesk } from "./index.js";
import { startTeamDesk } from "./team.js";
import { answerDone, startRecoding } from "./recode.js";
import { startNames } from "./names.js";
import { startBook, toggleBook } from "./book.js";
import { command, nameKeys, run, showKeys, whenArrow } from "./keys.js";

function again() {
  // The server makes a proposed code's id: until it answers, the last code is one that nobody means.
  if (isProposing()) return announce("the proposed code is being saved: . again in a moment");
  if (!recent[0]) return announce("no code was used yet: c chooses one");
  if (cursor.passage) applyCode(recent[0], cursor.passage);
}

// Striking: the chosen coding where it is on the passage; else the bare passage.
function striking() {
  const coding = mineChosen();
  const passage = cursor.passage;
  const touches = coding && passage && +coding.dataset.start < passage.end && passage.start < +coding.dataset.end;
  if (touches) act({ do: "change", coding_id: idOf(coding), set: { is_aha: !coding.dataset.aha }, label: "striking" });
  else if (passage) applyCode("", passage, { is_aha: true });
}

const chunk = (step) => {
  const all = $$(".chunk");
  const here = currentSentence();
  // 4: Node.DOCUMENT_POSITION_FOLLOWING.
  const after = all.filter((c) => here && here.closest(".turn") !== c.closest(".turn") && here.compareDocumentPosition(c) & 4);
  const before = all.filter((c) => !after.includes(c) && c.closest(".turn") !== here?.closest(".turn"));
  const target = step > 0 ? after[0] : before.at(here?.closest(".turn").querySelector(".chunk") ? -1 : -2) ?? before[0];
  if (target) goTo(target.closest(".turn").querySelector(".sentence"));
};

command("j", "next sentence of a respondent", () => move(1));
command("k", "previous sentence of a respondent", () => move(-1));
command("J", "stretch the passage by a sentence, also over turns", () => stretch(1));
command("K", "stretch it the other way", () => stretch(-1));
command("g", "next index chunk", () => chunk(1));
command("G", "previous index chunk", () => chunk(-1));
command("c", "choose a code", () => openChooser());
command(".", "the last code again", again);
command("u", "undo what this tab did", undo);
command("U", "do it again", redo);
command("n", "next suggestion", () => next(1));
command("p", "previous suggestion", () => next(-1));
command("y", "accept the suggestion, and go to the next", () => answer(true));
command("x", "reject the suggestion, and go to the next", () => answer(false));
command("1", "affirmed", () => setPolarity(1));
command("2", "absent: they deny it", () => setPolarity(2));
command("3", "wished: they should have, they would", () => setPolarity(3));
command("4", "disputed", () => setPolarity(4));
command("m", "memo of the coding", () => detail("memo"));
command("t", "target of the coding", () => detail("target"));
command("e", "period of the coding", () => detail("period"));
command("a", "striking: the coding, or the bare passage", striking);
command("w", "the chosen coding takes the passage as its extent", setExtent);
command("C", "another code for the chosen coding", () => mineChosen() && openChooser({ change: mineChosen() }));
command("Delete", "take the chosen coding off", takeOff);
command("i", "propose a new code from the passage", propose);
command("r", "mark as read", () => (desk.name === "recode" ? answerDone() : markRead()));
command("M", "memo on the respondent", () => respondentMemo());
command("h", "a hunch, with this passage", hunch);
command("b", "codes with counts beside the text, or transcripts", toggleBook);
command("/", "search all transcripts", openSearch);
command("?", "these keys", showKeys);
command("Escape", "leave; back to the sentence", () => {
  if ($(".choice")) return closeChooser();
  if ($(".box")) return closeBox();
  return goTo(currentSentence());
});

whenArrow((event) => {
  if (event.shiftKey && event.key.match(/Left|Right/)) {
    // In a script from right to left the words that follow stand to the left.
    const isRtl = getComputedStyle(currentSentence()?.closest(".said") ?? document.body).direction === "rtl";
    stretchByWord((event.key === "ArrowRight") === !isRtl ? 1 : -1, event.altKey);
    return true;
  }
  if (event.shiftKey && event.key.match(/Up|Down/)) {
    stretch(event.key === "ArrowDown" ? 1 : -1);
    return true;
  }
  return false;
});

document.addEventListener("click", (event) => {
  const key = event.target.closest("[data-key]");
  if (key) {
    run(key.dataset.key);
    return;
  }
  const coding = event.target.closest("[data-coding]");
  if (coding) {
    select(coding.dataset.coding);
    chooseCoding(coding);
    return;
  }
  const suggestion = event.target.closest("[data-suggestion]");
  if (suggestion) choose(suggestion);
});

// A bracket that Tab led to is chosen as by a click.
document.addEventListener("keydown", (event) => {
  if ((event.key !== "Enter" && event.key !== " ") || !event.target.matches?.(".margin li")) return;
  event.preventDefault();
  event.target.click();
});

document.addEventListener("mouseup", (event) => {
  // Linux and macOS open the choice of a code when the right button goes down: its going up must not close it.
  if (event.button !== 0 || !event.target.closest?.("main")) return;
  if (event.target.closest("button, a, input, textarea, [data-coding], [data-suggestion]")) return;
  if (takeMouseSelection()) return;
  const clicked = event.target.closest(".sentence");
  if (clicked) goTo(clicked);
});

// A double click chooses a code for what it selected, the word, as much as `c` does.
document.addEventListener("contextmenu", (event) => {
  if (!event.target.closest?.(".said") || event.shiftKey) return;
  event.preventDefault();
  if (!takeMouseSelection() && event.target.closest(".sentence")) {
    const span = spanOf(event.target.closest(".sentence"));
    const passage = cursor.passage;
    const isInside = passage && passage.transcript === span.transcript && span.start < passage.end && passage.start < span.end;
    if (!isInside) goTo(event.target.closest(".sentence"));
  }
  openChooser();
});

// Words copied from the page are the transcript's, without codes and numbers.
document.addEventListener("copy", (event) => {
  if (event.target.closest?.("input, textarea") || !cursor.passage || !getSelection().isCollapsed) return;
  event.clipboardData.setData("text/plain", wordsOf(cursor.passage));
  event.preventDefault();
});

document.addEventListener("codes", loadCodes);
document.addEventListener("redrawn", (event) => watchSeen(event.detail));
document.addEventListener("read", (event) => {
  for (const link of $$("aside a")) {
    if (link.textContent !== event.detail || link.closest("li").classList.contains("is-read")) continue;
    link.closest("li").classList.add("is-read");
    link.after(" ", make("span", { class: "quiet", role: "img", "aria-label": "read" }, "✓"));
    const summary = link.closest("details")?.querySelector("summary");
    if (!summary) continue;
    const bar = $("progress", summary);
    bar.value += 1;
    $(".quiet", summary).textContent = `${bar.value} of ${bar.max} read`;
    bar.setAttribute("aria-label", `${bar.dataset.of}: ${bar.value} of ${bar.max} read`);
  }
});

addEventListener("hashchange", () => goTo(sentence(decodeURIComponent(location.hash.slice(1)))));

if ($("article")) {
  openAtTheStart();
  chooseRemembered();
  watch();
  watchSeen();
  showSeen();
}
// The list is being made: look again.
if ($("main[data-waits]")) setTimeout(() => location.reload(), 2000);
if (desk.name === "index") startIndexDesk();
if (desk.name === "team") startTeamDesk();
if (desk.name === "recode") startRecoding();
startNames();
startBook();
nameKeys();
showChosen();
if ($("article")) tell(desk);
greet();
listen();
