"""Mastery in rows and in events: given what was recorded, what the ledger makes of it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import pytest

from services.learning.events.mastery import (
    MasteryAssessed,
    MasteryEvent,
    MasteryLevelAttained,
    MasteryLevelLapsed,
)
from shared.eventstore.postgres import PostgresEventStore
from shared.kernel.messages import StreamId
from shared.runtime.clock import SettableClock
from shared.runtime.pools import Pool
from shared.runtime.scheduler import HOLD
from tests.integration.learning import given
from tests.integration.learning.ledger_world import World, new, noon
from tests.integration.runtime.running import eventually

DAY = date(2026, 3, 10)
YEAR = timedelta(days=365)
LOCKS = """
SELECT count(*) > 1 FROM pg_locks JOIN pg_database ON pg_database.oid = database
WHERE datname = current_database() AND locktype = 'advisory'
"""


@pytest.fixture
async def world(rows: Pool, log: Pool) -> AsyncIterator[World]:
    store = PostgresEventStore(log)
    await store.start()
    world = World(rows, store, SettableClock(noon(DAY)))
    await world.clear()
    yield world
    await store.close()


@pytest.fixture
def person() -> StreamId:
    return new("person")


@pytest.fixture
def skill() -> StreamId:
    return new("skill")


def levels(events: list[MasteryEvent]) -> list[tuple[str, int, date]]:
    """What of them is about held levels."""
    return [
        (type(event).__name__, event.level, event.as_of)
        for event in events
        if isinstance(event, MasteryLevelAttained | MasteryLevelLapsed)
    ]


async def test_evidence_becomes_a_row_at_once_and_an_event_soon(
    world: World, person: StreamId, skill: StreamId
) -> None:
    await world.fold(given.skill_defined(skill, DAY), given.reviewed(person, skill, 4, DAY))
    row = await world.row(person, skill)
    assert row is not None
    assert (row["level"], row["status"], row["day"]) == (4, "verified", DAY)
    assert (row["fresh_from"], row["fresh_half_life"]) == (DAY, 365)
    assert await world.marks() == [f"{person}/{skill}"]
    assessed, attained = await world.settle()
    assert isinstance(assessed, MasteryAssessed)
    assert (assessed.mastery, assessed.as_of, assessed.recorded_on) == (4.0, DAY, DAY)
    assert isinstance(attained, MasteryLevelAttained)
    assert await world.marks() == []
    held = await world.held(person, skill)
    assert (held["held_level"], held["held_since"], held["version"]) == (4, DAY, 2)
    assert await world.settle() == []


async def test_what_is_revoked_takes_its_level_with_it(
    world: World, person: StreamId, skill: StreamId
) -> None:
    result = given.result(person, skill, 5, DAY)
    await world.fold(result)
    await world.settle()
    world.set_day(DAY + timedelta(days=3))
    await world.fold(given.result_revoked(result, world.today))
    assert await world.row(person, skill) is None
    events = await world.settle()
    assert levels(events) == [("MasteryLevelLapsed", 5, world.today)]
    held = await world.held(person, skill)
    assert (held["held_level"], held["last_status"]) == (None, "unassessed")
    assert held["first_verified_on"] == DAY


async def test_a_merge_moves_evidence_to_the_other_skill(
    world: World, person: StreamId, skill: StreamId
) -> None:
    into = new("skill")
    await world.fold(
        given.skill_defined(skill, DAY),
        given.skill_defined(into, DAY),
        given.reviewed(person, skill, 4, DAY),
    )
    await world.settle()
    world.set_day(DAY + timedelta(days=1))
    await world.fold(given.merged(skill, into, world.today))
    assert sorted(levels(await world.settle())) == [
        ("MasteryLevelAttained", 4, world.today),
        ("MasteryLevelLapsed", 4, world.today),
    ]
    assert await world.row(person, skill) is None
    row = await world.row(person, into)
    assert row is not None
    assert row["level"] == 4
    await world.fold(given.reviewed(person, skill, 2, world.today, manager="n"))
    row = await world.row(person, into)
    assert row is not None
    assert row["evidence_items"] == 2


async def test_a_retired_skill_keeps_its_evidence_and_takes_none(
    world: World, person: StreamId, skill: StreamId
) -> None:
    await world.fold(given.skill_defined(skill, DAY), given.reviewed(person, skill, 4, DAY))
    late = given.result(person, skill, 1, DAY + timedelta(days=2))
    world.set_day(DAY + timedelta(days=3))
    await world.fold(late)
    await world.fold(given.retired(skill, DAY + timedelta(days=1)))
    await world.settle()
    row = await world.row(person, skill)
    assert row is not None
    assert (row["level"], row["evidence_items"]) == (4, 1)


async def test_a_volatility_and_parameters_change_what_they_touch(
    world: World, person: StreamId, skill: StreamId
) -> None:
    other = new("skill")
    await world.fold(
        given.skill_defined(skill, DAY),
        given.reviewed(person, skill, 4, DAY),
        given.reviewed(person, other, 4, DAY),
    )
    world.set_day(DAY + timedelta(days=100))
    await world.settle()

    async def confidences() -> list[float]:
        rows = [await world.row(person, one) for one in (skill, other)]
        return [round(row["confidence"], 4) for row in rows if row]

    def expected(*half_lives: float) -> list[float]:
        weights = [2 ** (-100 / half_life) for half_life in half_lives]
        return [round(weight / (weight + 1), 4) for weight in weights]

    assert await confidences() == expected(365, 365)
    await world.fold(given.volatile(skill, 0.5, world.today))
    await world.settle()
    assert await confidences() == expected(182.5, 365)
    await world.fold(given.parameters(1, world.today, world.today, half_life=100))
    await world.settle()
    assert await confidences() == expected(50, 100)
    await world.fold(given.parameters(2, world.today + YEAR, world.today, half_life=1000))
    await world.settle()
    assert await confidences() == expected(50, 100)


async def test_every_row_follows_the_day_and_few_are_recorded(
    world: World, skill: StreamId
) -> None:
    people = [new("person") for _ in range(1200)]
    await world.fold(*(given.reviewed(person, skill, 4, DAY) for person in people))
    assert len(levels(await world.settle())) == 1200
    world.set_day(DAY + timedelta(days=1))
    assert await world.settle() == []
    days = await world.rows.fetch("SELECT day, count(*) FROM mastery GROUP BY 1")
    assert [tuple(row) for row in days] == [(world.today, 1200)]
    told = await world.rows.fetchrow(
        "SELECT pairs, done, finished_at FROM ledger_days WHERE day = $1", world.today
    )
    assert told is not None
    assert tuple(told) == (1200, 1200, world.clock.now())
    world.set_day(DAY + timedelta(days=45))
    events = await world.settle()
    assert len(events) == 1200
    assert {event.as_of for event in events} == {world.today}


async def test_after_a_pause_what_happened_is_told_day_by_day(
    world: World, person: StreamId, skill: StreamId
) -> None:
    later, last = DAY + timedelta(days=40), DAY + timedelta(days=1000)
    await world.fold(given.reviewed(person, skill, 4, DAY))
    world.set_day(later)
    await world.fold(given.result(person, skill, 5, later))
    world.set_day(last)
    events = await world.settle()
    assert levels(events) == [
        ("MasteryLevelAttained", 4, DAY),
        ("MasteryLevelAttained", 5, later),
        ("MasteryLevelLapsed", 5, date(2028, 8, 1)),
    ]
    days = [event.as_of for event in events if isinstance(event, MasteryAssessed)]
    assert days == sorted(set(days))
    assert {day.day for day in days} == {1, DAY.day, later.day}
    assert days[-1] == date(2028, 12, 1)
    held = await world.held(person, skill)
    assert (held["held_level"], held["last_status"]) == (None, "stale")
    assert await world.settle() == []


class Killed(BaseException):
    """The process ends here."""


class Dying:
    """A handler whose process is killed once a command has been appended."""

    def __init__(self, handler: Any) -> None:
        self._handler = handler
        self.folds = handler.folds

    async def handle(self, request: Any) -> None:
        await self._handler.handle(request)
        raise Killed


async def test_a_ledger_killed_before_it_removes_a_mark_records_nothing_twice(
    world: World, person: StreamId, skill: StreamId
) -> None:
    await world.fold(given.reviewed(person, skill, 4, DAY))
    with pytest.raises(Killed):
        await world.settle(world.ledger(Dying(world.handler)))
    assert await world.marks() == [f"{person}/{skill}"]
    assert len(await world.settle()) == 2
    assert await world.marks() == []


async def test_a_mark_that_is_made_again_meanwhile_stays(
    world: World, person: StreamId, skill: StreamId
) -> None:
    await world.fold(given.reviewed(person, skill, 4, DAY))

    class Slow(Dying):
        async def handle(self, request: Any) -> None:
            await world.fold(given.result(person, skill, 5, DAY))
            await self._handler.handle(request)

    assert await world.ledger(Slow(world.handler)).work()
    assert await world.marks() == [f"{person}/{skill}"]
    assert levels(await world.settle()) == [
        ("MasteryLevelAttained", 4, DAY),
        ("MasteryLevelAttained", 5, DAY),
    ]


async def test_two_ledgers_at_once_record_once(
    world: World, person: StreamId, skill: StreamId
) -> None:
    await world.fold(given.reviewed(person, skill, 4, DAY))
    await asyncio.gather(world.ledger().work(), world.ledger().work())
    assert len(await world.settle()) == 2


async def test_while_the_past_is_told_the_ledger_waits(
    world: World, person: StreamId, skill: StreamId
) -> None:
    await world.fold(given.reviewed(person, skill, 4, DAY))
    stop = asyncio.Event()
    async with world.rows.acquire() as teller:
        await teller.execute(HOLD, "learning_rows")
        running = asyncio.create_task(world.ledger().run(stop))
        await eventually(lambda: world.rows.fetchval(LOCKS))
        assert await world.marks() == [f"{person}/{skill}"]
        await teller.execute("SELECT pg_advisory_unlock_all()")

        async def recorded() -> bool:
            return await world.marks() == []

        await eventually(recorded)
    stop.set()
    await running
    assert len(await world.recorded()) == 2
