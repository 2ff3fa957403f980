"""Why an active goal may not be reached, on a day.

The same as the SQL function ``goals.goals_at_risk`` in ``migrations/``; a test compares them.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from services.goals.formulas.pace import behind

NO_CHECK_IN_DAYS = 30
BLOCKED_DAYS = 14
LOW_CONFIDENCE = 2

Reason = Literal["overdue", "no_check_in", "low_confidence", "blocked", "pace"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalFacts:
    """What a goal's risk is computed from; the names are those of the view ``career_goals``."""

    status: str
    due: date
    defined_on: date
    milestones_total: int = 0
    milestones_completed: int = 0
    last_check_in_on: date | None = None
    last_confidence: int | None = None
    blocked_since: date | None = None


def reasons(goal: GoalFacts, as_of: date) -> tuple[Reason, ...]:
    """The reasons in a fixed order, none for a goal that is not active.

    * overdue: its due day has passed
    * no_check_in: none for 30 days, counted from the definition on
    * low_confidence: the last check-in said 2 or less of 5
    * blocked: for 14 days, from the first blocked check-in to the next that is not
    * pace: the share of milestones done is below the share of time used less a quarter
    """
    if goal.status != "active" or goal.defined_on > as_of:
        return ()
    quiet = (as_of - (goal.last_check_in_on or goal.defined_on)).days
    blocked = (as_of - goal.blocked_since).days if goal.blocked_since else 0
    found: tuple[tuple[Reason, bool], ...] = (
        ("overdue", as_of > goal.due),
        ("no_check_in", quiet >= NO_CHECK_IN_DAYS),
        ("low_confidence", (goal.last_confidence or 5) <= LOW_CONFIDENCE),
        ("blocked", blocked >= BLOCKED_DAYS),
        ("pace", falls_behind(goal, as_of)),
    )
    return tuple(reason for reason, holds in found if holds)


def falls_behind(goal: GoalFacts, as_of: date) -> bool:
    return behind(
        completed=goal.milestones_completed,
        total=goal.milestones_total,
        defined_on=goal.defined_on,
        due=goal.due,
        as_of=as_of,
    )
