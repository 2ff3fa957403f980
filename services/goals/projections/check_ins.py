"""The view ``check_ins``: one row for each time that an owner said how a goal stands."""

from datetime import date

from services.goals.events.career_goal import CheckedIn
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection


class CheckInRow(View):
    check_in_key: str
    goal: StreamId
    owner: StreamId
    number: int
    confidence: int
    blocked: bool
    note: str | None
    checked_in_on: date


def keys(event: CheckedIn) -> tuple[str]:
    return (f"{event.goal}/{event.number}",)


def evolve(key: str, _row: CheckInRow | None, event: CheckedIn) -> CheckInRow:
    return CheckInRow(
        check_in_key=key,
        goal=event.goal,
        owner=event.owner,
        number=event.number,
        confidence=event.confidence,
        blocked=event.blocked,
        note=event.note,
        checked_in_on=event.checked_in_on,
    )


projection = Projection(
    table="check_ins",
    view=CheckInRow,
    on=(CheckedIn,),
    keys=keys,
    evolve=evolve,
    person="owner",
)
