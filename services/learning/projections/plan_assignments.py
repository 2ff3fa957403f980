"""The view ``plan_assignments``: who has been given which plan, and from when on."""

from datetime import date

from services.learning.events.plan import PlanAssigned
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection


class PlanAssignmentRow(View):
    """An item is due ``within_days`` (of ``plan_items``) after ``starts_on``."""

    assignment_key: str
    plan: StreamId
    person: StreamId
    assigned_by: StreamId
    starts_on: date
    assigned_on: date


def keys(event: PlanAssigned) -> tuple[str]:
    return (f"{event.plan}/{event.person}",)


def evolve(key: str, _row: PlanAssignmentRow | None, event: PlanAssigned) -> PlanAssignmentRow:
    return PlanAssignmentRow(
        assignment_key=key,
        plan=event.plan,
        person=event.person,
        assigned_by=event.assigned_by,
        starts_on=event.starts_on,
        assigned_on=event.assigned_on,
    )


projection = Projection(
    table="plan_assignments",
    view=PlanAssignmentRow,
    on=(PlanAssigned,),
    keys=keys,
    evolve=evolve,
    person="person",
)
