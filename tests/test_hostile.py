# ruff: noqa: E501 — hostile text is kept as it would be sent
"""Text that would like to run, to leak, or to eat the machine: it is shown as text, or refused with a reason."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import resource
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest

from pipeline.corpus.formats.read import ReadingRequest, read_turns
from pipeline.run import Progress, analyze
from pipeline.site.markdown import to_html
from pipeline.study.people_files import parse_yaml
from tests.making import check_study, make_study
from tests.processes import begin, bounded, end

EVIL = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    "</title></style></textarea><svg onload=alert(3)>",
    '"><a href="javascript:alert(4)" onclick="alert(5)">click</a>',
    "' onmouseover='alert(6)",
    "[click](javascript:alert(7))",
    "![pixel](https://evil.example/p.png)",
    "<https://evil.example/auto>",
    "[ref]: https://evil.example/ref",
    "{{ 7 * 7 }} {% for a in range(9) %}{{ a }}{% endfor %} {# gone #}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "'; drop table codings; --",
    "\" or 1=1; attach '/tmp/x' as y; --",
    '=HYPERLINK("https://evil.example";"x")',
    "+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "\u202egnp.exe\u202c \u2066hidden\u2069",
    "| a | b |\n|---|---|\n| c | d |",
    "## A heading of theirs",
    "\\u003cscript\\u003e &lt;script&gt; &#60;script&#62;",
    "%3Cscript%3E ../../../../etc/passwd",
    "]]><!--#exec cmd='id'--><?php system('id') ?>",
    "${7*7} #{7*7} `id` $(id)",
)
OURS = {
    "a", "article", "aside", "bdi", "body", "br", "button", "caption", "code", "dd", "details", "div", "dl", "dt", "em", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html", "img", "input",
    "label", "li", "link", "main", "mark", "meta", "nav", "ol", "p", "section", "small", "span", "strong", "summary",
    "table", "tbody", "td", "th", "thead", "time", "title", "tr", "ul", "blockquote", "sup", "sub", "b", "i", "q", "cite", "script",
    "noscript", "option", "select", "output", "abbr", "pre", "svg", "g", "path", "rect", "text", "line", "circle", "desc", "polyline", "object", "style", "meter", "defs", "marker", "polygon", "ellipse", "tspan",
}  # fmt: skip


def lines_of(signs: tuple[str, ...]) -> str:
    """A transcript in which a respondent says each of them, on one line, beside a word that is coded."""
    said = "\n\n".join(f"Respondent: There was trust. {' '.join(one.split())} So we said trust." for one in signs)
    return f"Interviewer: How was it?\n\n{said}\n"


def quoted(text: str) -> str:
    """A cell of a CSV file, whatever it holds."""
    return '"' + text.replace('"', '""') + '"'


def hostile_study(folder: Path) -> Path:
    """All of EVIL in transcripts, codebook, names, notes, tables and the study's title."""
    words = json.dumps(" ".join(" ".join(EVIL).split()))
    short = [" ".join(one.split())[:60] for one in EVIL]
    cells = [quoted(one) for one in short]
    evil = "<b onmouseover=alert(9)> & '\"{{ 7*7 }}' [x](javascript:alert(8)).txt"
    transcripts = f"transcript_id,file,case_id,kind,respondent_id,date,site\nt1,{quoted(evil)},a,interview,R1,{cells[0]},{cells[13]}\n"
    transcripts += f"t2,t2.md,b,interview,R2,{cells[3]},{cells[16]}\n"
    answers = f"---\nby: {json.dumps(EVIL[1])}\nstatus: final\n---\n"
    files: dict[str, str | bytes] = {
        "study.yaml": f"title: {words}\ncase: {json.dumps(EVIL[0])}\ncodebook: codebook.yaml\ndesign: {{within-city: city}}\n"
        f"speakers: {{Respondent: {json.dumps(EVIL[3])}}}\nlanguage_model: 'blank:en'\n",
        "cases.csv": f"case_id,city,name,{cells[0]}\na,{cells[0]},{cells[1]},{cells[13]}\nb,{cells[3]},{cells[5]},{cells[16]}\n",
        "transcripts.csv": transcripts,
        "transcripts/t2.md": lines_of(EVIL),
        "participants.csv": f"respondent_id,organisation,sector,role\nR1,{cells[0]},{cells[1]},{cells[13]}\nR2,{cells[3]},{cells[4]},{cells[11]}\n",
        "codebook.yaml": f"codebook: {words}\nversion: {json.dumps(EVIL[0])}\ncodes:\n  enabler: {{name: {words}, is_codable: false, definition: {words}}}\n"
        f"  trust: {{parent: enabler, name: {json.dumps(EVIL[1] + EVIL[5])}, definition: {words}, source: {words}, include: [{words}], exclude: [{words}],"
        f" examples: [{words}], cues: {{phrases: [trust, {json.dumps(short[2])}, {json.dumps(short[9])}]}}}}\n"
        f"  rain: {{name: {json.dumps(short[0])}, definition: a}}\n  snow: {{name: {json.dumps(short[3])}, definition: a}}\n",
        "notes/within-case/a.md": answers + "\n\n".join(EVIL) + "\n\nSee [[a/trust]].\n",
        "notes/cross-case/cross-case.md": answers + "\n\n".join(EVIL),
        "judgements.csv": f"case_id,code_id,judgement,role,why,by\na,trust,present,,{cells[0]},{cells[1]}\n",
        "events.csv": f"case_id,event_id,from,to,kind,what\na,{cells[0]},2020-01,{cells[1]},setback,{cells[2]}\nb,{cells[11]},{cells[4]},,win,{cells[5]}\n",
        "episodes.csv": f"case_id,episode,setback,response,trust_after,severity\na,{cells[0]},{cells[1]},learning,up,{cells[13]}\n",
        "governance.csv": f"case_id,step,mode,from,note\na,1,lead,{cells[0]},{cells[3]}\n",
        "rankings.csv": f"case_id,respondent_id,barrier,pick,rank\na,R1,{cells[0]},most,\nb,R2,{cells[3]},ranked,1\n",
        "success/ratings.csv": f"case_id,rater,role,tier,rating,proud_of,why\na,{cells[0]},mayor,{cells[1]},7,{cells[2]},{cells[3]}\n",
        "success/indicators.csv": f"case_id,indicator,role,value,unit,source\na,{cells[0]},proxy,{cells[13]},{cells[1]},{cells[3]}\n",
        "team.csv": f"person,role,relation\n{cells[0]},{cells[1]},{cells[13]}\n",
        "propositions.yaml": f"- name: {words}\n  claim: {words}\n  formed: before\n  predicts: {{a: {words}, b: low}}\n  would_change_our_mind: {words}\n"
        f"  rivals: [{{name: {words}, predicts: {{a: low, b: low}}}}]\n",
    }
    files[f"transcripts/{evil}"] = lines_of(EVIL)
    return make_study(folder, files, without=("transcripts/t1.txt",))


