"""A date that must become an event: each due row of ``deadlines`` becomes a command, once.

The event that follows deletes the row; until it has, the command's id is the same and the log
recognises it. What is refused, or changes nothing, is left for a day, so that it is neither
forgotten nor asked in a loop. One scheduler of a service is active; what fell due while none ran
is caught up with.
"""

import asyncio
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import orjson
from opentelemetry.trace import SpanKind

from shared.eventstore.handler import CommandHandler, Request
from shared.kernel.actor import Policy
from shared.kernel.errors import SuiteError
from shared.kernel.ids import deadline_command_id
from shared.kernel.messages import StreamId
from shared.runtime import leader, metrics, tracing
from shared.runtime.clock import Clock
from shared.runtime.definition import OnDeadline
from shared.runtime.logging import logger
from shared.runtime.pools import Pool
from shared.runtime.reactions import MOMENTARY, REFUSED

PAGE = 500
AT_ONCE = 32
AGAIN_AFTER = timedelta(days=1)

HOLD = "SELECT pg_advisory_lock_shared(hashtextextended('past of ' || $1, 0))"
"""Given the schema: until the session ends, nothing falls due there. For whoever tells the past
event by event: what was asked for a year ago may be answered by the next command."""
HELD = """
SELECT NOT pg_try_advisory_xact_lock(hashtextextended('past of ' || current_schema(), 0))
"""
DUE = """
SELECT deadline_key, stream, kind, due,
       (to_jsonb(d) - '{deadline_key,stream,kind,due}'::text[])::text AS details
FROM deadlines d
WHERE due <= $1::date AND NOT EXISTS (
    SELECT FROM deadline_refusals r
    WHERE r.deadline_key = d.deadline_key AND r.kind = d.kind AND r.due = d.due
      AND r.again_at > $2)
ORDER BY due, deadline_key LIMIT $3
"""
REFUSE = """
INSERT INTO deadline_refusals (deadline_key, kind, due, code, again_at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (deadline_key, kind, due) DO UPDATE
SET code = excluded.code, times = deadline_refusals.times + 1, again_at = excluded.again_at
"""
FORGET = """
DELETE FROM deadline_refusals r
WHERE NOT EXISTS (
    SELECT FROM deadlines d
    WHERE d.deadline_key = r.deadline_key AND d.kind = r.kind AND d.due = r.due)
"""

_log = logger(__name__)


class Scheduler:
    """``every``: seconds between two looks; a full page is followed by the next at once."""

    def __init__(
        self,
        *,
        pool: Pool,
        handler: CommandHandler[Any],
        on_deadline: OnDeadline,
        clock: Clock,
        every: float,
    ) -> None:
        self._pool = pool
        self._handler = handler
        self._on_deadline = on_deadline
        self._clock = clock
        self._every = every
        self._issued: set[tuple[str, str, date]] = set()
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def run(self, stop: asyncio.Event) -> None:
        """Until ``stop``; a database that is away is waited for."""
        await leader.in_turn(self._pool, "scheduler", self._lead, stop)

    async def _lead(self, connection: Any, stop: asyncio.Event) -> None:
        self._issued.clear()
        await connection.execute(FORGET)
        while not stop.is_set():
            now = self._clock.now()
            if await connection.fetchval(HELD):
                await leader.pause(stop, self._every)
                continue
            limit = PAGE + len(self._issued)  # those whose rows have not gone yet hide no others
            rows = await connection.fetch(DUE, now.date(), now, limit)
            fresh = [row for row in rows if _key(row) not in self._issued]
            self._issued &= {_key(row) for row in rows}
            settled = await asyncio.gather(*(self._fire(row) for row in fresh))
            if not any(settled) or len(rows) < limit:
                await leader.pause(stop, self._every)

    async def _fire(self, row: asyncpg.Record) -> bool:
        """Whether it has been answered; else it is asked again at the next look."""
        async with self._slots:
            outcome = await self._issue(row)
        metrics.DEADLINES.labels(outcome).inc()
        _log.info("deadline", kind=row["kind"], due=str(row["due"]), outcome=outcome)
        if outcome == "Accepted":
            self._issued.add(_key(row))
        elif outcome != "Later":
            again = self._clock.now() + AGAIN_AFTER
            await self._pool.execute(
                REFUSE, row["deadline_key"], row["kind"], row["due"], outcome, again
            )
        return outcome != "Later"

    async def _issue(self, row: asyncpg.Record) -> str:
        """What became of it: ``Accepted``, ``Held``, ``Later``, or the code of a refusal."""
        now, correlation = self._clock.now(), str(uuid4())
        stream = StreamId(row["stream"])
        try:
            details: Mapping[str, Any] = orjson.loads(row["details"])
            command = self._on_deadline(row["kind"], stream, row["due"], details, now.date())
            with tracing.span(
                "deadline", traceparent=None, correlation_id=correlation, kind=SpanKind.INTERNAL
            ) as traceparent:
                answer = await self._handler.handle(
                    Request(
                        command=command,
                        actor=Policy(name="deadline"),
                        command_id=deadline_command_id(stream, row["kind"], row["due"].isoformat()),
                        body=b"",
                        at=now,
                        correlation_id=correlation,
                        traceparent=traceparent,
                    )
                )
        except REFUSED as refusal:
            return refusal.code
        except MOMENTARY as error:
            code = error.code if isinstance(error, SuiteError) else type(error).__name__
            _log.warning("deadline_waits", reason=code)
            return "Later"
        except Exception as error:  # one bad row must not hold up the others
            _log.error("deadline_failed", kind=row["kind"], exc_info=error)
            return type(error).__name__
        return "Accepted" if answer else "Held"


def _key(row: asyncpg.Record) -> tuple[str, str, date]:
    return row["deadline_key"], row["kind"], row["due"]
