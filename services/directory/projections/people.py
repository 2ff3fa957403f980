"""The view ``people``: one row for each person who has not been erased."""

from datetime import date
from typing import get_args

from services.directory.events.person import (
    JobChanged,
    PersonDeactivated,
    PersonHired,
    PersonReactivated,
    ProfileChanged,
    SubjectErased,
)
from shared.kernel.errors import ProjectionGap
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection
from shared.kernel.replacing import replace

CardEvent = (
    PersonHired
    | ProfileChanged
    | JobChanged
    | PersonDeactivated
    | PersonReactivated
    | SubjectErased
)


class PersonRow(View):
    """One person with their job; GraphQL type ``Person``."""

    person_id: StreamId
    external_id: str | None
    name: str
    mail: str
    title: str | None
    department: str | None
    role_id: StreamId | None
    time_zone: str | None
    languages: tuple[str, ...]
    active: bool
    hired_on: date
    deactivated_on: date | None


def evolve(key: str, row: PersonRow | None, event: CardEvent) -> PersonRow | None:
    """The row ``key`` after ``event``; none of somebody erased."""
    if isinstance(event, PersonHired):
        return hired(event)
    if isinstance(event, SubjectErased):
        return None
    if row is None:
        raise ProjectionGap(f"{type(event).__name__} before person {key} was hired")
    match event:
        case ProfileChanged():
            return replace(
                row,
                name=event.name,
                mail=event.mail,
                time_zone=event.time_zone,
                languages=event.languages,
            )
        case JobChanged():
            return replace(row, title=event.title, department=event.department, role_id=event.role)
        case PersonDeactivated(deactivated_on=day):
            return replace(row, active=False, deactivated_on=day)
        case PersonReactivated():
            return replace(row, active=True, deactivated_on=None)


def hired(event: PersonHired) -> PersonRow:
    return PersonRow(
        person_id=event.person,
        external_id=event.external_id,
        name=event.name,
        mail=event.mail,
        title=event.title,
        department=event.department,
        role_id=event.role,
        time_zone=event.time_zone,
        languages=event.languages,
        active=True,
        hired_on=event.hired_on,
        deactivated_on=None,
    )


def keys(event: CardEvent) -> tuple[str]:
    return (event.person,)


projection = Projection(
    table="people",
    view=PersonRow,
    on=get_args(CardEvent),
    keys=keys,
    evolve=evolve,
    person="person_id",
)
