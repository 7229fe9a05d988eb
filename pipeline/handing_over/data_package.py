"""datapackage.json: what the tables hold, column by column, for programs that read Frictionless Data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from pipeline.handing_over.columns import KEYS, said_of
from pipeline.handing_over.whose import notices, whose
from pipeline.io.outputs import Outputs
from pipeline.site.export import HOLDS, OURS_ALONE
from pipeline.site.machine_page import DISAGREEMENTS, TO_READ
from pipeline.stages.library import Library
from pipeline.study.dataclass import dataclass
from pipeline.study.study import Study

DESCRIPTOR = "datapackage.json"
README = "tables/README.txt"
BESIDE: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "to_read": ("passages to read for a code, and why", TO_READ),
    "disagreements": ("passages that one reader gave a code and another did not", DISAGREEMENTS),
}
"""Tables that a run writes as CSV and that the database does not hold: what they hold, and their columns."""

_TYPES = {"VARCHAR": "string", "BOOLEAN": "boolean", "DOUBLE": "number", "FLOAT": "number"}
_BESIDE_TYPES = {"start_char": "integer", "end_char": "integer", "score": "number"}
_KEEP = "What their columns hold stands in datapackage.json, a folder up. A table says none of this: send it along."
# Text that a spreadsheet would take for a formula has a `'` before it: a program that wants the words takes Parquet.
_OF_CSV = "Text that begins with =, +, -, @, a tab or a return has a ' before it, so that no spreadsheet computes it."


@dataclass(frozen=True, slots=True)
class PackagedTable:
    """A table in a file: where it lies as seen from datapackage.json, and column -> type in Frictionless' words."""

    name: str
    path: str
    columns: Mapping[str, str]


def packaged(library: Library, names: Iterable[str], path: str) -> list[PackagedTable]:
    """Tables of the store; `path` holds `{}` in the place of a table's name."""
    return [PackagedTable(name, path.format(name), _typed(library.types(name))) for name in names]


def descriptor(study: Study, tables: Iterable[PackagedTable], about: str | None = None) -> str:
    """The descriptor as JSON; the same tables give the same bytes. `about` stands in place of whose it is."""
    fiction = "Fiction: the people, places and words are invented." if study.settings.fiction else ""
    whose_it_is = whose(study.is_shared) if about is None else about
    said = (f"What was counted and read in the study, as crosscase publishes it. {_OF_CSV}", whose_it_is, fiction)
    data = {
        "profile": "data-package",
        "name": re.sub(r"[^a-z0-9]+", "-", study.title.lower()).strip("-") or "study",
        "title": study.title,
        "description": " ".join(sentence for sentence in said if sentence),
        "resources": [_resource(table) for table in tables],
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def write_data_package(study: Study, library: Library, outputs: Outputs) -> None:
    """datapackage.json beside the run's tables."""
    beside = [
        PackagedTable(name, f"tables/{name}.csv", {column: _BESIDE_TYPES.get(column, "string") for column in columns})
        for name, (_, columns) in BESIDE.items()
        if f"tables/{name}.csv" in outputs.digests
    ]
    outputs.write(DESCRIPTOR, descriptor(study, [*packaged(library, HOLDS, "tables/{}.csv"), *beside]))
    if study.is_shared:
        # The folder by itself: a CSV file has no place for it, and is what people send each other.
        outputs.write(README, "\n".join((*notices(study), "", f"Tables of “{study.title}”. {_KEEP}", "")))


def _typed(types: Mapping[str, str]) -> dict[str, str]:
    return {column: _TYPES.get(kind, "integer") for column, kind in types.items() if column not in OURS_ALONE}


def _resource(table: PackagedTable) -> dict[str, object]:
    form = table.path.rpartition(".")[2]
    is_csv = form == "csv"
    fields = [
        {"name": column, "type": kind, "description": said_of(table.name, column)}
        for column, kind in table.columns.items()
    ]
    schema: dict[str, object] = {"fields": fields}
    if table.name in KEYS:
        schema["primaryKey"] = list(KEYS[table.name])
    if is_csv:
        schema["missingValues"] = [""]
    holds = HOLDS[table.name] if table.name in HOLDS else BESIDE[table.name][0]
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "description": holds,
        "path": table.path,
        "format": form,
        "mediatype": "text/csv" if is_csv else "application/vnd.apache.parquet",
        **({"encoding": "utf-8"} if is_csv else {}),
        "schema": schema,
    }
