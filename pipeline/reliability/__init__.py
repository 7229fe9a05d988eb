"""How far people agree with each other and with the machine, and what may therefore be counted."""

from pipeline.reliability.against_patterns import Pattern, with_patterns
from pipeline.reliability.judge import judge_machine
from pipeline.reliability.report import MachineReport

__all__ = ["MachineReport", "Pattern", "judge_machine", "with_patterns"]
