"""The view ``managers``: the line of each active person, up to one manager or none.

It decides who may do what, so it is never parked: a line that cannot be read stops everything.
"""

from services.directory.events.reporting_lines import (
    ManagerChanged,
    PersonJoinedLines,
    PersonLeftLines,
    PersonRejoinedLines,
    ReportingLinesEvent,
)
from shared.kernel.errors import ProjectionGap
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection
from shared.kernel.replacing import replace


class ReportingTo(View):
    person_id: StreamId
    manager_id: StreamId | None


def evolve(key: str, row: ReportingTo | None, event: ReportingLinesEvent) -> ReportingTo | None:
    """The row ``key`` after ``event``; none of somebody who has left."""
    match event:
        case PersonJoinedLines() | PersonRejoinedLines():
            return ReportingTo(person_id=event.person, manager_id=None)
        case ManagerChanged():
            if row is None:
                raise ProjectionGap(f"a manager for {key}, who has not joined")
            return replace(row, manager_id=event.manager)
        case PersonLeftLines():
            return None


def keys(event: ReportingLinesEvent) -> tuple[str]:
    return (event.person,)


projection = Projection(
    table="managers",
    view=ReportingTo,
    on=(PersonJoinedLines, ManagerChanged, PersonLeftLines, PersonRejoinedLines),
    keys=keys,
    evolve=evolve,
    never_parked=True,
    person=None,
)
