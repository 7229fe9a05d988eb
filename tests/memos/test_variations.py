"""Studies of other kinds: no judgement, machine alone, interpretive, intervals, no design, one case, hostile names."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import duckdb
import pytest

from pipeline.run import Progress, analyze
from pipeline.site.markdown import to_html
from tests.making import make_study
from tests.memos.reading import BESIDE, links_of, memos_in, rows_of, with_room, without_study_text
from tests.oracle.test_brute_force_on_worked_numbers import strike_apply_rows

LEDGER = Path(__file__).parents[1] / "studies" / "ledger"
SILENT = Progress(say=lambda line: None)
CODES = """\
    codebook: mine
    version: "1"
    codes:
      money: {is_codable: false, definition: Talk of money.}
      rent: {parent: money, definition: Talk of rent., cues: {phrases: [rent]}}
      trust: {definition: Talk of trust., cues: {phrases: [trust]}}
    """


def ledger(made: Path, tmp_path: Path, old: str = "", new: str = "") -> Path:
    """The ledger study with one setting of study.yaml changed, analyzed; its outputs. `made`: those of another run."""
    study = Path(shutil.copytree(LEDGER, tmp_path / "study"))
    shutil.copytree(made / ".cache", tmp_path / "out" / ".cache")
    file = study / "study.yaml"
    file.write_text(file.read_text("utf-8").replace(old, new), encoding="utf-8")
    analyze(study, tmp_path / "out", progress=SILENT)
    return tmp_path / "out"


def small(tmp_path: Path, files: dict[str, str | bytes]) -> Path:
    analyze(make_study(tmp_path / "study", files), tmp_path / "out", progress=SILENT)
    return tmp_path / "out"


def memo(outputs: Path, name: str) -> str:
    return with_room(outputs, name)


@pytest.fixture(scope="module")
def interpretive(ledger_outputs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The outputs of the ledger study where its readers want no shares."""
    folder = tmp_path_factory.mktemp("interpretive")
    return ledger(ledger_outputs, folder, "reading: coefficients", "reading: interpretive")


def test_an_interpretive_study_prints_readings_and_no_share(ledger_outputs: Path, interpretive: Path) -> None:
    assert "[told, denied and wished for](../../evidence/flood-tarn/shared_figures.html)" in memo(
        interpretive, "within-case/flood-tarn"
    )
    for path in memos_in(interpretive):
        for link in links_of(path, is_whole=False):
            if "/evidence/" in link.target.as_posix():
                assert not re.search(r"\d", link.words), (path.name, link.words)
        assert "machine suggests" not in path.read_text("utf-8")
        assert "\n| shown in |" not in path.read_text("utf-8")
    assert "Of the codes that any case shows [*Ties from before*]" in memo(interpretive, "cross-case/cross-case")
    assert "are left empty in them" in (interpretive / "index.html").read_text("utf-8")
    assert "are left empty in them" not in (ledger_outputs / "index.html").read_text("utf-8")
    assert "of 4 cases" not in (interpretive / "figures" / "governance.svg").read_text("utf-8")


def test_an_interpretive_studys_tables_hold_counts_for_checking_and_no_share(
    ledger_outputs: Path, interpretive: Path
) -> None:
    for table, empty in (
        ("code_frequency", ("mention_share", "mention_low", "mention_high", "per_1000_words")),
        ("enabler_frequency", ("mention_share", "mention_low", "mention_high", "per_1000_words")),
        ("cooccurrence", ("jaccard",)),
    ):
        before, after = rows_of(ledger_outputs, table), rows_of(interpretive, table)
        assert any(row[empty[0]] for row in before)
        assert {row[column] for row in after for column in empty} == {""}
        kept = [name for name in before[0] if name.startswith("n_") and "machine" not in name and name != "n_suggested"]
        assert [[row[name] for name in kept] for row in after] == [[row[name] for name in kept] for row in before]
    with duckdb.connect(str(interpretive / "study.duckdb"), read_only=True) as store:
        assert store.execute("select count(mention_share) from code_frequency").fetchone() != (0,)


def test_intervals_are_printed_where_the_study_asks_for_them(ledger_outputs: Path, tmp_path: Path) -> None:
    outputs = ledger(ledger_outputs, tmp_path, "reading: coefficients", "reading: coefficients\nintervals: wilson")

    assert "[1 of 3; 95 % Wilson interval 0.06 to 0.79]" in memo(outputs, "within-case/flood-tarn")


