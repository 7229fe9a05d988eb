// Sends what the coder does, one thing after the other; says *saved* when the server has it on disk, keeps it until then.

import { $, alarm, announce, desk, isOpening, make, ready, reload, remember, remembered, tab } from "./desk.js";
import { article } from "./offsets.js";
import { currentSentence, cursor, repaint, select, tabTo } from "./cursor.js";
import { isNear, layOut, watch } from "./margin.js";
import { erase, makesCoding, pendingCoding, sketch } from "./pending.js";

const queue = remembered("unsaved", []);
let undone = remembered("undone", []);
let done = remembered("done", []);
let isSending = false;
let isReadOnly = !desk.is_ours;
export const state = { revision: desk.revision, nCodings: 0, last: "" };

// The browser's own words for it ("Failed to fetch") help nobody.
const asked = (path, options) =>
  fetch(path, options).catch(() => {
    throw new Error("The server does not answer: is the command still running?");
  });

export async function get(path) {
  const answer = await asked(path, { headers: { accept: "application/json" } });
  if (!answer.ok) throw new Error(await said(answer));
  return answer.json();
}

export async function post(path, body) {
  const answer = await asked(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...body, tab, list: desk.list }),
  });
  if (!answer.ok) {
    const error = new Error(await said(answer));
    // Not possible as asked, overtaken, gone: sent again it would be refused again. All else may pass.
    error.isFinal = answer.status === 400 || answer.status === 409 || answer.status === 404;
    throw error;
  }
  return answer.json();
}

async function said(answer) {
  const text = await answer.text();
  try {
    return JSON.parse(text).said ?? text;
  } catch {
    return text || answer.statusText;
  }
}

// An act: queued, shown at once as waiting, sent in its turn. `kind`: new acts end what could be redone.
export function act(body, { kind = "new", after = null } = {}) {
  if (isReadOnly) {
    announce("not saved: this page only reads", true);
    return;
  }
  sketch(body);
  // Chosen before it is saved: a hand that types on means this coding, not the one before it.
  if (makesCoding(body)) select(body.coding_id, body.do === "answer");
  queue.push({ body, kind, after, chosen: cursor.selected });
  keep();
  announce("saving…");
  send();
}

// Without `after`: a function does not outlive a reload.
const keep = () => remember("unsaved", queue.map(({ body, kind, steps }) => ({ body, kind, steps })));

async function send() {
  if (isSending || !queue.length) return;
  isSending = true;
  const item = queue[0];
  try {
    if (item.kind !== "new" && !item.body) fill(item);
    if (item.body) {
      const answer = await post("/act", item.body);
      queue.shift();
      keep();
      settle(item, answer);
    } else {
      queue.shift();
      keep();
      announce(item.kind === "undo" ? "nothing to undo in this tab" : "nothing to do again in this tab");
    }
  } catch (error) {
    isSending = false;
    if (!failed(item, error)) return;
    if (queue.length) send();
    // What was refused may be overtaken by what others wrote: that has waited for the answer.
    else keepUp();
    return;
  }
  isSending = false;
  if (queue.length) send();
  else keepUp();
}

function settle(item, answer) {
  erase(item.body.coding_id);
  redraw(answer.turns);
  announced = Math.max(announced, answer.revision);
  // With nothing of others' in between, this answer is all that is new.
  if (answer.base === state.revision) state.revision = answer.revision;
  if (item.kind === "new" && answer.undo?.length) {
    done.push(answer.undo);
    undone = [];
  } else if (item.kind === "undo") undone.push(done.pop());
  else if (item.kind === "redo") done.push(undone.pop());
  remember("done", done);
  remember("undone", undone);
  if (answer.selected && makesCoding(item.body)) isCalled(item, answer.selected);
  // Unless another coding was chosen meanwhile. After an answer the suggestion that comes next stays chosen.
  if (answer.selected && (item.chosen ?? null) === cursor.selected) select(answer.selected, item.body.do === "answer" || item.body.do === "again");
  else repaint();
  if (!queue.length) {
    alarm("unsaved", "");
    announce(`${answer.said ? `${answer.said} ` : ""}saved ${time(answer.saved)}`);
  }
  tell(answer);
  // The heading of a list says how far it has been walked.
  const walked = $("#walked");
  if (walked && answer.walked) walked.textContent = answer.walked;
  const left = $("#left");
  if (left && answer.left) left.textContent = answer.left;
  document.dispatchEvent(new CustomEvent("saved", { detail: { item, answer } }));
  item.after?.(answer);
}

