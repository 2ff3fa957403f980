"""The view ``contests``: one row for each time that somebody contested a level."""

from datetime import date
from typing import Literal, get_args

from services.learning.events.assessment import ContestDecided, ContestEvent, LevelContested
from services.learning.projections.opened import opened
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection
from shared.kernel.replacing import replace


class ContestRow(View):
    """``upheld``: the evidence stands as it is."""

    contest_key: str
    person: StreamId
    skill: StreamId
    contest: str
    reason: str
    status: Literal["open", "upheld", "corrected"]
    answer: str | None
    contested_on: date
    decided_by: StreamId | None
    decided_on: date | None


def keys(event: ContestEvent) -> tuple[str]:
    return (f"{event.person}/{event.skill}/{event.contest}",)


def evolve(key: str, row: ContestRow | None, event: ContestEvent) -> ContestRow:
    match event:
        case LevelContested():
            return contested(key, event)
        case ContestDecided():
            return replace(
                opened(row, event),
                status="upheld" if event.upheld else "corrected",
                answer=event.answer,
                decided_by=event.decided_by,
                decided_on=event.decided_on,
            )


def contested(key: str, event: LevelContested) -> ContestRow:
    return ContestRow(
        contest_key=key,
        person=event.person,
        skill=event.skill,
        contest=event.contest,
        reason=event.reason,
        status="open",
        answer=None,
        contested_on=event.contested_on,
        decided_by=None,
        decided_on=None,
    )


projection = Projection(
    table="contests",
    view=ContestRow,
    on=get_args(ContestEvent),
    keys=keys,
    evolve=evolve,
    person="person",
)
