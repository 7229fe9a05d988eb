// Before the other scripts, which wait for the whole text: keys that nobody hears yet are counted, so that it can be said.

globalThis.unheard = 0;
globalThis.countUnheard = (event) => {
  // A key that writes nothing (Shift, Tab, an arrow) is missed by nobody; with Ctrl it is the browser's.
  if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) globalThis.unheard += 1;
};
addEventListener("keydown", globalThis.countUnheard, true);
