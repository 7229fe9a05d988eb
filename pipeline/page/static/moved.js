// Codings that a corrected transcript moved: shown at their place, kept there, or taken off.

import { $ } from "./desk.js";
import { goTo, passageOfCoding, select, setPassage, spanOf } from "./cursor.js";
import { act } from "./saving.js";

function show(coding) {
  const passage = passageOfCoding(coding);
  const sentence = [...coding.closest(".turn").querySelectorAll(".sentence")].find((s) => spanOf(s).end > passage.start);
  goTo(sentence, true);
  setPassage(passage);
  select(coding.dataset.coding);
}

document.addEventListener("click", (event) => {
  const how = event.target.dataset?.movedHow;
  if (!how) return;
  const line = event.target.closest("[data-moved]");
  const id = line.dataset.moved;
  const coding = $(`[data-coding="${CSS.escape(id)}"]`);
  const over = { after: () => line.remove() };
  if (how === "show") show(coding);
  // Written again as it stands: from then on its row says where it is today.
  else if (how === "keep") act({ do: "change", coding_id: id, set: {}, label: "keep" }, over);
  else act({ do: "retract", coding_id: id, label: "take off" }, over);
});
