"""Is this still the log that answered before? A failover may put one in its place that lagged.

Such a log would give out positions again that were acknowledged, and readers would drop the new
events as repetitions. So the process remembers the greatest position that it knows, with its
event, and looks for that event on each new connection before anything is appended over it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias
from uuid import UUID

import asyncpg
import structlog

from shared.eventstore.port import Append, Appended, Outcome
from shared.kernel.errors import LogBroken, Unavailable

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]"
Check = Callable[[Connection], Awaitable[None]]
"""Holds the log against its topic; raises ``LogBroken``, and ``Unavailable`` if it cannot tell."""

ANSWER_WITHIN = 5.0
# A timeline is what PostgreSQL begins with each promotion. A standby has none of its own.
LOOK = """
SELECT CASE WHEN pg_is_in_recovery() THEN ''
            ELSE left(pg_walfile_name(pg_current_wal_lsn()), 8) END AS timeline,
       (SELECT event_id FROM events WHERE position = $1) AS event_id
"""
LAST = "SELECT position, event_id FROM events ORDER BY position DESC LIMIT 1"
NOTHING_YET = 0

log = structlog.get_logger(__name__)


def silent(_reason: str) -> None:
    """No alarm: of a store that no process watches."""


class Continuity:
    """Of one log, as one process has seen it; once broken it stays so."""

    def __init__(self, check: Check | None = None, alarm: Callable[[str], None] = silent) -> None:
        self.check = check
        self.alarm = alarm
        self.broken = ""
        self._greatest = NOTHING_YET
        self._event: UUID | None = None
        self._timeline: str | None = None
        self._turn = asyncio.Lock()

    async def note(self, connection: Connection) -> None:
        """The log as it stands before it is held against its topic for the first time."""
        [row] = await connection.fetch(LOOK, NOTHING_YET)
        last = await connection.fetchrow(LAST)
        self._timeline = row["timeline"]
        if last is not None:
            self._greatest, self._event = last["position"], last["event_id"]

    async def connected(self, connection: Connection) -> None:
        """Before anything is appended over it; raises ``Unavailable``."""
        async with self._turn:
            position, event = self._greatest, self._event
            [row] = await connection.fetch(LOOK, position, timeout=ANSWER_WITHIN)
            timeline = row["timeline"]
            if not timeline:
                raise asyncpg.ReadOnlySQLTransactionError("the server is a standby")
            if position != NOTHING_YET and row["event_id"] != event:
                raise self._break(f"the log lacks the event at position {position}")
            if self._timeline not in (None, timeline) and self.check is not None:
                log.warning("log_has_new_timeline", before=self._timeline, now=timeline)
                try:
                    await self.check(connection)
                except LogBroken as error:
                    raise self._break(str(error)) from error
            self._timeline = timeline

    def before(self) -> int:
        """What a batch that is sent now must come after; raises ``Unavailable``."""
        if self.broken:
            raise Unavailable(self.broken)
        return self._greatest

    def answered(self, before: int, batch: Sequence[Append], outcomes: Sequence[Outcome]) -> None:
        """Raises ``Unavailable`` if a position has been given out that was acknowledged before."""
        for append, outcome in zip(batch, outcomes, strict=True):
            if not isinstance(outcome, Appended):
                continue
            for write, at in zip(append.writes, outcome.answer, strict=False):
                if at.position <= before:
                    raise self._break(f"the log has given out position {at.position} again")
                if at.position > self._greatest:
                    self._greatest, self._event = at.position, write.events[-1].event_id

    def _break(self, reason: str) -> Unavailable:
        if not self.broken:
            self.broken = "the log has lost events; nothing is appended before someone has looked"
            log.critical("log_behind", reason=reason, greatest=self._greatest)
            self.alarm(reason)
        return Unavailable(self.broken)
