"""The table ``managers``: who leads whom, from directory's reporting lines.

It decides who may do what, so it is never parked: it stops and alarms. Whoever has left is led by
nobody, so HR decides what they left behind.
"""

from typing import get_args

from services.learning.foreign_events import (
    LinesEvent,
    ManagerChanged,
    PersonJoinedLines,
    PersonLeftLines,
    PersonRejoinedLines,
)
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection


class LineRow(View):
    person: StreamId
    manager: StreamId | None


def keys(event: LinesEvent) -> tuple[str]:
    return (event.person,)


def evolve(_key: str, _row: LineRow | None, event: LinesEvent) -> LineRow:
    match event:
        case ManagerChanged(manager=manager):
            return LineRow(person=event.person, manager=manager)
        case PersonJoinedLines() | PersonLeftLines() | PersonRejoinedLines():
            return LineRow(person=event.person, manager=None)


projection = Projection(
    table="managers",
    view=LineRow,
    on=get_args(LinesEvent),
    keys=keys,
    evolve=evolve,
    never_parked=True,
    person=None,
)
