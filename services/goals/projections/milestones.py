"""The view ``milestones``: one row a step of a goal."""

from datetime import date
from typing import get_args

from services.goals.events.career_goal import (
    MilestoneAdded,
    MilestoneCompleted,
    MilestoneEvent,
    MilestoneReopened,
)
from services.goals.projections.opened import opened
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection
from shared.kernel.replacing import replace


class MilestoneRow(View):
    milestone_key: str
    goal: StreamId
    milestone: StreamId
    owner: StreamId
    title: str
    added_on: date
    completed_on: date | None


def keys(event: MilestoneEvent) -> tuple[str]:
    return (f"{event.goal}/{event.milestone}",)


def evolve(key: str, row: MilestoneRow | None, event: MilestoneEvent) -> MilestoneRow:
    match event:
        case MilestoneAdded():
            return MilestoneRow(
                milestone_key=key,
                goal=event.goal,
                milestone=event.milestone,
                owner=event.owner,
                title=event.title,
                added_on=event.added_on,
                completed_on=None,
            )
        case MilestoneCompleted(completed_on=day):
            return replace(opened(row, event), completed_on=day)
        case MilestoneReopened():
            return replace(opened(row, event), completed_on=None)


projection = Projection(
    table="milestones",
    view=MilestoneRow,
    on=get_args(MilestoneEvent),
    keys=keys,
    evolve=evolve,
    person="owner",
)
