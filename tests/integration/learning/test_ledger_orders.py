"""Whatever the order in which topics are read, and by how many workers: the same rows."""

import asyncio
import random
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import asyncpg
import pytest

from services.learning.formulas.mastery import assess
from services.learning.projections.mastery import evidence_of, parameters_of
from shared.eventstore.postgres import PostgresEventStore
from shared.kernel.messages import Event
from shared.runtime.clock import SettableClock
from shared.runtime.pools import Pool
from tests.integration.learning import given
from tests.integration.learning.histories import (
    FIRST,
    PEOPLE,
    SKILLS,
    batches,
    history,
    shared_out,
    until,
)
from tests.integration.learning.ledger_world import World, noon
from tests.integration.runtime.running import eventually

LAST = FIRST + timedelta(days=150)
ORDERS = 50
AS_OF = "SELECT * FROM learning.evidence_as_of($1::text[], $2::date)"
WAITING = """
SELECT count(*) = 1 FROM pg_locks JOIN pg_database ON pg_database.oid = database
WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted
"""
ROWS = "SELECT pair_key, mastery, confidence, weight, level, status FROM mastery ORDER BY 1"

Found = list[tuple[object, ...]]


@pytest.fixture
async def world(rows: Pool, log: Pool) -> AsyncIterator[World]:
    store = PostgresEventStore(log)
    await store.start()
    yield World(rows, store, SettableClock(noon(LAST)))
    await store.close()


async def worker(world: World, dice: random.Random, streams: Mapping[str, Sequence[Event]]) -> None:
    """What a projector does, which tries a batch again that a deadlock ended."""
    for batch in batches(dice, streams):
        while True:
            try:
                await world.fold(*batch)
            except asyncpg.DeadlockDetectedError:
                continue
            break


async def told(world: World, dice: random.Random, streams: Mapping[str, Sequence[Event]]) -> None:
    """By two workers at once, and the ledger afterwards; nothing is recorded as yet."""
    await world.clear()
    parts = shared_out(dice, streams)
    await asyncio.gather(*(worker(world, dice, part) for part in parts))
    ledger = world.ledger()
    while await ledger.refresh():
        pass


async def test_fifty_orders_and_two_workers_give_the_same_rows(world: World) -> None:
    streams = until(history(seed=1), LAST)
    seen = set()
    for seed in range(ORDERS):
        await told(world, random.Random(seed), streams)  # noqa: S311 - can be repeated
        seen.add(tuple((await world.fingerprint()).items()))
    assert len(seen) == 1
    assert await world.rows.fetchval("SELECT count(*) FROM mastery") >= 8


@pytest.mark.parametrize("seed", range(6))
async def test_as_of_a_day_is_what_a_rebuild_up_to_that_day_gives(world: World, seed: int) -> None:
    streams = history(seed)
    dice = random.Random(seed)  # noqa: S311 - can be repeated
    days = [FIRST + timedelta(days=dice.randrange(130)) for _ in range(5)]
    await told(world, dice, until(streams, LAST))
    asked = [await as_of(world, day) for day in days]
    for day, found in zip(days, asked, strict=True):
        world.set_day(day)
        await told(world, dice, until(streams, day))
        assert found == [tuple(row) for row in await world.rows.fetch(ROWS)]
        assert await as_of(world, day) == found


async def test_a_merge_and_evidence_beside_it_do_not_miss_each_other(world: World) -> None:
    """Each of the two may come first; the other waits until that one has been committed."""
    person, skill, into = PEOPLE[0], SKILLS[0], SKILLS[1]
    review = given.reviewed(person, skill, 4, FIRST)
    merge = given.merged(skill, into, FIRST)
    for first, second in ((review, merge), (merge, review)):
        await world.clear()
        await world.fold(given.skill_defined(skill, FIRST), given.skill_defined(into, FIRST))
        waiting: list[asyncio.Task[None]] = []

        async def begin(second: Event = second, waiting: list[Any] = waiting) -> None:
            waiting.append(asyncio.create_task(folded_and_refreshed(world, second)))
            await eventually(lambda: world.rows.fetchval(WAITING))

        await world.fold(first, before_commit=begin)
        await asyncio.gather(*waiting)
        await folded_and_refreshed(world)
        rows = await world.rows.fetch("SELECT pair_key FROM mastery")
        assert [row[0] for row in rows] == [f"{person}/{into}"]


async def folded_and_refreshed(world: World, *events: Event) -> None:
    await world.fold(*events)
    ledger = world.ledger()
    while await ledger.refresh():
        pass


async def as_of(world: World, day: date) -> Found:
    """As the gateway does it: the items from the database, the arithmetic from the formula."""
    pairs: dict[str, list[asyncpg.Record]] = {}
    for row in await world.rows.fetch(AS_OF, PEOPLE, day):
        pairs.setdefault(row["pair_key"], []).append(row)
    found: Found = []
    for key, items in sorted(pairs.items()):
        parameters = parameters_of(items[0]["parameters"], items[0]["volatility"])
        of_day = assess([evidence_of(item) for item in items], day, parameters)
        found.append(
            (key, of_day.mastery, of_day.confidence, of_day.weight, of_day.level, of_day.status)
        )
    return found
