"""What can be asked about plan templates and those to whom they are assigned."""

from datetime import date
from typing import Annotated

from services.learning.commands.fields import ActivityId, Actor, Name, PersonId, Prose, Today
from shared.kernel.markers import Category
from shared.kernel.messages import Command, Part, StreamId

PlanId = Annotated[StreamId, Category("plan")]


class TemplateItem(Part):
    """An activity that is due ``within_days`` of the day on which the plan starts."""

    activity: ActivityId
    within_days: int


class CreatePlanTemplate(Command):
    plan: PlanId
    title: Name
    description: Prose
    items: tuple[TemplateItem, ...]
    today: Today


class RetirePlanTemplate(Command):
    """It is assigned to nobody any more; whoever has it keeps it."""

    plan: PlanId
    today: Today


class AssignPlan(Command):
    """To each of ``people`` who does not have it yet."""

    plan: PlanId
    people: tuple[PersonId, ...]
    starts_on: date
    assigned_by: Actor
    today: Today


PlanCommand = CreatePlanTemplate | RetirePlanTemplate | AssignPlan
