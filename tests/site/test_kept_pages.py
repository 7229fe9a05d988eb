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


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Writes the page as a run would, and says whether its template was asked."""
    asked: list[str] = []

    def page(template, title, up, study, css, scripts, **values):
        asked.append(template)
        return f"{title} {sorted(values.items())}"

    monkeypatch.setattr(kept_pages, "page", page)

    def write(title="Trust", fiction=False, **values):
        asked.clear()
        cache, outputs = Cache(tmp_path / ".cache"), Outputs.begin(tmp_path, {})
        study = SimpleNamespace(title="A study", settings=SimpleNamespace(fiction=fiction))
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
