"""The process that records mastery: it follows the rows of ``mastery`` and sends the commands.

Rows are derived where evidence touches them; all else that changes them happens here: another day,
merged skills, volatilities and parameters. Marks say which pairs of person and skill have changed,
and each of these is assessed, for every day since the last that was recorded on which it may have
changed, as known by the end of that day.
"""

import time
from collections.abc import Callable, Mapping

from services.learning.ledger.process import Ledger
from shared.runtime.health import Health
from shared.runtime.parts import Parts
from shared.runtime.process import RunRole

EVERY = 0.5
"""Seconds between two looks while there is nothing to do."""
PROGRESS_WITHIN = 60.0


def role(parts: Parts, health: Health) -> RunRole:
    ledger = Ledger(
        pool=parts.read,
        handler=parts.handler,
        company=parts.settings.company,
        clock=parts.clock,
        every=EVERY,
    )

    async def moves() -> bool:
        """One that stands by for another one is as ready as it can be."""
        return not ledger.leading or time.monotonic() - ledger.progressed_at < PROGRESS_WITHIN

    health.add("ledger", moves, decides="api" not in parts.settings.roles)
    return ledger.run


FORGETS = ("DELETE FROM mastery_due WHERE split_part(pair_key, '/', 1) = ANY ($1::text[])",)
"""The marks of erased people."""

PROCESSES: Mapping[str, Callable[[Parts, Health], RunRole]] = {"ledger": role}
