"""The view ``plan_templates``: one row for each template, retired ones too."""

from datetime import date

from services.learning.events.plan import (
    PlanTemplateCreated,
    PlanTemplateEvent,
    PlanTemplateRetired,
)
from services.learning.projections.opened import opened
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection
from shared.kernel.replacing import replace


class PlanTemplateRow(View):
    """``items`` are counted."""

    plan: StreamId
    title: str
    description: str
    items: int
    created_on: date
    retired_on: date | None


def keys(event: PlanTemplateEvent) -> tuple[str]:
    return (event.plan,)


def evolve(_key: str, row: PlanTemplateRow | None, event: PlanTemplateEvent) -> PlanTemplateRow:
    match event:
        case PlanTemplateCreated():
            return PlanTemplateRow(
                plan=event.plan,
                title=event.title,
                description=event.description,
                items=len(event.items),
                created_on=event.created_on,
                retired_on=None,
            )
        case PlanTemplateRetired(retired_on=day):
            return replace(opened(row, event), retired_on=day)


projection = Projection(
    table="plan_templates",
    view=PlanTemplateRow,
    on=(PlanTemplateCreated, PlanTemplateRetired),
    keys=keys,
    evolve=evolve,
    person=None,
)