class Tags(HTMLParser):
    """Every tag and attribute of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.is_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.is_script = tag == "script"

    def handle_endtag(self, tag: str) -> None:
        self.is_script = False

    def handle_data(self, data: str) -> None:
        if self.is_script and data.strip():
            self.scripts.append(data)


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    study = hostile_study(folder / "study")
    analyze(study, folder / "out", progress=Progress(say=lambda line: None))
    return folder / "out"


def pages(outputs: Path) -> list[Path]:
    return sorted(path for path in outputs.rglob("*") if path.suffix in (".html", ".svg"))


def test_no_tag_attribute_or_address_comes_from_the_study(outputs: Path):
    wrong = []
    for path in pages(outputs):
        page = Tags()
        page.feed(path.read_text("utf-8"))
        for tag, attributes in page.tags:
            where = f"{path.relative_to(outputs)}: <{tag} {attributes}>"
            if tag not in OURS or any(
                name.startswith("on") or name in ("style", "srcdoc", "formaction") for name in attributes
            ):
                wrong.append(where)
            for name in ("href", "src", "data", "action", "xlink:href"):
                address = attributes.get(name) or ""
                if re.match(r"\s*[a-z][a-z0-9+.-]*:|\s*//", address, re.I) or "evil.example" in address:
                    wrong.append(where)
            if tag == "script" and not re.fullmatch(r"(\.\./)*[a-z-]+\.js", attributes.get("src") or ""):
                wrong.append(where)
        wrong += [f"{path.relative_to(outputs)}: script {text[:60]}" for text in page.scripts]
    assert len(pages(outputs)) > 8
    assert wrong == []


def test_what_was_said_is_shown_letter_by_letter(outputs: Path):
    page = (outputs / "transcripts" / "t2.html").read_text("utf-8")

    assert "&lt;svg onload=alert(3)&gt;" in page
    assert "{{ 7 * 7 }}" in page
    assert "‹U+202E›" in page
    assert "\u202e" not in page


def test_no_template_is_run_and_no_direction_is_turned(outputs: Path):
    for path in (*pages(outputs), *(outputs / "memos" / "within-city").glob("*.md")):
        text = path.read_text("utf-8")
        assert "<class" not in text
        assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08]", text), path


def test_no_link_of_markdown_leads_out_of_a_memo(outputs: Path):
    for path in sorted(outputs.rglob("*.md")):
        page = Tags()
        page.feed(to_html(path.read_text("utf-8")))
        addresses = [attributes.get(name) or "" for _, attributes in page.tags for name in ("href", "src")]
        assert not [one for one in addresses if re.match(r"[a-z]+:|//", one, re.I)], path
        assert "script" not in {tag for tag, _ in page.tags}, path
        pictures = [attributes.get("src") or "" for tag, attributes in page.tags if tag == "img"]
        assert all(re.fullmatch(r"(\.\./)+figures/[\w-]+\.svg", one) for one in pictures), path


def test_no_cell_of_our_tables_is_a_formula(outputs: Path):
    found = []
    for path in sorted((outputs / "tables").glob("*.csv")):
        for row in csv.reader(io.StringIO(path.read_text("utf-8"))):
            found += [
                (path.name, cell[:40])
                for cell in row
                if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and not is_number(cell)
            ]
    assert found == []


def is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def test_the_search_index_is_data(outputs: Path):
    text = (outputs / "search-index.js").read_text("utf-8")

    assert "</script" not in text.lower()
    data = text[text.index("=") + 1 :].strip().rstrip(";")
    assert json.loads(data)


def test_a_database_is_no_other_for_sql_in_its_text(outputs: Path):
    with duckdb.connect(str(outputs / "study.duckdb"), read_only=True) as store:
        said = store.execute("select count(*) from turns where contains(text, 'drop table codings')").fetchone()
        assert said == (2,)
        assert store.execute("select count(*) from codings").fetchone()[0] > 10


# What would eat memory or time: each is read in a process of its own that has bounds of memory and of computing time.


def check_and_say(study: Path, says: Path) -> None:
    """The check of a study; a line that says how much memory it took (MB), and a line for each problem."""
    found = check_study(study)
    lines = [str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)]
    lines += [f"{one.severity} {one.source.path.name} {one.fault[:200]}" for one in found]
    says.write_text("\n".join(lines), "utf-8", "backslashreplace")


def checked(study: Path) -> list[str]:
    """What a check of a study says; it had 2.2 GB of addresses, Python's own among them, and 60 seconds of computing."""
    says = study.with_name(f"{study.name}-said")
    assert end(begin(bounded, int(2.2e9), 60, check_and_say, study, says)) == 0
    return says.read_text("utf-8").splitlines()


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in parts.items():
            archive.writestr(name, raw)
    return out.getvalue()


