"""Each guard of relay, projector and rebuild alone: what it refuses, seen on the real database.

The other fault tests meet several guards at once, so that one of them could be missing unseen.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from functools import partial

import asyncpg
import pytest

import shared.runtime
from shared.bus import cursor
from shared.bus.cursor import Connection
from shared.kernel.messages import StreamId
from shared.privacy.postgres import PostgresKeyStore
from shared.readmodel import derived, offsets
from shared.readmodel.derived import derived_tables
from shared.readmodel.offsets import Place, Step
from shared.readmodel.rebuild import swap
from shared.readmodel.rebuild.plan import RebuildFailed
from shared.runtime import policy_offsets
from shared.runtime.migrate import migrate
from shared.runtime.policy_offsets import Progress
from shared.runtime.sent_back import send_back, undecided
from tests.integration.machinery import graph
from tests.integration.machinery.rebuilding import model, rebuilt
from tests.integration.machinery.world import (
    MASTER_KEY,
    SERVICE,
    World,
    drawn,
    edge_id,
    pool,
    running,
    source,
    until,
)

PLACE = Place(SERVICE, 0)
POLICY = "reminder"
DAY = date(2026, 1, 1)
SHORT_WAIT = "SET LOCAL lock_timeout = '300ms'"


async def claimed(world: World, place: Place = PLACE) -> Step:
    """A step of two records by the worker that has just taken over the partition."""
    async with world.rows.acquire() as connection:
        held = (await offsets.claim(connection, SERVICE, [place]))[place]
    first = held.next_offset
    return Step(
        place=place,
        epoch=held.epoch,
        first_offset=first,
        next_offset=first + 2,
        last_position=held.last_position + 2,
    )


async def advance(world: World, step: Step) -> None:
    async with world.rows.acquire() as connection, connection.transaction():
        await offsets.advance(connection, SERVICE, [step])


async def next_offset(world: World) -> int:
    async with world.rows.acquire() as connection:
        return (await offsets.read(connection, SERVICE, [PLACE]))[PLACE].next_offset


async def test_a_worker_of_an_older_epoch_advances_nothing_at_the_right_offset(
    world: World,
) -> None:
    old = await claimed(world)
    new = await claimed(world)
    with pytest.raises(offsets.Superseded):
        await advance(world, old)
    assert await next_offset(world) == 0
    await advance(world, new)
    assert await next_offset(world) == 2


async def test_a_batch_from_another_offset_advances_nothing_in_the_right_epoch(
    world: World,
) -> None:
    step = await claimed(world)
    await advance(world, step)
    for first in (0, 1, 3):
        with pytest.raises(offsets.Superseded):
            await advance(world, replace(step, first_offset=first, next_offset=9))
    assert await next_offset(world) == 2


async def test_a_retry_holds_its_partition_until_its_transaction_ends(world: World) -> None:
    step = await claimed(world)
    async with world.rows.acquire() as one, one.transaction():
        assert await offsets.hold(one, SERVICE, PLACE, step.epoch)
        async with world.rows.acquire() as other:
            with pytest.raises(asyncpg.LockNotAvailableError):
                await briefly(other, lambda: offsets.claim(other, SERVICE, [PLACE]))
    assert (await claimed(world)).epoch == step.epoch + 1


async def briefly(connection: Connection, work: Callable[[], Awaitable[object]]) -> None:
    """Does the work, but waits for no lock longer than a moment."""
    async with connection.transaction():
        await connection.execute(SHORT_WAIT)
        await work()


async def test_a_relay_that_was_replaced_stores_no_cursor(world: World) -> None:
    async with world.log.acquire() as connection:
        old = await cursor.take_over(connection, world.partitions)
        new = await cursor.take_over(connection, world.partitions)
        new.position = 7
        await cursor.store(connection, new)
        old.position = 3
        with pytest.raises(cursor.LostLeadership):
            await cursor.store(connection, old)
    assert await world.log.fetchval("SELECT position FROM relay_cursor") == 7


@asynccontextmanager
async def paused(world: World) -> AsyncIterator[Connection]:
    async with world.rows.acquire() as connection, connection.transaction():
        await swap.pause(connection, model(world))
        yield connection


async def test_no_batch_is_applied_between_the_pause_and_the_exchange(world: World) -> None:
    step = await claimed(world)
    async with paused(world), world.rows.acquire() as other:
        with pytest.raises(asyncpg.LockNotAvailableError):
            await briefly(other, lambda: offsets.advance(other, SERVICE, [step]))
    await advance(world, step)


async def test_a_message_that_was_parked_during_a_rebuild_stops_the_exchange(
    world: World,
) -> None:
    await world.append(drawn(edge_id()))
    await world.send_raw(1, b"no event")
    async with running(world.relay(), world.projector()):
        await world.caught_up()
        await until(lambda: has_parked(world))
    with pytest.raises(RebuildFailed, match="parked meanwhile"):
        async with paused(world):
            pass


async def has_parked(world: World) -> bool:
    return bool(await world.rows.fetchval("SELECT count(*) = 1 FROM parked"))


async def test_a_rebuild_of_a_new_version_ends_the_epochs_of_older_workers(world: World) -> None:
    await world.append(drawn(edge_id()))
    async with running(world.relay(), world.projector()):
        await world.caught_up()
    step = await claimed(world)
    newer = [replace(one, version=one.version + 1) for one in graph.PROJECTIONS]
    await rebuilt(world, projections=newer)
    with pytest.raises(offsets.Superseded):
        await advance(world, step)


async def test_more_keys_than_locks_and_a_single_key_exclude_each_other(world: World) -> None:
    many = [f"node {nth}" for nth in range(derived.MOST_LOCKS + 1)]
    for first, second in ((many, many[7:8]), (many[7:8], many)):
        async with world.rows.acquire() as one, world.rows.acquire() as other:
            [table] = await derived_tables(one, graph.DERIVED)
            async with one.transaction():
                await table.recompute(one, first, DAY)
                with pytest.raises(asyncpg.LockNotAvailableError):
                    await briefly(other, partial(table.recompute, other, second, DAY))


async def test_processes_that_make_a_key_at_the_same_moment_use_the_same_one(
    world: World,
) -> None:
    stores = [
        PostgresKeyStore(await pool(world.stack, world.url, "keys"), MASTER_KEY) for _ in range(4)
    ]
    for nth in range(40):
        person = StreamId(f"person-{nth}")
        made = await asyncio.gather(*(store.ensured([person]) for store in stores))
        assert len({keys[person] for keys in made}) == 1


@pytest.fixture
async def policies(world: World) -> World:
    """A world whose rows have the tables of policies too."""
    sources = [source(shared.readmodel), source(shared.runtime)]
    await migrate(world.url, f"{SERVICE}_rows", sources, views=SERVICE)
    return world


async def progress(world: World) -> Progress:
    return await policy_offsets.read(world.rows, SERVICE, 0, [POLICY])


async def test_a_policys_progress_never_goes_backwards(policies: World) -> None:
    await policy_offsets.write(policies.rows, SERVICE, 0, Progress({POLICY: 9}, 5))
    await policy_offsets.write(policies.rows, SERVICE, 0, Progress({POLICY: 4}, 2))
    found = await progress(policies)
    assert (found.positions[POLICY], found.next_offset) == (9, 5)


async def test_readers_of_a_topic_that_was_made_again_are_all_sent_to_its_beginning(
    policies: World,
) -> None:
    """Projector and policies; what was no event is forgotten, what was one stays parked."""
    await policies.append(*(drawn(edge_id()) for _ in range(20)))
    await policies.send_raw(1, b"no event")
    async with running(policies.relay(), policies.projector()):
        await policies.caught_up()
        await until(lambda: has_parked(policies))
    last = await last_positions(policies)
    await policy_offsets.write(policies.rows, SERVICE, 0, Progress({POLICY: 9}, 5))
    assert await undecided(policies.rows, SERVICE) == 1
    await send_back(policies.rows, SERVICE)
    assert await undecided(policies.rows, SERVICE) == 0
    moved = "SELECT count(*) FROM projection_offsets WHERE source = $1 AND next_offset > 0"
    assert await policies.rows.fetchval(moved, SERVICE) == 0
    assert await last_positions(policies) == last
    found = await progress(policies)
    assert (found.positions[POLICY], found.next_offset) == (9, 0)


async def last_positions(world: World) -> Sequence[asyncpg.Record]:
    return await world.rows.fetch(
        "SELECT source, partition, last_position FROM projection_offsets ORDER BY 1, 2"
    )
