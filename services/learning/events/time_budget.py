"""What can have happened to the time that is protected for learning."""

from datetime import date
from typing import Literal

from shared.kernel.messages import Event, StreamId

BudgetScope = Literal["person", "team"]


class TimeBudgetSet(Event):
    """``number`` counts the versions of this budget, from 1.

    Of scope ``team`` it holds for each direct report of ``subject``.
    """

    subject: StreamId
    scope: BudgetScope
    number: int
    minutes_a_week: int
    set_by: StreamId
    set_on: date


TimeBudgetEvent = TimeBudgetSet
