// The team desk: settling difference by difference, minutes, proposals, and rows about a case.

import { $, $$, announce, desk, plain, reload, remember, remembered } from "./desk.js";
import { act, hasUnsaved, post, time } from "./saving.js";

// At once: later it would take a link back that was followed meanwhile. What waits is saved first.
const redraw = (answer) => answer.reloads && !hasUnsaved() && reload();

function names(form, name) {
  const checked = $$(`input[name="${name}"]:checked`, form).map((box) => box.value);
  const third = name === "by" ? form.querySelector('input[name="third"]')?.value.trim() : "";
  return third ? [...checked, third] : checked;
}

// Who sits together settles one difference after the other: said once, it stands at the next.
const SETTLERS = "settlers";

function fillSettlers() {
  const former = remembered(SETTLERS, null);
  if (!former) return;
  for (const form of $$("[data-settle], [data-finish]")) {
    const boxes = $$('input[name="by"]', form);
    boxes.forEach((box) => (box.checked = former.includes(box.value)));
    const third = form.querySelector('input[name="third"]');
    if (third) third.value = former.find((name) => !boxes.some((box) => box.value === name)) ?? "";
  }
}

const pair = () => ({ transcript_id: desk.settles[0], code_id: desk.settles[1] });

function settle(form) {
  const place = form.closest("[data-difference]");
  const outcome = form.querySelector('input[type="radio"]:checked')?.value ?? "";
  const by = names(form, "by");
  const after = (answer) => {
    remember(SETTLERS, by);
    redraw(answer);
  };
  act({ do: "settle", ...pair(), start: +place.dataset.start, end: +place.dataset.end, outcome, why: form.querySelector('[name="why"]').value, by, yielded: names(form, "yielded"), label: "settlement" }, { after });
}

// 1, 2, …: what stands at the difference in view; the reason comes next.
function digits(event) {
  if (!/^[1-9]$/.test(event.key) || event.target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select")) return;
  const form = event.target.closest("[data-difference]")?.querySelector("form") ?? $("[data-difference]:not(.is-settled) form");
  const radio = form && $$('input[type="radio"]', form)[+event.key - 1];
  if (!radio) return;
  event.preventDefault();
  event.stopPropagation();
  radio.checked = true;
  proposeYielded(radio);
  form.querySelector('[name="why"]').focus();
}

// Whoever's coding does not stand has yielded. With both, neither or a definition nobody has.
function proposeYielded(radio) {
  const yielded = desk.coders.includes(radio.value) ? desk.coders.filter((coder) => coder !== radio.value) : [];
  $$('input[name="yielded"]', radio.form).forEach((box) => (box.checked = yielded.includes(box.value)));
}

function addRow(form) {
  const cells = Object.fromEntries($$("input[name]:not([type=checkbox]), select[name]", form).map((field) => [field.name, field.value]));
  const codings = $$('input[name="codings"]:checked', form).map((box) => box.value);
  act({ do: "row", table: form.dataset.entry, case_id: desk.judges, cells, codings, label: form.dataset.entry }, { after: redraw });
}

async function saveMinutes(form) {
  announce("saving…");
  try {
    const answer = await post("/minutes", { text: form.querySelector("textarea").value, digest: form.dataset.digest });
    form.dataset.digest = answer.digest;
    announce(`minutes saved ${time(answer.saved)}`);
  } catch (error) {
    announce(`not saved: ${error.message}`, true);
  }
}

function filterPassages(box) {
  const letters = plain(box.value);
  $$("li", box.closest("details")).forEach((li) => (li.hidden = !plain(li.textContent).includes(letters)));
}

export function startTeamDesk() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-settle]")) settle(form);
    else if (form.matches("[data-finish]")) act({ do: "finish", ...pair(), by: names(form, "by"), label: "consensus" }, { after: redraw });
    else if (form.matches("[data-decline]")) act({ do: "decline", proposal_id: form.dataset.decline, coder: form.dataset.coder, why: form.querySelector('[name="why"]').value, label: "decline" }, { after: redraw });
    else if (form.matches("[data-entry]")) addRow(form);
    else if (form.id === "minutes-form") saveMinutes(form);
    else return;
    event.preventDefault();
  });
  document.addEventListener("input", (event) => {
    if (event.target.matches(".filter")) filterPassages(event.target);
    if (event.target.matches('[data-settle] input[type="radio"]')) proposeYielded(event.target);
    // The passages of the judged code come first to the eye.
    if (event.target.name === "code_id") {
      const details = event.target.form.querySelector("details");
      $$("li", details).forEach((li) => (li.hidden = Boolean(event.target.value) && li.dataset.code !== event.target.value));
    }
    if (event.target.name === "codings") event.target.closest("details").querySelector(".n").textContent = $$('input[name="codings"]:checked', event.target.closest("details")).length;
  });
  if (desk.settles) addEventListener("keydown", digits, true);
  fillSettlers();
  // Until here a form would have been sent without a script to save it.
  $("main").inert = false;
}
