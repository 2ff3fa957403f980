"""Facts about a career goal; each names its owner, whose record it is."""

from datetime import date
from typing import Annotated, Literal

from shared.kernel.markers import PII
from shared.kernel.messages import Event, StreamId


class CareerGoalDefined(Event):
    goal: StreamId
    owner: StreamId
    title: Annotated[str, PII("owner")]
    why: Annotated[str, PII("owner")]
    target_role: StreamId | None
    due: date
    defined_on: date


class SkillLinked(Event):
    goal: StreamId
    owner: StreamId
    skill: StreamId
    level: int
    linked_on: date


class MilestoneAdded(Event):
    goal: StreamId
    owner: StreamId
    milestone: StreamId
    title: Annotated[str, PII("owner")]
    added_on: date


class MilestoneCompleted(Event):
    goal: StreamId
    owner: StreamId
    milestone: StreamId
    completed_on: date


class MilestoneReopened(Event):
    goal: StreamId
    owner: StreamId
    milestone: StreamId
    reopened_on: date


class CheckedIn(Event):
    """``number`` counts the goal's check-ins from 1."""

    goal: StreamId
    owner: StreamId
    number: int
    confidence: int
    blocked: bool
    note: Annotated[str | None, PII("owner")]
    checked_in_on: date


class GoalRevised(Event):
    """``due`` and ``target_role`` as they are from now on; a text that is none stays."""

    goal: StreamId
    owner: StreamId
    reason: Annotated[str, PII("owner")]
    title: Annotated[str | None, PII("owner")]
    why: Annotated[str | None, PII("owner")]
    due: date
    target_role: StreamId | None
    revised_on: date


class GoalPaused(Event):
    goal: StreamId
    owner: StreamId
    paused_on: date


class GoalResumed(Event):
    goal: StreamId
    owner: StreamId
    resumed_on: date


class GoalAchieved(Event):
    goal: StreamId
    owner: StreamId
    reason: Annotated[str | None, PII("owner")]
    achieved_on: date


class GoalAbandoned(Event):
    goal: StreamId
    owner: StreamId
    reason: Annotated[str, PII("owner")]
    abandoned_on: date


class GoalShared(Event):
    goal: StreamId
    owner: StreamId
    shared_with: Literal["mentors", "everyone"]
    shared_on: date


class GoalUnshared(Event):
    goal: StreamId
    owner: StreamId
    unshared_on: date


MilestoneEvent = MilestoneAdded | MilestoneCompleted | MilestoneReopened
GoalTurned = GoalPaused | GoalResumed | GoalAchieved | GoalAbandoned
GoalSharingChanged = GoalShared | GoalUnshared
GoalChanged = SkillLinked | MilestoneEvent | CheckedIn | GoalRevised
CareerGoalEvent = CareerGoalDefined | GoalChanged | GoalTurned | GoalSharingChanged
