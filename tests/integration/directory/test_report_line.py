"""The closure of reporting lines in SQL: it equals brute force, and one index answers it."""

import json
import random
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import pytest

from services.directory import queries
from services.directory.projections import managers, report_line
from shared.kernel.messages import StreamId
from shared.readmodel.derived import DerivedTable, derived_tables
from shared.readmodel.tables import table_of
from shared.runtime.pools import Pool

PEOPLE = [StreamId(f"person-{number:03}") for number in range(60)]
STORED = "SELECT manager_id, person_id, depth FROM report_line"

Lines = dict[StreamId, StreamId | None]


@pytest.fixture
async def closure(rows: Pool) -> DerivedTable:
    async with rows.acquire() as connection:
        (derived,) = await derived_tables(connection, [report_line.derived])
    return derived


async def apply(rows: Pool, closure: DerivedTable, changes: Lines, left: Collection[str]) -> None:
    """One batch, as the projector writes it: folded rows, then what is derived of them."""
    async with rows.acquire() as connection, connection.transaction():
        table = await table_of(connection, "managers", managers.ReportingTo)
        await table.write(
            connection,
            [
                managers.ReportingTo(person_id=one, manager_id=above)
                for one, above in changes.items()
            ],
        )
        await table.remove(connection, list(left))
        await closure.write(connection, {"managers": {*changes, *left}}, date.min)


def brute_force(lines: Mapping[StreamId, StreamId | None]) -> set[tuple[str, str, int]]:
    found: set[tuple[str, str, int]] = set()
    for person in lines:
        above, depth = lines[person], 1
        while above is not None:
            found.add((above, person, depth))
            above, depth = lines.get(above), depth + 1
    return found


async def stored(rows: Pool) -> set[tuple[str, str, int]]:
    return {tuple(row) for row in await rows.fetch(STORED)}


def without_cycle(lines: Lines, person: StreamId, manager: StreamId | None) -> bool:
    while manager is not None:
        if manager == person:
            return False
        manager = lines[manager]
    return True


@pytest.mark.parametrize("seed", range(4))
async def test_the_closure_equals_brute_force_after_any_batch(
    rows: Pool, closure: DerivedTable, seed: int
) -> None:
    dice = random.Random(seed)  # noqa: S311 - the same batches for the same seed
    lines: Lines = dict.fromkeys(PEOPLE)
    await apply(rows, closure, lines, ())
    for _ in range(25):
        changes: Lines = {}
        for person in dice.sample(list(lines), dice.randint(1, 8)):
            manager = dice.choice([None, *lines])
            if without_cycle({**lines, **changes}, person, manager):
                changes[person] = manager
        lines |= changes
        await apply(rows, closure, changes, ())
        assert await stored(rows) == brute_force(lines)
        leaver = dice.choice(list(lines))
        heir = lines.pop(leaver)
        handed_over: Lines = {one: heir for one, above in lines.items() if above == leaver}
        lines |= handed_over
        await apply(rows, closure, handed_over, [leaver])
        assert await stored(rows) == brute_force(lines)


async def test_lines_in_a_circle_end_where_they_would_repeat(
    rows: Pool, closure: DerivedTable
) -> None:
    """No command can record one; a projection must come to an end all the same."""
    first, second = PEOPLE[:2]
    await apply(rows, closure, {first: second, second: first}, ())
    assert await stored(rows) == {(first, second, 1), (second, first, 1)}


async def arrange_company(rows: Pool, closure: DerivedTable, people: int = 5_000) -> None:
    """Eight reports each, so about five levels."""
    ids = [StreamId(f"person-{number:05}") for number in range(people)]
    lines: Lines = {
        one: ids[(number - 1) // 8] if number else None for number, one in enumerate(ids)
    }
    for first in range(0, people, 1_000):
        part = ids[first : first + 1_000]
        await apply(rows, closure, {one: lines[one] for one in part}, ())
    await rows.execute("VACUUM ANALYZE managers, report_line")


def nodes(plan: Mapping[str, Any]) -> list[str]:
    """Kinds of the plan's nodes with what they read."""
    name = f"{plan['Node Type']} {plan.get('Index Name', plan.get('Relation Name', ''))}".strip()
    return [name, *(node for part in plan.get("Plans", ()) for node in nodes(part))]


async def plan_of(rows: Pool, statement: str, *arguments: object) -> list[str]:
    found = await rows.fetchval(f"EXPLAIN (FORMAT JSON) {statement}", *arguments)
    return nodes(json.loads(found)[0]["Plan"])


async def test_a_subtree_and_a_line_are_one_indexed_read(rows: Pool, closure: DerivedTable) -> None:
    await arrange_company(rows, closure)
    assert await plan_of(rows, queries.SUBTREE, "person-00001") == [
        "Index Only Scan report_line_down"
    ]
    line = "SELECT manager_id FROM directory.report_line WHERE person_id = $1 ORDER BY depth"
    assert await plan_of(rows, line, "person-04999") == ["Index Only Scan report_line_up"]
    for statement in (report_line.AFFECTED, report_line.INPUTS):
        plan = await plan_of(rows, statement, ["person-04999"])
        assert [node for node in plan if node.startswith("Seq Scan")] == []


async def test_queries_answer_from_the_tables(rows: Pool, closure: DerivedTable) -> None:
    ann, bob, cem = PEOPLE[:3]
    await apply(rows, closure, {ann: None, bob: ann, cem: bob}, ())
    assert await queries.subtree(rows, ann) == {bob: 1, cem: 2}
    assert await queries.managers(rows, [ann, cem, PEOPLE[9]]) == {ann: None, cem: bob}
