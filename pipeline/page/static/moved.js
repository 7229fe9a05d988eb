// Codings that a corrected transcript moved: shown at their place, kept there, or taken off.

import { $ } from "./desk.js";
import { cursor, goTo, passageOfCoding, select, setPassage, spanOf } from "./cursor.js";
import { article } from "./offsets.js";
import { act } from "./saving.js";

function show(passage) {
  const sentence = [...article(passage.transcript).querySelectorAll(".sentence")].find((s) => spanOf(s).end > passage.start);
  goTo(sentence, true);
  setPassage(passage);
}

document.addEventListener("click", (event) => {
  const how = event.target.dataset?.movedHow;
  if (!how) return;
  const line = event.target.closest("[data-moved]");
  const id = line.dataset.moved;
  const coding = $(`[data-coding="${CSS.escape(id)}"]`);
  const over = { after: () => line.remove() };
  if (how === "show") {
    show(passageOfCoding(coding));
    select(id);
  } else if (how === "likely") {
    const { start, end } = event.target.dataset;
    show({ transcript: $("article").dataset.transcript, start: +start, end: +end });
  } else if (how === "here") {
    const { transcript, start, end } = cursor.passage;
    act({ do: "change", coding_id: id, digest: article(transcript).dataset.digest, set: { start_char: start, end_char: end }, label: "extent" }, over);
  }
  // Written again as it stands: from then on its row says where it is today.
  else if (how === "keep") act({ do: "change", coding_id: id, set: {}, label: "keep" }, over);
  else act({ do: "retract", coding_id: id, label: "take off" }, over);
});
