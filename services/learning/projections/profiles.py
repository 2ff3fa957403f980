"""The view ``profiles``: who has made their profile public, or private again."""

from datetime import date

from services.learning.events.portfolio import ProfileVisibilitySet, Visibility
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection


class ProfileRow(View):
    """Whose is missing has a private one."""

    person: StreamId
    visibility: Visibility
    changed_on: date


def keys(event: ProfileVisibilitySet) -> tuple[str]:
    return (event.person,)


def evolve(_key: str, _row: ProfileRow | None, event: ProfileVisibilitySet) -> ProfileRow:
    return ProfileRow(person=event.person, visibility=event.visibility, changed_on=event.set_on)


projection = Projection(
    table="profiles",
    view=ProfileRow,
    on=(ProfileVisibilitySet,),
    keys=keys,
    evolve=evolve,
    person="person",
)
