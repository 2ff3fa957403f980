"""Fault 30: two workers whose streams meet in one derived row, in both orders, both killed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
from aiokafka.admin import AIOKafkaAdminClient

from shared.bus.cursor import Connection
from shared.kernel.messages import StreamId
from shared.kernel.projection import Projection
from shared.readmodel.arrivals import Arrival
from shared.readmodel.derived import DerivedTable, derived_tables
from shared.readmodel.folding import Folding, Projections
from shared.readmodel.offsets import Place
from shared.readmodel.tables import table_of
from tests.faults.machinery.processes import worker
from tests.integration.machinery import graph
from tests.integration.machinery.world import SERVICE, World, drawn, edge_id, running, until

EDGES: tuple[Projection[Any, Any], ...] = (graph.EDGES,)


class Worker:
    """One transaction of its own; with a gate ``fold`` waits there before it locks the keys."""

    def __init__(self, world: World, connection: Connection, gate: asyncio.Event | None) -> None:
        self._world = world
        self._connection = connection
        self._gate = gate
        self.wrote = asyncio.Event()

    async def fold(self, edge: StreamId, weight: int) -> None:
        event = drawn(edge, "hub", str(edge), weight)
        arrival = Arrival(Place(SERVICE, 0), 0, edge, b"", 1, 0, "kind", event)
        table = await table_of(self._connection, "edges", graph.Edge)
        [derived] = await derived_tables(self._connection, graph.DERIVED)
        lock = derived._lock  # noqa: SLF001 - where the two are made to meet

        async def gated(connection: Connection, keys: Any) -> None:
            self.wrote.set()
            if self._gate is not None:
                await self._gate.wait()
            await lock(connection, keys)

        derived._lock = gated  # type: ignore[method-assign]  # noqa: SLF001
        folding = Folding(Projections(EDGES, self._world.codec), {"edges": table}, [derived])
        await folding.fold(self._connection, [arrival], ())


@asynccontextmanager
async def workers(world: World, *gates: asyncio.Event | None) -> AsyncIterator[list[Worker]]:
    async with AsyncExitStack() as stack:
        connections = [await stack.enter_async_context(world.rows.acquire()) for _ in gates]
        pairs = zip(connections, gates, strict=True)
        yield [Worker(world, connection, gate) for connection, gate in pairs]


async def hub(world: World) -> tuple[int, int]:
    row = await world.rows.fetchrow("SELECT edges, weight FROM degrees WHERE node = 'hub'")
    return (0, 0) if row is None else (row["edges"], row["weight"])


async def both_wrote_before_either_locked(world: World, first_to_lock: int) -> None:
    gates = [asyncio.Event(), asyncio.Event()]
    async with workers(world, *gates) as pair:

        async def work(worker: Worker, weight: int) -> None:
            async with worker._connection.transaction():  # noqa: SLF001
                await worker.fold(edge_id(), weight)

        works = [
            asyncio.create_task(work(one, weight)) for one, weight in zip(pair, (3, 4), strict=True)
        ]
        for one in pair:
            await one.wrote.wait()
        gates[first_to_lock].set()
        await works[first_to_lock]
        gates[1 - first_to_lock].set()
        await works[1 - first_to_lock]


@pytest.mark.parametrize("first_to_lock", [0, 1])
async def test_who_locks_second_sees_what_the_first_committed(
    world: World, first_to_lock: int
) -> None:
    await both_wrote_before_either_locked(world, first_to_lock)
    assert await hub(world) == (2, 7)


@pytest.mark.parametrize("first", [0, 1])
async def test_who_comes_second_waits_for_the_first(world: World, first: int) -> None:
    async with workers(world, None, None) as pair:
        leader, follower = pair[first], pair[1 - first]
        transaction = leader._connection.transaction()  # noqa: SLF001
        await transaction.start()
        await leader.fold(edge_id(), 3)

        async def follow() -> None:
            async with follower._connection.transaction():  # noqa: SLF001
                await follower.fold(edge_id(), 4)

        following = asyncio.create_task(follow())
        await follower.wrote.wait()
        await waits_for_a_lock(world)
        assert not following.done()
        await transaction.commit()
        await following
    assert await hub(world) == (2, 7)


async def waits_for_a_lock(world: World) -> None:
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    async with asyncio.timeout(10):
        while not await world.rows.fetchval(waiting):  # noqa: ASYNC110 - it happens in a database
            await asyncio.sleep(0.01)


async def test_without_the_locks_one_would_miss_the_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That the tests above would notice."""

    async def no_lock(*_arguments: object) -> None:
        return None

    monkeypatch.setattr(DerivedTable, "_lock", no_lock)
    async with workers(world, None, None) as (one, two):
        first = one._connection.transaction()  # noqa: SLF001
        await first.start()
        await one.fold(edge_id(), 3)
        second = two._connection.transaction()  # noqa: SLF001
        await second.start()
        folding = asyncio.create_task(two.fold(edge_id(), 4))
        await two.wrote.wait()
        await row_is_waited_for(world)
        await first.commit()
        await folding
        await second.commit()
    assert await hub(world) == (1, 4)


async def row_is_waited_for(world: World) -> None:
    """The second has read its inputs and waits to insert the same row."""
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'transactionid' AND NOT granted"
    async with asyncio.timeout(10):
        while not await world.rows.fetchval(waiting):  # noqa: ASYNC110 - it happens in a database
            await asyncio.sleep(0.01)


async def test_many_keys_lock_the_table_and_meet_few_keys_there(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.readmodel.derived.MOST_LOCKS", 1)  # hub and its other end are two
    await both_wrote_before_either_locked(world, 0)
    assert await hub(world) == (2, 7)


@pytest.mark.parametrize(
    "places",
    [
        ("rows written, keys not locked", "keys locked"),
        ("keys locked", "rows written, keys not locked"),
    ],
)
async def test_both_workers_are_killed_and_the_row_equals_its_function(
    world: World, places: tuple[str, str]
) -> None:
    group = f"{world.prefix}.both"
    async with (
        worker(world, "projector", places[0], group) as one,
        worker(world, "projector", places[1], group) as two,
        running(world.relay()),
    ):
        await until(lambda: shared_by_two(world, group))
        await world.append(*(drawn(edge_id(), "hub", f"n{nth % 3}", nth) for nth in range(24)))
        await asyncio.gather(one.there(), two.there())
        await asyncio.gather(one.kill(), two.kill())
        assert await hub(world) == (0, 0)
        async with running(world.projector(), world.projector()):
            await world.caught_up()
    assert await hub(world) == (24, sum(range(24)))
    assert await world.rebuilt() == await world.fingerprint()


async def shared_by_two(world: World, group: str) -> bool:
    """Both are members, and both have claimed what they were assigned."""
    admin = AIOKafkaAdminClient(**world.connect)
    await admin.start()
    try:
        response: Any
        [response] = await admin.describe_consumer_groups([group])
    finally:
        await admin.close()
    [(_, _, state, _, _, members, *_)] = response.groups
    claimed = await world.rows.fetchval("SELECT count(*) FROM projection_offsets")
    return state == "Stable" and len(members) == 2 and claimed == 2 * world.partitions
