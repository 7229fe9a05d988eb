"""A page of which nothing changed is not rendered again; whatever its template is given, and its file, are asked."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from pipeline.io.cache import Cache
from pipeline.io.outputs import Outputs
from pipeline.site import kept_pages
from pipeline.site.evidence import QuotedTranscript
from pipeline.site.kept_pages import KeptPages
from tests.typed_rows import voice

NAME = "evidence/trust.html"
TOLD = voice(coding_id="a", quotation="There was trust.")


def study_of(fiction=False, llm=None):
    return SimpleNamespace(title="A study", settings=SimpleNamespace(fiction=fiction, llm=llm), is_shared=False)


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Writes the page as a run would, and says whether its template was asked."""
    asked: list[str] = []

    def page(template, title, up, study, css, scripts, **values):
        asked.append(template)
        return f"{title} {sorted(values.items())}"

    monkeypatch.setattr(kept_pages, "page", page)

    def write(title="Trust", fiction=False, llm=None, **values):
        asked.clear()
        cache, outputs = Cache(tmp_path / ".cache"), Outputs.begin(tmp_path, {})
        study = study_of(fiction, llm)
        pages = KeptPages(study, outputs, cache)
        pages.write(NAME, "code.html.j2", title, "../", "evidence", **values)
        pages.end()
        cache.flush()
        assert outputs.digests.keys() == {NAME}
        return bool(asked)

    return write


def transcripts(coding):
    return [QuotedTranscript("t1", "interview", [coding])]


def test_a_page_that_is_given_the_same_again_is_not_rendered_again(write):
    assert write(counted=transcripts(TOLD), after=("habit", "Habit"))
    assert not write(counted=transcripts(replace(TOLD)), after=("habit", "Habit"))


@pytest.mark.parametrize(
    "given",
    [
        {"counted": transcripts(replace(TOLD, quotation="There was no trust."))},
        {"counted": transcripts(replace(TOLD, is_aha=True))},
        {"counted": []},
        {"denied": transcripts(TOLD)},
        {"counted": transcripts(TOLD), "title": "Trust again"},
        {"counted": transcripts(TOLD), "fiction": True},
        {"counted": transcripts(TOLD), "llm": SimpleNamespace(is_local=False, host="elsewhere.example")},
    ],
)
def test_whatever_changes_in_what_a_page_is_given_it_is_rendered_anew(write, given):
    write(counted=transcripts(TOLD))

    assert write(**given)


def test_a_page_that_somebody_edited_or_deleted_is_made_anew(write, tmp_path):
    write(counted=())
    whole = (tmp_path / NAME).read_bytes()

    (tmp_path / NAME).write_bytes(whole + b"<p>mine</p>")
    assert write(counted=())
    assert (tmp_path / NAME).read_bytes() == whole

    (tmp_path / NAME).unlink()
    assert write(counted=())
    assert (tmp_path / NAME).read_bytes() == whole


def test_other_code_renders_every_page_anew(write, monkeypatch):
    write(counted=())
    monkeypatch.setattr(kept_pages, "code_digest", lambda: "of another version")

    assert write(counted=())


class Stretches:
    """A page of stretches written as runs would; `made` are cases whose stretch the last one rendered."""

    def __init__(self, folder, monkeypatch):
        self.folder, self.made = folder, []
        monkeypatch.setattr(kept_pages, "page", self._page)
        monkeypatch.setattr(kept_pages, "render", self._render)

    def _page(self, template, title, up, study, css, scripts, **values):
        return "|".join([title, *values["stretches"], "end"])

    def _render(self, template, case, told):
        self.made.append(case)
        return f"<h2>{case}</h2>{told}"

    def write(self, names=(NAME,), title="Trust", **told):
        """Each page has a stretch for each case, as (case, what it tells)."""
        self.made.clear()
        cache, outputs = Cache(self.folder / ".cache"), Outputs.begin(self.folder, {})
        pages = KeptPages(study_of(), outputs, cache)
        stretches = [pages.stretch("case.html.j2", case=case, told=words) for case, words in told.items()]
        for name in names:
            pages.write(name, "code.html.j2", title, "../", "evidence", stretches=stretches)
        pages.end()
        cache.flush()
        return [(self.folder / name).read_text("utf-8") for name in names]


@pytest.fixture
def stretches(tmp_path, monkeypatch):
    return Stretches(tmp_path, monkeypatch)


def test_of_a_page_of_stretches_only_that_in_which_something_changed_is_rendered(stretches):
    stretches.write(a="Zürich told.", b="No.", c="")
    assert stretches.made == ["a", "b", "c"]

    (page,) = stretches.write(a="Zürich told.", b="Yes, and more.", c="")

    assert page == "Trust|<h2>a</h2>Zürich told.|<h2>b</h2>Yes, and more.|<h2>c</h2>|end"
    assert stretches.made == ["b"]


def test_a_stretch_more_a_stretch_less_and_another_title_leave_the_others_as_they_are(stretches):
    stretches.write(a="A.", b="B.")

    assert stretches.write(c="C.", b="B.", title="Otherwise") == ["Otherwise|<h2>c</h2>C.|<h2>b</h2>B.|end"]
    assert stretches.made == ["c"]


def test_a_stretch_of_several_pages_is_rendered_once(stretches):
    first, second = stretches.write(("evidence/a.html", "evidence/b.html"), a="A.", b="B.")

    assert first == second
    assert stretches.made == ["a", "b"]


def test_nothing_is_cut_out_of_a_page_that_somebody_edited_or_deleted(stretches):
    (whole,) = stretches.write(a="A.", b="B.")
    (stretches.folder / NAME).write_text(whole.replace("A.", "X."), "utf-8")

    assert stretches.write(a="A.", b="B.") == [whole]
    assert stretches.made == ["a", "b"]

    (stretches.folder / NAME).unlink()
    assert stretches.write(a="A.", b="B.") == [whole]
    assert stretches.made == ["a", "b"]


def test_a_template_that_prints_a_stretch_twice_or_not_at_all_is_an_error(stretches, monkeypatch):
    for printed in ([], ["\x000\x00", "\x000\x00"]):
        monkeypatch.setattr(kept_pages, "page", lambda *frame, printed=printed, **values: "".join(printed))
        with pytest.raises(ValueError, match="once and in order"):
            stretches.write(a="A.")
