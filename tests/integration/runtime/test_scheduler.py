"""Due rows become commands: each once, none forgotten, none in a loop."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias, cast

import asyncpg
import pytest

import shared.readmodel
import shared.runtime
from shared.eventstore.handler import Request
from shared.eventstore.port import Answer, StreamPosition
from shared.kernel.actor import Policy
from shared.kernel.errors import Busy, DomainError
from shared.kernel.ids import deadline_command_id
from shared.kernel.messages import Command, StreamId
from shared.runtime.clock import SettableClock
from shared.runtime.migrate import Source, migrate
from shared.runtime.pools import open_pool
from shared.runtime.scheduler import HOLD, Scheduler
from shared.testing.infrastructure import execute
from tests.integration.runtime.running import eventually

Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
NOW = datetime(2026, 5, 10, 12, tzinfo=UTC)
THING = StreamId("thing-1")


class Close(Command):
    thing: StreamId
    due: date
    details: Mapping[str, Any]


class Closed(DomainError):
    """Rule 1: what is closed is closed."""


def on_deadline(
    kind: str, stream: StreamId, due: date, details: Mapping[str, Any], _today: date
) -> Close:
    if kind != "close":
        raise ValueError(kind)
    return Close(thing=stream, due=due, details=details)


@dataclass
class Handler:
    """Answers as the test says: what is accepted deletes its row, as the projector would."""

    pool: Pool
    answer: Callable[[], Answer] = lambda: (StreamPosition(THING, 1, 1),)
    keeps_rows: bool = False
    asked: list[Request] = field(default_factory=list)

    async def handle(self, request: Request) -> Answer:
        self.asked.append(request)
        answer = self.answer()
        if answer and not self.keeps_rows:
            await self.pool.execute(
                "DELETE FROM deadlines WHERE stream = $1", cast("Close", request.command).thing
            )
        return answer


@pytest.fixture(scope="module")
async def pool(database: str) -> AsyncIterator[Pool]:
    sources = [
        Source(module.__name__, Path(str(module.__file__)).parent / "migrations")
        for module in (shared.readmodel, shared.runtime)
    ]
    await migrate(database, "things_rows", sources, views="things")
    await execute(
        database,
        "CREATE TABLE things_rows.deadlines (deadline_key text PRIMARY KEY, stream text, "
        "kind text, due date, person text, reason text)",
    )
    made = await open_pool(database, "things_rows", application="test")
    yield made
    await made.close()


@pytest.fixture(autouse=True)
async def no_rows(pool: Pool) -> None:
    await pool.execute("DELETE FROM deadlines; DELETE FROM deadline_refusals")


async def due(pool: Pool, *days: date, kind: str = "close") -> None:
    for number, day in enumerate(days):
        await pool.execute(
            "INSERT INTO deadlines VALUES ($1, $2, $3, $4, 'person-1', 'because')",
            f"key-{number}-{kind}",
            f"thing-{number}",
            kind,
            day,
        )


@asynccontextmanager
async def scheduling(pool: Pool, handler: Handler, clock: SettableClock) -> AsyncIterator[None]:
    stop = asyncio.Event()
    scheduler = Scheduler(
        pool=pool,
        handler=cast("Any", handler),
        on_deadline=on_deadline,
        clock=clock,
        every=0.02,
    )
    running = asyncio.create_task(scheduler.run(stop))
    yield
    stop.set()
    await asyncio.wait_for(running, 10)


async def none_left(pool: Pool) -> bool:
    return not await pool.fetchval("SELECT count(*) FROM deadlines")


class WatchedClock(SettableClock):
    """Tells how often the scheduler has looked at it."""

    looks = 0

    def now(self) -> datetime:
        self.looks += 1
        return super().now()

    async def seen_again(self) -> None:
        """Until the scheduler has looked five times more."""
        wanted = self.looks + 5

        async def seen() -> bool:
            return self.looks >= wanted

        await eventually(seen)


async def test_what_is_due_is_asked_and_what_is_not_waits(pool: Pool) -> None:
    handler, clock = Handler(pool), WatchedClock(NOW)
    today = NOW.date()
    await due(pool, today, today + timedelta(days=1))
    async with scheduling(pool, handler, clock):

        async def one_left() -> bool:
            return bool(await pool.fetchval("SELECT count(*) = 1 FROM deadlines"))

        await eventually(one_left)
        clock.move(timedelta(days=1))
        await eventually(lambda: none_left(pool))
    first, second = handler.asked
    assert first.actor == Policy(name="deadline")
    assert first.command_id == deadline_command_id(StreamId("thing-0"), "close", today.isoformat())
    assert first.command == Close(
        thing=StreamId("thing-0"), due=today, details={"person": "person-1", "reason": "because"}
    )
    assert (first.at, second.at) == (NOW, NOW + timedelta(days=1))
    assert first.correlation_id != second.correlation_id


async def test_what_fell_due_while_nobody_ran_is_caught_up_with(pool: Pool) -> None:
    handler = Handler(pool)
    await due(pool, *(NOW.date() - timedelta(days=ago) for ago in range(700)))
    async with scheduling(pool, handler, WatchedClock(NOW)):
        await eventually(lambda: none_left(pool))
    assert len(handler.asked) == 700


async def test_an_accepted_day_is_not_asked_again_before_its_row_has_gone(pool: Pool) -> None:
    handler, clock = Handler(pool, keeps_rows=True), WatchedClock(NOW)
    await due(pool, NOW.date())
    async with scheduling(pool, handler, clock):
        await eventually(lambda: asked(handler, 1))
        await clock.seen_again()
    assert len(handler.asked) == 1


async def test_rows_that_stay_for_a_while_hide_no_others(pool: Pool) -> None:
    handler = Handler(pool, keeps_rows=True)
    await due(pool, *(NOW.date() - timedelta(days=ago) for ago in range(510)))
    async with scheduling(pool, handler, WatchedClock(NOW)):
        await eventually(lambda: asked(handler, 510))
    assert len(handler.asked) == 510


async def test_nothing_falls_due_while_somebody_tells_the_past(pool: Pool, database: str) -> None:
    handler, clock, teller = Handler(pool), WatchedClock(NOW), await asyncpg.connect(database)
    await teller.fetchval(HOLD, "things_rows")
    await due(pool, NOW.date() - timedelta(days=300))
    async with scheduling(pool, handler, clock):
        await clock.seen_again()
        asked_meanwhile = len(handler.asked)
        await teller.close()
        await eventually(lambda: none_left(pool))
    assert (asked_meanwhile, len(handler.asked)) == (0, 1)


async def asked(handler: Handler, times: int) -> bool:
    return len(handler.asked) >= times


@pytest.mark.parametrize("code", ["Closed", "Held"])
async def test_a_refusal_is_remembered_for_a_day(pool: Pool, code: str) -> None:
    def answer() -> Answer:
        if code == "Closed":
            raise Closed("it is closed")
        return ()

    handler, clock = Handler(pool, answer), WatchedClock(NOW)
    await due(pool, NOW.date())
    async with scheduling(pool, handler, clock):
        await eventually(lambda: pool.fetchval("SELECT code FROM deadline_refusals"))
        await clock.seen_again()
        assert len(handler.asked) == 1
        clock.move(timedelta(days=1, minutes=1))
        await eventually(lambda: asked(handler, 2))
    row = await pool.fetchrow("SELECT code, times FROM deadline_refusals")
    assert row is not None
    assert row["code"] == code


async def test_what_is_only_busy_is_asked_again_soon(pool: Pool) -> None:
    failures = [Busy("contended")] * 3

    def answer() -> Answer:
        if failures:
            raise failures.pop()
        return (StreamPosition(THING, 1, 1),)

    handler = Handler(pool, answer)
    await due(pool, NOW.date())
    async with scheduling(pool, handler, WatchedClock(NOW)):
        await eventually(lambda: none_left(pool))
    assert len(handler.asked) == 4
    assert len({request.command_id for request in handler.asked}) == 1


async def test_a_row_that_nobody_understands_holds_up_no_other(pool: Pool) -> None:
    handler = Handler(pool)
    await due(pool, NOW.date(), kind="unheard-of")
    await due(pool, NOW.date())
    async with scheduling(pool, handler, WatchedClock(NOW)):
        await eventually(lambda: pool.fetchval("SELECT code FROM deadline_refusals"))
        await eventually(lambda: asked(handler, 1))
    assert len(handler.asked) == 1


async def test_of_two_schedulers_one_works(pool: Pool) -> None:
    handlers = [Handler(pool, keeps_rows=True) for _ in range(2)]
    await due(pool, *(NOW.date() for _ in range(50)))
    clock = WatchedClock(NOW)
    async with scheduling(pool, handlers[0], clock), scheduling(pool, handlers[1], clock):

        async def all_asked() -> bool:
            return sum(len(handler.asked) for handler in handlers) >= 50

        await eventually(all_asked)
        await clock.seen_again()
    assert sorted(len(handler.asked) for handler in handlers) == [0, 50]
