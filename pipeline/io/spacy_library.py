"""spaCy, imported when first needed and without its command line."""

from __future__ import annotations

import sys
from types import ModuleType

COMMAND_LINE = ("spacy.cli", "spacy.cli.info")


def spacy_library() -> ModuleType:
    """The module `spacy`.

    `import spacy` also imports its command line, with what downloads models: a quarter of a second in every run for
    what a run never calls. It is given an empty one for the time of the import; whoever imports `spacy.cli` afterwards
    gets the real one.
    """
    if "spacy" not in sys.modules and not any(name in sys.modules for name in COMMAND_LINE):
        empty = {name: ModuleType(name) for name in COMMAND_LINE}
        empty["spacy.cli.info"].info = _not_here  # type: ignore[attr-defined]
        sys.modules.update(empty)
        try:
            import spacy  # noqa: PLC0415
        finally:
            for name, module in empty.items():
                # Whoever imported the real one meanwhile keeps it.
                if sys.modules.get(name) is module:
                    del sys.modules[name]
        if vars(spacy).get("cli") is empty["spacy.cli"]:
            del vars(spacy)["cli"]
    import spacy  # noqa: PLC0415 — .5 s that only a run with something to read or match should pay

    return spacy


def _not_here(*_: object, **__: object) -> None:
    raise NotImplementedError("spaCy's command line: import spacy.cli first")
