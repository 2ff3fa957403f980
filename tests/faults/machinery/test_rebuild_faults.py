"""Faults 17 to 19: rebuilds while events come, killed wherever they are, and under read load."""

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import asyncpg
import pytest

from shared.bus.cursor import Pool
from shared.kernel.messages import StreamId
from shared.readmodel.rebuild import swap
from shared.readmodel.rebuild.plan import ReadModel
from shared.readmodel.rebuild.run import Built
from tests.faults.machinery.processes import PROJECT, Worker
from tests.faults.machinery.rebuilder import PLACES
from tests.integration.machinery import graph
from tests.integration.machinery.rebuilding import Steps, place_of, rebuilt, with_views
from tests.integration.machinery.world import World, drawn, edge_id, running, until

EDGES = 40
SCHEMAS = "SELECT count(*) FROM pg_namespace WHERE nspname IN ('graph_rows_new', 'graph_rows_old')"
READS = (
    "SELECT coalesce(sum(weight), 0) FROM graph.edges",
    "SELECT coalesce(max(weight), 0) FROM graph.heaviest",
    "SELECT coalesce(sum(weight), 0) FROM edges",
    "SELECT coalesce(graph.weight_of('hub'), 0)",
    "SELECT coalesce(sum(d.weight), 0) FROM graph.edges e JOIN degrees d ON d.node = e.edge_id "
    "OR d.node = 'hub'",
)
"""Each grows with every event."""


async def fill(world: World) -> list[StreamId]:
    names = [edge_id() for _ in range(EDGES)]
    await world.append(*(drawn(edge, f"n{nth % 7}", "hub") for nth, edge in enumerate(names)))
    return names


@asynccontextmanager
async def writing(world: World, edges: Sequence[StreamId]) -> AsyncIterator[None]:
    """Weights that grow, one event after the other, until the end."""
    stop = asyncio.Event()

    async def write() -> None:
        weight = 1
        while not stop.is_set():
            weight += 1
            await world.append(
                *(graph.EdgeWeighed(edge=edge, weight=weight) for edge in edges[weight % 3 :: 3])
            )
            await asyncio.sleep(0.01)

    async with asyncio.TaskGroup() as group:
        group.create_task(write())
        try:
            yield
        finally:
            stop.set()


@pytest.mark.parametrize("times", [1, pytest.param(4, marks=pytest.mark.long)])
async def test_while_events_come_a_rebuild_gives_what_is_live(world: World, times: int) -> None:
    names = await fill(world)
    async with running(world.relay(), world.projector()), writing(world, names):
        await world.caught_up()
        for _ in range(times):
            await rebuilt(world)
        await rebuilt(world, "edges")
    async with running(world.relay(), world.projector()):
        await world.caught_up()
    assert await world.rebuilt() == await world.fingerprint()


@pytest.mark.parametrize("place", PLACES)
async def test_killed_it_has_changed_nothing_and_the_next_one_succeeds(
    world: World, place: str
) -> None:
    names = await fill(world)
    async with running(world.relay(), world.projector()):
        await world.caught_up()
        await killed_at(world, place)
        await world.append(*(graph.EdgeWeighed(edge=edge, weight=5) for edge in names[::2]))
        await world.caught_up()  # nothing holds the projector back
        before = await world.fingerprint()
        await rebuilt(world)
        assert await world.fingerprint() == before
    assert await world.rows.fetchval(SCHEMAS) == 0
    assert await world.rebuilt() == before


async def killed_at(world: World, place: str) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.faults.machinery.rebuilder", place, *map(str, place_of(world)),
        cwd=PROJECT, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    started = Worker(process)
    try:
        await started.there()
    finally:
        await started.kill()


class Cancelling(Steps):
    """Cancels the rebuild at the beginning of a phase, as Ctrl-C does."""

    def __init__(self, where: str) -> None:
        super().__init__()
        self.where = where
        self.task: asyncio.Task[Built] | None = None

    def phase(self, name: str, total: int | None = None) -> None:
        super().phase(name, total)
        if name == self.where and self.task is not None:
            self.task.cancel()


