"""What can be asked about one person's level in one skill."""

from datetime import date
from typing import Annotated, Literal

from services.learning.commands.fields import (
    ActivityId,
    Actor,
    ItemId,
    Level,
    PersonId,
    Prose,
    SkillId,
    Today,
)
from shared.kernel.markers import Text
from shared.kernel.messages import Command


class AssessOwnSkill(Command):
    """How ``person``, who asks, rates themselves; the newest counts."""

    person: PersonId
    skill: SkillId
    level: Level
    today: Today


class RecordTestResult(Command):
    """``test`` names the test, not the person: its newest result counts.

    ``activity``: the one whose assessor records it; HR names none.
    """

    person: PersonId
    skill: SkillId
    result: ItemId
    test: Annotated[str, Text(100)]
    level: Level
    taken_on: date
    activity: ActivityId | None = None
    recorded_by: Actor
    today: Today


class RevokeTestResult(Command):
    person: PersonId
    skill: SkillId
    result: ItemId
    reason: Prose
    revoked_by: Actor
    today: Today


class SubmitPriorLearning(Command):
    """Something learnt before, which counts as the ``kind`` that it proves once confirmed.

    Assessed learning has a ``score``, 0 to 1; a certificate may have a day on which it expires.
    """

    person: PersonId
    skill: SkillId
    claim: ItemId
    kind: Literal["certification", "learning_assessed"]
    level: Level
    score: float | None = None
    earned_on: date
    expires_on: date | None = None
    proof: Prose
    submitted_by: Actor
    today: Today


class ConfirmPriorLearning(Command):
    person: PersonId
    skill: SkillId
    claim: ItemId
    confirmed_by: Actor
    today: Today


class DeclinePriorLearning(Command):
    person: PersonId
    skill: SkillId
    claim: ItemId
    reason: Prose
    declined_by: Actor
    today: Today


class RevokePriorLearning(Command):
    """Takes what was confirmed out of the evidence."""

    person: PersonId
    skill: SkillId
    claim: ItemId
    reason: Prose
    revoked_by: Actor
    today: Today


class ContestLevel(Command):
    """The person says that their level is not right, and why."""

    person: PersonId
    skill: SkillId
    contest: ItemId
    reason: Prose
    today: Today


class DecideContest(Command):
    """``upheld``: the evidence stands; else it was corrected, by revoking or adding some."""

    person: PersonId
    skill: SkillId
    contest: ItemId
    upheld: bool
    answer: Prose
    decided_by: Actor
    today: Today


TestCommand = RecordTestResult | RevokeTestResult
PriorLearningCommand = (
    SubmitPriorLearning | ConfirmPriorLearning | DeclinePriorLearning | RevokePriorLearning
)
ContestCommand = ContestLevel | DecideContest
AssessmentCommand = AssessOwnSkill | TestCommand | PriorLearningCommand | ContestCommand
