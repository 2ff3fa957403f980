"""The view ``time_budgets``: one row for each version of a budget.

In force on a day is the highest ``number`` of those with ``set_on <= day``.
"""

from datetime import date

from services.learning.events.time_budget import BudgetScope, TimeBudgetSet
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection


class TimeBudgetRow(View):
    """Of scope ``team`` it holds for each direct report of ``subject``."""

    budget_key: str
    subject: StreamId
    scope: BudgetScope
    number: int
    minutes_a_week: int
    set_by: StreamId
    set_on: date


def keys(event: TimeBudgetSet) -> tuple[str]:
    return (f"{event.subject}/{event.scope}/{event.number}",)


def evolve(key: str, _row: TimeBudgetRow | None, event: TimeBudgetSet) -> TimeBudgetRow:
    return TimeBudgetRow(
        budget_key=key,
        subject=event.subject,
        scope=event.scope,
        number=event.number,
        minutes_a_week=event.minutes_a_week,
        set_by=event.set_by,
        set_on=event.set_on,
    )


projection = Projection(
    table="time_budgets",
    view=TimeBudgetRow,
    on=(TimeBudgetSet,),
    keys=keys,
    evolve=evolve,
    person="subject",
)
