"""The tables of activities and enrolments, and the reads that are asked all the time."""

import dataclasses
from typing import Any, get_args, get_type_hints

import pytest

from services.learning.projections import (
    activities,
    activity_skills,
    enrolments,
    learning_time,
    occurrences,
)
from shared.kernel.projection import Projection
from shared.readmodel.tables import table_of
from shared.runtime.pools import Pool

TABLES: tuple[Projection[Any, Any], ...] = (
    activities.projection,
    activity_skills.projection,
    enrolments.projection,
    learning_time.projection,
    occurrences.projection,
)
NAMES = [projection.table for projection in TABLES]
NULLABLE = """
SELECT attname, NOT attnotnull AS nullable FROM pg_attribute
WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped
"""
COLUMNS = """
SELECT array_agg(attname::text ORDER BY attnum) FROM pg_attribute
WHERE attrelid = to_regclass($1) AND attnum > 0
"""
WITHOUT_STATISTICS = """
SELECT relname, attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
WHERE relnamespace = 'learning_rows'::regnamespace AND attstattarget = 0 AND relkind = 'r'
    AND relname = ANY ($1::text[])
"""
UNCOMMENTED = """
SELECT table_name FROM unnest($1::text[]) AS table_name
WHERE obj_description(to_regclass(table_name), 'pg_class') IS NULL
"""
FILL = """
INSERT INTO activities
    SELECT 'activity-' || n, 'Title ' || n, 'd', 'course', 60, 'person-' || n % 500, NULL,
        'published', date '2020-01-01' + n % 2000, NULL
    FROM generate_series(1, 20000) n;
INSERT INTO activity_skills
    SELECT 'a-' || n, 'activity-' || n / 3, 'skill-' || n % 900, 3
    FROM generate_series(1, 40000) n;
INSERT INTO occurrences
    SELECT 'o-' || n, 'activity-' || n / 3, n::text, date '2020-01-01' + n % 3000, 12, NULL,
        'scheduled', 0, 0, '2020-01-01', NULL, NULL
    FROM generate_series(1, 40000) n;
INSERT INTO enrolments (enrolment, person, activity, occurrence, kind, status, assessed, assessor,
        minutes_planned, minutes_spent, completed_on)
    SELECT 'enrolment-' || n, 'person-' || n / 8, 'activity-' || n % 5000, (n % 7)::text, 'course',
        CASE n % 3 WHEN 0 THEN 'completed' ELSE 'enrolled' END, n % 2 = 0, 'person-' || n % 500,
        60, 0, date '2026-01-01'
    FROM generate_series(1, 40000) n;
INSERT INTO learning_time
    SELECT 't-' || n, 'enrolment-' || n / 4, 'person-' || n / 30, date '2025-01-01' + n % 700, 45
    FROM generate_series(1, 40000) n;
ANALYZE activities, activity_skills, occurrences, enrolments, learning_time;
"""
HOT = [
    "SELECT * FROM learning.activities WHERE activity = ANY ('{activity-7,activity-8}')",
    "SELECT * FROM learning.activities ORDER BY title, activity LIMIT 50",
    "SELECT * FROM learning.activities ORDER BY published_on DESC, activity LIMIT 50",
    "SELECT * FROM learning.activity_skills WHERE activity = ANY ('{activity-7,activity-8}')",
    "SELECT * FROM learning.activity_skills WHERE skill = 'skill-77' AND level >= 3",
    "SELECT * FROM learning.occurrences WHERE activity = ANY ('{activity-7,activity-8}') "
    "ORDER BY activity, day",
    "SELECT * FROM learning.occurrences WHERE day >= '2028-03-01' AND status = 'scheduled' "
    "ORDER BY day, occurrence_key LIMIT 50",
    "SELECT * FROM learning.enrolments WHERE person = ANY ('{person-7,person-8}')",
    "SELECT * FROM learning.enrolments WHERE activity = 'activity-77'",
    "SELECT * FROM learning.enrolments WHERE activity = 'activity-77' AND occurrence = '3'",
    "SELECT * FROM learning.enrolments WHERE assessor = 'person-77' AND status = 'completed' "
    "AND assessed AND score IS NULL AND revoked_on IS NULL ORDER BY completed_on, enrolment",
    "SELECT person, sum(minutes) FROM learning.learning_time "
    "WHERE person = ANY ('{person-7,person-8}') AND day BETWEEN '2025-03-03' AND '2025-03-09' "
    "GROUP BY person",
    "SELECT * FROM learning.learning_time WHERE enrolment = 'enrolment-77' ORDER BY day",
]


def table_name(projection: Projection[Any, Any]) -> str:
    return projection.table


@pytest.fixture(scope="module")
async def full(rows: Pool) -> Pool:
    await rows.execute(FILL)
    return rows


@pytest.mark.parametrize("projection", TABLES, ids=table_name)
async def test_a_table_has_the_fields_of_its_view_and_the_gateway_reads_them(
    rows: Pool, projection: Projection[Any, Any]
) -> None:
    async with rows.acquire() as connection:
        await table_of(connection, projection.table, projection.view)
    nullable = {
        row["attname"]: row["nullable"] for row in await rows.fetch(NULLABLE, projection.table)
    }
    hints = get_type_hints(projection.view)
    assert nullable == {name: type(None) in get_args(hint) for name, hint in hints.items()}
    columns = await rows.fetchval(COLUMNS, f"learning.{projection.table}")
    assert sorted(columns) == sorted(field.name for field in dataclasses.fields(projection.view))


async def test_no_sample_is_kept_of_what_people_wrote(rows: Pool) -> None:
    found = await rows.fetch(WITHOUT_STATISTICS, NAMES)
    assert {(row["relname"], row["attname"]) for row in found} == {
        ("occurrences", "cancel_reason"),
        ("enrolments", "revoke_reason"),
    }


async def test_every_table_says_what_it_holds(rows: Pool) -> None:
    assert await rows.fetch(UNCOMMENTED, NAMES) == []


@pytest.mark.parametrize("statement", HOT)
async def test_a_hot_read_scans_no_table(full: Pool, statement: str) -> None:
    plan = "\n".join(row[0] for row in await full.fetch(f"EXPLAIN {statement}"))
    assert "Seq Scan" not in plan, plan
