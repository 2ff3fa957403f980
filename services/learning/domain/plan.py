"""The plan template: activities in an order, each with the days one has for it, given to people.

1. A template is created once; the same again changes nothing, whatever came since.
2. It has 1 to 50 items, each activity once and open on that day, each due within 1 to 3,650 days.
3. A retired template is assigned to nobody any more.
4. It is assigned to 1 to 500 people at a time; whoever has it already keeps the days that they
   have, and the others get theirs: the same command again adds nothing.
5. It starts at most 30 days ago and at most 366 days ahead.
6. What holds already is accepted and yields no event.

An assigned plan takes no seat: people enrol. An activity that is retired later stays in the plan
of those who have it, and is refused to whoever enrols.
"""

from collections.abc import Sequence
from dataclasses import field as state_field
from datetime import timedelta

from services.learning.commands.plan import (
    AssignPlan,
    CreatePlanTemplate,
    PlanCommand,
    RetirePlanTemplate,
)
from services.learning.domain.activity_state import (
    ActivityIsRetired,
    UnknownActivity,
    activity_of,
)
from services.learning.events.plan import (
    AssignedItem,
    PlanAssigned,
    PlanEvent,
    PlanItem,
    PlanTemplateCreated,
    PlanTemplateRetired,
)
from shared.kernel.decider import NOTHING, Beside, Decider
from shared.kernel.errors import DomainError, NotFound
from shared.kernel.frozen_map import FrozenMap
from shared.kernel.messages import NOBODY, State, StreamId
from shared.kernel.replacing import replace

MOST_ITEMS, MOST_PEOPLE, MOST_DAYS = 50, 500, 3_650
LONGEST_AGO, FURTHEST_AHEAD = timedelta(days=30), timedelta(days=366)


class Plan(State):
    """``created`` is the template as it was recorded, none of an unknown one."""

    created: PlanTemplateCreated | None = None
    retired: bool = False
    assigned: FrozenMap[StreamId, None] = state_field(default_factory=FrozenMap)


class PlanAlreadyCreated(DomainError):
    """Rule 1: a template is created once."""


class PlanUnclear(DomainError):
    """Rule 2: 1 to 50 items, each activity once, each due within 1 to 3,650 days."""


class PlanIsRetired(DomainError):
    """Rule 3: a retired template is assigned to nobody any more."""


class TooManyPeople(DomainError):
    """Rule 4: a template is assigned to 1 to 500 people at a time."""


class StartOutOfRange(DomainError):
    """Rule 5: a plan starts at most 30 days ago and at most 366 days ahead."""


def decide(command: PlanCommand, plan: Plan, beside: Beside = NOTHING) -> Sequence[PlanEvent]:
    """Events that follow from ``command``; raises the ``DomainError`` that forbids it."""
    if isinstance(command, CreatePlanTemplate):
        return create(command, plan, beside)
    if plan.created is None:
        raise NotFound("no such plan")
    match command:
        case AssignPlan():
            return assign(command, plan, plan.created)
        case RetirePlanTemplate():
            if plan.retired:
                return []
            return [PlanTemplateRetired(plan=command.plan, retired_on=command.today)]


def create(command: CreatePlanTemplate, plan: Plan, beside: Beside) -> Sequence[PlanEvent]:
    created = PlanTemplateCreated(
        plan=command.plan,
        title=command.title,
        description=command.description,
        items=tuple(
            PlanItem(activity=item.activity, within_days=item.within_days) for item in command.items
        ),
        created_on=command.today,
    )
    if plan.created is not None:
        if plan.created != replace(created, created_on=plan.created.created_on):
            raise PlanAlreadyCreated("this plan has been created before, in other words")
        return []
    activities = {item.activity for item in created.items}
    if not 1 <= len(activities) <= MOST_ITEMS or len(activities) < len(created.items):
        raise PlanUnclear(f"name 1 to {MOST_ITEMS} activities, each once", "items")
    if not all(1 <= item.within_days <= MOST_DAYS for item in created.items):
        raise PlanUnclear(f"an item is due within 1 to {MOST_DAYS:,} days", "items")
    for item in created.items:
        require_open(item.activity, beside)
    return [created]


def require_open(activity: StreamId, beside: Beside) -> None:
    state = activity_of(activity, beside)
    if state.published is None:
        raise UnknownActivity("no such activity has been published", "items")
    if state.retired:
        raise ActivityIsRetired("an activity of this plan is retired", "items")


def assign(
    command: AssignPlan, plan: Plan, template: PlanTemplateCreated
) -> Sequence[PlanAssigned]:
    people = dict.fromkeys(command.people)
    if not 1 <= len(people) <= MOST_PEOPLE:
        raise TooManyPeople(f"assign it to 1 to {MOST_PEOPLE} people at a time", "people")
    missing = [person for person in people if person not in plan.assigned]
    if not missing:
        return []
    if plan.retired:
        raise PlanIsRetired("this plan is retired", "plan")
    ahead = command.starts_on - command.today
    if not -LONGEST_AGO <= ahead <= FURTHEST_AHEAD:
        raise StartOutOfRange(
            f"it starts at most {LONGEST_AGO.days} days ago or {FURTHEST_AHEAD.days} days ahead",
            "starts_on",
        )
    items = tuple(
        AssignedItem(
            activity=item.activity, due=command.starts_on + timedelta(days=item.within_days)
        )
        for item in template.items
    )
    return [
        PlanAssigned(
            plan=command.plan,
            person=person,
            assigned_by=command.assigned_by,
            starts_on=command.starts_on,
            items=items,
            assigned_on=command.today,
        )
        for person in missing
    ]


def evolve(plan: Plan, event: PlanEvent) -> Plan:
    """The plan after ``event``; refuses nothing, for events have happened."""
    match event:
        case PlanTemplateCreated():
            return replace(plan, created=event)
        case PlanTemplateRetired():
            return replace(plan, retired=True)
        case PlanAssigned():
            return replace(plan, assigned=plan.assigned.with_(event.person, None))


def about(_plan: Plan, event: PlanEvent) -> Sequence[StreamId]:
    """Nobody's record but the assignments, each that of whoever it was made to."""
    match event:
        case PlanTemplateCreated() | PlanTemplateRetired():
            return (NOBODY,)
        case PlanAssigned(person=person, assigned_by=other):
            return (person,) if person == other else (person, other)


decider: Decider[PlanCommand, Plan, PlanEvent] = Decider(
    category="plan", decide=decide, evolve=evolve, about=about, initial_state=Plan()
)
