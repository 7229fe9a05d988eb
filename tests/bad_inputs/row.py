"""One wrong input, and what is said of it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Bad:
    """`said` is `severity file[:line] words`; the words stand in the message or in its remedy.
    A blank in a file's name is written `␣`.

    `files` stand in place of, or beside, those of the smallest study; those of `without` are left out.
    """

    what: str
    said: str
    files: dict[str, str | bytes] = field(default_factory=dict)
    without: tuple[str, ...] = ()

    @property
    def severity(self) -> str:
        return self.said.split(" ", 2)[0]

    @property
    def place(self) -> str:
        return self.said.split(" ", 2)[1].replace("␣", " ")

    @property
    def words(self) -> str:
        return self.said.split(" ", 2)[2]
