"""The table ``line_changes``: who changed whose reporting line, and when last.

Who did so does not stand in for that person's manager for a while, so it is never parked. A line
changes too where somebody's manager leaves, and where somebody leaves and comes back.
"""

from datetime import date
from typing import get_args

from services.learning.foreign_events import (
    LineChange,
    ManagerChanged,
    PersonLeftLines,
    PersonRejoinedLines,
)
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection


class LineChangeRow(View):
    line_change: str
    person: StreamId
    changed_by: str
    changed_on: date


def keys(event: LineChange) -> tuple[str]:
    return (f"{event.person}/{event.changed_by}",)


def evolve(key: str, row: LineChangeRow | None, event: LineChange) -> LineChangeRow:
    """Events may be of an earlier day than those before them: the last day counts."""
    day = day_of(event)
    return LineChangeRow(
        line_change=key,
        person=event.person,
        changed_by=event.changed_by,
        changed_on=max(day, row.changed_on) if row else day,
    )


def day_of(event: LineChange) -> date:
    match event:
        case ManagerChanged(changed_on=day):
            return day
        case PersonLeftLines(left_on=day):
            return day
        case PersonRejoinedLines(rejoined_on=day):
            return day


projection = Projection(
    table="line_changes",
    view=LineChangeRow,
    on=get_args(LineChange),
    keys=keys,
    evolve=evolve,
    never_parked=True,
    person=None,
)
