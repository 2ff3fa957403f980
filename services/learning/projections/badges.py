"""The view ``badges``: one row for each badge, revoked ones too."""

from datetime import date

from services.learning.events.portfolio import BadgeEvent, BadgeIssued, BadgeRevoked
from services.learning.projections.opened import opened
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection
from shared.kernel.replacing import replace


class BadgeRow(View):
    """``reason`` is why the person has it, ``revoke_reason`` why not any more."""

    badge_key: str
    person: StreamId
    badge: str
    skill: StreamId | None
    name: str
    reason: str
    issued_by: StreamId
    issued_on: date
    revoked_on: date | None
    revoke_reason: str | None


def keys(event: BadgeEvent) -> tuple[str]:
    return (f"{event.person}/{event.badge}",)


def evolve(key: str, row: BadgeRow | None, event: BadgeEvent) -> BadgeRow:
    match event:
        case BadgeIssued():
            return BadgeRow(
                badge_key=key,
                person=event.person,
                badge=event.badge,
                skill=event.skill,
                name=event.name,
                reason=event.reason,
                issued_by=event.issued_by,
                issued_on=event.issued_on,
                revoked_on=None,
                revoke_reason=None,
            )
        case BadgeRevoked(revoked_on=day, reason=reason):
            return replace(opened(row, event), revoked_on=day, revoke_reason=reason)


projection = Projection(
    table="badges",
    view=BadgeRow,
    on=(BadgeIssued, BadgeRevoked),
    keys=keys,
    evolve=evolve,
    person="person",
)