@pytest.mark.parametrize(
    "phase", ["events", "indexes", "what has come since", "derived rows", "exchange"]
)
async def test_cancelled_it_tidies_at_once(world: World, phase: str) -> None:
    names = await fill(world)
    async with running(world.relay(), world.projector()):
        await world.caught_up()
        before = await world.fingerprint()
        watch = Cancelling(phase)
        watch.task = asyncio.create_task(rebuilt(world, watch=watch))
        with pytest.raises(asyncio.CancelledError):
            await watch.task
        assert await world.rows.fetchval(SCHEMAS) == 0
        assert await world.fingerprint() == before
        await world.append(graph.EdgeWeighed(edge=names[0], weight=5))
        await world.caught_up()


@pytest.mark.parametrize("times", [2, pytest.param(6, marks=pytest.mark.long)])
async def test_nobody_reads_an_older_state_than_before(world: World, times: int) -> None:
    await with_views(world)
    names = await fill(world)
    async with running(world.relay(), world.projector()), writing(world, names):
        await world.caught_up()
        async with reading(world) as counts:
            for _ in range(times):
                await rebuilt(world)
        assert min(counts) > 10


@asynccontextmanager
async def reading(world: World) -> AsyncIterator[list[int]]:
    """Asks each question again and again; each answer is at least the one before."""
    stop = asyncio.Event()
    counts = [0] * len(READS)

    async def read(nth: int, pool: Pool) -> None:
        last = 0
        async with pool.acquire() as connection:
            prepared = await connection.prepare(READS[nth])
            while not stop.is_set():
                for ask in (connection.fetchval, pool.fetchval):
                    now = await ask(READS[nth])
                    assert now >= last, READS[nth]
                    last = now
                now = await prepared.fetchval()
                assert now >= last, READS[nth]
                last = now
                counts[nth] += 1

    pool = await asyncpg.create_pool(
        world.url, min_size=1, max_size=2 * len(READS),
        server_settings={"search_path": "graph_rows, graph"},
    )  # fmt: skip
    async with pool, asyncio.TaskGroup() as group:
        for nth in range(len(READS)):
            group.create_task(read(nth, pool))
        try:
            yield counts
        finally:
            stop.set()


async def test_a_long_reader_delays_the_exchange_and_nothing_else(world: World) -> None:
    await with_views(world)
    names = await fill(world)
    async with running(world.relay(), world.projector()), world.rows.acquire() as reader:
        await world.caught_up()
        reading_long = reader.transaction()
        await reading_long.start()
        seen = await reader.fetchval(READS[0])
        rebuilding = asyncio.create_task(rebuilt(world))
        await until(lambda: tried(world))
        await world.append(*(graph.EdgeWeighed(edge=edge, weight=9) for edge in names))
        await world.caught_up()
        assert not rebuilding.done()
        assert await reader.fetchval(READS[0]) > seen
        await reading_long.rollback()
        await rebuilding
    assert await world.rebuilt() == await world.fingerprint()


async def tried(world: World) -> bool:
    """Somebody waits for a table that is being read."""
    return bool(
        await world.log.fetchval(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock'"
        )
    )


async def test_without_the_pause_somebody_would_read_an_older_state(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That the tests above would notice."""
    names = await fill(world)

    async def no_pause(connection: asyncpg.Connection, of: ReadModel) -> object:
        at = await swap.reached(connection, of)
        await world.append(*(graph.EdgeWeighed(edge=edge, weight=9) for edge in names))
        await world.caught_up()
        return at

    async with running(world.relay(), world.projector()):
        await world.caught_up()
        monkeypatch.setattr(swap, "pause", no_pause)
        await rebuilt(world)
        assert await world.rows.fetchval("SELECT count(*) FROM edges WHERE weight = 9") == 0
