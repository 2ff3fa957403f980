"""The view ``plan_items``: the activities of a template, in their order."""

from services.learning.events.plan import PlanTemplateCreated
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection


class PlanItemRow(View):
    """``number`` counts from 1; due ``within_days`` of the day on which the plan starts."""

    plan_item_key: str
    plan: StreamId
    number: int
    activity: StreamId
    within_days: int


def keys(event: PlanTemplateCreated) -> tuple[str, ...]:
    """Ends with the item's number."""
    return tuple(f"{event.plan}/{number}" for number in range(1, len(event.items) + 1))


def evolve(key: str, _row: PlanItemRow | None, event: PlanTemplateCreated) -> PlanItemRow:
    number = int(key.rpartition("/")[2])
    item = event.items[number - 1]
    return PlanItemRow(
        plan_item_key=key,
        plan=event.plan,
        number=number,
        activity=item.activity,
        within_days=item.within_days,
    )


projection = Projection(
    table="plan_items",
    view=PlanItemRow,
    on=(PlanTemplateCreated,),
    keys=keys,
    evolve=evolve,
    person=None,
)
