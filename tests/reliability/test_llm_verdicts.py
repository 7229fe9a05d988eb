"""A language model beside people: judged by the bars of the machine, on what it has read to the end."""

from dataclasses import replace

import pytest

from pipeline.io.cache import Cache
from pipeline.io.outputs import Outputs
from pipeline.reliability import judge_machine
from pipeline.reliability.llm import LlmReport
from pipeline.reliability.verdicts import Verdict
from pipeline.site.machine_page import write_machine_page
from pipeline.study.llm_settings import LlmSettings
from tests.coding.fake_model import FakeModel, running
from tests.reliability.coded import learnt_from, loaded


def knows_boats(asked):
    """A model that makes no mistake about boats, and gives nothing else."""
    sentences = [f"{part}." for part in asked["answer"].split(". ")]
    told = [one.rstrip(".") + "." for one in sentences if any(word in one for word in ("ferry", "boat", "sail"))]
    return [{"code": "boats", "quotation": one} for one in told]


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    folder = tmp_path_factory.mktemp("llm")
    study = loaded(folder, learnt_from(folder, 12, is_asked=True))
    with running(FakeModel(knows_boats)) as model:
        settings = replace(study.study.settings, llm=LlmSettings(model.url, "tiny", 32_768))
        study = replace(study, study=replace(study.study, settings=settings))
        report = judge_machine(study, Cache(None))
    return study, report


def test_a_model_that_agrees_with_people_has_the_verdict_counted(judged):
    _, report = judged

    words = {verdict.code_id: verdict.verdict for verdict in report.llm.verdicts}
    assert words["boats"] == "counted"
    assert words["bread"] != "counted"


def test_its_agreement_stands_in_the_table_as_that_of_a_machine(judged):
    _, report = judged

    rows = [row for row in report.agreement if row.coders == "llm:tiny;people"]
    assert {row.kind for row in rows} == {"machine-human"}


def test_nothing_is_learnt_from_it(judged, tmp_path):
    study, report = judged
    without = replace(study, study=replace(study.study, settings=replace(study.study.settings, llm=None)))

    assert judge_machine(without, Cache(None)).words == report.words


def test_the_page_names_it_and_the_file_holds_its_verdicts(judged, tmp_path):
    study, report = judged
    outputs = Outputs.begin(tmp_path / "out", {})

    write_machine_page(report, study, outputs)

    html = (tmp_path / "out" / "machine.html").read_text()
    assert "tiny at 127.0.0.1, on this machine" in html
    assert "Text left this machine" not in html
    assert "boats,counted" in (tmp_path / "out" / "tables" / "llm_verdicts.csv").read_text()


def test_where_text_left_the_machine_every_page_says_so(judged, tmp_path):
    study, report = judged
    settings = replace(
        study.study.settings, llm=LlmSettings("http://models.example.org/v1", "tiny", 32_768, is_local=False)
    )  # fmt: skip
    outputs = Outputs.begin(tmp_path / "out", {})

    write_machine_page(report, replace(study, study=replace(study.study, settings=settings)), outputs)

    html = (tmp_path / "out" / "machine.html").read_text()
    assert "Transcripts are sent to the language model at models.example.org" in html


@pytest.mark.parametrize(("machine", "decides"), [(0.5, {"boats"}), (0.9, set())])
def test_of_two_that_count_the_surer_one_decides(machine, decides):
    llm = LlmReport("llm:tiny", verdicts=(Verdict("boats", "counted", "", alpha=0.8, alpha_low=0.7),))

    assert llm.counts([Verdict("boats", "counted", "", alpha=0.9, alpha_low=machine)]).codes == decides
