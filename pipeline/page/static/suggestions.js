// Suggestions: next, previous; accept or reject the one chosen, and go on to the next.

import { $, $$, announce, desk, newCodingId } from "./desk.js";
import { currentSentence, goTo, passageOfCoding, selectSuggestion, selectedSuggestion, setPassage, spanOf } from "./cursor.js";
import { act, time } from "./saving.js";

const all = () => $$("[data-suggestion]").sort((a, b) => (a.closest(".turn") === b.closest(".turn") ? a.dataset.start - b.dataset.start : a.compareDocumentPosition(b) & 4 ? -1 : 1));

const counted = { accepted: 0, rejected: 0 };

export function next(step) {
  const listed = all();
  if (!listed.length) return announce(desk.is_blind ? "blind: no suggestions here" : "no suggestion waits in this transcript");
  const chosen = selectedSuggestion();
  const at = listed.indexOf(chosen);
  if (at >= 0) return choose(listed[(at + step + listed.length) % listed.length]);
  const here = currentSentence();
  const after = listed.filter((s) => isAfter(s, here));
  return choose(step > 0 ? after[0] ?? listed[0] : listed.filter((s) => !after.includes(s)).at(-1) ?? listed.at(-1));
}

function tally() {
  $("#answered").textContent = `suggestions: ${counted.accepted} accepted, ${counted.rejected} rejected`;
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
  const following = listed[listed.indexOf(chosen) + 1]?.dataset.suggestion;
  const passage = passageOfCoding(chosen);
  return act(
    { do: "answer", coding_id: newCodingId(), transcript_id: passage.transcript, suggestion: chosen.dataset.suggestion, is_yes: isYes, label: isYes ? "accept" : "reject" },
    {
      after: (reply) => {
        counted[isYes ? "accepted" : "rejected"] += 1;
        const target = following && all().find((s) => s.dataset.suggestion === following);
        if (target) choose(target);
        else announce(`saved ${time(reply.saved)} · no suggestion left here`);
        tally();
      },
    },
  );
}
