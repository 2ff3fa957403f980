"""The view ``test_results``: one row a result, revoked ones too."""

from datetime import date
from typing import get_args

from services.learning.events.assessment import TestEvent, TestResultRecorded, TestResultRevoked
from services.learning.projections.opened import opened
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection
from shared.kernel.replacing import replace


class ResultRow(View):
    """``item`` is the evidence that it is."""

    item: str
    person: StreamId
    skill: StreamId
    result: str
    test: str
    level: int
    activity: StreamId | None
    taken_on: date
    recorded_by: StreamId
    recorded_on: date
    revoked_on: date | None
    revoke_reason: str | None


def keys(event: TestEvent) -> tuple[str]:
    return (event.item,)


def evolve(_key: str, row: ResultRow | None, event: TestEvent) -> ResultRow:
    match event:
        case TestResultRecorded():
            return recorded(event)
        case TestResultRevoked(revoked_on=day, reason=reason):
            return replace(opened(row, event), revoked_on=day, revoke_reason=reason)


def recorded(event: TestResultRecorded) -> ResultRow:
    return ResultRow(
        item=event.item,
        person=event.person,
        skill=event.skill,
        result=event.result,
        test=event.test,
        level=event.level,
        activity=event.activity,
        taken_on=event.occurred_on,
        recorded_by=event.recorded_by,
        recorded_on=event.recorded_on,
        revoked_on=None,
        revoke_reason=None,
    )


projection = Projection(
    table="test_results",
    view=ResultRow,
    on=get_args(TestEvent),
    keys=keys,
    evolve=evolve,
    person="person",
)
