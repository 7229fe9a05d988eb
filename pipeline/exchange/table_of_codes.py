"""A codebook written as a table: a row a code, its level told by a column, by the path, or by indentation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.exchange.names import plain, same_name
from pipeline.exchange.project import Item, SourceCode
from pipeline.study.dataclass import dataclass

_NAME = (
    "code", "code name", "name", "tag", "node", "title", "theme", "label", "codes", "kode", "codename", "codigo",
)  # fmt: skip
_DEFINITION = (
    "definition", "description", "meaning", "code description", "code memo", "memo", "beschreibung", "comment",
    "explanation", "descripcion",
)  # fmt: skip
_PARENT = ("parent", "parent code", "parent id", "parent name")
_CATEGORY = (
    "category", "family", "group", "code group", "code family", "code category", "theme", "main theme", "main category",
    "overarching theme", "domain", "dimension", "cluster", "topic", "kategorie", "hauptkategorie", "oberkategorie",
    "thema", "tema", "thème", "categoría", "catégorie", "categoria",
)  # fmt: skip
_ID = ("id", "code id", "key", "code_id")
_INCLUDE = ("include", "inclusion", "inclusion criteria", "when to use", "use when")
_EXCLUDE = ("exclude", "exclusion", "exclusion criteria", "when not to use", "do not use", "do not use when")
_EXAMPLE = ("example", "examples", "example quotation", "anchor example", "quote", "ankerbeispiel")
# "Level 1", "Ebene 2", "nivel3"; "theme", "sub theme", "subsubcategory".
_LEVEL = re.compile(r"(?:level|ebene|nivel) ?(\d)|(sub ?)*(?:theme|code|category)|theme|category")
_DEPTH = ("depth", "level", "ebene")
# Indentation, and the dash or bullet that people and word processors put before a code.
_BULLET = re.compile(r"^[\s\u00a0]*(?:[-–•*>]+\s*)?")
_MOST = 20_000


@dataclass(frozen=True)
class ReadCodes:
    """The codes of a table, parents before children, and the rows that could not be used."""

    codes: tuple[SourceCode, ...]
    items: tuple[Item, ...] = ()
    inferred: tuple[str, ...] = ()


def read_codes(header: Sequence[str], rows: Sequence[Sequence[str]]) -> ReadCodes | None:
    """The codes of a table; None where its header names no column of codes."""
    names = [plain(name) for name in header]
    levels = _level_columns(names)
    if len(levels) > 1:
        codes = tuple(_by_level_columns(names, levels, rows))
        return ReadCodes(codes, inferred=tuple(_unread(header, names, [*levels, _place(names, _DEFINITION)], rows)))
    place = _place(names, _NAME)
    if place is None:
        return None
    about = _place([name if n != place else "" for n, name in enumerate(names)], _DEFINITION)
    # A column of names alone is a codebook only where it is the only column: elsewhere it may be any list.
    if (
        about is None
        and not any(_place(names, wanted) is not None for wanted in (_PARENT, _CATEGORY, _ID, _DEPTH))
        and len(header) > 1
    ):
        return None
    return _by_rows(header, names, place, about, rows[:_MOST])


def _place(names: Sequence[str], wanted: Sequence[str]) -> int | None:
    return next((names.index(name) for name in wanted if name in names), None)


def _cell(row: Sequence[str], place: int | None) -> str:
    return row[place] if place is not None and place < len(row) else ""


def _level_columns(names: Sequence[str]) -> list[int]:
    """Columns that are levels of one tree: `level 1`, `level 2`; `theme`, `subtheme`; `category`, `subcategory`."""
    numbered = sorted(
        (int(match[1]), n) for n, name in enumerate(names) if (match := _LEVEL.fullmatch(name)) and match[1]
    )
    if len(numbered) > 1:
        return [n for _, n in numbered]
    for stem in ("theme", "category", "code"):
        chain = [stem, f"sub{stem}", f"subsub{stem}"]
        joined = [name.replace(" ", "") for name in names]
        columns = [joined.index(wanted) for wanted in chain if wanted in joined]
        if len(columns) > 1:
            return columns
    return []


def _by_level_columns(names: Sequence[str], levels: list[int], rows: Sequence[Sequence[str]]) -> Iterator[SourceCode]:
    """A row's last filled level is its code; the levels before it are carried on where they are blank."""
    about = _place(names, _DEFINITION)
    path: list[str] = []
    keys: set[str] = set()
    for row in rows:
        cells = [_cell(row, place).strip() for place in levels]
        filled = [n for n, cell in enumerate(cells) if cell]
        if not filled:
            continue
        path = [cell or (path[n] if n < len(path) else "") for n, cell in enumerate(cells[: filled[-1] + 1])]
        for depth in range(1, len(path) + 1):
            key = "\x1f".join(same_name(part) for part in path[:depth])
            if path[depth - 1] and key not in keys:
                keys.add(key)
                is_last = depth == len(path)
                above = "\x1f".join(same_name(part) for part in path[: depth - 1])
                yield _code(key, path[depth - 1], above, names, row if is_last else (), about)


def _unread(
    header: Sequence[str], names: Sequence[str], places: Sequence[int | None], rows: Sequence[Sequence[str]]
) -> Iterator[str]:
    """What is told of columns of a codebook that were not read."""
    several = (_place(names, wanted) for wanted in (_INCLUDE, _EXCLUDE, _EXAMPLE))
    used = {*places, *several}
    unread = [
        f"'{name}'"
        for place, name in enumerate(header)
        if place not in used and name.strip() and any(_cell(row, place).strip() for row in rows)
    ]
    if unread:
        yield f"columns that were not read: {', '.join(unread)}"


