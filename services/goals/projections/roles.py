"""The view ``roles``: one row a role, retired ones too."""

from datetime import date
from typing import Literal

from services.goals.events.role import RoleDefined, RoleRenamed, RoleRetired
from services.goals.projections.opened import opened
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection
from shared.kernel.replacing import replace


class RoleRow(View):
    role: StreamId
    title: str
    family: str | None
    rung: int | None
    esco_uri: str | None
    status: Literal["defined", "retired"]
    defined_on: date
    retired_on: date | None


def keys(event: RoleDefined | RoleRenamed | RoleRetired) -> tuple[str]:
    return (event.role,)


def evolve(
    _key: str, row: RoleRow | None, event: RoleDefined | RoleRenamed | RoleRetired
) -> RoleRow:
    match event:
        case RoleDefined():
            return RoleRow(
                role=event.role,
                title=event.title,
                family=event.family,
                rung=event.rung,
                esco_uri=event.esco_uri,
                status="defined",
                defined_on=event.defined_on,
                retired_on=None,
            )
        case RoleRenamed(title=title):
            return replace(opened(row, event), title=title)
        case RoleRetired(retired_on=day):
            return replace(opened(row, event), status="retired", retired_on=day)


projection = Projection(
    table="roles",
    view=RoleRow,
    on=(RoleDefined, RoleRenamed, RoleRetired),
    keys=keys,
    evolve=evolve,
    person=None,
)