LAUGHS = (
    b'<!DOCTYPE l [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 12) for n in range(12))
    + b"]><l>&m;</l>"
)
YAML_LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9)
)
DEEP_XML = b"<w>" * 200_000 + b"</w>" * 200_000
BOMB = zipped({"word/document.xml": b" " * 30_000_000})
PART = {".docx": "word/document.xml", ".odt": "content.xml", ".xlsx": "xl/workbook.xml"}


@pytest.mark.parametrize("ending", PART)
@pytest.mark.parametrize(
    ("what", "raw"),
    [
        ("laughs", LAUGHS),
        ("deep", DEEP_XML),
        ("outside", b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'),
        ("net", b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><x/>'),
    ],
)
def test_xml_that_would_grow_or_reach_out_is_refused(what: str, raw: bytes, ending: str, tmp_path: Path):
    path = tmp_path / f"t{ending}"
    path.write_bytes(zipped({PART[ending]: raw}))

    loaded = read_turns(path, ReadingRequest("interview"))

    assert loaded.records == ()
    assert [one.is_fault for one in loaded.problems] == [True]
    assert "root:" not in loaded.problems[0].fault


@pytest.mark.parametrize("ending", PART)
@pytest.mark.parametrize("name", ["../../evil.txt", "/etc/evil", "C:/evil", "word\\..\\..\\evil"])
def test_an_archive_whose_names_climb_is_refused_and_nothing_is_unpacked(name: str, ending: str, tmp_path: Path):
    path = tmp_path / "in" / f"t{ending}"
    path.parent.mkdir()
    path.write_bytes(zipped({name: b"x", PART[ending]: b"<a/>"}))

    loaded = read_turns(path, ReadingRequest("interview"))

    assert "climbs" in loaded.problems[0].fault
    assert [one.name for one in tmp_path.rglob("*")] == ["in", path.name]


@pytest.mark.parametrize("ending", PART)
def test_a_zip_bomb_is_refused_within_bounds(ending: str, tmp_path: Path):
    table = f"transcript_id,file,case_id,kind\nt1,b{ending},a,interview\n"
    said = checked(make_study(tmp_path, {"transcripts.csv": table, f"transcripts/b{ending}": BOMB}))

    assert int(said[0]) < 1500
    assert any("is refused" in line for line in said)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("study.yaml", "codebook: codebook.yaml\n" + YAML_LAUGHS),
        ("study.yaml", "? " + YAML_LAUGHS.replace("\n", "\n  ") + "\n: x\n"),
        ("study.yaml", "codebook: codebook.yaml\ntitle: " + "- " * 100_000),
        ("study.yaml", "".join(" " * n + "a:\n" for n in range(1200))),
        ("study.yaml", "a: !!python/object/apply:os.system ['touch /tmp/crosscase-was-here']\n"),
        ("codebook.yaml", YAML_LAUGHS),
        ("codebook.yaml", "codes:\n" + "".join(" " * n + "a:\n" for n in range(1, 1200))),
        ("codebook.yaml", 'codes: {trust: {definition: "\\ud800 half"}}\n'),
        ("study.yaml", 'codebook: codebook.yaml\ntitle: "\\ud800 half"\n'),
        ("guides/g.yaml", "questions: " + "{a: " * 5000),
        ("cases.csv", "case_id,x\n" + "a," + "y" * 40_000_000),
        ("cases.csv", "case_id\n" + '"' * 3_000_001),
        ("codings/ann.csv", "transcript_id,start_char,end_char,code_id\n" + "t1,0,3,nothing\n" * 20_000),
        ("notes/within-case/a.md", "[[" * 500_000),
        ("notes/within-case/a.md", "---\n" + YAML_LAUGHS + "---\n"),
    ],
)
def test_what_would_eat_memory_or_time_is_refused_or_read_within_bounds(name: str, text: str, tmp_path: Path):
    said = checked(make_study(tmp_path, {name: text.encode("utf-8", "surrogatepass")}))

    assert int(said[0]) < 1500
    assert not Path("/tmp/crosscase-was-here").exists()


