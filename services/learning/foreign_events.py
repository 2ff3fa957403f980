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


PersonEvent = PersonHired | PersonDeactivated | PersonReactivated | SubjectErased
