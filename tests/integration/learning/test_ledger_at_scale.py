"""Many pairs: a changed day for all of them, and hot questions answered by an index.

``MASTERY_LEDGER_PAIRS=100000`` tells how long the day takes at that size.
"""

import os
import re
import time
from collections.abc import AsyncIterator
from datetime import date, timedelta

import asyncpg
import pytest

from services.learning.projections import mastery
from shared.eventstore.postgres import PostgresEventStore
from shared.runtime.clock import SettableClock
from shared.runtime.migrate import grant_reading
from shared.runtime.pools import Pool
from shared.testing.infrastructure import unique
from tests.integration.learning.ledger_world import World, noon

PAIRS = int(os.environ.get("MASTERY_LEDGER_PAIRS", "3000"))
DAY = date(2026, 3, 10)
SKILLS_OF_A_PERSON = 20

EVIDENCE = """
INSERT INTO evidence (evidence_id, person_id, skill_id, kind, value, raters, rater_or_test,
                      occurred_on, recorded_on, source)
SELECT 'item-' || pair || '-' || nth, 'person-' || pair / $2, 'skill-' || pair % $2 * 7 % 500,
       (ARRAY['manager_review', 'self_assessment', 'peer_feedback'])[nth], 1 + (pair + nth) % 5,
       CASE nth WHEN 3 THEN 4 ELSE 1 END, 'rater', $3::date - pair % 700, $3::date - pair % 700, ''
FROM generate_series(0, $1::integer - 1) AS pair, generate_series(1, 3) AS nth
"""
SKILLS = """
INSERT INTO skills (skill_id, name, synonyms, defined_on, merged_into, merged_on)
SELECT 'skill-' || n, 'Skill ' || n, '{}', '2026-01-01',
       CASE WHEN n >= 450 THEN 'skill-' || n - 450 END,
       CASE WHEN n >= 450 THEN '2026-02-01'::date END
FROM generate_series(0, 499) AS n
"""
ROWS = """
INSERT INTO mastery (pair_key, person_id, skill_id, day, confidence, weight, status, evidence_items)
SELECT DISTINCT person_id || '/' || coalesce(merged_into, skill_id), person_id,
       coalesce(merged_into, skill_id), $1::date, 0, 0, 'unassessed', 0
FROM evidence JOIN skills USING (skill_id)
"""
HELD = """
INSERT INTO mastery_held (pair_key, person_id, skill_id, held_level, last_status, last_confidence,
                          last_as_of, version)
SELECT pair_key, person_id, skill_id, level, status, confidence, day, 1 FROM mastery
"""
AS_OF = "SELECT * FROM learning.evidence_as_of($1::text[], $2::date)"
HOT = {
    "mastery_of_person": "SELECT * FROM learning.mastery WHERE person_id = ANY ('{person-1}')",
    "mastery_in_skill": "SELECT * FROM learning.mastery WHERE skill_id = 'skill-7' AND level >= 4",
    "mastery_held_of_person": "SELECT * FROM learning.mastery_held WHERE person_id = 'person-1'",
    "mastery_held_in_skill": """
        SELECT * FROM learning.mastery_held WHERE skill_id = 'skill-7' AND held_level >= 3""",
    "evidence_of_person": "SELECT * FROM learning.evidence WHERE person_id = 'person-1'",
    "mastery_due_in_order": "SELECT pair_key, mark FROM mastery_due ORDER BY mark LIMIT 256",
}


@pytest.fixture(scope="module")
async def world(rows: Pool, log: Pool) -> AsyncIterator[World]:
    """On the evening before, with rows that have been computed once."""
    store = PostgresEventStore(log)
    await store.start()
    world = World(rows, store, SettableClock(noon(DAY)))
    await world.clear()
    await rows.execute(SKILLS)
    await rows.execute(EVIDENCE, PAIRS, SKILLS_OF_A_PERSON, DAY)
    await rows.execute(ROWS, DAY - timedelta(days=1))
    await rows.execute("VACUUM ANALYZE evidence")
    await rows.execute("VACUUM ANALYZE skills")
    await rows.execute("VACUUM ANALYZE mastery")
    yield world
    await world.clear()
    await store.close()


async def test_the_day_changes_for_all_of_them(world: World) -> None:
    async def days() -> list[tuple[date, int]]:
        rows = await world.rows.fetch("SELECT day, count(*) FROM mastery GROUP BY 1")
        return [(row[0], row[1]) for row in rows]

    before = await days()
    await follow(world)
    assert await days() == [(DAY, before[0][1])]
    assert await world.rows.fetchval("SELECT count(*) FROM mastery WHERE evidence_items = 0") == 0
    await world.rows.execute("TRUNCATE mastery_due")
    await world.rows.execute(HELD)
    await world.rows.execute(
        "UPDATE mastery_held SET last_mastery = m.mastery, last_level = m.level"
        " FROM mastery AS m WHERE m.pair_key = mastery_held.pair_key"
    )
    world.set_day(DAY + timedelta(days=1))
    took = await follow(world)
    assert len(await world.marks()) < before[0][1] / 10
    print(f"{before[0][1]} pairs followed the day in {took:.1f} s")  # noqa: T201 - for whoever asks


async def follow(world: World) -> float:
    started, ledger = time.perf_counter(), world.ledger()
    while await ledger.refresh():
        pass
    return time.perf_counter() - started


async def test_who_may_read_the_views_may_ask_for_a_day(world: World, database: str) -> None:
    reader = unique("reader_")
    await world.rows.execute(f"CREATE ROLE {reader}")
    await grant_reading(database, reader, ["learning"])
    async with world.rows.acquire() as connection, connection.transaction():
        await connection.execute(f"SET LOCAL ROLE {reader}; SET LOCAL search_path = ''")
        rows = await connection.fetch(AS_OF, ["person-1"], DAY)
        assert len({row["skill_id"] for row in rows}) == SKILLS_OF_A_PERSON
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with connection.transaction():
                await connection.fetch("SELECT * FROM learning_rows.evidence")
    await world.rows.execute(f"DROP OWNED BY {reader}")
    await world.rows.execute(f"DROP ROLE {reader}")


@pytest.mark.parametrize("index", HOT)
async def test_a_hot_question_is_answered_by_its_index(world: World, index: str) -> None:
    await world.rows.execute("ANALYZE mastery")
    async with world.rows.acquire() as connection, connection.transaction():
        await connection.execute("SET LOCAL enable_seqscan = off")
        plan = "\n".join(row[0] for row in await connection.fetch(f"EXPLAIN {HOT[index]}"))
    assert index in plan


async def test_a_batch_reads_the_evidence_of_its_pairs_alone(world: World) -> None:
    """However many there are: the plan knows no more than that there are some."""
    await world.rows.execute("VACUUM ANALYZE evidence")
    rows = await world.rows.fetch("SELECT pair_key FROM mastery ORDER BY pair_key LIMIT 200")
    asked = f"EXPLAIN (ANALYZE, TIMING off, COSTS off) {mastery.INPUTS}"
    plan = await world.rows.fetch(asked, [row[0] for row in rows], DAY)
    text = "\n".join(row[0] for row in plan)
    assert "Seq Scan on evidence" not in text
    assert re.search(r"Index Cond: .*(person_id.*skill_id|skill_id.*person_id)", text)
