"""What can have happened to a plan template; its words are about no person and not marked."""

from datetime import date

from shared.kernel.messages import Event, Part, StreamId


class PlanItem(Part):
    """An activity that is due ``within_days`` of the day on which the plan starts."""

    activity: StreamId
    within_days: int


class AssignedItem(Part):
    """An activity and the day on which one person shall have completed it."""

    activity: StreamId
    due: date


class PlanTemplateCreated(Event):
    plan: StreamId
    title: str
    description: str
    items: tuple[PlanItem, ...]
    created_on: date


class PlanTemplateRetired(Event):
    """It is assigned to nobody any more; whoever has it keeps it."""

    plan: StreamId
    retired_on: date


class PlanAssigned(Event):
    """One for each person; ``items`` are the template's, with this person's days."""

    plan: StreamId
    person: StreamId
    assigned_by: StreamId
    starts_on: date
    items: tuple[AssignedItem, ...]
    assigned_on: date


PlanTemplateEvent = PlanTemplateCreated | PlanTemplateRetired
PlanEvent = PlanTemplateEvent | PlanAssigned
