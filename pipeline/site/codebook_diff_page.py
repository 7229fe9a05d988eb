"""The page of `crosscase codebook diff --to PAGE.html`: what a change of the codebook does, in one file by itself."""

from __future__ import annotations

from pathlib import Path

from pipeline.io.outputs import describe_os_error, inside_the_study, replace_file
from pipeline.revision.told import Told
from pipeline.site.codebook_texts import side_by_side
from pipeline.site.templating import render
from pipeline.study.problems import FilesNeedAHand
from pipeline.study.study import Study

STYLE = Path(__file__).parent / "codebook_diff.css"


def write_diff_page(path: Path, said: Told, study: Study, called: str) -> None:
    """Write the page.

    Args:
        path: Outside the study.
        said: What `told` made of the change.
        study: Whose codebook it is.
        called: The study as the person called it, for commands that they can copy.

    Raises:
        FilesNeedAHand: The page would lie inside the study.
    """
    # A run, and what is said of one, never changes a study folder.
    if inside := inside_the_study(path.parent, study.folder):
        raise FilesNeedAHand(inside)
    # In the page itself, which is one file.
    style = STYLE.read_text(encoding="utf-8")
    texts = {
        code.code_id: side_by_side(code.before, code.after) if code.before or code.after else () for code in said.codes
    }
    html = render(
        "codebook_diff.html.j2", said=said, title=study.title, called=called, style=style,
        is_fiction=study.settings.fiction, texts=texts,
    )  # fmt: skip
    with describe_os_error(path):
        # Texts of a study may hold lone surrogates, which plain UTF-8 refuses to write.
        replace_file(path, html.encode("utf-8", "surrogatepass"))
