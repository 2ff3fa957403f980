"""What recognises a repeated command is kept for a while only: it holds a hash of its body.

Commands of policies stay: their events may be delivered again at any time.
"""

import asyncio
from datetime import timedelta

from shared.runtime.clock import Clock
from shared.runtime.logging import logger
from shared.runtime.pools import Pool
from shared.runtime.reactions import TRANSIENT

EVERY = 3600.0
PAGE = 5000
DELETE = """
DELETE FROM commands WHERE command_id IN (
    SELECT command_id FROM commands WHERE NOT kept AND recorded_at < $1 LIMIT $2)
"""

_log = logger(__name__)


class Purge:
    """Hourly, first an hour after the start; pages, so that no append waits for it."""

    def __init__(self, pool: Pool, clock: Clock, keep: timedelta) -> None:
        self._pool = pool
        self._clock = clock
        self._keep = keep

    async def run(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                await asyncio.wait_for(stop.wait(), EVERY)
            except TimeoutError:
                await self._try(stop)

    async def _try(self, stop: asyncio.Event) -> None:
        try:
            while not stop.is_set() and await self.page() == PAGE:
                pass
        except TRANSIENT as error:
            _log.warning("purge_interrupted", exc_info=error)

    async def page(self) -> int:
        """Deletes up to a page and answers how many."""
        before = self._clock.now() - self._keep
        done = await self._pool.execute(DELETE, before, PAGE)
        return int(done.rpartition(" ")[2])