def test_machine_codings_alone_say_so_at_every_figure(ledger_outputs: Path, tmp_path: Path) -> None:
    study = Path(shutil.copytree(LEDGER, tmp_path / "study"))
    strike_apply_rows(study)
    shutil.copytree(ledger_outputs / ".cache", tmp_path / "out" / ".cache")
    analyze(study, tmp_path / "out", progress=SILENT)

    n_figures = 0
    rows = {f"{row['case_id']}/{row['code_id']}": row for row in rows_of(tmp_path / "out", "code_frequency")}
    for path in memos_in(tmp_path / "out"):
        if path.parent.parent.name == "memos" and path.stem not in BESIDE:
            assert "machine, not checked by a person" in path.read_text("utf-8").split("\n")[2]
            assert "nobody has checked them: nothing is claimed here" in path.read_text("utf-8")
        for link in links_of(path, is_whole=False):
            figure = link.target.as_posix().partition("/evidence/")[2].removesuffix(".html")
            if figure in rows and rows[figure]["basis"] == "machine_unchecked" and " of " in link.words:
                n_figures += 1
                assert link.words.startswith("the machine finds it in"), (path.name, link.words)
                assert "nobody has checked" in link.words, (path.name, link.words)
    assert n_figures > 10


def test_the_smallest_study_reads_sensibly(tmp_path: Path) -> None:
    outputs = small(tmp_path, {})

    within, last = memo(outputs, "within-case/a"), memo(outputs, "cross-case/cross-case")
    assert "Passages were found by machine and nobody has checked them: nothing is claimed here." in within
    assert "rows in events.csv would make it" in within
    assert "There is one case: nothing to compare at this stage." in last
    assert "team.csv would say" in last


def test_a_codebook_without_enablers_shows_all_its_families(tmp_path: Path) -> None:
    outputs = small(tmp_path, {"codebook.yaml": CODES})

    assert "\n## money\n" in memo(outputs, "within-case/a")
    assert "\n## trust\n" in memo(outputs, "within-case/a")


def test_what_is_known_of_one_case_alone_is_not_said_of_all_that_are_known(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "cases.csv": "case_id\na\nb\n",
        "transcripts.csv": "transcript_id,file,case_id,kind\nt1,t1.txt,a,interview\nt2,t2.txt,b,interview\n",
        "transcripts/t2.txt": "Interviewer: How was it?\n\nRespondent: We had lunch.\n",
        "codings/ana.csv": "transcript_id,start_char,end_char,quotation,code_id\nt1,,,There was trust.,trust\n",
        "codings/ana.read.csv": "transcript_id,codes\nt1,*\n",
    }

    text = memo(small(tmp_path, files), "cross-case/cross-case")

    assert "### Shown by the only one that is known" in text
    assert "Shared by all that are known" not in text


def test_a_design_of_one_key_and_a_case_without_transcripts(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "study.yaml": "codebook: codebook.yaml\ndesign: {by-place: place}\n",
        "cases.csv": "case_id,place\na,North\nb,North\n",
    }

    outputs = small(tmp_path, files)

    assert "nothing can be counted" in memo(outputs, "within-case/b")
    assert "Nothing is known of a and b" in memo(outputs, "by-place/north")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small(
        tmp_path_factory.mktemp("hostile"),
        {
            "study.yaml": """\
                codebook: codebook.yaml
                title: "<b>x</b>"
                case: "*table* | x"
                design: {by-place: place}
                """,
            "cases.csv": """\
                case_id,name,place,purpose
                a,"<script>alert(1)</script> | # x","Ço* rt | <i>","- [click](http://evil) `x`"
                """,
            "participants.csv": """\
                respondent_id,organisation,sector,role,status,case_id
                r1,"**Org** | x",<sec>,"[role](x)",heard,a
                r2,Org2,s,,"declined | <b>",a
                """,
            "transcripts.csv": "transcript_id,file,case_id,kind,respondent_id\nt1,t1.txt,a,interview,r1\n",
            "judgements.csv": """\
                case_id,code_id,judgement,why,by
                a,trust,present,"because | <img src=x onerror=1> [x](y)","*me*"
                """,
            "events.csv": """\
                case_id,event_id,from,to,kind,what,codings,is_disputed
                a,e1,"| 2020",,launch,"what | <b>*x*</b>",,true
                """,
            "transcripts/t1.txt": "Respondent: [x](javascript:alert(1)) trust | <b>`all`</b> ![i](http://evil/i.png).\n",
        },
    )


