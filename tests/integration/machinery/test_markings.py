"""What is noted in the transaction that changes rows, and rows that carry a day."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import asyncpg
import pytest

from shared.kernel.projection import Derived, Marking
from shared.readmodel.arrivals import Arrival
from shared.readmodel.derived import derived_tables
from shared.readmodel.folding import Folding, Projections
from shared.readmodel.offsets import Place
from shared.readmodel.refresh import recompute
from shared.readmodel.tables import table_of
from tests.integration.machinery import graph
from tests.integration.machinery.world import SERVICE, World, drawn, edge_id

MARKED = """
CREATE TABLE marked (name text NOT NULL, key text NOT NULL, degrees bigint NOT NULL);
"""
NOTE = """
INSERT INTO marked SELECT '{name}', key, (SELECT count(*) FROM degrees)
FROM unnest($1::text[]) AS key
"""
MARKINGS = (
    Marking("of_edges", ("edges",), NOTE.replace("{name}", "of_edges")),
    Marking("of_degrees", ("degrees",), NOTE.replace("{name}", "of_degrees")),
)


def weighs_by_day(
    key: str, edges: Sequence[Mapping[str, Any]], day: date
) -> Sequence[graph.Degree]:
    """On the day of the month n, an edge weighs n times as much as the database says of it."""
    return [
        replace(row, weight=row.weight * day.day) for row in graph.compute_degree(key, edges, day)
    ]


DATED: Derived[graph.Degree] = replace(
    graph.DEGREES,
    inputs=graph.DEGREES.inputs.replace(
        "node, weight", "node, weight + extract(day FROM $2::date)::integer AS weight"
    ),
    compute=weighs_by_day,
    dated=True,
    guard="SELECT pg_advisory_xact_lock_shared(7)",
)


@pytest.fixture
async def marked(world: World) -> World:
    await world.rows.execute(MARKED)
    return world


async def fold(world: World, day: date, weight: int = 3) -> None:
    edge = edge_id()
    arrival = Arrival(Place(SERVICE, 0), 0, edge, b"", 1, 0, "kind", drawn(edge, "a", "b", weight))
    async with world.rows.acquire() as connection, connection.transaction():
        table = await table_of(connection, "edges", graph.Edge)
        folding = Folding(
            Projections([graph.EDGES], world.codec),
            {"edges": table},
            await derived_tables(connection, [DATED]),
            MARKINGS,
            lambda: day,
        )
        await folding.fold(connection, [arrival], ())


async def weights(world: World) -> list[int]:
    rows = await world.rows.fetch("SELECT weight FROM degrees ORDER BY node")
    return [row["weight"] for row in rows]


async def test_folded_rows_are_marked_before_anything_is_derived_and_derived_ones_after(
    marked: World,
) -> None:
    await fold(marked, date(2026, 11, 2))
    rows = await marked.rows.fetch("SELECT name, key, degrees FROM marked ORDER BY name, key")
    assert [(row["name"], row["degrees"]) for row in rows] == [
        ("of_degrees", 2),
        ("of_degrees", 2),
        ("of_edges", 0),
    ]
    assert [row["key"] for row in rows[:2]] == ["a", "b"]


async def test_a_dated_row_is_computed_for_the_day_in_sql_and_in_python(marked: World) -> None:
    await fold(marked, date(2026, 11, 2))
    assert await weights(marked) == [(3 + 2) * 2] * 2


async def test_rows_are_computed_anew_for_another_day_and_only_changed_ones_are_marked(
    marked: World,
) -> None:
    await fold(marked, date(2026, 11, 2))
    await marked.rows.execute("TRUNCATE marked")
    again = await recompute(marked.rows, DATED, ["a", "b"], date(2026, 11, 2), MARKINGS)
    assert list(again) == []
    assert await marked.rows.fetchval("SELECT count(*) FROM marked") == 0
    later = await recompute(marked.rows, DATED, ["b", "z"], date(2026, 11, 4), MARKINGS)
    assert list(later) == ["b"]
    assert await weights(marked) == [(3 + 2) * 2, (3 + 4) * 4]
    assert await marked.rows.fetchval("SELECT key FROM marked") == "b"


async def test_the_guard_holds_back_what_it_is_ordered_against(marked: World) -> None:
    async with marked.rows.acquire() as other, other.transaction():
        await other.execute("SELECT pg_advisory_xact_lock(7)")
        with pytest.raises(asyncpg.LockNotAvailableError):
            await recompute_impatiently(marked)


async def recompute_impatiently(world: World) -> None:
    async with world.rows.acquire() as connection, connection.transaction():
        await connection.execute("SET LOCAL lock_timeout = '100ms'")
        (table,) = await derived_tables(connection, [DATED])
        await table.recompute(connection, ["a"], date(2026, 11, 2))
