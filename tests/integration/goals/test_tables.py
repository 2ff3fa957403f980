"""The tables are what the projections write, the views are what the gateway may read."""

import dataclasses
from typing import Any, get_args, get_type_hints

import pytest

from services.goals.projections import PROJECTIONS
from shared.kernel.projection import Projection
from shared.readmodel.tables import table_of
from shared.runtime.pools import Pool

NULLABLE = """
SELECT attname, NOT attnotnull AS nullable FROM pg_attribute
WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped
"""
COLUMNS = """
SELECT array_agg(attname::text ORDER BY attnum) FROM pg_attribute
WHERE attrelid = to_regclass($1) AND attnum > 0
"""
INTERNAL = {"deadlines", "known_people", "line_changes", "managers"}
"""What the gateway does not read."""

PERSONAL = {
    ("career_goals", "title"), ("career_goals", "why"), ("career_goals", "closing_reason"),
    ("milestones", "title"), ("check_ins", "note"), ("assignments", "cancel_reason"),
    ("applications", "note"), ("applications", "learnt"),
    ("journal_entries", "text"), ("journal_entries", "lesson"),
}  # fmt: skip
WITHOUT_STATISTICS = """
SELECT relname, attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
WHERE relnamespace = 'goals_rows'::regnamespace AND attstattarget = 0 AND relkind = 'r'
"""
UNCOMMENTED = """
SELECT relname FROM pg_class
WHERE relnamespace = 'goals_rows'::regnamespace AND relkind = 'r' AND relname <> 'schema_migrations'
  AND obj_description(oid, 'pg_class') IS NULL
"""


def table_name(projection: Projection[Any, Any]) -> str:
    return projection.table


@pytest.mark.parametrize("projection", PROJECTIONS, ids=table_name)
async def test_a_table_has_the_fields_of_its_view(
    rows: Pool, projection: Projection[Any, Any]
) -> None:
    async with rows.acquire() as connection:
        await table_of(connection, projection.table, projection.view)
    nullable = {
        row["attname"]: row["nullable"] for row in await rows.fetch(NULLABLE, projection.table)
    }
    hints = get_type_hints(projection.view)
    assert nullable == {name: type(None) in get_args(hint) for name, hint in hints.items()}


@pytest.mark.parametrize("projection", PROJECTIONS, ids=table_name)
async def test_the_gateway_reads_the_whole_table_by_a_view(
    rows: Pool, projection: Projection[Any, Any]
) -> None:
    columns = await rows.fetchval(COLUMNS, f"goals.{projection.table}")
    fields = [field.name for field in dataclasses.fields(projection.view)]
    expected = None if projection.table in INTERNAL else sorted(fields)
    assert (columns and sorted(columns)) == expected


async def test_no_sample_is_kept_of_what_people_wrote(rows: Pool) -> None:
    found = {(row["relname"], row["attname"]) for row in await rows.fetch(WITHOUT_STATISTICS)}
    assert found == PERSONAL


async def test_every_table_says_what_it_holds(rows: Pool) -> None:
    assert await rows.fetch(UNCOMMENTED) == []
