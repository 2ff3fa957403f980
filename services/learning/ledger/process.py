"""One ledger of a service is active; what changed while none ran is caught up with."""

import asyncio
import time
from typing import Any

from services.learning.ledger.days import Days
from services.learning.ledger.recording import Recording
from services.learning.ledger.refreshing import Refreshing
from shared.eventstore.handler import CommandHandler
from shared.runtime import leader
from shared.runtime.clock import Clock
from shared.runtime.logging import logger
from shared.runtime.pools import Pool
from shared.runtime.scheduler import HELD

_log = logger(__name__)


class Ledger:
    """``every``: seconds between two looks; where there was something to do, the next is at once.

    While somebody tells the past event by event (``scheduler.HOLD``) it waits, and then records
    the days of that past.
    """

    def __init__(
        self, *, pool: Pool, handler: CommandHandler[Any], company: str, clock: Clock, every: float
    ) -> None:
        self._pool = pool
        self._every = every
        self._refreshing = Refreshing(pool, clock)
        self._days = Days(pool, clock)
        self._recording = Recording(pool, handler, company, clock)
        self.leading = False
        self.progressed_at = time.monotonic()

    async def run(self, stop: asyncio.Event) -> None:
        """Until ``stop``; a database that is away is waited for."""
        await leader.in_turn(self._pool, "ledger", self._lead, stop)

    async def _lead(self, connection: Any, stop: asyncio.Event) -> None:
        _log.info("ledger_leads")
        self.leading = True
        try:
            while not stop.is_set():
                self.progressed_at = time.monotonic()
                busy = not await connection.fetchval(HELD) and await self.work()
                if not busy:
                    await leader.pause(stop, self._every)
        finally:
            self.leading = False

    async def work(self) -> bool:
        """A chunk of what is to be computed anew and one of marks; whether there was any."""
        refreshed = await self.refresh()
        recorded = await self._recording.chunk()
        return refreshed or recorded

    async def refresh(self) -> bool:
        """A chunk of what is to be computed anew: because of the catalogue, or of the day."""
        return await self._refreshing.chunk() or await self._days.chunk()
