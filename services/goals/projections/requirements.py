"""The view ``requirements``: one row for each version of what a role requires.

The version in force on a day is the one with ``valid_from <= day`` and no ``valid_to <= day``.
"""

from datetime import date

from services.goals.events.role import RequirementDropped, RequirementSet
from services.goals.projections.opened import opened
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection
from shared.kernel.replacing import replace


class RequirementRow(View):
    requirement_key: str
    role: StreamId
    skill: StreamId
    number: int
    level: int
    importance: int
    valid_from: date
    valid_to: date | None


def key_of(role: StreamId, skill: StreamId, number: int) -> str:
    return f"{role}/{skill}/{number}"


def keys(event: RequirementSet | RequirementDropped) -> tuple[str, ...]:
    """The version that begins or ends, and the one that it replaces."""
    key = key_of(event.role, event.skill, event.number)
    if isinstance(event, RequirementDropped) or event.replaces is None:
        return (key,)
    return (key_of(event.role, event.skill, event.replaces), key)


def evolve(
    key: str, row: RequirementRow | None, event: RequirementSet | RequirementDropped
) -> RequirementRow:
    if isinstance(event, RequirementDropped):
        return replace(opened(row, event), valid_to=event.valid_to)
    if key != key_of(event.role, event.skill, event.number):
        return replace(opened(row, event), valid_to=event.valid_from)
    return RequirementRow(
        requirement_key=key,
        role=event.role,
        skill=event.skill,
        number=event.number,
        level=event.level,
        importance=event.importance,
        valid_from=event.valid_from,
        valid_to=None,
    )


projection = Projection(
    table="requirements",
    view=RequirementRow,
    on=(RequirementSet, RequirementDropped),
    keys=keys,
    evolve=evolve,
    person=None,
)
