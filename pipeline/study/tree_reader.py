"""What the readers of people's YAML files share: each fault has its line, and only known fields pass."""

from __future__ import annotations

from pipeline.study.dataclass import dataclass
from pipeline.study.people_files import Tree, Where
from pipeline.study.problems import Problem, did_you_mean, fault


@dataclass(frozen=True, slots=True)
class TreeReader:
    """Collects what is wrong with a YAML file while it is turned into a record."""

    tree: Tree
    problems: list[Problem]

    def wrong(self, where: Where, message: str, remedy: str) -> None:
        """A fault at a place of the file."""
        self.problems.append(fault(self.tree.path, self.tree.line(*where), message, remedy))

    def fields(self, where: Where, node: object, known: tuple[str, ...]) -> dict[str, object]:
        """A mapping whose keys are all known; {} where the node is none."""
        if not isinstance(node, dict):
            name = f"'{where[-1]}'" if where else self.tree.path.name
            self.wrong(where, f"{name} is not a list of `name: value`.", f"Its fields are {', '.join(known)}.")
            return {}
        for name in node:
            if name not in known:
                # A misspelt field would be a choice that silently did not count.
                remedy = did_you_mean(str(name), known, f"use one of {', '.join(known)}.")
                self.wrong((*where, name), f"'{name}' is no field here.", remedy)
        return node