// The server gave a coding another id than the browser drew: what waits for it, and what is chosen, mean that one.
function isCalled(item, id) {
  const drawn = item.body.coding_id;
  if (drawn === id) return;
  for (const waiting of [item, ...queue]) {
    if (waiting.chosen === drawn) waiting.chosen = id;
    if (waiting !== item && waiting.body?.coding_id === drawn) waiting.body.coding_id = id;
  }
  if (cursor.selected === drawn) cursor.selected = id;
  keep();
}

// A coding that was never made: what waits to be done to it goes with it.
function abandon(item) {
  const id = item.body?.coding_id;
  if (!makesCoding(item.body)) return;
  for (let n = queue.length - 1; n >= 0; n -= 1) if (queue[n].body?.coding_id === id) queue.splice(n, 1);
  if (cursor.selected === id) select(null, true);
}

let nameOf = (id) => id;
export const nameCodesBy = (names) => (nameOf = names);

// How many codings there are, and what `.` would put on.
export function tell({ n_codings: n, recent }) {
  $("#tally").textContent = `${n} coding${n === 1 ? "" : "s"}${recent[0] ? ` · last: ${nameOf(recent[0])} (.)` : ""}`;
}

function failed(item, error) {
  pendingCoding(item.body?.coding_id)?.classList.add("has-failed");
  const reason = error.message || "the server does not answer";
  announce(`not saved: ${reason}`, true);
  const what = item.body?.label ?? item.body?.do ?? item.kind;
  const words = item.body?.quotation ? ` “${item.body.quotation.slice(0, 80)}”` : "";
  // A matter of its own: the next act that is saved ends what waits for a retry, and not this.
  const matter = error.isFinal ? `refused ${item.body?.coding_id ?? ""}` : "unsaved";
  const drop = (said) => () => {
    if (queue[0] === item) queue.shift();
    abandon(item);
    keep();
    erase(item.body?.coding_id);
    alarm(matter, "");
    announce(said);
    send();
  };
  if (error.isFinal) {
    // What the server refuses for good is not sent again; its words stay until they have been seen.
    queue.shift();
    abandon(item);
    keep();
    if (words) alarm(matter, `Not saved: ${what}${words}. ${reason} `, make("button", { type: "button", onclick: drop("ready") }, "I have seen it"));
    else erase(item.body?.coding_id);
    return true;
  }
  const retry = make("button", { type: "button", onclick: () => { alarm("unsaved", ""); announce("saving…"); send(); } }, "retry");
  const behind = queue.length > 1 ? `${queue.length - 1} more ${queue.length === 2 ? "waits" : "wait"} behind it. ` : "";
  alarm("unsaved", `Not saved: ${what}${words}. ${behind}${reason} `, retry, make("button", { type: "button", onclick: drop("dropped; what was saved before stands") }, "drop it"));
  return false;
}

export const hasUnsaved = () => queue.length > 0;
export const isProposing = () => queue.some(({ body }) => body?.do === "propose");

export function time(at) {
  return new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
}

// Put redrawn turns in the place of those that stand there.
export function redraw(turns = {}) {
  const redrawn = [];
  for (const [key, html] of Object.entries(turns)) {
    const cut = key.lastIndexOf(":");
    const old = article(key.slice(0, cut))?.querySelector(`.turn[data-turn="${key.slice(cut + 1)}"]`);
    if (!old) continue;
    const focused = old.contains(document.activeElement) ? document.activeElement.dataset : {};
    const current = currentSentence()?.dataset.segment;
    const template = document.createElement("template");
    // Made by the server's template with autoescape: a transcript's words are text in it.
    template.innerHTML = html;
    const turn = template.content.firstElementChild;
    if (old.classList.contains("is-unfolded")) turn.classList.add("is-unfolded");
    old.replaceWith(turn);
    for (const { body } of queue) if (body) sketch(body);
    const now = current && turn.querySelector(`[data-segment="${CSS.escape(current)}"]`);
    if (now) {
      now.setAttribute("aria-current", "true");
      now.tabIndex = 0;
      tabTo(turn, true);
      cursor.current = now;
      if (focused.segment === current) now.focus({ preventScroll: true });
    }
    // The keyboard stays at the bracket that it was at.
    if (focused.coding) turn.querySelector(`[data-coding="${CSS.escape(focused.coding)}"]`)?.focus({ preventScroll: true });
    redrawn.push(turn);
  }
  // When all stand in their places: measuring each between two replacements would lay out the page as often.
  for (const turn of redrawn.filter(isNear)) layOut(turn);
  watch(redrawn);
  for (const turn of redrawn) document.dispatchEvent(new CustomEvent("redrawn", { detail: turn }));
  const chosen = cursor.selected && document.querySelector(`[data-coding="${CSS.escape(cursor.selected)}"]`);
  chosen?.setAttribute("aria-selected", "true");
  const suggestion = cursor.suggestion && document.querySelector(`[data-suggestion="${CSS.escape(cursor.suggestion)}"]`);
  suggestion?.setAttribute("aria-selected", "true");
}

