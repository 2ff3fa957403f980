"""The fields that learning reads of other services' events."""

from datetime import date
from typing import ClassVar, Literal

from shared.kernel.messages import ForeignEvent, Part, StreamId


class PersonHired(ForeignEvent):
    service: ClassVar[str] = "directory"
    person: StreamId


class PersonDeactivated(ForeignEvent):
    service: ClassVar[str] = "directory"
    person: StreamId


class PersonReactivated(ForeignEvent):
    service: ClassVar[str] = "directory"
    person: StreamId


class SubjectErased(ForeignEvent):
    service: ClassVar[str] = "directory"
    person: StreamId


class ManagerChanged(ForeignEvent):
    """``manager`` leads ``person`` from now on, or nobody does."""

    service: ClassVar[str] = "directory"
    by: ClassVar[str] = "changed_by"
    person: StreamId
    manager: StreamId | None
    changed_on: date
    changed_by: str = ""


class PersonJoinedLines(ForeignEvent):
    service: ClassVar[str] = "directory"
    person: StreamId


class PersonLeftLines(ForeignEvent):
    service: ClassVar[str] = "directory"
    by: ClassVar[str] = "changed_by"
    person: StreamId
    left_on: date
    changed_by: str = ""


class PersonRejoinedLines(ForeignEvent):
    service: ClassVar[str] = "directory"
    by: ClassVar[str] = "changed_by"
    person: StreamId
    rejoined_on: date
    changed_by: str = ""


class SkillLevel(Part):
    """A skill at a level, 1 to 5."""

    skill: StreamId
    level: int


class OutcomeValidated(ForeignEvent):
    """Evidence in each of ``skills``, unless the outcome is ``not_met``."""

    service: ClassVar[str] = "goals"
    assignment: StreamId
    person: StreamId
    outcome: Literal["exceeded", "met", "partly", "not_met"]
    skills: tuple[SkillLevel, ...]
    completed_on: date
    validated_on: date


class SkillReviewed(ForeignEvent):
    """What ``manager`` says of a report. ``item`` is opaque; a newer one has a larger item."""

    service: ClassVar[str] = "feedback"
    item: str
    person: StreamId
    skill: StreamId
    level: int
    manager: StreamId
    reviewed_on: date


class CellReleased(ForeignEvent):
    """``mean`` of what ``raters`` people of a group said; never of fewer than the round's k.

    A cell of those who are always named is no evidence: a manager reviews instead.
    """

    service: ClassVar[str] = "feedback"
    round: StreamId
    subject: StreamId
    skill: StreamId
    group: Literal["self", "manager", "peer", "upward"]
    mean: float
    raters: int
    released_on: date


class MenteeAssessed(ForeignEvent):
    """What ``mentor`` says of ``person``. ``item`` is opaque; a newer one has a larger item."""

    service: ClassVar[str] = "mentorship"
    item: str
    person: StreamId
    skill: StreamId
    level: int
    mentor: StreamId
    assessed_on: date


class SessionCompleted(ForeignEvent):
    """Of the mentee ``person``, toward ``goal_level`` of ``skill``, if it was about one."""

    service: ClassVar[str] = "mentorship"
    mentorship: StreamId
    session: str
    person: StreamId
    skill: StreamId | None
    goal_level: int | None
    completed_on: date
    recorded_on: date


PersonEvent = PersonHired | PersonDeactivated | PersonReactivated | SubjectErased
LineChange = ManagerChanged | PersonLeftLines | PersonRejoinedLines
LinesEvent = PersonJoinedLines | ManagerChanged | PersonLeftLines | PersonRejoinedLines
OthersEvidence = OutcomeValidated | SkillReviewed | CellReleased | MenteeAssessed | SessionCompleted
