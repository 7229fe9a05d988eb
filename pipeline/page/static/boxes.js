// Small boxes to write in: memo, target, period of a coding; a proposed code, a hunch, the memo on a respondent.

import { $, announce, make, newCodingId, remember, remembered } from "./desk.js";
import { currentSentence, currentTranscript, cursor, idOf, passageOfCoding, selectedCoding } from "./cursor.js";
import { article, wordsOf } from "./offsets.js";
import { codeName, putBeside } from "./chooser.js";
import { act, get, post, time } from "./saving.js";

const NAMES = { memo: "Memo on this coding", target: "Target: whom or what is it about", period: "Period: when was it" };

export function closeBox() {
  const box = $(".box");
  if (!box) return;
  box.remove();
  currentSentence()?.focus({ preventScroll: true });
}

// `about`: the coding or the passage that is written of. What was not saved belongs to that one alone.
function openBox(passage, title, fields, save, about = passage && `${passage.transcript} ${passage.start}-${passage.end}`) {
  closeBox();
  const draft = (field) => `draft ${title} ${about} ${field.name}`;
  const id = `box-title-${Date.now()}`;
  const heading = make("h2", { id }, title);
  const put = async (event) => {
    event?.preventDefault();
    const values = Object.fromEntries(fields.map((f) => [f.name, f.element.value]));
    if ((await save(values)) !== false) {
      fields.forEach((f) => remember(draft(f), null));
      closeBox();
    }
  };
  const form = make("form", { onsubmit: put }, heading);
  const box = make("div", { class: "box", role: "dialog", "aria-labelledby": id }, form);
  for (const field of fields) {
    const isLong = field.isLong;
    field.element = make(isLong ? "textarea" : "input", { value: remembered(draft(field), null) ?? field.value ?? "", rows: isLong ? field.rows ?? 4 : null, dir: "auto" });
    // Words that were not saved outlive a reload.
    field.element.addEventListener("input", () => remember(draft(field), field.element.value));
    form.append(make("label", {}, make("span", {}, field.label), field.element));
  }
  form.append(make("p", { class: "row" }, make("button", { type: "submit" }, "save"), make("button", { type: "button", onclick: closeBox }, "leave it"), make("span", { class: "quiet" }, fields.some((f) => f.isLong) ? "Ctrl+Enter saves · Esc leaves" : "Enter saves · Esc leaves")));
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeBox();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) put(event);
    else return event.stopPropagation(); // letters typed here are words, and no keys of the page
    event.preventDefault();
    event.stopPropagation();
  });
  document.body.append(box);
  if (passage) putBeside(box, passage);
  fields[0].element.focus({ preventScroll: true });
  // What is typed takes the place of a name that was only offered; a memo is written on.
  if (!fields[0].isLong) fields[0].element.select();
}

export function detail(name) {
  const coding = selectedCoding();
  if (!coding) return announce("choose a coding first: click its bracket, or Tab to it");
  if (!coding.classList.contains("is-mine")) return announce("this is another coder's coding");
  openBox(passageOfCoding(coding), `${NAMES[name]}: ${codeName(coding.dataset.code)}`, [{ name, label: NAMES[name], value: coding.dataset[name], isLong: name === "memo" }], (values) => {
    act({ do: "change", coding_id: idOf(coding), set: values, label: name });
  }, idOf(coding));
}

export function propose() {
  const passage = cursor.passage;
  if (!passage) return;
  const words = wordsOf(passage).split(/\s+/).slice(0, 5).join(" ");
  openBox(passage, "Propose a new code", [
    { name: "name", label: "Name, from the passage's words", value: words },
    { name: "definition", label: "What it is, in a sentence", isLong: true, rows: 3 },
  ], (values) => {
    if (!values.name.trim()) return false;
    act({ do: "propose", coding_id: newCodingId(), transcript_id: passage.transcript, digest: article(passage.transcript).dataset.digest, start: passage.start, end: passage.end, quotation: wordsOf(passage), ...values }, { after: () => document.dispatchEvent(new CustomEvent("codes")) });
  });
}

export function hunch() {
  const passage = cursor.passage;
  if (!passage) return;
  openBox(passage, "A hunch", [{ name: "text", label: "Your hunch; the passage is kept with it", isLong: true, rows: 5 }], async (values) => {
    if (!values.text.trim()) return false;
    return written("/hunch", { ...values, transcript_id: passage.transcript, digest: article(passage.transcript).dataset.digest, start: passage.start, end: passage.end }, (answer) => `hunch “${answer.name}”`);
  });
}

export async function respondentMemo(after = null) {
  const transcript = currentTranscript();
  let note;
  try {
    note = await get(`/note/${encodeURIComponent(transcript)}`);
  } catch (error) {
    return announce(error.message, true);
  }
  openBox(null, `Respondent memo: ${transcript}`, [{ name: "text", label: note.by ? `by ${note.by}` : "What did this respondent say, and what was left open?", value: note.text, isLong: true, rows: 14 }], async (values) => {
    const isSaved = await written("/note", { transcript_id: transcript, digest: note.digest, ...values }, () => "memo");
    if (isSaved) after?.();
    return isSaved;
  });
  return null;
}

async function written(path, body, name) {
  announce("saving…");
  try {
    const answer = await post(path, body);
    announce(`${name(answer)} saved ${time(answer.saved)}`);
    return true;
  } catch (error) {
    announce(`not saved, your words are still in the box: ${error.message}`, true);
    return false;
  }
}