const cells = (steps, which) => steps.map((s) => ({ file: s.file, key: s.key, cells: s[which] }));

// What is undone is known only when all that was done before it has been saved.
function fill(item) {
  const isUndo = item.kind === "undo";
  const steps = (isUndo ? done : undone).at(-1);
  if (!steps) return;
  item.steps = steps;
  item.body = { do: "restore", steps: isUndo ? cells([...steps].reverse(), "before") : cells(steps, "after"), label: item.kind };
}

function enqueue(kind) {
  if (isReadOnly) return announce("not saved: this page only reads", true);
  queue.push({ kind, chosen: cursor.selected });
  keep();
  announce("saving…");
  send();
}

export const undo = () => enqueue("undo");
export const redo = () => enqueue("redo");

// The server's word on who may write, and that others have written.
export function listen() {
  const events = new EventSource(`/events?tab=${encodeURIComponent(tab)}`);
  const end = () => events.close();
  events.onmessage = async (event) => {
    const news = JSON.parse(event.data);
    const was = isReadOnly;
    isReadOnly = Boolean(news.may_not_write);
    if (isReadOnly) {
      const take = make("button", { type: "button", onclick: () => post("/pen", {}).catch((error) => announce(error.message, true)) }, "write here instead");
      alarm("pen", `Read-only: ${news.may_not_write} `, desk.is_ours ? take : null);
      announce("read-only");
    } else if (was) {
      alarm("pen", "");
      announce("ready: this tab writes again");
    } else if (isOpening()) ready();
    if (news.codebook_stamp !== desk.codebook_stamp) {
      desk.codebook_stamp = news.codebook_stamp;
      document.dispatchEvent(new CustomEvent("codes"));
    }
    alarm("trouble", news.trouble && `Something needs a hand: ${news.trouble}`);
    document.body.classList.toggle("is-read-only", isReadOnly);
    announced = Math.max(announced, news.revision);
    await keepUp();
    // What waited while this tab could not write, or was not saved before it was loaded anew.
    if (!isReadOnly) send();
  };
  events.onerror = () => {
    if (queue.length) announce("not saved: the server does not answer", true);
    // Refused: the command was started again, and its key is not known here until its address is opened in some tab.
    if (events.readyState !== EventSource.CLOSED) return;
    removeEventListener("pagehide", end);
    setTimeout(listen, LISTEN_AGAIN);
    // That server counts what is written from its own beginning.
    state.revision = -1;
    announced = -1;
  };
  addEventListener("pagehide", end);
}

const LISTEN_AGAIN = 3000; // milliseconds

let announced = desk.revision;
let isCatchingUp = false;

// Draw what others have written. While an act is on its way its own answer comes first.
async function keepUp() {
  if (isCatchingUp) return;
  isCatchingUp = true;
  while (!isSending && announced > state.revision) await catchUp(announced);
  isCatchingUp = false;
}

async function catchUp(revision) {
  for (const shown of document.querySelectorAll("article[data-transcript]")) {
    const id = shown.dataset.transcript;
    const drawn = Object.fromEntries([...shown.querySelectorAll(".turn")].map((t) => [t.dataset.turn, t.dataset.drawn]));
    let fresh;
    try {
      fresh = await post(`/turns/${encodeURIComponent(id)}`, { drawn });
    } catch (error) {
      alarm("changed", error.message);
      continue;
    }
    // Offsets count in another text now: nothing of it is drawn into the old one.
    if (fresh.digest !== shown.dataset.digest) {
      alarm("changed", `${id} was changed. `, make("button", { type: "button", onclick: reload }, "show it as it is now"));
      continue;
    }
    // Overtaken by an act of this tab, whose coding is not in it yet: asked again.
    if (fresh.revision < state.revision) return;
    redraw(fresh.turns);
  }
  state.revision = Math.max(state.revision, revision);
  repaint();
}

addEventListener("beforeunload", (event) => {
  if (queue.length) event.preventDefault();
});
