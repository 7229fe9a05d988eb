"""Compiled templates: kept beside their templates, and never older than the code."""

from __future__ import annotations

import sys
from importlib.util import cache_from_source

import jinja2
import pytest

from pipeline.memos import rendering
from pipeline.memos.precompile import compile_templates
from pipeline.site import compiled, templating
from pipeline.site.compiled import Compiled


@pytest.fixture(autouse=True)
def _beside_the_templates(monkeypatch):
    monkeypatch.setattr(sys, "pycache_prefix", None)


def memo_of(folder, mark="a", keeps=True):
    """The text of memo.md.j2, by a filter that Jinja applies while it compiles."""
    made = jinja2.Environment(loader=jinja2.FileSystemLoader(folder), bytecode_cache=Compiled(keeps), autoescape=False)
    made.filters["marked"] = lambda text: f"{mark}: {text}"
    return made.get_template("memo.md.j2").render()


def kept(folder):
    return [path.name for path in folder.rglob("*.pyc")]


def test_a_template_is_compiled_once(tmp_path, monkeypatch):
    template = tmp_path / "memo.md.j2"
    template.write_text("{{ 'Trust' | marked }}")
    memo_of(tmp_path)
    assert kept(tmp_path) == [cache_from_source(template.name).rpartition("/")[2]]

    monkeypatch.setattr(jinja2.Environment, "compile", None)
    assert memo_of(tmp_path) == "a: Trust"


def test_another_template_is_compiled_anew(tmp_path):
    for words in ("Trust", "Money"):
        (tmp_path / "memo.md.j2").write_text(f"{{{{ '{words}' | marked }}}}")
        assert memo_of(tmp_path) == f"a: {words}"


@pytest.mark.parametrize("changed", ["code_digest", "library_versions"])
def test_other_code_and_other_libraries_compile_anew(tmp_path, monkeypatch, changed):
    (tmp_path / "memo.md.j2").write_text("{{ 'Trust' | marked }}")
    memo_of(tmp_path, "before")
    monkeypatch.setattr(compiled, changed, lambda: "other")
    assert memo_of(tmp_path, "after") == "after: Trust"
    assert len(kept(tmp_path)) == 1


def test_a_run_keeps_nothing_and_reads_what_was_kept(tmp_path, monkeypatch):
    (tmp_path / "memo.md.j2").write_text("{{ 'Trust' | marked }}")
    assert memo_of(tmp_path, keeps=False) == "a: Trust"
    assert kept(tmp_path) == []

    memo_of(tmp_path)
    monkeypatch.setattr(jinja2.Environment, "compile", None)
    assert memo_of(tmp_path, keeps=False) == "a: Trust"


def test_installing_compiles_every_template_of_memos_and_pages(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))

    compile_templates()

    templates = [path.name for folder in (rendering.TEMPLATES, templating.TEMPLATES) for path in folder.rglob("*.j2")]
    assert sorted(name.split(".")[0] for name in kept(tmp_path)) == sorted(name.split(".")[0] for name in templates)


@pytest.mark.parametrize("is_there", [False, True])
def test_a_place_that_cannot_be_written_or_read_costs_time_only(tmp_path, is_there):
    (tmp_path / "memo.md.j2").write_text("{{ 'Trust' | marked }}")
    if is_there:
        (tmp_path / "__pycache__" / cache_from_source("memo.md.j2").rpartition("/")[2]).mkdir(parents=True)
    else:
        (tmp_path / "__pycache__").write_text("a file where the folder should be")
    assert memo_of(tmp_path) == "a: Trust"


def test_a_damaged_one_is_compiled_anew(tmp_path):
    (tmp_path / "memo.md.j2").write_text("{{ 'Trust' | marked }}")
    memo_of(tmp_path)
    (path,) = tmp_path.rglob("*.pyc")
    whole = path.read_bytes()
    for raw in (b"", whole[:10], whole[:-5], whole[:20] + b"\xff" * 40, b"no bytecode at all"):
        path.write_bytes(raw)
        assert memo_of(tmp_path) == "a: Trust"
