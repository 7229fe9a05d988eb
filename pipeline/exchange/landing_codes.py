"""Codes of a source as codes of the study: those that it has, new entries of its codebook, or proposals."""

from __future__ import annotations

from collections import Counter, defaultdict

from pipeline.codebook.renames import current_id
from pipeline.exchange.landing_places import LandedCoding
from pipeline.exchange.names import distinct, same_name, slug
from pipeline.exchange.people_rows import Entry
from pipeline.exchange.project import SourceCode, SourceCoding, SourceProject
from pipeline.exchange.report import Report
from pipeline.exchange.study_state import StudyState
from pipeline.exchange.texts import Landed
from pipeline.study.records import PROPOSED, Code


class Codes:
    """What each code of a source is called in the study."""

    def __init__(self, project: SourceProject, state: StudyState, report: Report) -> None:
        self._state, self._report = state, report
        self._count = report.counts["codes"]
        self._by_key: dict[str, str] = {}
        self._by_name: dict[str, list[str]] = defaultdict(list)
        self._named: dict[str, str] = {}
        self._names = {code.key: code.name for code in project.codes}
        for code in state.codes.values():
            self._know(code)
        if project.has_codebook:
            self._take_in(project)

    def _know(self, code: Code) -> None:
        for name in dict.fromkeys((same_name(code.code_id), same_name(code.name))):
            self._by_name[name].append(code.code_id)

    def id_of(self, key: str) -> str | None:
        """The study's id of a code of the source's codebook."""
        return self._by_key.get(key)

    def of(self, coding: SourceCoding, place: LandedCoding, coder: str, file: str, landed: Landed) -> str | None:
        """The id for one coding; None, with an item, where the code cannot be given to a passage."""
        code_id = self._named_code(coding.code) if coding.is_named else self._by_key.get(coding.code)
        if code_id is None and coding.is_named:
            if self._state.is_new:
                return self._entry_of_a_name(coding.code)
            return self._proposal(coding, place, file, landed)
        if code_id is None:
            self._report.lost("codings", coding.where, coding.words, "its code is not in the source's codebook")
            return None
        code = self._state.codes.get(code_id)
        if code is not None and code.kind == "analytic" and not code.is_codable and not code.retired:
            why = f"'{code_id}' is a family of this study's codebook and cannot be given to a passage"
            self._report.lost("codings", coding.where, coding.words, why)
            return None
        return code_id

    def _named_code(self, name: str) -> str | None:
        """A name in a comment or a sheet: an id, a name, a former id, or a path whose end is one."""
        name = name.strip()
        if name in self._state.codes:
            return name
        matches = self._by_name.get(same_name(name), [])
        if len(set(matches)) == 1:
            return matches[0]
        if self._state.codebook is not None and (today := current_id(name, self._state.codebook)):
            return today
        # How MAXQDA, NVivo and people in their sheets write a path: `Barriers\Money`, `Barriers > Money`.
        for sign in ("\\", " > ", ">", " :: ", "::", " / "):
            parent, separator, last = name.rpartition(sign)
            if separator and last.strip():
                above = same_name(parent.rpartition(sign)[2])
                # The end of a path alone may be several codes' name: its parent has to fit too.
                under = [
                    code_id for code_id in self._by_name.get(same_name(last), []) if self._is_under(code_id, above)
                ]
                if len(set(under)) == 1:
                    return under[0]
        return None

    def _is_under(self, code_id: str, parent: str) -> bool:
        code = self._state.codes.get(code_id)
        above = self._state.codes.get(code.parent) if code is not None and code.parent else None
        return above is not None and parent in (same_name(above.name), same_name(above.code_id))

    def _entry_of_a_name(self, name: str) -> str:
        """A new study has no codebook to which a name could be proposed: it becomes an entry."""
        key = same_name(name)
        if key not in self._named:
            self._count.in_file += 1
            self._count.imported += 1
            self._named[key] = self._add(SourceCode(key, name.strip()), "")
            self._report.infer("the study is new: names of codes became entries of its codebook, without definitions")
        return self._named[key]

    def _proposal(self, coding: SourceCoding, place: LandedCoding, file: str, landed: Landed) -> str:
        """A name that the codebook has not: proposed by its coder, with the first passage."""
        name = " ".join(coding.code.split())
        ending = slug(name) or "code"
        proposal_id = f"{PROPOSED}{file}-{ending}"
        if not self._state.has_proposal(file, proposal_id):
            self._count.in_file += 1
            self._count.imported += 1
            row = {
                "proposal_id": proposal_id,
                "slug": ending,
                "name": name,
                "transcript_id": landed.transcript_id,
                "start_char": str(place.start),
                "end_char": str(place.end),
                "quotation": landed.text[place.start : place.end],
                "status": "proposed",
                "at": coding.at,
            }
            self._state.add(f"codings/{file}.proposed.csv", row, proposal_id)
            why = f"the codebook has no code of this name; it counts from when one has `was: [{proposal_id}]`"
            self._report.listed("codes", coding.where, name, "proposed", why)
        return proposal_id

    def _take_in(self, project: SourceProject) -> None:
        """Every code of the source's codebook, parents first."""
        by_key: dict[str, SourceCode] = {}
        for code in project.codes:
            self._count.in_file += 1
            if code.key in by_key:
                self._report.lost(
                    "codes", code.name, "", f"its id {code.key} was given before, to '{by_key[code.key].name}'"
                )
                continue
            by_key[code.key] = code
        times = Counter(same_name(code.name) for code in by_key.values())
        todo, waiting = list(by_key.values()), set(by_key)
        while todo:
            n_before = len(todo)
            for code in todo:
                if code.parent not in waiting or code.parent == code.key:
                    waiting.discard(code.key)
                    self._land(code, times)
            todo = [code for code in todo if code.key in waiting]
            if len(todo) == n_before:  # a ring: each is below the other
                first = todo.pop(0)
                self._report.listed(
                    "codes", first.name, "", "moved to the top", "the codes above it go round in a ring"
                )
                waiting.discard(first.key)
                self._land(first, times)

    def _land(self, code: SourceCode, times: Counter[str]) -> None:
        parent = self._by_key.get(code.parent, "") if code.parent != code.key else ""
        existing = self._existing(code, parent, times)
        if existing is not None:
            self._by_key[code.key] = existing
            here = self._state.codes[existing].definition
            if code.definition and here and "".join(code.definition.split()) != "".join(here.split()):
                why = f"'{existing}' has another definition here, which stands"
                self._report.listed("codes", code.name, code.definition, "left", why)
            self._count.here_already += 1
            self._count.exact += 1
            return
        self._by_key[code.key] = self._add(code, parent, is_shared=times[same_name(code.name)] > 1)
        self._count.imported += 1
        self._count.exact += 1

    def _existing(self, code: SourceCode, parent: str, times: Counter[str]) -> str | None:
        # The id that crosscase wrote into its own export decides before any name: names change.
        if code.hint and code.hint in self._state.codes:
            return code.hint
        matches = list(dict.fromkeys(self._by_name.get(same_name(code.name), [])))
        same_place = [code_id for code_id in matches if (self._state.codes[code_id].parent or "") == parent]
        if len(same_place) == 1:
            return same_place[0]
        # Two codes of one name in the source stay two here: an id given to the first is not given again.
        own = {code_id for code_id in matches if code_id in self._by_key.values()}
        is_plain = len(matches) == 1 and times[same_name(code.name)] == 1 and not own
        if not is_plain:
            return None
        where = self._state.codes[matches[0]].parent or "the top"
        self._report.listed("codes", code.name, "", "moved", f"it is '{matches[0]}' here, which stands under {where}")
        return matches[0]

    def _add(self, code: SourceCode, parent: str, is_shared: bool = False) -> str:
        """A new entry; a name that several codes share takes its parent's into the id."""
        wanted = code.hint or slug(code.name, "_") or "code"
        if is_shared and parent and wanted in self._state.codes:
            wanted = slug(f"{code.name} {parent}", "_") or wanted
        code_id = distinct(wanted, self._state.codes)
        entry = Entry(
            code_id, " ".join(code.name.split()) or code_id, parent, code.definition.strip(), code.is_codable,
            code.include, code.exclude, code.examples,
        )  # fmt: skip
        self._state.entries.append(entry)
        added = Code(
            code_id, entry.name, parent=parent or None, is_codable=code.is_codable, definition=entry.definition
        )
        self._state.codes[code_id] = added
        self._know(added)
        return code_id
