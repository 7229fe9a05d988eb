"""Whose an export is, in the words that stand at its head: the team's own, or what may be handed out."""

from __future__ import annotations

from pipeline.study.study import Study

TEAMS_OWN = "The team's own: not to be handed out as it is. It shows all words, also those that may not be quoted."
SHARED = (
    "Pseudonymised, not anonymous. [Brackets] stand for names; words of people who have not agreed to be quoted are "
    "[withheld]."
)
FICTION = "Fiction. The people, places and words here are invented."


def whose(is_shared: bool) -> str:
    """The line for either kind."""
    return SHARED if is_shared else TEAMS_OWN


def notices(study: Study) -> tuple[str, ...]:
    """What stands at the head of everything that is handed over of a study."""
    return (whose(study.is_shared), FICTION) if study.settings.fiction else (whose(study.is_shared),)
