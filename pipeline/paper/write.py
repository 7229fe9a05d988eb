"""All parts of a paper as files in one folder, and `paper.docx`, which holds them in their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.figures.printing import as_pdf, as_png
from pipeline.handing_over.whose import whose
from pipeline.io.exported import ExportedFolder
from pipeline.loaded_study import LoadedStudy
from pipeline.paper.appendices import by_case, codebook, guides, propositions, screening, success, what_happened
from pipeline.paper.checklists import checklists
from pipeline.paper.figures import exhibits, figures
from pipeline.paper.methods import methods
from pipeline.paper.part import PaperFiles, Part
from pipeline.paper.tables import cases_by_design, what_helped_by_tier, who_was_heard
from pipeline.site.export_memos import refuse_other_folders, without_dead_links
from pipeline.study.study import Study
from pipeline.word.writer import WordWriter, is_wide
from pipeline.wording.escaping import md

PRINT_WIDTH = 16.0
"""Width of a picture for print, in cm: the text of an A4 page."""


def parts_of(files: PaperFiles) -> tuple[Part, ...]:
    """Every part in its order, also those of which the study's files give nothing."""
    return (
        cases_by_design(files), who_was_heard(files), what_helped_by_tier(files), *figures(files), *exhibits(files),
        *screening(files), guides(files), codebook(files), *success(files), *by_case(files), what_happened(files),
        propositions(files), checklists(files),
    )  # fmt: skip


def write_paper(study: Study, run: Path, to: Path, shared: LoadedStudy | None = None) -> tuple[list[Path], list[str]]:
    """Write all parts, `paper.docx` and every figure of the run for print into `to`.

    Args:
        study: The study.
        run: Its finished run.
        to: The folder to make, or one that an earlier export made; nothing else in it is touched.
        shared: The study as it is handed out, where the run was made for that.

    Returns:
        The files written, and what is missing, a line a part.

    Raises:
        WrongUsage: `to` holds other things, or lies in the run.
        FilesNeedAHand: A file in `to` was changed since it was exported.
    """
    files = PaperFiles(shared.study if shared else study, run, shared)
    parts = parts_of(files)
    # Before anything is drawn: what takes longest is not done for a folder that is refused.
    refuse_other_folders(run, to, _names(parts))
    folder = ExportedFolder.begin(to, shared is not None)
    contents: dict[str, bytes] = {}
    for part in parts:
        contents |= _files_of(part, files)
    for path in sorted((run / "figures").glob("*.svg")):
        contents |= _pictures(f"figures/{path.stem}", path.read_text(encoding="utf-8"))
    contents["paper.docx"] = paper_of(parts, files)
    folder.require_ours(contents)
    written = [folder.write(name, raw) for name, raw in contents.items()]
    folder.end()
    missing = [f"{part.kind} {part.label}: {part.missing}" for part in parts if part.missing]
    return written, missing


def _names(parts: Sequence[Part]) -> tuple[str, ...]:
    """All names that an export may have left, whatever the study held then."""
    endings = ("md", "docx", "csv", "svg", "png", "pdf")
    return ("paper.docx", "figures", *(f"{part.name}.{ending}" for part in parts for ending in endings))


def _files_of(part: Part, files: PaperFiles) -> Mapping[str, bytes]:
    contents = {f"{part.name}.md": _markdown(part, files), f"{part.name}.docx": _document(part, files)}
    if part.data:
        contents[f"{part.name}.csv"] = part.data.encode("utf-8")
    if part.figure:
        contents |= _pictures(part.name, (files.run / part.figure).read_text(encoding="utf-8"))
    return contents


def _pictures(name: str, svg: str) -> Mapping[str, bytes]:
    return {f"{name}.svg": svg.encode("utf-8"), f"{name}.png": as_png(svg, PRINT_WIDTH), f"{name}.pdf": as_pdf(svg)}


def _markdown(part: Part, files: PaperFiles) -> bytes:
    heading = md(part.heading) if part.title else f"{part.kind} {part.label}"
    text = f"# {heading}\n\n{_notices(files)}{part.text}"
    if part.figure:
        # The picture lies beside.
        text = text.replace(f"(../{part.figure})", f"({part.name}.svg)")
    return without_dead_links(f"{part.page.removesuffix('.md')}.md", text, {f"paper/{part.name}.svg"}).encode("utf-8")


def _notices(files: PaperFiles) -> str:
    said = ["Fiction: the material of this study is invented."] if files.study.settings.fiction else []
    return "".join(f"*{md(notice)}*\n\n" for notice in (*said, whose(files.shared is not None)))


def _document(part: Part, files: PaperFiles) -> bytes:
    writer = WordWriter(
        files.run,
        part.heading if part.title else f"{part.kind} {part.label}",
        is_wide(part.body),
        files.study.settings.fiction,
    )
    if part.kind in ("Exhibit", "Appendix"):
        writer.heading(part.heading if part.title else f"{part.kind} {part.label}", 0)
    writer.markdown(_notices(files), part.page, 1)
    _add(writer, part, 1)
    return writer.end()


def _add(writer: WordWriter, part: Part, deeper: int) -> None:
    """A part without its heading; tables and figures carry their captions."""
    if part.missing or part.kind != "Figure":
        if part.kind == "Table" and not part.missing:
            writer.caption("Table", part.title, part.label)
        writer.markdown(part.text, part.page, deeper)
        return
    writer.number_next("Figure", part.label)
    writer.markdown(f"{part.body}\n\n*{md(part.title)}.* {part.note}\n", part.page, deeper)


def paper_of(parts: Sequence[Part], files: PaperFiles) -> bytes:
    """The whole, tables and figures behind the methods, pages on their side where a table needs it."""
    writer = WordWriter(files.run, files.study.title, is_fiction=files.study.settings.fiction)
    writer.heading(files.study.title, 0)
    writer.markdown(_notices(files), "paper/paper.md", 1)
    writer.heading("Methods", 1)
    writer.markdown(methods(files), "paper/paper.md", 1)
    for kind, heading in (("Table", "Tables"), ("Figure", "Figures"), ("Exhibit", ""), ("Appendix", "")):
        of_kind = [part for part in parts if part.kind == kind]
        for part in of_kind:
            is_turned = writer.turn_page(is_wide(part.body))
            if heading and part is of_kind[0]:
                writer.heading(heading, 1)
            elif not heading:
                writer.heading(part.heading if part.title else f"{part.kind} {part.label}", 1, not is_turned)
            _add(writer, part, 1)
    writer.turn_page(False)
    return writer.end()
