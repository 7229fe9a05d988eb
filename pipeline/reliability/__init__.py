"""How far people agree with each other and with the machine, and what may therefore be counted.

Loaded when asked for: the coding page takes the random sample from here, and opens without what learns.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.reliability.against_patterns import Pattern, with_patterns
    from pipeline.reliability.judge import judge_machine
    from pipeline.reliability.report import MachineReport

__all__ = ["MachineReport", "Pattern", "judge_machine", "with_patterns"]

_MODULES = {"MachineReport": "report", "Pattern": "against_patterns", "judge_machine": "judge",
            "with_patterns": "against_patterns"}  # fmt: skip


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
