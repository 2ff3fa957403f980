"""What the numbers are computed from is found by an index, also among many rows."""

from collections.abc import AsyncIterator, Mapping
from datetime import date

import asyncpg
import pytest

from services.gateway.sql import numbers, numbers_team, offers
from services.gateway.sql.reads import Reads
from tests.integration.gateway.plans import plan_in_the_end, seldom_planned
from tests.integration.gateway.test_query_plans import FILL as OTHERS

FILL = """
INSERT INTO learning_rows.mastery
    SELECT 'p-' || n, 'person-' || n / 10, 'skill-' || n * 7 % 900, '2026-06-01', 1 + n % 5, 0.5,
        1, 1, 1 + n % 5, CASE WHEN n % 3 > 0 THEN 'verified' ELSE 'provisional' END, 1,
        '2026-01-01', 365
    FROM generate_series(1, 100000) n;
INSERT INTO learning_rows.mastery_held
    SELECT 'p-' || n, 'person-' || n / 10, 'skill-' || n * 7 % 900, 1 + n % 5, '2026-01-01',
        '2026-01-01', 1 + n % 5, 'verified', 1 + n % 5, 0.5, '2026-06-01', 1
    FROM generate_series(1, 100000) n;
INSERT INTO learning_rows.activities
    SELECT 'activity-' || n, 'Title ' || n, 'd', 'course', 600, 'person-1', NULL, 'published',
        '2026-01-01', NULL
    FROM generate_series(1, 8000) n;
INSERT INTO learning_rows.activity_skills
    SELECT 'k-' || n, 'activity-' || n / 2, 'skill-' || n % 900, 3
    FROM generate_series(1, 16000) n;
INSERT INTO learning_rows.occurrences
    SELECT 'o-' || n, 'activity-' || n / 3, 'o-' || n, '2026-07-01', 10, NULL, 'scheduled', 1, 0,
        '2026-01-01', NULL, NULL
    FROM generate_series(1, 24000) n;
INSERT INTO learning_rows.enrolments (enrolment, person, activity, kind, status, assessed,
    minutes_planned, minutes_spent)
    SELECT 'enrolment-' || n, 'person-' || n / 3, 'activity-' || n / 8, 'course', 'started', true,
        600, 0
    FROM generate_series(1, 40000) n;
ANALYZE;
"""
ME, DAY = "person-77", date(2026, 6, 1)
PEOPLE = ["person-7", "person-8"]
ROLES = ["role-1", "role-2"]
GOALS = ["career_goal-7", "career_goal-8"]

SELDOM = frozenset(seldom_planned())

HOT: Mapping[str, tuple[str, tuple[object, ...]]] = {
    "required": (numbers.REQUIRED_OF, (ROLES, DAY)),
    "known": (numbers.KNOWN_OF, (PEOPLE,)),
    "held": (numbers.HELD_OF, (PEOPLE,)),
    "aims": (numbers.AIMS_OF, (PEOPLE,)),
    "targets": (numbers.TARGETS_OF, (GOALS,)),
    "turns": (numbers.TURNS_OF, (PEOPLE, DAY)),
    "bench of a manager": (numbers.BENCH_COUNTS, (ME, False, ROLES, DAY)),
    "people on the bench of a manager": (numbers.BENCH_PEOPLE, (ME, False, ROLES, DAY, 20)),
    "required in a team": (numbers_team.TEAM_REQUIRED_OF, ([ME], DAY)),
    "held in a team": (numbers_team.TEAM_HELD_OF, ([ME],)),
    "newest demand": (numbers_team.NEWEST_DEMAND, ([""], DAY)),
    "offers": (offers.OFFERS_OF, (["skill-7", "skill-8"], ME, DAY)),
}


@pytest.fixture(scope="module")
async def full(read_database: str, owner: asyncpg.Connection) -> AsyncIterator[Reads]:
    await owner.execute(OTHERS)
    await owner.execute(FILL)
    reads = await Reads.open(read_database, 1)
    yield reads
    await reads.close()


@pytest.mark.parametrize("name", HOT)
async def test_a_number_scans_no_table(full: Reads, name: str) -> None:
    statement, arguments = HOT[name]
    plan = "\n".join(row[0] for row in await full.rows(f"EXPLAIN {statement}", *arguments))
    assert "Seq Scan" not in plan, plan


@pytest.mark.parametrize("name", [name for name, (asked, _) in HOT.items() if asked in SELDOM])
@pytest.mark.usefixtures("full")
async def test_nor_does_one_that_was_asked_often(read_database: str, name: str) -> None:
    plan = await plan_in_the_end(read_database, *HOT[name])
    assert "Seq Scan" not in plan, plan
