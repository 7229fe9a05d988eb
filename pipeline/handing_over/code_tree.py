"""The code tree of a run: the way from the top to each code, and what lies below it."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.store.rows import CodeRow


class CodeTree:
    """Codes by id, with their parents."""

    def __init__(self, codes: Iterable[CodeRow]) -> None:
        self.codes = {code.code_id: code for code in codes}
        self._path = {code_id: self._climb(code_id) for code_id in self.codes}

    @property
    def depth(self) -> int:
        """How many levels there are."""
        return max((len(path) for path in self._path.values()), default=1)

    def path(self, code_id: str) -> tuple[str, ...]:
        """The ids from the top to the code itself."""
        return self._path.get(code_id, (code_id,))

    def names(self, code_id: str) -> list[str]:
        """The names from the top to the code itself."""
        return [self.name(step) for step in self.path(code_id)]

    def name(self, code_id: str) -> str:
        """What a code is called."""
        return self.codes[code_id].name if code_id in self.codes else code_id

    def with_children(self, code_id: str) -> frozenset[str]:
        """The code and all codes below it."""
        return frozenset(other for other, path in self._path.items() if code_id in path)

    def _climb(self, code_id: str) -> tuple[str, ...]:
        path: list[str] = []
        step: str | None = code_id
        # A codebook whose parents go round in a circle is refused before; a run's table is not relied on for it.
        while step in self.codes and step not in path:
            path.insert(0, step)
            step = self.codes[step].parent
        return tuple(path)
