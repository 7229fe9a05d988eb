"""Pages whose template would be given what it was given before: they stand as they are, and are not rendered again.

Of a long page in which something changed, the stretches in which nothing did are cut out of the page that stands there,
which is its own cache, known by its digest.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from operator import attrgetter
from typing import Any

from markupsafe import Markup

from pipeline.io.cache import Cache, code_digest, key_of
from pipeline.io.outputs import Outputs, sha256
from pipeline.site.pages import frame_of, page
from pipeline.site.templating import render
from pipeline.store.rows import Voice, field_names
from pipeline.study.study import Study

ROOM, KEY = "pages", "pages"
_cells = attrgetter(*field_names(Voice))
PLACE = re.compile("\x00([0-9]+)\x00")
"""Where a stretch comes to stand while its page is rendered. No word has this sign: `escaped` spells it."""


@dataclass
class Stretch:
    """A stretch of one page or several, made once: `key` tells all that it is made of, `html` is '' until then."""

    key: str
    make: Callable[[], Markup]
    html: str = ""


@dataclass
class KeptPages:
    """Writes pages, and knows of those of the last run what they were made of and what they are.

    `former` and `made`: a page's name -> a key of all that its template is given, the page's sha256, and where each of
    its stretches begins and ends, by the stretch's key.
    """

    study: Study
    outputs: Outputs
    cache: Cache
    former: dict[str, list[Any]] = field(default_factory=dict)
    made: dict[str, list[Any]] = field(default_factory=dict)
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

    def stretch(self, template: str, **values: object) -> Stretch:
        """A stretch of pages: a template of site/templates/ with all that it sees, as `write` takes values."""
        key = key_of(code_digest(), template, self._told_all(values))
        return Stretch(key, lambda: render(template, **values))

    def write(
        self,
        name: str,
        template: str,
        title: str,
        up: str,
        css: str,
        rendered: Callable[[], Mapping[str, object]] = dict,
        stretches: Sequence[Stretch] = (),
        **values: object,
    ) -> None:
        """The page `name`, as `pages.page` makes it.

        Args:
            rendered: What the template sees besides, made only where the page is rendered: it follows from `values`.
            stretches: What the template prints, each once and in this order, as `stretches`.
            values: All that the template sees, as plain values, rows and dataclasses: what is not in them is not in the
                key, so that no context of the whole run may be among them.
        """
        frame = frame_of(title, up, self.study, css)
        key = key_of(code_digest(), template, frame, [stretch.key for stretch in stretches], self._told_all(values))
        if self.keeps(name, key):
            return
        self._take_from_former(name, stretches)
        values["stretches"] = [Markup(f"\x00{n}\x00") for n in range(len(stretches))]  # noqa: S704 — a sign of ours
        html = page(template, title, up, self.study, css, (), **values, **rendered())
        pieces, places = _with_stretches(html, stretches)
        self.outputs.write(name, "".join(pieces))
        self.remember(name, key)
        if places:
            self.made[name].append(places)

    def _take_from_former(self, name: str, stretches: Sequence[Stretch]) -> None:
        """Give stretches that are not made yet the HTML that they have on the page that stands there, if we know it."""
        _, digest, *places = self.former.get(name, ("", ""))
        missing = {stretch.key: stretch for stretch in stretches if not stretch.html}
        if not places or not missing:
            return
        try:
            raw = (self.outputs.folder / name).read_bytes()
        except OSError:
            return
        if sha256(raw) == digest:
            text = raw.decode("utf-8", "surrogatepass")
            for key, begin, end in places[0]:
                if key in missing:
                    missing[key].html = text[begin:end]

    def end(self) -> None:
        """Remember the pages of this run instead of the last one's, once the cache is flushed."""
        self.cache.put(ROOM, KEY, self.made)

    def _told_all(self, values: Mapping[str, object]) -> list[str]:
        return [f"{value}={self._told(values[value])}" for value in sorted(values)]

    def _told(self, value: object) -> str:
        """A value letter by letter; a coding, which stands on several pages, by a digest made once."""
        kind = type(value)
        if kind is Voice:
            if id(value) not in self._voices:
                # As a tuple, told in a third of the time.
                told = repr(_cells(value)).encode("utf-8", "surrogatepass")
                self._voices[id(value)] = hashlib.sha256(told).hexdigest()
            return self._voices[id(value)]
        if isinstance(value, (list, tuple)) and value and not _is_plain(type(value[0])):
            return f"({','.join(map(self._told, value))})"
        if _is_plain(kind) or not is_dataclass(value):
            return repr(value)
        return f"{kind.__name__}({','.join(self._told(getattr(value, part.name)) for part in fields(value))})"


def _with_stretches(html: str, stretches: Sequence[Stretch]) -> tuple[list[str], list[tuple[str, int, int]]]:
    """A page in pieces, with the stretches in their places, and where each of them begins and ends."""
    if not stretches:
        return [html], []
    before, *rest = PLACE.split(html)
    # A template that leaves one out, or prints it twice, is a mistake of ours.
    if list(map(int, rest[::2])) != list(range(len(stretches))):
        raise ValueError("a page does not print each of its stretches once and in order")
    pieces, places, length = [before], [], len(before)
    for stretch, after in zip(stretches, rest[1::2], strict=True):
        stretch.html = stretch.html or str(stretch.make())
        places.append((stretch.key, length, length + len(stretch.html)))
        pieces += [stretch.html, after]
        length += len(stretch.html) + len(after)
    return pieces, places


_PLAIN: dict[type[Any], bool] = {}


def _is_plain(kind: type[Any]) -> bool:
    """Whether a class holds no codings, as its annotations tell: then `repr`, which is faster, tells all of it."""
    if kind not in _PLAIN:
        holds_codings = is_dataclass(kind) and any("Voice" in str(part.type) for part in fields(kind))
        _PLAIN[kind] = not holds_codings and kind is not Voice and not issubclass(kind, (list, tuple))
    return _PLAIN[kind]