def test_hostile_names_and_words_become_no_markup(hostile: Path) -> None:
    for path in memos_in(hostile):
        made = to_html(path.read_text("utf-8"))

        assert not re.search(r"<(script|img|b|i|em)\b[^>]*>(?!\w)(?=alert|x)", made)
        named = {f"{name}.html" for name in (*BESIDE, "cross-case")}
        assert set(re.findall(r'href="(?!\.\./)([^"#]*)', made)) <= named
        for table in re.findall(r"<table>.*?</table>", made, re.DOTALL):
            assert len({len(re.findall(r"<t[hd]", row)) for row in re.findall(r"<tr>.*?</tr>", table, re.DOTALL)}) == 1


def test_links_lead_somewhere_in_every_variation(hostile: Path) -> None:
    for path in memos_in(hostile):
        for link in links_of(path):
            assert link.target.is_file(), link


@pytest.mark.parametrize("no", ["no", "Nein", "FALSE", "0"])
def test_words_of_one_who_said_no_are_marked_for_the_team(no: str, tmp_path: Path) -> None:
    outputs = small(
        tmp_path,
        {
            "participants.csv": f"respondent_id,may_quote\nr1,{no}\n",
            "transcripts.csv": "transcript_id,file,case_id,kind,respondent_id\nt1,t1.txt,a,interview,r1\n",
        },
    )

    lines = [line for line in memo(outputs, "within-case/a").splitlines() if "“There was trust" in line]
    assert lines
    assert all("*(may not be quoted)*" in line for line in lines)
    pages = [path.read_text(encoding="utf-8") for path in (outputs / "evidence").rglob("*.html")]
    assert all("may not be quoted" in page for page in pages if "There was trust" in page)


def test_a_negotiated_study_tells_what_was_overruled(ledger_outputs: Path, tmp_path: Path) -> None:
    outputs = ledger(ledger_outputs, tmp_path, "reading: coefficients", "reading: negotiated")

    text = memo(outputs, "within-case/flood-brack")
    assert "was first judged present by ben: “They sat over them once.” on 2026-02-01; what stands is *absent*." in text
    assert "alpha" not in without_study_text(text)


def test_where_nobody_is_a_respondent_the_memo_says_so_and_speaks_of_no_respondents(tmp_path: Path) -> None:
    outputs = small(tmp_path, {"transcripts/t1.txt": "Interviewer: How was it?\n\nInterviewer: And then?\n"})

    text = memo(outputs, "within-case/a")
    assert "Nobody recognised as a respondent, in 1 interview: 5 words, 0 of them spoken by respondents." in text
    assert "espondents without an id" not in text


def test_a_studys_own_word_for_a_case_gets_its_article_in_memos_brief_and_design(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "study.yaml": "codebook: codebook.yaml\ncase: initiative\ndesign: {by-place: place, by-size: size}\n"
        "outcome: {attribute: tier, order: [less, more]}\n",
        "cases.csv": "case_id,place,size,tier\na,North,big,more\nb,South,small,less\n",
    }

    outputs = small(tmp_path, files)

    assert "; an initiative is compared with those of its own" in memo(outputs, "cross-case/cross-case")
    assert "; an initiative is compared with those of its own" in memo(outputs, "cross-case/propositions")
    assert "# What helps an initiative" in (outputs / "brief.md").read_text("utf-8")
    assert "of the design without an initiative." in (outputs / "index.html").read_text("utf-8")


def test_two_cases_without_notes_ranks_events_or_a_design_have_short_memos_that_speak_of_none_of_them(
    tmp_path: Path,
) -> None:
    files: dict[str, str | bytes] = {
        "cases.csv": "case_id,name\na,Ash\nb,Beech\n",
        "transcripts.csv": "transcript_id,file,case_id,kind\nt1,t1.txt,a,interview\nt2,t2.txt,b,interview\n",
        "transcripts/t2.txt": "Interviewer: How was it?\n\nRespondent: There was trust. We had lunch.\n",
        "codings/ana.csv": "transcript_id,start_char,end_char,quotation,code_id\nt1,,,There was trust.,trust\n",
        "codings/ana.read.csv": "transcript_id,codes\nt1,*\nt2,*\n",
    }
    outputs = small(tmp_path, files)

    for name in ("within-case/a", "within-case/b", "cross-case/cross-case"):
        text = (outputs / "memos" / f"{name}.md").read_text("utf-8")
        assert len(text.split()) < 250, name
        assert not re.search(r"tier|setback|governance|mayor|leader|ranked|\.csv|not written", text), (name, text)
