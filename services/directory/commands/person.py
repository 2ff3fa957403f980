"""What can be asked about a person of the company."""

from datetime import date
from typing import Annotated

from shared.kernel.markers import ByService, Category, Pattern, Text
from shared.kernel.messages import Command, StreamId

Person = Annotated[StreamId, Category("person")]
Role = Annotated[StreamId, Category("role")]
Today = Annotated[date, ByService("today")]
Name = Annotated[str, Text(200)]
Mail = Annotated[str, Pattern(r"[^@\s]+@[^@\s]+\.[^@\s.]+", 254)]
TimeZone = Annotated[str, Pattern(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2}", 64)]
Language = Annotated[str, Text(35)]


class HirePerson(Command):
    """``external_id`` is the company's own key of the person; ``hired_on`` is today if left out.

    ``time_zone`` is an IANA name; ``languages`` are those that the person likes to speak.
    """

    person: Person
    external_id: Name | None = None
    name: Name
    mail: Mail
    title: Name | None = None
    department: Name | None = None
    role: Role | None = None
    time_zone: TimeZone | None = None
    languages: tuple[Language, ...] = ()
    hired_on: date | None = None
    today: Today


class ChangeProfile(Command):
    """All of the profile as it is from now on."""

    person: Person
    name: Name
    mail: Mail
    time_zone: TimeZone | None
    languages: tuple[Language, ...]
    today: Today


class ChangeJob(Command):
    """All of the job as it is from now on; ``role`` none: no requirements."""

    person: Person
    title: Name | None
    department: Name | None
    role: Role | None
    today: Today


class DeactivatePerson(Command):
    """The person leaves; their reports go to their own manager."""

    person: Person
    today: Today


class ReactivatePerson(Command):
    person: Person
    today: Today


class EraseSubject(Command):
    """Ends the person for every reader, for good; their reports go to their own manager."""

    person: Person
    today: Today


class CompleteErasure(Command):
    """Every service has purged its tables of the erased person."""

    person: Person
    today: Today


PersonCommand = (
    HirePerson
    | ChangeProfile
    | ChangeJob
    | DeactivatePerson
    | ReactivatePerson
    | EraseSubject
    | CompleteErasure
)
