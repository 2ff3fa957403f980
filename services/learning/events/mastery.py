"""Facts about one person's mastery of one skill, as the ledger found it.

``as_of`` is the day whose evidence was assessed; the event may be recorded later.
"""

from datetime import date
from typing import Literal

from shared.kernel.messages import Event, StreamId

Status = Literal["unassessed", "provisional", "verified", "stale"]


class MasteryAssessed(Event):
    """Something worth recording has changed since the last of these; 1 to 5, none without evidence.

    ``confidence`` is 0 to 1, ``weight`` that of the evidence, ``standard_error`` in levels.
    """

    person: StreamId
    skill: StreamId
    mastery: float | None
    confidence: float
    weight: float
    standard_error: float | None
    level: int | None
    status: Status
    as_of: date
    recorded_on: date


class MasteryLevelAttained(Event):
    """``level`` is held from now on, whatever was held below it."""

    person: StreamId
    skill: StreamId
    level: int
    as_of: date
    recorded_on: date


class MasteryLevelLapsed(Event):
    """``level`` is held no longer, but ``held``, which is below it, or none.

    ``below``: mastery has sunk too far; ``not_verified``: nobody has confirmed it lately, or what
    confirmed it was revoked.
    """

    person: StreamId
    skill: StreamId
    level: int
    held: int | None
    reason: Literal["below", "not_verified"]
    as_of: date
    recorded_on: date


MasteryEvent = MasteryAssessed | MasteryLevelAttained | MasteryLevelLapsed
