"""Levels that are contested; the rules are numbered in ``assessment``."""

from collections.abc import Sequence

from services.learning.commands.assessment import ContestLevel, DecideContest
from services.learning.domain.assessment_state import (
    Assessment,
    ContestAlreadyDecided,
    LevelIsContested,
    UnknownContest,
)
from services.learning.events.assessment import AssessmentEvent, ContestDecided, LevelContested


def contest(command: ContestLevel, before: Assessment) -> Sequence[AssessmentEvent]:
    found = before.contests.get(command.contest)
    if found is not None:
        if found.upheld is not None:
            raise LevelIsContested("this contest has been decided", "contest")
        return []
    if any(other.upheld is None for other in before.contests.values()):
        raise LevelIsContested("another contest of this level is open")
    return [
        LevelContested(
            person=command.person,
            skill=command.skill,
            contest=command.contest,
            reason=command.reason,
            contested_on=command.today,
        )
    ]


def decide_contest(command: DecideContest, before: Assessment) -> Sequence[AssessmentEvent]:
    found = before.contests.get(command.contest)
    if found is None:
        raise UnknownContest("this level was not contested so", "contest")
    if found.upheld is not None:
        if found.upheld != command.upheld:
            raise ContestAlreadyDecided("this contest has been decided otherwise", "upheld")
        return []
    return [
        ContestDecided(
            person=command.person,
            skill=command.skill,
            contest=command.contest,
            upheld=command.upheld,
            answer=command.answer,
            decided_by=command.decided_by,
            decided_on=command.today,
        )
    ]