@pytest.mark.parametrize(
    "text",
    [
        "Interviewer: So?\n\nRespondent: " + "trust and " * 100_000,
        "Interviewer: So?\n\nRespondent: " + "x" * 1_000_000,
        "Interviewer: So?\n\nRespondent: " + "never not " * 100_000,
        "Interviewer: So?\n\nRespondent: " + "(" * 500_000 + "[12:" * 100_000,
        "Interviewer: So?\n\n" + "a: b\n\n" * 50_000,
        "Interviewer: So?\n\nRespondent: " + "*_`<" * 100_000,
        "1. Who came? The bakers.\n2. And?" + " ?-" * 100_000 + "\n3. Who left?" + " " * 300_000 + "\n",
    ],
    ids=["words", "letter", "negations", "brackets", "speakers", "markup", "questions"],
)
def test_a_line_of_a_megabyte_is_read_within_bounds(text: str, tmp_path: Path):
    table = "transcript_id,file,case_id,kind\nt1,t1.md,a,interview\n"
    files: dict[str, str | bytes] = {"transcripts.csv": table, "transcripts/t1.md": text}
    said = checked(make_study(tmp_path, files, without=("transcripts/t1.txt",)))

    assert int(said[0]) < 1500


def test_messages_steer_no_terminal(tmp_path: Path):
    study = make_study(
        tmp_path, {"cases.csv": "case_id\na\n\x1b[2J\u202eevil\n", os.fsdecode(b"transcripts/K\xf6ln.txt"): "R: Hi."}
    )

    said = "\n".join(one.shown(tmp_path) for one in check_study(study))

    assert "\\x1b[2J\\u202eevil" in said
    assert "K\\udcf6ln.txt" in said
    assert said.encode()


def test_yaml_makes_nothing_but_plain_values(tmp_path: Path):
    tree = parse_yaml(tmp_path / "a", "a: !!python/name:os.system x\nb: !!binary aGk=\nc: !mine {d: e}\n").records

    assert tree is not None
    assert tree.data == {"a": "x", "b": "aGk=", "c": {"d": "e"}}
