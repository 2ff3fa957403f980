"""What recognises a repeat goes after its time, by the server's clock, and only then."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from uuid import UUID

import pytest

from shared.eventstore.port import Append, Appended, Known
from shared.eventstore.postgres import PostgresEventStore
from shared.runtime.pools import Pool
from shared.runtime.purge import DELETE, PAGE, Purge
from shared.testing.logs import LOG, append, fresh_schema, fresh_stream, pool_of, write

KEEP = timedelta(days=30)
AGED = "UPDATE commands SET recorded_at = now() - $2::interval WHERE command_id = ANY ($1::uuid[])"
MANY = """
INSERT INTO commands (command_id, answer, recorded_at, kept)
SELECT gen_random_uuid(), '[]', now() - interval '90 days', nth % 100 > 0
FROM generate_series(1, 20000) AS nth
"""


@pytest.fixture
async def log(database: str) -> AsyncIterator[Pool]:
    async with pool_of(database, await fresh_schema(database, LOG)) as pool:
        yield pool


async def appended(log: Pool, commands: Sequence[Append], age: timedelta) -> list[UUID]:
    async with PostgresEventStore(log) as store:
        for command in commands:
            assert isinstance(await store.append(command), Appended)
    ids = [command.command_id for command in commands]
    await log.execute(AGED, ids, age)
    return ids


def commands(number: int, *, kept: bool = False) -> list[Append]:
    return [append(write(fresh_stream()))._replace(keep=kept) for _ in range(number)]


async def known(log: Pool) -> set[UUID]:
    return {row[0] for row in await log.fetch("SELECT command_id FROM commands")}


async def test_old_commands_go_and_those_of_policies_stay(log: Pool) -> None:
    await appended(log, commands(3), KEEP + timedelta(minutes=1))
    recent = await appended(log, commands(2), KEEP - timedelta(minutes=1))
    of_policies = await appended(log, commands(2, kept=True), timedelta(days=400))
    assert await Purge(log, KEEP).page() == 3
    assert await known(log) == {*recent, *of_policies}
    assert await Purge(log, KEEP).page() == 0


async def test_a_repeat_within_its_time_is_known_after_a_purge(log: Pool) -> None:
    command = commands(1)[0]
    await appended(log, [command], KEEP - timedelta(minutes=1))
    await Purge(log, KEEP).page()
    async with PostgresEventStore(log) as store:
        assert isinstance(await store.append(command), Known)


async def test_the_commands_of_policies_are_not_read_to_find_what_goes(log: Pool) -> None:
    await log.execute(MANY)
    await log.execute("ANALYZE commands")
    async with log.acquire() as connection:
        await connection.execute("SET plan_cache_mode = force_generic_plan")
        await connection.execute(f"PREPARE purge (interval, bigint) AS {DELETE}")
        rows = await connection.fetch(f"EXPLAIN EXECUTE purge ('30 days', {PAGE})")
    plan = "\n".join(row[0] for row in rows)
    assert "commands_to_purge" in plan
    assert "Seq Scan" not in plan
    assert await Purge(log, KEEP).page() == 200
