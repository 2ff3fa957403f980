"""The facts that the goals service records and publishes, one module per aggregate.

Append-only, like the streams they are stored in: a field is never renamed, retyped or removed.
A new shape raises ``version`` and adds an upcaster in ``upcasters.py``.
``schemas/events/goals/*.json`` is generated from here and a test compares the two.
"""

from typing import get_args

from services.goals.events.career_goal import CareerGoalEvent
from services.goals.events.demand import DemandEvent
from services.goals.events.journal import JournalEvent
from services.goals.events.role import RoleEvent
from services.goals.events.stretch_assignment import StretchAssignmentEvent
from shared.kernel.messages import Event

EVENTS: tuple[type[Event], ...] = (
    *get_args(RoleEvent),
    *get_args(CareerGoalEvent),
    *get_args(StretchAssignmentEvent),
    *get_args(JournalEvent),
    *get_args(DemandEvent),
)
