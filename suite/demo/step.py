"""One command of the demo's year, and ids that are the same for the same seed."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID

HR = "hr"
"""The actor of what HR does; everybody else is named by their person id."""


@dataclass(frozen=True, slots=True)
class Step:
    """``command`` in kebab case, sent to ``service`` as ``actor`` with the time ``at`` (UTC).

    Steps that touch one ``stream`` keep their order; others may overtake each other.
    """

    at: datetime
    actor: str
    service: str
    command: str
    stream: str
    body: Mapping[str, object]


Issue = Callable[..., Step]
"""Makes the steps of one stream: time, command and the fields of its body."""


def moment(day: date, dice: random.Random) -> datetime:
    """Some time in the working hours of a day."""
    return datetime.combine(
        day, time(dice.randint(8, 16), dice.randint(0, 59), dice.randint(0, 59)), UTC
    )


def dated_id(category: str, at: datetime, dice: random.Random) -> str:
    """A stream id with a UUIDv7 of that time."""
    milliseconds = int(at.timestamp() * 1000)
    value = milliseconds << 80 | dice.getrandbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return f"{category}-{UUID(int=value)}"


def timeless_id(category: str, dice: random.Random) -> str:
    """A stream id with a UUIDv4, for what keeps its time private."""
    return f"{category}-{UUID(int=dice.getrandbits(128), version=4)}"
