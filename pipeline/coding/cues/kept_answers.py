"""What cues found in the last run, and which of it still holds: an edit of a cue moves nothing where none can stand.

A cue can stand only where its runs do (anchors.py). The runs of each transcript are kept as letters, in a file each, so
that an edited cue is looked for in all of them by searching strings, and no turn, segment or token is made for it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pipeline.coding.cues.anchors import Trigger, is_met
from pipeline.coding.cues.cues import ready_cues
from pipeline.io.cache import Cache
from pipeline.study.records import Code, Codebook, Cues

ROOM, LETTERS = "codings", "letters"

Answer = dict[str, list[list[Any]]]
"""code_id -> what its cues found in one transcript, as lists that the cache can keep."""

LookedFor = dict[str, Any]
"""What the machine looks for of a code, and where, as the cache gives it back: phrases, patterns, unless, scope."""


def looked_for(code: Code, codebook: Codebook) -> LookedFor:
    """All of a code that its codings depend on; codes of its scope with those below them."""
    cues = code.cues
    scope = [below for name in code.scope for below in (codebook.under(name) if name in codebook.codes else (name,))]
    asked = {
        "phrases": cues.phrases,
        "patterns": [[dict(token) for token in pattern] for pattern in cues.patterns],
        "unless": cues.unless,
        "scope": [code.scope, scope],
    }
    # As it comes back from the cache, where tuples are lists.
    written: LookedFor = json.loads(json.dumps(asked))
    return written


class KeptAnswers:
    """The answers of the last run, in one file with what was looked for then, and the letters of each transcript.

    `letters`: by the key of a transcript, those that were asked for.
    """

    def __init__(self, cache: Cache, key: str, today: Mapping[str, LookedFor], language_model: str) -> None:
        """`today`: by code_id, in the order of the codebook, what is looked for in this run."""
        self._cache, self._key = cache, key
        self._today, self._language_model = dict(today), language_model
        kept = cache.get(ROOM, key) or {"answers": {}, "looked_for": {}}
        self._former: dict[str, Answer] = kept["answers"]
        self._former_cues: dict[str, LookedFor] = kept["looked_for"]
        self._same = [code_id for code_id in today if self._former_cues.get(code_id) == today[code_id]]
        self._moved: dict[str, frozenset[Trigger]] = {}
        for code_id in today.keys() - set(self._same) if self._former else ():
            if (triggers := self._triggers_of_moved_cues(code_id)) is not None:
                self._moved[code_id] = triggers
        self.letters: dict[str, str] = {}

    def _triggers_of_moved_cues(self, code_id: str) -> frozenset[Trigger] | None:
        """Of which one stands in any text in which a cue that came or went does; None where that cannot be told."""
        today = self._today[code_id]
        # A code that is new, or had no cues, was found nowhere.
        before = self._former_cues.get(code_id, {**today, "phrases": [], "patterns": []})
        # `unless` and scope take hits of all cues away, or give them back.
        if (before["unless"], before["scope"]) != (today["unless"], today["scope"]):
            return None
        phrases, patterns = (
            [cue for cue in (*before[name], *today[name]) if (cue in before[name]) != (cue in today[name])]
            for name in ("phrases", "patterns")
        )
        ready = ready_cues(Cues(tuple(phrases), tuple(map(tuple, patterns))), self._language_model)
        return None if ready.anywhere else frozenset(ready.by_trigger)

    def still_true(self, key: str) -> Answer:
        """What was found in a transcript and would be found there today, of as many codes as that can be told of."""
        former = self._former.get(key)
        if former is None:
            return {}
        answer = {code_id: former[code_id] for code_id in self._same}
        letters: str | None = self._cache.get(LETTERS, key) if self._moved else None
        if letters is not None:
            self.letters[key] = letters
            for code_id, triggers in self._moved.items():
                if not any(is_met(trigger, letters) for trigger in triggers):
                    answer[code_id] = former.get(code_id, [])
        return answer

    def keep_letters(self, key: str, letters: str) -> None:
        """Remember the letters of a transcript that was looked into, once the cache is flushed."""
        if key not in self.letters:
            self._cache.put(LETTERS, key, letters)

    def keep(self, answers: Mapping[str, Answer]) -> None:
        """Remember the answers of this run, all of them under today's cues, and nothing else."""
        if (answers, self._today) != (self._former, self._former_cues):
            self._cache.put(ROOM, self._key, {"answers": answers, "looked_for": self._today})
        self._cache.keep_only(ROOM, {self._key})
        self._cache.keep_only(LETTERS, set(answers))
