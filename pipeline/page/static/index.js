// The index desk: chunks are accepted, moved, merged, split and named at their headings.

import { $, $$, announce, desk, make, reload } from "./desk.js";
import { currentSentence, sentence, goTo } from "./cursor.js";
import { article } from "./offsets.js";
import { watch } from "./margin.js";
import { act } from "./saving.js";
import { watchSeen } from "./seen.js";
import { command } from "./keys.js";

function change(how, more = {}) {
  const transcript = desk.transcript;
  act({ do: "chunks", how, transcript_id: transcript, digest: article(transcript).dataset.digest, label: `chunk: ${how}`, ...more }, {
    after: (answer) => answer.reloads && drawAnew(),
  });
}

// The words of a turn become a variant of a question, in the guide's file: all interviews are cut anew.
function takeOver(question, turn) {
  const digest = $(".unplaced").dataset.guideDigest;
  act({ do: "variant", question, turn, transcript_id: desk.transcript, guide_digest: digest, label: `variant of ${question}` }, {
    after: (answer) => answer.reloads && drawAnew(),
  });
}

// Chunks change headings and scopes all over the transcript: all of it is drawn anew, under the reader's eyes.
async function drawAnew() {
  const current = currentSentence()?.dataset.segment;
  const top = currentSentence()?.getBoundingClientRect().top;
  let fresh;
  try {
    fresh = new DOMParser().parseFromString(await (await fetch(location.pathname)).text(), "text/html").querySelector("main");
  } catch {
    fresh = null;
  }
  if (!fresh) return reload();
  $("main").replaceWith(document.adoptNode(fresh));
  $$(".chunk").forEach(dress);
  watch();
  watchSeen();
  const here = sentence(current);
  if (!here) return;
  goTo(here, false, false);
  scrollBy({ top: here.getBoundingClientRect().top - top, behavior: "instant" });
}

const turnOf = (heading) => +heading.closest(".turn").dataset.turn;
const asks = (turn) => turn.classList.contains("is-interviewer");

function neighbour(heading, step) {
  const turns = $$(".turn").filter((t) => asks(t) || t === heading.closest(".turn"));
  return turns[turns.indexOf(heading.closest(".turn")) + step];
}

function move(heading, step) {
  const target = neighbour(heading, step);
  if (target) change("move", { begins: turnOf(heading), turn: +target.dataset.turn });
}

// The chunk ends with the turn of the current sentence: what follows answers no question.
function end(heading) {
  const turn = currentSentence()?.closest(".turn");
  if (turn) change("end", { begins: turnOf(heading), turn: +turn.dataset.turn });
}

function choice(label, chosen, onchange) {
  const select = make("select", { "aria-label": label, onchange: () => onchange(select.value) });
  select.append(make("option", { value: "" }, label), ...desk.questions.map((q) => make("option", { value: q.id, selected: q.id === chosen }, `${q.id}: ${q.words.slice(0, 60)}`)));
  return select;
}

function dress(heading) {
  if (heading.querySelector(".chunk-tools")) return;
  const question = heading.dataset.chunk;
  if (question === "off_protocol") return;
  const button = (words, title, onclick) => make("button", { type: "button", title, onclick }, words);
  heading.append(
    make("span", { class: "chunk-tools" },
      button("accept", "these chunks are right: write them as mine", () => change("accept", { begins: turnOf(heading) })),
      button("↑", "begins at the interviewer's turn before", () => move(heading, -1)),
      button("↓", "begins at the interviewer's turn after", () => move(heading, 1)),
      button("ends here", "ends with the turn in view (the current sentence's)", () => end(heading)),
      button("merge up", "goes on what the chunk before asked", () => change("merge", { begins: turnOf(heading) })),
      choice("another question…", question, (value) => value && value !== question && change("rename", { begins: turnOf(heading), question: value })),
    ),
  );
}

// A chunk begins at the interviewer's turn of the current sentence, or the one before it.
function split() {
  let turn = currentSentence()?.closest(".turn");
  while (turn && !asks(turn) && turn.previousElementSibling?.matches(".turn")) turn = turn.previousElementSibling;
  if (!turn) return;
  const dialog = $("#dialog");
  const list = make("ul", { class: "found" }, ...desk.questions.map((q) => make("li", {}, make("button", { type: "button", onclick: () => { dialog.close(); change("split", { turn: +turn.dataset.turn, question: q.id }); } }, q.id), ` ${q.words}`)));
  dialog.replaceChildren(make("h2", { id: "dialog-title" }, `A chunk begins at turn ${turn.dataset.turn}: which question?`), list, make("p", {}, make("button", { type: "button", onclick: () => dialog.close() }, "close")));
  dialog.showModal();
  list.querySelector("button")?.focus();
}

export function startIndexDesk() {
  $$(".chunk").forEach(dress);
  document.addEventListener("redrawn", (event) => event.detail.querySelectorAll(".chunk").forEach(dress));
  command("s", "index desk: a chunk begins at this turn", split);
  document.addEventListener("click", (event) => {
    const { chunkHow, notAsked, place, variant, at } = event.target.dataset ?? {};
    if (chunkHow) change(chunkHow, { begins: turnOf($$(".chunk").find((c) => c.dataset.chunk !== "off_protocol")) });
    else if (notAsked) change("not_asked", { question: notAsked });
    else if (place) change("split", { question: place, turn: +at });
    else if (variant) takeOver(variant, +at);
    else return;
    announce("saving…");
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".unplaced a");
    const target = link && sentence(decodeURIComponent(new URL(link.href).hash.slice(1)));
    if (target) goTo(target);
  });
}
