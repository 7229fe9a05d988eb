// Suggestions: next, previous; accept or reject the one chosen, and go on to the next.

import { $, $$, announce, desk, newCodingId, remember, remembered } from "./desk.js";
import { currentSentence, goTo, passageOfCoding, selectSuggestion, selectedSuggestion, setPassage, spanOf } from "./cursor.js";
import { codeName, noteRecent } from "./chooser.js";
import { act, get, hasUnsaved, time } from "./saving.js";
import { keyOf } from "./keys.js";

// By turn, inside a turn by offset; 4: Node.DOCUMENT_POSITION_FOLLOWING.
const all = () => $$("[data-suggestion]:not([data-answered])").sort((a, b) => (a.closest(".turn") === b.closest(".turn") ? a.dataset.start - b.dataset.start : a.compareDocumentPosition(b) & 4 ? -1 : 1));

const counted = { accepted: 0, rejected: 0 };

export function next(step) {
  const listed = all();
  if (desk.is_blind && !desk.again) return announce("blind: no suggestions here");
  const chosen = selectedSuggestion();
  const at = listed.indexOf(chosen);
  if (!listed.length || (step > 0 && at === listed.length - 1)) return goOn(listed.length ? "this is the last suggestion here" : "no suggestion waits here");
  if (at >= 0) return choose(listed[Math.max(0, at + step)]);
  const here = currentSentence();
  const after = listed.filter((s) => isAfter(s, here));
  return choose(step > 0 ? after[0] ?? listed[0] : listed.filter((s) => !after.includes(s)).at(-1) ?? listed.at(-1));
}

// A second `n` in a row opens the next transcript that has a suggestion: a slip of the finger turns no page.
let onward = null;
async function goOn(words) {
  if (onward) {
    remember("suggestion", onward.coding_id);
    location.assign(`/analytic/${encodeURIComponent(onward.transcript_id)}`);
    return;
  }
  if (desk.again) return announce("the last passage here: what is left stands above");
  if (desk.list) return announce("the last passage of this batch: above stand another batch, and what may lie unread");
  const following = desk.question ? {} : await get(`/suggested?after=${encodeURIComponent(desk.transcript)}`).catch(() => ({}));
  announce(following.transcript_id ? `${words}; ${keyOf("n")} again goes on to ${following.transcript_id}` : `${words}, and none in any other transcript`);
  onward = following.transcript_id ? following : null;
}
addEventListener("keydown", (event) => { if (event.key !== keyOf("n")) onward = null; }, true);

// The suggestion for which this transcript was opened.
export function chooseRemembered() {
  const wanted = remembered("suggestion", null);
  remember("suggestion", null);
  const suggestion = wanted && all().find((s) => s.dataset.suggestion === wanted);
  if (suggestion) choose(suggestion);
}

function tally(random) {
  $("#answered").textContent = `suggestions: ${counted.accepted} accepted, ${counted.rejected} rejected${random ? ` · ${random}` : ""}`;
}

function isAfter(suggestion, sentence) {
  if (!sentence) return true;
  const turn = suggestion.closest(".turn");
  const here = sentence.closest(".turn");
  return turn === here ? +suggestion.dataset.end > +sentence.dataset.start : Boolean(here.compareDocumentPosition(turn) & 4);
}

export function choose(suggestion) {
  const passage = passageOfCoding(suggestion);
  const sentence = $$(".sentence", suggestion.closest(".turn")).find((s) => spanOf(s).end > passage.start);
  goTo(sentence, true);
  setPassage(passage);
  selectSuggestion(suggestion.dataset.suggestion);
}

export function answer(isYes) {
  const chosen = selectedSuggestion();
  if (!chosen) return announce("n goes to a suggestion first");
  const listed = all();
  // Looked up now: an answered suggestion is gone from the page, and with it its place.
  const following = listed[listed.indexOf(chosen) + 1];
  const passage = passageOfCoding(chosen);
  const { code, polarity } = chosen.dataset;
  if (isYes) noteRecent(code);
  act(
    { do: desk.again ? "again" : "answer", coding_id: newCodingId(), transcript_id: passage.transcript, suggestion: chosen.dataset.suggestion, is_yes: isYes, start: passage.start, end: passage.end, code_id: code, polarity, label: isYes ? "accept" : "reject", name: isYes ? codeName(code) : null },
    {
      after: (reply) => {
        counted[isYes ? "accepted" : "rejected"] += 1;
        if (!selectedSuggestion() && !hasUnsaved()) announce(`${reply.said ? `${reply.said} ` : ""}saved ${time(reply.saved)} · ${desk.again ? "no passage left here: what is left stands above" : desk.list ? "the batch is answered: above stand another one, and what may lie unread" : "no suggestion left here: n goes on"}`);
        tally(reply.random_answers);
      },
    },
  );
  // At once: a second answer before the first is saved is about the passage that comes next.
  if (following?.isConnected) choose(following);
  else selectSuggestion(null);
  return null;
}
