"""What every key store promises, on PostgreSQL and in memory alike."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from shared.kernel.errors import SubjectGone
from shared.kernel.messages import StreamId
from shared.privacy.memory import MemoryKeyStore
from shared.privacy.port import KeyStore
from shared.privacy.postgres import PostgresKeyStore
from shared.testing.logs import KEYS, fresh_schema, fresh_stream, pool_of

MASTER_KEY = bytes(range(32))


@pytest.fixture(params=["memory", "postgres"])
async def keys(request: pytest.FixtureRequest, database: str) -> AsyncIterator[KeyStore]:
    """An empty key store."""
    if request.param == "memory":
        yield MemoryKeyStore()
        return
    async with pool_of(database, await fresh_schema(database, KEYS)) as pool:
        yield PostgresKeyStore(pool, MASTER_KEY)


def person() -> StreamId:
    return fresh_stream("person")


async def test_a_key_is_made_once_and_is_that_persons_own(keys: KeyStore) -> None:
    one, two = person(), person()
    made = await keys.ensured([one, two])
    assert made.keys() == {one, two}
    assert made[one] != made[two]
    assert {len(key) for key in made.values()} == {32}
    assert await keys.ensured([two, one]) == made
    assert await keys.existing([one, two]) == made


async def test_reading_makes_no_key(keys: KeyStore) -> None:
    somebody = person()
    assert await keys.existing([somebody]) == {}
    assert await keys.existing([somebody]) == {}


async def test_those_who_ask_together_get_the_same_key(keys: KeyStore) -> None:
    people = [person() for _ in range(5)]
    made = await asyncio.gather(*(keys.ensured(people[nth % 3 :]) for nth in range(30)))
    known = await keys.existing(people)
    assert all(found[one] == known[one] for found in made for one in found)


async def test_a_destroyed_key_is_neither_used_nor_made_again(keys: KeyStore) -> None:
    gone, here = person(), person()
    await keys.ensured([gone, here])
    await keys.destroy(gone)
    await keys.destroy(gone)
    assert (await keys.existing([gone, here]))[gone] == "destroyed"
    with pytest.raises(SubjectGone):
        await keys.ensured([here, gone])
    assert (await keys.ensured([here])).keys() == {here}


async def test_somebody_without_a_key_can_be_erased_too(keys: KeyStore) -> None:
    somebody = person()
    await keys.destroy(somebody)
    with pytest.raises(SubjectGone):
        await keys.ensured([somebody])
