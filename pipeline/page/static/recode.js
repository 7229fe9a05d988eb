// A sample coded again: which turns were drawn, which are done, and on to the next.

import { $, announce, desk } from "./desk.js";
import { currentSentence, goTo } from "./cursor.js";
import { act } from "./saving.js";

const keyOf = (turn) => `${turn.dataset.of}:${turn.dataset.turn}`;
const turnOf = (key) => {
  const cut = key.lastIndexOf(":");
  return $(`.turn[data-of="${CSS.escape(key.slice(0, cut))}"][data-turn="${key.slice(cut + 1)}"]`);
};

function dress(turn) {
  turn.classList.toggle("is-drawn", desk.answers.includes(keyOf(turn)));
  turn.classList.toggle("is-done", desk.done.includes(keyOf(turn)));
}

const firstOpen = () => desk.answers.find((key) => !desk.done.includes(key));

export function answerDone() {
  const turn = currentSentence()?.closest(".turn");
  const key = turn && desk.answers.includes(keyOf(turn)) ? keyOf(turn) : null;
  if (!key) return announce("go to a marked answer first: j");
  act({ do: "recoded", answer: key, label: "answer done" }, {
    after: (answer) => {
      desk.done.push(key);
      dress(turnOf(key));
      if (answer.reloads) {
        // What is shown then is short, and begins at the top.
        history.scrollRestoration = "manual";
        location.reload();
      }
      else goTo(turnOf(firstOpen())?.querySelector(".sentence"));
    },
  });
}

export function startRecoding() {
  for (const key of desk.answers) dress(turnOf(key));
  document.addEventListener("redrawn", (event) => dress(event.detail));
  const next = firstOpen();
  if (next) goTo(turnOf(next).querySelector(".sentence"));
}
