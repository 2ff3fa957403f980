"""The table ``known_people``: whom directory knows, and whether they may act."""

from typing import get_args

from services.goals.foreign_events import (
    PersonDeactivated,
    PersonEvent,
    PersonHired,
    PersonReactivated,
    SubjectErased,
)
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection


class KnownPersonRow(View):
    person: StreamId
    active: bool


def keys(event: PersonEvent) -> tuple[str]:
    return (event.person,)


def evolve(_key: str, _row: KnownPersonRow | None, event: PersonEvent) -> KnownPersonRow | None:
    match event:
        case PersonHired() | PersonReactivated():
            return KnownPersonRow(person=event.person, active=True)
        case PersonDeactivated():
            return KnownPersonRow(person=event.person, active=False)
        case SubjectErased():
            return None


projection = Projection(
    table="known_people",
    view=KnownPersonRow,
    on=get_args(PersonEvent),
    keys=keys,
    evolve=evolve,
    person="person",
)
