"""The codes as the choice beside a passage needs them: names, paths, definitions, and where each can occur."""

from __future__ import annotations

import re
from typing import Any

from pipeline.page.session import Session
from pipeline.page.transcript_view import code_name, colour_of, path_of
from pipeline.study.people_files import read_csv
from pipeline.study.records import PROPOSED, Code

# `trust built during this collaboration -> trust`: what to use instead, at the end of an exclusion.
INSTEAD = re.compile(r"->\s*([\w-]+)")


def codes_to_choose(session: Session) -> list[dict[str, Any]]:
    """Codes that can be given to a passage, in the order of the codebook; then those this coder has proposed."""
    material = session.material
    focus = set(session.focus_codes())
    codes = [_entry(session, code, code.code_id in focus) for code in material.codebook.codable]
    return codes + _proposed(session)


def _entry(session: Session, code: Code, is_in_focus: bool) -> dict[str, Any]:
    material = session.material
    return {
        "id": code.code_id,
        "name": code.name,
        "path": path_of(code.code_id, material),
        "colour": colour_of(code.code_id, material),
        "definition": code.definition,
        "include": list(code.include),
        "exclude": [excluded(words, session) for words in code.exclude],
        "examples": list(code.examples[:2]),
        "scope": list(material.scope_of(code.code_id)),
        "focus": is_in_focus,
    }


def excluded(words: str, session: Session) -> dict[str, str]:
    """What a code is not, and the code to use instead where the codebook names one."""
    match = INSTEAD.search(words)
    instead = match[1] if match and match[1] in session.material.codebook.codes else ""
    if not instead:
        return {"words": words, "instead": "", "name": ""}
    return {"words": words[: match.start()].strip() if match else words, "instead": instead,
            "name": code_name(instead, session.material)}  # fmt: skip


def _proposed(session: Session) -> list[dict[str, Any]]:
    path = session.proposed.path
    if not path.exists():
        return []
    last = {row["proposal_id"]: row for row in read_csv(path, (), session.proposed.columns).records.rows}
    # A code takes a proposal up by naming it under `was`.
    adopted = {former for code in session.material.codebook.codes.values() for former in code.was}
    return [
        {
            "id": row["proposal_id"],
            "name": row["name"],
            "path": f"proposed › {row['name']}",
            "colour": colour_of(row["proposal_id"], session.material),
            "definition": row["definition"],
            "include": [], "exclude": [], "examples": [row["quotation"]], "scope": [], "focus": False,
        }
        for row in last.values()
        if row["proposal_id"].startswith(PROPOSED) and row["status"] == "proposed" and row["proposal_id"] not in adopted
    ]  # fmt: skip
