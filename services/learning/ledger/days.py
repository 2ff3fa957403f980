"""The change of the day: every row of ``mastery`` follows it, a chunk at a time.

What a day changes by itself is little, so few rows are marked. Days without a running ledger need
no row of their own: the marks are followed day by day, and the past is a question with a date.
"""

import time
from datetime import timedelta

from services.learning.ledger.refreshing import CHUNK, refreshed
from shared.runtime.clock import Clock
from shared.runtime.logging import logger
from shared.runtime.pools import Pool

LOOK_AGAIN = 60.0
"""Seconds until rows are looked for that a batch has written late, with the day before."""

OPEN = """
INSERT INTO ledger_days (day, pairs) SELECT $1, count(*) FROM mastery WHERE day < $1
ON CONFLICT (day) DO NOTHING
"""
PAIRS = "SELECT pair_key FROM mastery WHERE day < $1 AND pair_key > $2 ORDER BY pair_key LIMIT $3"
WITHOUT_ROW = """
SELECT DISTINCT e.person_id || '/' || e.skill_id AS pair_key
FROM evidence AS e
WHERE e.recorded_on BETWEEN $1 AND $2 AND (e.revoked_on IS NULL OR e.revoked_on > $2)
  AND NOT EXISTS (SELECT FROM mastery AS m WHERE m.pair_key = e.person_id || '/' || e.skill_id)
"""
STEP = "UPDATE ledger_days SET done = done + $2 WHERE day = $1"
FINISH = "UPDATE ledger_days SET finished_at = $2 WHERE day = $1 AND finished_at IS NULL"

_log = logger(__name__)


class Days:
    def __init__(self, pool: Pool, clock: Clock) -> None:
        self._pool = pool
        self._clock = clock
        self._after: str | None = None
        self._looks_at = 0.0
        self._opened = clock.now().date() - timedelta(days=1)

    async def chunk(self) -> bool:
        """Whether a row was of an earlier day."""
        today = self._clock.now().date()
        if today != self._opened:
            await self._pool.execute(OPEN, today)
            self._opened, self._after = today, ""
        elif self._after is None and time.monotonic() >= self._looks_at:
            self._after = ""
        if self._after is None:
            return False
        rows = await self._pool.fetch(PAIRS, today, self._after, CHUNK)
        pairs = [row["pair_key"] for row in rows]
        await refreshed(self._pool, pairs, today)
        if pairs:
            await self._pool.execute(STEP, today, len(pairs))
            self._after = pairs[-1]
        if len(pairs) < CHUNK:
            await self._finish()
        return bool(pairs)

    async def _finish(self) -> None:
        """Also looks for evidence of a clock that was ahead of the projector's at midnight."""
        today = self._opened
        rows = await self._pool.fetch(WITHOUT_ROW, today - timedelta(days=1), today)
        await refreshed(self._pool, [row["pair_key"] for row in rows], today)
        status = await self._pool.execute(FINISH, today, self._clock.now())
        if status == "UPDATE 1":
            _log.info("ledger_followed_day", day=str(today))
        self._after, self._looks_at = None, time.monotonic() + LOOK_AGAIN
