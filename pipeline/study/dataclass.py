"""`dataclass` as the standard library has it, at a twentieth of its price where it is `frozen`.

A run imports some 550 frozen classes and makes half a million of their objects. The standard library compiles six
functions for each class, used or not, and sets each field by a call that goes around its own guard: together a seventh
of a run after a small change. Here `mypy` alone keeps a class frozen (for it this is `dataclasses.dataclass`), so that
fields are set as in any other class; `__init__` is compiled when the first object is made, and nothing else is.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(cls=None, /, *, frozen=False, slots=False, eq=True, **others):
        """The class with `__init__`, `__repr__`, `__eq__` and `__hash__` of its fields, as in `dataclasses`.

        Fields can have a `default`, a `default_factory`, `repr` and `compare`; what else is asked of a class, and what
        is not frozen, the standard library makes; what else is asked of a field, is refused.
        """
        if not frozen or others:
            make = dataclasses.dataclass(frozen=frozen, slots=slots, eq=eq, **others)
        else:
            make = _Maker(slots, eq)
        return make if cls is None else make(cls)


class _Maker:
    def __init__(self, slots: bool, eq: bool) -> None:
        self._slots, self._eq = slots, eq

    def __call__(self, cls: type) -> type:
        own = dict(vars(cls))
        cls = dataclasses.dataclass(init=False, repr=False, eq=False, slots=self._slots)(cls)
        for field in dataclasses.fields(cls):
            if not field.init or field.kw_only or field.hash is not None:
                raise TypeError(f"{cls.__qualname__}.{field.name}: only default, default_factory, repr and compare")
        methods = {
            "__init__": _once_needed(cls, "__init__", _init_of),
            "__repr__": _once_needed(cls, "__repr__", _repr_of),
        }
        if self._eq:
            methods |= _comparison_of(cls)
        for name, method in methods.items():
            # What a class writes itself stands, as with the standard library.
            if own.get(name) is None:
                setattr(cls, name, method)
        return cls


def _once_needed(cls: Any, name: str, make: Callable[[Any], Any]) -> Any:
    """A method that is replaced by the one that `make` compiles as soon as it is called."""

    def first(self: Any, *values: Any, **named: Any) -> Any:
        if vars(cls)[name] is first:
            setattr(cls, name, make(cls))
        return vars(cls)[name](self, *values, **named)

    return first


def _init_of(cls: Any) -> Any:
    """The `__init__` that sets each field, with its defaults."""
    names: dict[str, Any] = {"FACTORY": dataclasses.MISSING}
    parameters, lines = ["self"], []
    for field in dataclasses.fields(cls):
        name = field.name
        if field.default_factory is not dataclasses.MISSING:
            names[f"make_{name}"] = field.default_factory
            parameters.append(f"{name}=FACTORY")
            lines.append(f"self.{name} = make_{name}() if {name} is FACTORY else {name}")
            continue
        if field.default is not dataclasses.MISSING:
            names[f"default_{name}"] = field.default
        parameters.append(name if field.default is dataclasses.MISSING else f"{name}=default_{name}")
        lines.append(f"self.{name} = {name}")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    return _compiled(cls, "__init__", f"def __init__({', '.join(parameters)}):", lines or ["pass"], names)


def _repr_of(cls: Any) -> Any:
    fields = ", ".join(f"{field.name}={{self.{field.name}!r}}" for field in dataclasses.fields(cls) if field.repr)
    line = f"return f'{{type(self).__qualname__}}({fields})'"
    return _compiled(cls, "__repr__", "def __repr__(self):", [line], {})


def _compiled(cls: Any, name: str, head: str, lines: Sequence[str], names: dict[str, Any]) -> Any:
    body = "\n    ".join([head, *lines])
    exec(body, names)  # noqa: S102 — names of our own fields, as the standard library does
    names[name].__qualname__ = f"{cls.__qualname__}.{name}"
    return names[name]


def _comparison_of(cls: Any) -> dict[str, Any]:
    names = [field.name for field in dataclasses.fields(cls) if field.compare]
    # Of one name it gives what stands there, and no tuple.
    values_of: Any = attrgetter(*names) if len(names) > 1 else lambda self: tuple(getattr(self, name) for name in names)

    def is_equal(self: Any, other: object) -> Any:
        return values_of(self) == values_of(other) if type(other) is type(self) else NotImplemented

    def hash_of(self: Any) -> int:
        return hash(values_of(self))

    return {"__eq__": is_equal, "__hash__": hash_of}
