"""What the log on PostgreSQL promises beyond the contract."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import asyncpg
import pytest

from shared.eventstore import continuity, lanes, postgres
from shared.eventstore.columns import columns
from shared.eventstore.lanes import Pool
from shared.eventstore.port import Append, Known, StreamPosition
from shared.kernel.messages import StreamId
from shared.testing.logs import LOG, append, fresh_schema, fresh_stream, pool_of, write

FILL = """
INSERT INTO events (position, event_id, stream_id, version, type, payload, about, recorded_at,
                    actor, command_id, correlation_id, origin)
SELECT n, gen_random_uuid(), 'shelf-' || n % 600, n / 600 + 1, 't', '{}', '{-}', now(),
       'a', gen_random_uuid(), 'c', 'live' FROM generate_series(1, 6000) AS n;
INSERT INTO streams SELECT stream_id, max(version) FROM events GROUP BY stream_id
ON CONFLICT DO NOTHING;
INSERT INTO commands SELECT gen_random_uuid(), NULL, '[]', now(), false
FROM generate_series(1, 6000)
"""
ROWS_READ = """
SELECT sum(seq_tup_read + idx_tup_fetch) FROM pg_stat_xact_user_tables
WHERE schemaname = current_schema()
"""
NUL = "\x00"


@pytest.fixture
async def pool(database: str) -> AsyncIterator[Pool]:
    """Of an empty log."""
    async with pool_of(database, await fresh_schema(database, LOG)) as pool:
        yield pool


async def answers(pool: Pool, *batch: Append) -> Sequence[tuple[str, str | None]]:
    rows = await pool.fetch(postgres.APPEND, *columns(batch))
    return [(row["outcome"], row["answer"]) for row in rows]


async def test_the_log_is_appended_to_under_read_committed_only(pool: Pool) -> None:
    async with pool.acquire() as connection:
        for isolation in ("repeatable_read", "serializable"):
            with pytest.raises(asyncpg.InvalidTransactionStateError):
                async with connection.transaction(isolation=isolation):
                    await connection.fetch(
                        postgres.APPEND, *columns([append(write(fresh_stream()))])
                    )


async def test_a_stream_stands_once_in_a_batch(pool: Pool) -> None:
    stream = fresh_stream()
    with pytest.raises(asyncpg.CardinalityViolationError):
        await answers(pool, append(write(stream)), append(write(stream, 1)))


async def test_a_command_writes_something(pool: Pool) -> None:
    with pytest.raises(asyncpg.CardinalityViolationError):
        await answers(pool, append(write(fresh_stream())), append())


async def test_in_a_batch_each_command_is_answered_for_itself(pool: Pool) -> None:
    """One of each kind: only those at fault fail, and wholly."""
    moved, lost, stream, other = (fresh_stream() for _ in range(4))
    before = append(write(moved))
    await answers(pool, before, append(write(lost)))
    first = append(write(stream), write(other))
    found = await answers(
        pool,
        append(write(fresh_stream()), write(lost)),
        first,
        append(write(fresh_stream()), command_id=before.command_id),
        append(write(fresh_stream()), command_id=before.command_id, body_hash=b"other"),
        append(write(stream), write(other), command_id=first.command_id),
        append(write(fresh_stream()), command_id=first.command_id, body_hash=b"other"),
        append(write(moved, 1)),
    )
    answer = f'[["{stream}", 1, 3], ["{other}", 1, 4]]'
    assert found == [
        ("conflict", None),
        ("appended", answer),
        ("known", f'[["{moved}", 1, 1]]'),
        ("reused", None),
        ("known", answer),
        ("reused", None),
        ("appended", f'[["{moved}", 2, 5]]'),
    ]
    assert await pool.fetchval("SELECT array_agg(position) FROM events") == [1, 2, 3, 4, 5]


async def test_a_text_that_postgres_refuses_fails_its_command_only(pool: Pool) -> None:
    async with postgres.PostgresEventStore(pool) as store:
        bad = append(write(fresh_stream()))._replace(actor=f"person{NUL}")
        with pytest.raises(asyncpg.CharacterNotInRepertoireError):
            await store.append(bad)
        await store.append(append(write(fresh_stream())))
        assert await store.head() == 1


async def test_a_command_whose_body_has_been_purged_is_answered_and_not_compared(
    pool: Pool,
) -> None:
    stream = fresh_stream()
    first = append(write(stream))
    async with postgres.PostgresEventStore(pool) as store:
        await store.append(first)
        await pool.execute("UPDATE commands SET body_hash = NULL")
        known = Known((StreamPosition(stream, 1, 1),))
        assert await store.find_command(first.command_id, b"other") == known
        again = append(write(stream, 1), command_id=first.command_id, body_hash=b"other")
        assert await store.append(again) == known


async def test_a_command_ages_by_the_servers_clock(pool: Pool) -> None:
    """Not by the time of its events: an import may be dated back."""
    async with postgres.PostgresEventStore(pool) as store:
        await store.append(append(write(fresh_stream()))._replace(keep=True))
        await store.append(append(write(fresh_stream())))
    rows = await pool.fetch("SELECT kept, now() - recorded_at AS age FROM commands ORDER BY 2 DESC")
    assert [row["kept"] for row in rows] == [True, False]
    assert all(row["age"] < timedelta(minutes=5) for row in rows)


async def test_two_logs_in_one_database_do_not_wait_for_each_other(
    database: str, pool: Pool
) -> None:
    async with (
        pool_of(database, await fresh_schema(database, LOG)) as others_pool,
        postgres.PostgresEventStore(others_pool) as other,
        pool.acquire() as holder,
        holder.transaction(),
    ):
        await holder.fetch(postgres.APPEND, *columns([append(write(fresh_stream()))]))
        await other.append(append(write(fresh_stream())))
        assert await other.head() == 1


@pytest.mark.parametrize("planned", ["empty", "filled", "analysed"])
@pytest.mark.parametrize(
    ("statement", "arguments"),
    [
        (postgres.FIND_COMMANDS, "('{}')"),
        (postgres.VERSIONS, "('{}')"),
        (postgres.READ_STREAMS, "('{}', '{}')"),
        (postgres.READ_PAGE, "('', 1, 1, 1)"),
        (postgres.READ_LOG, "(1, 1)"),
        (postgres.HEAD, ""),
    ],
)
async def test_hot_reads_use_an_index(
    pool: Pool, statement: str, arguments: str, planned: str
) -> None:
    """With a plan that is kept for all arguments, also one that was made for an empty log."""
    if planned != "empty":
        await pool.execute(FILL)
    await pool.execute("VACUUM ANALYZE" if planned != "filled" else "SELECT 1")
    async with pool.acquire() as connection:
        await connection.execute(lanes.SETTINGS)
        await connection.execute("SET plan_cache_mode = force_generic_plan")
        await connection.execute(f"PREPARE hot AS {statement}")
        rows = await connection.fetch(f"EXPLAIN EXECUTE hot {arguments}")
    plan = "\n".join(row[0] for row in rows)
    assert "Index" in plan
    assert "Seq Scan" not in plan


@pytest.mark.parametrize("planned", ["empty", "filled"])
async def test_an_append_into_a_long_log_reads_a_few_rows(pool: Pool, planned: str) -> None:
    """Also with plans that have been kept since the log was as good as empty."""
    async with pool.acquire() as connection:
        if planned == "empty":
            await answers(pool, append(write(StreamId("first"))))
            await connection.execute("VACUUM ANALYZE")
            for version in range(1, 9):
                command = append(write(StreamId("first"), version))
                await connection.fetch(postgres.APPEND, *columns([command]))
        base = await connection.fetchval(postgres.HEAD)
        await connection.execute(FILL.replace("SELECT n,", f"SELECT n + {base},", 1))
        known = await connection.fetch("SELECT command_id FROM commands LIMIT 5")
        batch = [append(write(fresh_stream()), command_id=row["command_id"]) for row in known]
        batch += [append(write(fresh_stream())) for _ in range(5)]
        batch += [append(write(StreamId(f"shelf-{nth}"), 10)) for nth in range(1, 6)]
        async with connection.transaction():
            before = await connection.fetchval(ROWS_READ)
            rows = await connection.fetch(postgres.APPEND, *columns(batch))
            assert [row["outcome"] for row in rows][5:] == ["appended"] * 10
            assert await connection.fetchval(ROWS_READ) - before <= 5 * len(batch)


async def test_any_role_may_ask_for_the_timeline(pool: Pool) -> None:
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("CREATE ROLE plain; SET LOCAL ROLE plain")
        timeline = await connection.fetchval(
            "SELECT left(pg_walfile_name(pg_current_wal_lsn()), 8)"
        )
        assert timeline == "00000001"
        await connection.execute("RESET ROLE; DROP ROLE plain")
        [row] = await connection.fetch(continuity.LOOK, 0)
        assert tuple(row) == (timeline, None)
