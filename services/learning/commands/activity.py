"""What can be asked about an activity and its dated occurrences."""

from datetime import date
from typing import Annotated, Literal

from services.learning.commands.fields import (
    ActivityId,
    Actor,
    EnrolmentId,
    ItemId,
    Name,
    PersonId,
    Prose,
    Today,
    Uri,
)
from services.learning.commands.skill import SkillAtLevel
from shared.kernel.markers import Text
from shared.kernel.messages import Command

Place = Annotated[str, Text(200)]


class PublishActivity(Command):
    """``skills`` are those that it teaches; ``assessor`` scores whoever completes it."""

    activity: ActivityId
    title: Name
    description: Prose
    kind: Literal["course", "workshop", "seminar", "conference", "programme", "certification"]
    skills: tuple[SkillAtLevel, ...] = ()
    minutes: int
    assessor: PersonId | None = None
    link: Uri | None = None
    today: Today


class ReviseActivity(Command):
    """Says the whole offer anew; who has enrolled keeps the terms of that day."""

    activity: ActivityId
    title: Name
    description: Prose
    skills: tuple[SkillAtLevel, ...] = ()
    minutes: int
    assessor: PersonId | None = None
    link: Uri | None = None
    today: Today


class ScheduleOccurrence(Command):
    activity: ActivityId
    occurrence: ItemId
    day: date
    seats: int
    place: Place | None = None
    today: Today


class CancelOccurrence(Command):
    activity: ActivityId
    occurrence: ItemId
    reason: Prose
    cancelled_by: Actor
    today: Today


class RetireActivity(Command):
    """Nobody enrols any more; whoever takes part goes on."""

    activity: ActivityId
    today: Today


class FinishParticipation(Command):
    """Lets whoever has completed an activity without a date join once more; a policy's command."""

    activity: ActivityId
    enrolment: EnrolmentId
    today: Today


ActivityCommand = (
    PublishActivity
    | ReviseActivity
    | ScheduleOccurrence
    | CancelOccurrence
    | RetireActivity
    | FinishParticipation
)
