"""What can be asked about the time that is protected for learning."""

from typing import Literal

from services.learning.commands.fields import Actor, PersonId, Today
from shared.kernel.messages import Command


class SetTimeBudget(Command):
    """``minutes_a_week`` for ``subject``, or for each direct report of ``subject``.

    What a person has been given goes before what their team has.
    """

    subject: PersonId
    scope: Literal["person", "team"]
    minutes_a_week: int
    set_by: Actor
    today: Today


TimeBudgetCommand = SetTimeBudget
