// Looks through the quotations of search-index.js. Words of a study are only ever set as text, never as HTML.
(function () {
  "use strict";
  var data = window.crosscaseQuotations;
  var form = document.getElementById("search");
  var found = document.getElementById("found");
  var said = document.getElementById("said");
  var more = document.getElementById("more");
  var all = document.getElementById("all");
  var take = document.getElementById("take");
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
    show(PAGE);
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

  function tail(row) {
    var rest = [data.people[row[4]], data.sectors[row[3]], data.cases[row[1]][1], data.codes[row[2]][1]];
    if (row[7] !== "affirmed") { rest.push(row[7]); }
    if (row[6] > 0) { rest.push(data.stands[row[6]]); }
    if (row[10]) { rest.push("may not be quoted"); }
    return rest.filter(Boolean);
  }

  function shownRow(row) {
    var item = element("li", "", "quote");
    item.appendChild(marked(row[9]));
    var foot = element("p", "", "small");
    var transcript = data.transcripts[row[0]];
    var place = element("a", transcript + (row[5] ? ", turn " + row[5] : ""));
    place.href = "transcripts/" + encodeURIComponent(transcript) + ".html#c-" + encodeURIComponent(row[8]);
    foot.appendChild(place);
    tail(row).forEach(function (word) {
      foot.appendChild(document.createTextNode(" \u00b7 "));
      foot.appendChild(element("bdi", word));
    });
    item.appendChild(foot);
    return item;
  }

  function show(n) {
    var list = document.createDocumentFragment();
    hits.slice(shown, shown + n).forEach(function (row) { list.appendChild(shownRow(row)); });
    found.appendChild(list);
    shown = Math.min(shown + n, hits.length);
    more.hidden = all.hidden = shown >= hits.length;
    all.textContent = "Show all " + hits.length;
    take.hidden = hits.length === 0;
  }

  // What is saved or copied is every hit, in the order of the page.
  var COLUMNS = [
    ["quotation", function (row) { return row[9]; }],
    ["case_id", function (row) { return data.cases[row[1]][0]; }],
    ["case", function (row) { return data.cases[row[1]][1]; }],
    ["tier", function (row) { return data.cases[row[1]][2]; }],
    ["code_id", function (row) { return data.codes[row[2]][0]; }],
    ["code", function (row) { return data.codes[row[2]][1]; }],
    ["transcript_id", function (row) { return data.transcripts[row[0]]; }],
    ["turn", function (row) { return row[5] ? String(row[5]) : ""; }],
    ["who", function (row) { return data.people[row[4]]; }],
    ["sector", function (row) { return data.sectors[row[3]]; }],
    ["polarity", function (row) { return row[7]; }],
    ["standing", function (row) { return data.stands[row[6]]; }],
    ["may_be_quoted", function (row) { return row[10] ? "no" : "yes"; }],
    ["coding_id", function (row) { return row[8]; }]
  ];

  function csvCell(text) {
    // A spreadsheet would compute what begins so.
    return "\"" + (/^[=+\-@\t\r]/.test(text) ? "'" : "") + text.replace(/"/g, "\"\"") + "\"";
  }

  function asCsv() {
    var lines = [COLUMNS.map(function (column) { return column[0]; }).join(",")];
    hits.forEach(function (row) {
      lines.push(COLUMNS.map(function (column) { return csvCell(column[1](row)); }).join(","));
    });
    // With a byte order mark: this file is for a spreadsheet.
    return "\ufeff" + lines.join("\r\n") + "\r\n";
  }

  function md(text) {
    return text.replace(/[\\`*_<>\[\]|~^{&]/g, "\\$&").replace(/^(\s*)(#{1,6}|[-+]|\d+[.)])(?=\s|$)/, "$1\\$2");
  }

  function asMarkdown() {
    var cases = new Map();
    hits.forEach(function (row) {
      if (!cases.has(row[1])) { cases.set(row[1], []); }
      cases.get(row[1]).push(row);
    });
    var parts = ["# Quotations", md(document.querySelector(".home").textContent), said.textContent];
    // Whose pages these are, and whether they are fiction, goes along.
    document.querySelectorAll(".whose, .fiction").forEach(function (notice) { parts.push(notice.textContent); });
    cases.forEach(function (rows, number) {
      parts.push("## " + md(data.cases[number][1] || "Of no case"));
      rows.forEach(function (row) {
        var source = [data.transcripts[row[0]] + (row[5] ? ", turn " + row[5] : "")].concat(tail(row));
        var words = row[9].split("\n").map(function (line) { return "> " + md(line); }).join("\n>\n");
        parts.push(words + "\n>\n> \u2014 " + source.filter(Boolean).map(md).join(" \u00b7 "));
      });
    });
    return parts.join("\n\n") + "\n";
  }

  function save(text, kind, name) {
    var link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: kind + ";charset=utf-8" }));
    link.download = name;
    link.click();
    // Not at once: a browser may still be reading it.
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 60000);
  }

  var asked = new URLSearchParams(window.location.search);
  FIELDS.forEach(function (name) {
    if (form.elements[name] && asked.get(name)) { form.elements[name].value = asked.get(name); }
  });
  form.hidden = false;
  form.addEventListener("submit", function (event) { event.preventDefault(); search(); });
  form.addEventListener("change", search);
  more.addEventListener("click", function () { show(PAGE); });
  all.addEventListener("click", function () { show(hits.length); });
  document.getElementById("save-csv").addEventListener("click", function () {
    save(asCsv(), "text/csv", "quotations.csv");
  });
  document.getElementById("save-md").addEventListener("click", function () {
    save(asMarkdown(), "text/markdown", "quotations.md");
  });
  var copy = document.getElementById("copy");
  // A page that is no file of this machine and not encrypted may not copy.
  copy.hidden = !navigator.clipboard;
  copy.addEventListener("click", function () {
    navigator.clipboard.writeText(asMarkdown()).then(
      function () { copy.textContent = "Copied"; },
      function () { copy.textContent = "Could not copy: save instead"; }
    );
    setTimeout(function () { copy.textContent = "Copy all as Markdown"; }, 2000);
  });
  if (FIELDS.some(function (name) { return asked.get(name); })) {
    search();
  } else {
    said.textContent = data.rows.length + " quotations to look through.";
  }
})();
