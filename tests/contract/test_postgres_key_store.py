"""What the key store on PostgreSQL promises beyond the contract: other processes, and time."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import asyncpg
import pytest
from asyncpg.pool import Pool as AnyPool

from shared.eventstore.lanes import Pool
from shared.kernel.errors import SubjectGone, Unavailable
from shared.privacy.postgres import PostgresKeyStore
from shared.testing.logs import KEYS, fresh_schema, fresh_stream, pool_of

MASTER_KEY = bytes(range(32))


@dataclass(frozen=True)
class Two:
    """Key stores of two processes on one table."""

    pool: Pool
    one: PostgresKeyStore
    other: PostgresKeyStore


@pytest.fixture
async def two(database: str) -> AsyncIterator[Two]:
    async with pool_of(database, await fresh_schema(database, KEYS)) as pool:
        yield Two(pool, PostgresKeyStore(pool, MASTER_KEY), PostgresKeyStore(pool, MASTER_KEY))


async def test_two_processes_use_one_key(two: Two) -> None:
    people = [fresh_stream("person") for _ in range(3)]
    made = await two.one.ensured(people[:2])
    assert dict(made).items() <= dict(await two.other.ensured(people)).items()


async def test_a_key_is_kept_for_a_while_only(two: Two) -> None:
    forgetful = PostgresKeyStore(two.pool, MASTER_KEY, kept_seconds=0.0)
    person = fresh_stream("person")
    key = await forgetful.ensured([person])
    assert await two.one.existing([person]) == key
    await two.other.destroy(person)
    assert await two.one.existing([person]) == key
    assert await forgetful.existing([person]) == {person: "destroyed"}
    with pytest.raises(SubjectGone):
        await forgetful.ensured([person])


async def test_keys_are_wrapped_and_tombstones_stay(two: Two) -> None:
    person = fresh_stream("person")
    key = (await two.one.ensured([person]))[person]
    wrapped = await two.pool.fetchval("SELECT wrapped FROM people_keys")
    assert len(wrapped) == 40
    assert key not in wrapped
    await two.one.destroy(person)
    row = await two.pool.fetchrow("SELECT wrapped, destroyed_on FROM people_keys")
    assert row is not None
    assert row["wrapped"] is None
    assert row["destroyed_on"] is not None


async def test_a_key_store_out_of_reach_says_so(two: Two) -> None:
    await two.pool.close()
    with pytest.raises(Unavailable):
        await two.one.existing([fresh_stream("person")])


async def test_a_server_that_crashes_is_asked_again(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures, fetch = [asyncpg.CrashShutdownError("another server process exited")], AnyPool.fetch

    async def failing(pool: Pool, *arguments: Any) -> Any:
        if failures:
            raise failures.pop()
        return await fetch(pool, *arguments)

    monkeypatch.setattr(AnyPool, "fetch", failing)
    person = fresh_stream("person")
    assert await two.one.existing([person]) == {}
    assert not failures
