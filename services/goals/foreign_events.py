"""The fields that goals reads of other services' events."""

from datetime import date
from typing import ClassVar

from shared.kernel.messages import ForeignEvent, StreamId


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


class SkillDefined(ForeignEvent):
    service: ClassVar[str] = "learning"
    skill: StreamId
    name: str


class SkillRenamed(ForeignEvent):
    service: ClassVar[str] = "learning"
    skill: StreamId
    name: str


class SkillRetired(ForeignEvent):
    service: ClassVar[str] = "learning"
    skill: StreamId


PersonEvent = PersonHired | PersonDeactivated | PersonReactivated | SubjectErased
LineChange = ManagerChanged | PersonLeftLines | PersonRejoinedLines
LinesEvent = PersonJoinedLines | ManagerChanged | PersonLeftLines | PersonRejoinedLines
SkillEvent = SkillDefined | SkillRenamed | SkillRetired