@dataclass(frozen=True)
class _Parents:
    """The parent that each row names, blank cells read; and what is told of those."""

    place: int | None = None
    names: tuple[str, ...] = ()
    told: tuple[str, ...] = ()


def _parents(header: Sequence[str], names: Sequence[str], place: int, rows: Sequence[Sequence[str]]) -> _Parents:
    """A column of parents or of categories, a blank cell as the one above it where people write each once a block.

    A column of categories is written so unless its categories are codes themselves, whose own rows have none. In a
    column of parents a blank may mean the top: it is one block only where each parent is written once and is no code.
    """
    others = [name if n != place else "" for n, name in enumerate(names)]
    parent_place, category_place = _place(others, _PARENT), _place(others, _CATEGORY)
    column = category_place if parent_place is None else parent_place
    if column is None:
        return _Parents(names=("",) * len(rows))
    cells = [_cell(row, column).strip() for row in rows]
    codes = [same_name(_cell(row, place)) for row in rows]
    written = [same_name(cell) for cell in cells if cell]
    is_once_a_block = column == category_place or len(set(written)) == len(written)
    is_carried = is_once_a_block and not set(written) & set(codes)
    above, carried, blank = "", list[str](), list[str]()
    for number, (cell, code) in enumerate(zip(cells, codes, strict=True), 2):
        if above and code and not cell and code not in written:
            blank.append(str(number))
        above = cell or above
        carried.append(above if is_carried else cell)
    where = f"'{header[column]}' is blank in row{'' if len(blank) == 1 else 's'} {', '.join(blank)}"
    if blank and is_carried:
        return _Parents(column, tuple(carried), (f"{where}: these codes are put under the one above them",))
    # A parent that is left blank is how people write a code at the top: nothing to tell.
    told = f"{where}: these codes stand at the top; if they belong to the one above them, write it there"
    return _Parents(column, tuple(carried), (told,) if blank and column == category_place else ())


def _by_rows(
    header: Sequence[str], names: Sequence[str], place: int, about: int | None, rows: Sequence[Sequence[str]]
) -> ReadCodes:
    id_place, depth_place = _place(names, _ID), _place(names, _DEPTH)
    parents = _parents(header, names, place, rows)
    firsts = {_cell(row, place)[:1] for row in rows} - {""}
    has_indents = any(first.isspace() or first in "-–•*>" for first in firsts)
    codes: list[SourceCode] = []
    items: list[Item] = []
    above: list[tuple[int, str]] = []
    keys: dict[str, str] = {}
    for number, (row, category) in enumerate(zip(rows, parents.names, strict=True), 2):
        written = _cell(row, place)
        name = _BULLET.sub("", written).strip() if has_indents else written.strip()
        if not name:
            # A category alone in its row heads the codes below it.
            if any(cell.strip() for n, cell in enumerate(row) if n != parents.place):
                items.append(Item("codes", f"row {number}", "", "left out", "it names no code"))
            continue
        indent = len(_BULLET.match(written)[0]) if has_indents else 0  # type: ignore[index]
        if depth_place is not None and _cell(row, depth_place).strip().isdecimal():
            indent = int(_cell(row, depth_place))
        # What is indented as far or further is a sibling or its child: the next above it is the parent.
        while above and above[-1][0] >= indent:
            above.pop()
        parent = above[-1][1] if above else ""
        key = _cell(row, id_place).strip() or f"row {number}"
        above.append((indent, key))
        if category:
            parent = "\x1e" + same_name(category)  # by name: it may stand further down
        # The first of two codes of one name is the parent that is meant; the sign before it is in no id.
        keys.setdefault("\x1e" + same_name(name), key)
        keys.setdefault("\x1e" + same_name(key), key)
        codes.append(_code(key, name, parent, names, row, about))
    spelt = {"\x1e" + same_name(name): name for name in reversed(parents.names)}
    unread = _unread(header, names, [place, about, parents.place, id_place, depth_place], rows)
    return ReadCodes(tuple(_with_parents(codes, keys, spelt)), tuple(items), (*parents.told, *unread))


def _with_parents(codes: list[SourceCode], keys: dict[str, str], spelt: dict[str, str]) -> Iterator[SourceCode]:
    """Parents by their names as keys; a name that no row has is a code of its own, at the top."""
    added: set[str] = set()
    for code in codes:
        parent = code.parent
        if parent.startswith("\x1e"):
            if parent not in keys:
                if parent not in added:
                    added.add(parent)
                    yield SourceCode(parent, spelt[parent], is_codable=False)
            else:
                parent = keys[parent]
        yield SourceCode(
            code.key, code.name, parent if parent != code.key else "", code.definition, code.is_codable, "",
            code.include, code.exclude, code.examples,
        )  # fmt: skip


def _code(key: str, name: str, parent: str, names: Sequence[str], row: Sequence[str], about: int | None) -> SourceCode:
    def several(wanted: Sequence[str]) -> tuple[str, ...]:
        cell = _cell(row, _place(names, wanted))
        return tuple(part.strip() for part in re.split(r"[;\n]", cell) if part.strip())

    definition = _cell(row, about).strip()
    return SourceCode(key, name, parent, definition, True, "", several(_INCLUDE), several(_EXCLUDE), several(_EXAMPLE))
