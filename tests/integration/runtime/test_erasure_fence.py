"""Before anything is purged: no memory has the key, and nothing opened is on its way to a table."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeAlias, cast

import asyncpg
import pytest

import shared.privacy
import shared.readmodel
import shared.runtime
from services.goals.main import SERVICE
from shared.bus.topics import partition_of
from shared.eventstore.folding import Folds
from shared.kernel.messages import StreamId
from shared.privacy.postgres import KEPT_SECONDS, PostgresKeyStore
from shared.readmodel.rebuild.run import ALONE
from shared.runtime.erasure.fence import Fence
from shared.runtime.erasure.ledger import FORGOTTEN_WITHIN, LOOK, Erasures
from shared.runtime.erasure.role import Erasing, Forgetting
from shared.runtime.migrate import Source, migrate
from shared.runtime.parts import Parts
from shared.runtime.pools import open_pool
from tests.integration.runtime.running import eventually, new

Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
PARTITIONS = 2
POSITION = 50
CAUGHT_UP = """
INSERT INTO projection_offsets (projector, source, partition, last_position, caught_up_at)
SELECT 'goals', source, partition, $1, clock_timestamp()
FROM unnest(ARRAY['directory', 'goals', 'learning']) AS source, generate_series(0, 1) AS partition
ON CONFLICT (projector, source, partition) DO UPDATE
SET last_position = excluded.last_position, caught_up_at = excluded.caught_up_at
"""


def source(module: Any) -> Source:
    return Source(module.__name__.rpartition(".")[2], Path(module.__path__[0]) / "migrations")


@pytest.fixture(scope="module")
async def pool(database: str) -> AsyncIterator[Pool]:
    sources = [source(shared.readmodel), source(shared.runtime)]
    await migrate(database, "goals_rows", sources, views="goals")
    async with await open_pool(database, "goals_rows", application="test") as opened:
        yield opened


@pytest.fixture(scope="module")
async def keys(database: str) -> AsyncIterator[Pool]:
    await migrate(database, "keys", [source(shared.privacy)])
    async with await open_pool(database, "keys", application="test") as opened:
        yield opened


@pytest.fixture(autouse=True)
async def empty(pool: Pool, keys: Pool) -> None:
    await pool.execute("TRUNCATE projection_offsets, policy_offsets")
    await keys.execute("TRUNCATE people_keys, erasures, purges")


@pytest.fixture
def person() -> StreamId:
    return StreamId(new("person"))


async def test_each_partition_is_applied_as_far_as_it_was_when_the_key_was_forgotten(
    pool: Pool, person: StreamId
) -> None:
    fence = Fence(SERVICE, PARTITIONS)
    await pool.execute(CAUGHT_UP, POSITION)
    async with pool.acquire() as connection:
        assert await fence.waits_for(connection, person, POSITION)  # caught up, but before that
        await pool.execute(CAUGHT_UP, POSITION)
        assert await fence.waits_for(connection, person, POSITION) is None
        one = "UPDATE projection_offsets SET caught_up_at = caught_up_at - interval '1 hour' "
        await pool.execute(one + "WHERE source = 'learning' AND partition = 1")
        why = await fence.waits_for(connection, person, POSITION)
        assert why == "the projector, at partition 1 of learning"


async def test_the_projector_has_passed_the_position_of_the_erasure(
    pool: Pool, person: StreamId
) -> None:
    fence = Fence(SERVICE, PARTITIONS)
    home = partition_of(person, PARTITIONS)
    async with pool.acquire() as connection:
        await fence.waits_for(connection, person, POSITION)
        await pool.execute(CAUGHT_UP, POSITION - 1)
        why = await fence.waits_for(connection, person, POSITION)
        assert why == f"the projector, at partition {home} of directory"


async def test_each_policy_that_reads_the_directory_has_passed_it(
    pool: Pool, person: StreamId
) -> None:
    fence = Fence(SERVICE, PARTITIONS)
    fence._policies = ["greets"]  # noqa: SLF001 - goals has none on the directory's events
    home = partition_of(person, PARTITIONS)
    write = "INSERT INTO policy_offsets VALUES ('greets', 'directory', $1, $2, 0)"
    async with pool.acquire() as connection:
        await fence.waits_for(connection, person, POSITION)
        await pool.execute(CAUGHT_UP, POSITION)
        why = await fence.waits_for(connection, person, POSITION)
        assert why == f"the policy greets, at partition {home} of directory"
        await pool.execute(write, home, POSITION - 1)
        assert await fence.waits_for(connection, person, POSITION) == why
        await pool.execute("UPDATE policy_offsets SET last_position = $1", POSITION)
        assert await fence.waits_for(connection, person, POSITION) is None


async def destroyed(keys: Pool, person: StreamId, seconds_ago: float) -> Erasures:
    erasures = Erasures(keys)
    await erasures.note({person: POSITION})
    await PostgresKeyStore(keys, b"k" * 32).destroy(person)
    await keys.execute(
        "UPDATE people_keys SET destroyed_at = now() - make_interval(secs => $1)", seconds_ago
    )
    return erasures


@pytest.mark.parametrize(("seconds", "past"), [(-5.0, False), (5.0, True)])
async def test_a_key_is_forgotten_when_every_cache_of_it_has_expired(
    keys: Pool, person: StreamId, seconds: float, past: bool
) -> None:
    assert FORGOTTEN_WITHIN >= KEPT_SECONDS + 2 * LOOK
    erasures = await destroyed(keys, person, FORGOTTEN_WITHIN + seconds)
    [due] = await erasures.due("goals")
    assert (due.person, due.position, due.forgotten) == (person, POSITION, past)


async def test_a_key_that_is_not_destroyed_is_not_forgotten(keys: Pool, person: StreamId) -> None:
    erasures = Erasures(keys)
    await PostgresKeyStore(keys, b"k" * 32).ensured([person])
    await erasures.note({person: POSITION})
    [due] = await erasures.due("goals")
    assert not due.forgotten
    assert await erasures.to_destroy() == [person]
    assert await erasures.confirmed([]) == []


async def test_an_erasure_is_confirmed_when_every_service_has_confirmed(
    keys: Pool, person: StreamId
) -> None:
    erasures = await destroyed(keys, person, 1.0)
    services = ["directory", "goals"]
    await erasures.wait("goals", {person: "something"})
    await erasures.confirm("directory", {person: {"people": 1}})
    assert await erasures.confirmed(services) == []
    await erasures.confirm("goals", {person: {"career_goals": 2}})
    assert await erasures.confirmed(services) == [person]
    await erasures.confirm("goals", {person: {}})  # again, after a crash
    [report] = await erasures.report(services, 10)
    found = {one["service"]: (one["waits_for"], one["purged"]) for one in report["services"]}
    assert found == {"directory": (None, {"people": 1}), "goals": (None, {"career_goals": 2})}
    await erasures.complete(person)
    assert await erasures.confirmed(services) == []


class Purged:
    def __init__(self) -> None:
        self.people: list[StreamId] = []

    async def purge(
        self, _connection: Any, people: Sequence[StreamId]
    ) -> Mapping[StreamId, Mapping[str, int]]:
        self.people += people
        return {person: {} for person in people}


async def test_nothing_is_purged_while_a_rebuild_is_at_work(
    pool: Pool, keys: Pool, person: StreamId
) -> None:
    erasures = await destroyed(keys, person, FORGOTTEN_WITHIN + 5)
    settings = SimpleNamespace(topic_partitions=PARTITIONS)
    parts = SimpleNamespace(definition=SERVICE, keys_pool=keys, settings=settings, read=pool)
    erasing = Erasing(cast("Parts", parts))
    purging = Purged()
    erasing._purging = cast("Any", purging)  # noqa: SLF001 - whether it is called is the question
    stop = asyncio.Event()
    async with pool.acquire() as rebuild:
        assert await rebuild.fetchval(ALONE, SERVICE.row_schema)
        running = asyncio.create_task(erasing.run(stop))

        async def waits_for_the_rebuild() -> bool:
            await pool.execute(CAUGHT_UP, POSITION)
            [report] = await erasures.report(["goals"], 10)
            return bool(report["services"][0]["waits_for"] == "a rebuild that is at work")

        await eventually(waits_for_the_rebuild)
        assert purging.people == []
        unlock = "SELECT pg_advisory_unlock(hashtextextended('rebuild of ' || $1, 0))"
        assert await rebuild.fetchval(unlock, SERVICE.row_schema)

    async def purged() -> bool:
        await pool.execute(CAUGHT_UP, POSITION)
        return purging.people == [person]

    await eventually(purged)
    stop.set()
    await running


async def test_what_was_folded_is_forgotten_while_a_cached_key_may_open_it(
    keys: Pool, person: StreamId
) -> None:
    erasures = await destroyed(keys, person, 1.0)
    assert await erasures.recent()

    class Kept:
        forgotten = 0

        def forget(self) -> None:
            self.forgotten += 1

    kept, stop = Kept(), asyncio.Event()
    running = asyncio.create_task(Forgetting(erasures, cast("Folds", kept)).run(stop))

    async def forgot() -> bool:
        return kept.forgotten > 0

    await eventually(forgot)
    stop.set()
    await running
    await keys.execute("UPDATE people_keys SET destroyed_at = now() - interval '1 hour'")
    assert not await erasures.recent()
