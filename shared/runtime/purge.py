"""What recognises a repeated command is kept for a while only: it holds a hash of its body.

Commands of policies stay: their events may be delivered again at any time.
"""

import asyncio
from datetime import timedelta

from shared.runtime.logging import logger
from shared.runtime.pools import Pool
from shared.runtime.reactions import TRANSIENT

EVERY = 3600.0
PAGE = 5000
DELETE = """
DELETE FROM commands WHERE command_id = ANY (ARRAY(
    SELECT command_id FROM commands
    WHERE NOT kept AND recorded_at < now() - $1::interval
    ORDER BY recorded_at
    LIMIT $2))
"""
"""The age is by the clock that wrote ``recorded_at``: the server's, never that of this process."""

_log = logger(__name__)


class Purge:
    """Hourly, first an hour after the start; pages, so that no append waits for it."""

    def __init__(self, pool: Pool, keep: timedelta) -> None:
        self._pool = pool
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
        done = await self._pool.execute(DELETE, self._keep, PAGE)
        return int(done.rpartition(" ")[2])
