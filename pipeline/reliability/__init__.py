"""How far people agree with each other and with the machine, and what may therefore be counted."""

from pipeline.reliability.judge import MachineReport, judge_machine

__all__ = ["MachineReport", "judge_machine"]
