"""The fields that learning reads of other services' events."""

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
    person: StreamId
    manager: StreamId | None


class PersonJoinedLines(ForeignEvent):
    service: ClassVar[str] = "directory"
    person: StreamId


class PersonLeftLines(ForeignEvent):
    service: ClassVar[str] = "directory"
    person: StreamId


class PersonRejoinedLines(ForeignEvent):
    service: ClassVar[str] = "directory"
    person: StreamId


PersonEvent = PersonHired | PersonDeactivated | PersonReactivated | SubjectErased
LinesEvent = PersonJoinedLines | ManagerChanged | PersonLeftLines | PersonRejoinedLines
