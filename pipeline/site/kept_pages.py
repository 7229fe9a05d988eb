"""Pages whose template would be given what it was given before: they stand as they are, and are not rendered again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

from pipeline.io.cache import Cache, code_digest, key_of
from pipeline.io.outputs import Outputs
from pipeline.site.pages import page
from pipeline.store.rows import Voice
from pipeline.study.study import Study

ROOM, KEY = "pages", "pages"


@dataclass
class KeptPages:
    """Writes pages, and knows of those of the last run what they were made of and what they are.

    `former` and `made`: a page's name -> a key of all that its template is given, and the page's sha256.
    """

    study: Study
    outputs: Outputs
    cache: Cache
    former: dict[str, list[str]] = field(default_factory=dict)
    made: dict[str, list[str]] = field(default_factory=dict)
    _voices: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        kept = self.cache.get(ROOM, KEY)
        self.former = kept if isinstance(kept, dict) else {}

    def keeps(self, name: str, key: str) -> bool:
        """Whether the file `name` stands there as it was made of what has this key; it is then remembered."""
        kept = self.former.get(name)
        # The file itself is asked too: whoever edits or deletes one gets it anew.
        if not (kept and kept[0] == key and self.outputs.keep(name, kept[1])):
            return False
        self.made[name] = kept
        return True

    def remember(self, name: str, key: str) -> None:
        """Know of a file that was just written what it was made of."""
        self.made[name] = [key, self.outputs.digests[name]]

    def write(
        self,
        name: str,
        template: str,
        title: str,
        up: str,
        css: str,
        rendered: Callable[[], Mapping[str, object]] = dict,
        **values: object,
    ) -> None:
        """The page `name`, as `pages.page` makes it.

        Args:
            rendered: What the template sees besides, made only where the page is rendered: it follows from `values`.
            values: All that the template sees, as plain values, rows and dataclasses: what is not in them is not in the
                key, so that no context of the whole run may be among them.
        """
        frame = (self.study.title, self.study.settings.fiction, template, title, up, css)
        key = key_of(code_digest(), frame, *(f"{value}={self._told(values[value])}" for value in sorted(values)))
        if self.keeps(name, key):
            return
        self.outputs.write(name, page(template, title, up, self.study, css, (), **values, **rendered()))
        self.remember(name, key)

    def end(self) -> None:
        """Remember the pages of this run instead of the last one's, once the cache is flushed."""
        self.cache.put(ROOM, KEY, self.made)

    def _told(self, value: object) -> str:
        """A value letter by letter; a coding, which stands on several pages, by a digest made once."""
        kind = type(value)
        if kind is Voice:
            if id(value) not in self._voices:
                self._voices[id(value)] = hashlib.sha256(repr(value).encode("utf-8", "surrogatepass")).hexdigest()
            return self._voices[id(value)]
        if isinstance(value, (list, tuple)) and value and not _is_plain(type(value[0])):
            return f"({','.join(map(self._told, value))})"
        if _is_plain(kind) or not is_dataclass(value):
            return repr(value)
        return f"{kind.__name__}({','.join(self._told(getattr(value, part.name)) for part in fields(value))})"


_PLAIN: dict[type[Any], bool] = {}


def _is_plain(kind: type[Any]) -> bool:
    """Whether a class holds no codings, as its annotations tell: then `repr`, which is faster, tells all of it."""
    if kind not in _PLAIN:
        holds_codings = is_dataclass(kind) and any("Voice" in str(part.type) for part in fields(kind))
        _PLAIN[kind] = not holds_codings and kind is not Voice and not issubclass(kind, (list, tuple))
    return _PLAIN[kind]
