// Looks through the quotations of search-index.js. Words of a study are only ever set as text, never as HTML.
(function () {
  "use strict";
  var data = window.crosscaseQuotations;
  var form = document.getElementById("search");
  var found = document.getElementById("found");
  var said = document.getElementById("said");
  var more = document.getElementById("more");
  if (!data || !form) { return; }
  var PAGE = 50;
  var FIELDS = ["q", "case", "code", "sector", "tier", "stand"];
  var hits = [];
  var shown = 0;
  var words = [];

  function folded(text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[\u2018\u2019]/g, "'").toLowerCase();
  }

  function wanted(text) {
    var parts = folded(text).match(/"[^"]+"|\S+/g) || [];
    return parts.map(function (part) { return part.replace(/"/g, ""); }).filter(Boolean);
  }

  var texts = null;
  function search() {
    texts = texts || data.rows.map(function (row) { return folded(row[9]); });
    var ask = {};
    FIELDS.forEach(function (name) { ask[name] = form.elements[name] ? form.elements[name].value : ""; });
    words = wanted(ask.q);
    hits = data.rows.filter(function (row, n) {
      return (!ask.case || data.cases[row[1]][0] === ask.case)
        && (!ask.code || data.codes[row[2]][0] === ask.code)
        && (!ask.sector || data.sectors[row[3]] === ask.sector)
        && (!ask.tier || data.cases[row[1]][2] === ask.tier)
        && (ask.stand === "" || String(row[6]) === ask.stand)
        && words.every(function (word) { return texts[n].indexOf(word) >= 0; });
    });
    shown = 0;
    found.textContent = "";
    said.textContent = hits.length === 0 ? "No quotation." : hits.length === 1 ? "1 quotation." : hits.length + " quotations.";
    show();
  }

  function element(name, text, css) {
    var made = document.createElement(name);
    if (text) { made.textContent = text; }
    if (css) { made.className = css; }
    return made;
  }

  function marked(text) {
    var made = element("p", "", "said");
    var low = folded(text);
    var at = 0;
    made.dir = "auto";
    if (low.length === text.length) {
      while (words.length) {
        var best = -1;
        var long = 0;
        words.forEach(function (word) {
          var place = low.indexOf(word, at);
          if (place >= 0 && (best < 0 || place < best)) { best = place; long = word.length; }
        });
        if (best < 0) { break; }
        made.appendChild(document.createTextNode(text.slice(at, best)));
        made.appendChild(element("mark", text.slice(best, best + long), "hand d1"));
        at = best + long;
      }
    }
    made.appendChild(document.createTextNode(text.slice(at)));
    return made;
  }

  function shownRow(row) {
    var item = element("li", "", "quote");
    item.appendChild(marked(row[9]));
    var foot = element("p", "", "small");
    var transcript = data.transcripts[row[0]];
    var place = element("a", transcript + (row[5] ? ", turn " + row[5] : ""));
    place.href = "transcripts/" + encodeURIComponent(transcript) + ".html#c-" + encodeURIComponent(row[8]);
    foot.appendChild(place);
    var rest = [data.people[row[4]], data.sectors[row[3]], data.cases[row[1]][1], data.codes[row[2]][1]];
    if (row[7] !== "affirmed") { rest.push(row[7]); }
    if (row[6] > 0) { rest.push(data.stands[row[6]]); }
    if (row[10]) { rest.push("may not be quoted"); }
    rest.filter(Boolean).forEach(function (word) {
      foot.appendChild(document.createTextNode(" \u00b7 "));
      foot.appendChild(element("bdi", word));
    });
    item.appendChild(foot);
    return item;
  }

  function show() {
    hits.slice(shown, shown + PAGE).forEach(function (row) { found.appendChild(shownRow(row)); });
    shown = Math.min(shown + PAGE, hits.length);
    more.hidden = shown >= hits.length;
  }

  var asked = new URLSearchParams(window.location.search);
  FIELDS.forEach(function (name) {
    if (form.elements[name] && asked.get(name)) { form.elements[name].value = asked.get(name); }
  });
  form.hidden = false;
  form.addEventListener("submit", function (event) { event.preventDefault(); search(); });
  form.addEventListener("change", search);
  more.addEventListener("click", show);
  if (FIELDS.some(function (name) { return asked.get(name); })) {
    search();
  } else {
    said.textContent = data.rows.length + " quotations to look through.";
  }
})();
