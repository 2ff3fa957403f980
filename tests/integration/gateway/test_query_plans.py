"""The statements of the gateway use an index, also among many rows."""

from collections.abc import AsyncIterator, Mapping
from datetime import date

import asyncpg
import pytest

from services.gateway.sql import assignments, demand, goals, journal, people, roles, skills
from services.gateway.sql.reads import Reads
from tests.integration.gateway.plans import plan_in_the_end, seldom_planned

FILL = """
INSERT INTO directory_rows.people
    SELECT 'person-' || n, NULL, 'Name ' || n, 'm', 'T', 'D' || n % 40, 'role-' || n % 300, 'UTC',
        '{}', n % 50 > 0, '2024-01-01', NULL
    FROM generate_series(1, 20000) n;
INSERT INTO directory_rows.managers
    SELECT 'person-' || n, 'person-' || n / 8 FROM generate_series(1, 20000) n;
INSERT INTO directory_rows.report_line
    SELECT 'l-' || n, 'person-' || n / 8, 'person-' || n, 1 FROM generate_series(1, 20000) n;
INSERT INTO goals_rows.roles
    SELECT 'role-' || n, 'Title ' || n, 'F', NULL, NULL, 'defined', '2026-01-01', NULL
    FROM generate_series(1, 5000) n;
INSERT INTO goals_rows.requirements
    SELECT 'r-' || n, 'role-' || n / 40, 'skill-' || n % 900, 1, 3, 2, '2026-01-01', NULL
    FROM generate_series(1, 40000) n;
INSERT INTO goals_rows.career_goals
    SELECT 'career_goal-' || n, 'person-' || n / 3, 't', 'w', 'active', NULL,
        date '2026-01-01' + n % 400, '2026-01-01', 0, 0, NULL, NULL, NULL, 'nobody', NULL, NULL
    FROM generate_series(1, 40000) n;
INSERT INTO goals_rows.milestones
    SELECT 'm-' || n, 'career_goal-' || n / 3, 'milestone-' || n, 'p', 't', '2026-01-01', NULL
    FROM generate_series(1, 40000) n;
INSERT INTO goals_rows.linked_skills
    SELECT 's-' || n, 'career_goal-' || n / 3, 'skill-' || n % 900, 'p', 3, '2026-01-01'
    FROM generate_series(1, 40000) n;
INSERT INTO goals_rows.check_ins
    SELECT 'c-' || n, 'career_goal-' || n / 3, 'p', n % 3, 4, false, NULL, '2026-01-01'
    FROM generate_series(1, 40000) n;
INSERT INTO goals_rows.assignments
    SELECT 'stretch_assignment-' || n, 'person-' || n, 't', 'd', 8, '2026-01-01',
        date '2026-01-01' + n % 400, 3, 'open', '2026-01-01', NULL, NULL
    FROM generate_series(1, 8000) n;
INSERT INTO goals_rows.assignment_skills
    SELECT 'k-' || n, 'stretch_assignment-' || n / 2, 'skill-' || n % 900, 3
    FROM generate_series(1, 16000) n;
INSERT INTO goals_rows.applications (application_key, assignment, applicant, status, applied_on)
    SELECT 'a-' || n, 'stretch_assignment-' || n / 5, 'person-' || n / 2, 'validated', '2026-01-01'
    FROM generate_series(1, 40000) n;
INSERT INTO goals_rows.journal_entries
    SELECT 'j-' || n, 'person-' || n / 5, 'entry-' || n, 'reflection', 't', NULL, NULL, false,
        false, '2026-01-01'
    FROM generate_series(1, 40000) n;
INSERT INTO goals_rows.demand_snapshots
    SELECT 'board/' || n, 'board', date '2020-01-01' + n, 40, '2026-01-01'
    FROM generate_series(1, 1000) n;
INSERT INTO goals_rows.demand_rows
    SELECT 'd-' || n, 'board', date '2020-01-01' + n / 40, 'skill-' || n % 900, n % 100
    FROM generate_series(1, 40000) n;
INSERT INTO learning_rows.skills
    SELECT 'skill-' || n, 'Skill ' || n, NULL, NULL, NULL, '{}', '2026-01-01', NULL
    FROM generate_series(1, 14000) n;
INSERT INTO learning_rows.skill_placements
    SELECT 'skill-' || n, 'skill-' || n / 20 FROM generate_series(1, 14000) n;
INSERT INTO learning_rows.profiles
    SELECT 'person-' || n, 'public', '2026-01-01' FROM generate_series(1, 20000) n;
ANALYZE;
"""
ME, DAY = "person-77", date(2026, 6, 1)
PEOPLE = ["person-7", "person-8"]
GOALS = ["career_goal-7", "career_goal-8"]

SELDOM = frozenset(seldom_planned())

HOT: Mapping[str, tuple[str, tuple[object, ...]]] = {
    "who is active": (people.ACTIVE, (PEOPLE,)),
    "people by id": (people.PEOPLE_BY_ID, (PEOPLE, ME)),
    "people": (people.PEOPLE, ([""], None, None, None, True, None, 21, None, None, ME)),
    "more people": (people.PEOPLE, ([""], None, None, None, True, None, 21, "name 5", "p", ME)),
    "reports": (people.REPORTS_OF, (PEOPLE, 21, None, None, ME)),
    "how many reports": (people.REPORTS_COUNT, (PEOPLE,)),
    "roles by id": (roles.ROLES_BY_ID, (["role-1", "role-2"],)),
    "roles": (roles.ROLES, ([""], None, None, False, 21, None, None)),
    "requirements": (roles.REQUIREMENTS_OF, (["role-1", "role-2"], DAY)),
    "skills by id": (skills.SKILLS_BY_ID, (["skill-1", "skill-2"],)),
    "skills": (skills.SKILLS, ([""], False, None, 21, "skill 5", "s")),
    "skills that are found": (
        skills.FOUND,
        ([""], False, None, "skill 5", 21, None, None, None, None),
    ),
    "narrower skills": (skills.NARROWER_OF, (["skill-1", "skill-2"], 21, None, None)),
    "how many narrower skills": (skills.NARROWER_COUNT, (["skill-1", "skill-2"],)),
    "goals by id": (goals.GOALS_BY_ID, (ME, False, GOALS)),
    "goals": (goals.GOALS_OF, (ME, False, PEOPLE, None, None, None, 21, None, None)),
    "how many goals": (goals.GOALS_COUNT, (ME, False, PEOPLE, None, None, None)),
    "goals at risk": (goals.AT_RISK_OF, (ME, False, [ME], DAY, 21, None, None)),
    "how many are at risk": (goals.AT_RISK_COUNT, (ME, False, [ME], DAY)),
    "milestones": (goals.MILESTONES_OF, (GOALS,)),
    "linked skills": (goals.LINKED_SKILLS_OF, (GOALS,)),
    "check-ins": (goals.CHECK_INS_OF, (GOALS, 21, None)),
    "assignments by id": (assignments.ASSIGNMENTS_BY_ID, (["stretch_assignment-1"],)),
    "open assignments": (
        assignments.OPEN_ASSIGNMENTS,
        ([""], DAY, ME, None, 21, None, None),
    ),
    "asked skills": (assignments.ASKED_SKILLS_OF, (["stretch_assignment-1"],)),
    "applications": (
        assignments.APPLICATIONS_OF,
        (ME, False, ["stretch_assignment-1"], None, 21, None, None),
    ),
    "history": (assignments.HISTORY_OF, (ME, False, PEOPLE, 21, None, None)),
    "journal": (journal.TIMELINE_OF, (ME, [ME], 21, None, None)),
    "demand": (demand.ROWS_OF, (["board/40"], 21, None, None)),
}


@pytest.fixture(scope="module")
async def full(read_database: str, owner: asyncpg.Connection) -> AsyncIterator[Reads]:
    await owner.execute(FILL)
    reads = await Reads.open(read_database, 1)
    yield reads
    await reads.close()


@pytest.mark.parametrize("name", HOT)
async def test_a_hot_read_scans_no_table(full: Reads, name: str) -> None:
    statement, arguments = HOT[name]
    plan = "\n".join(row[0] for row in await full.rows(f"EXPLAIN {statement}", *arguments))
    assert "Seq Scan" not in plan, plan


async def test_the_gateway_reads_views_and_nothing_else(full: Reads) -> None:
    for table in ("goals_rows.career_goals", "directory_rows.people"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await full.rows(f"SELECT FROM {table}")
    with pytest.raises(asyncpg.PostgresError):
        await full.rows("CREATE TEMPORARY TABLE mine (id integer)")


@pytest.mark.parametrize("name", [name for name, (asked, _) in HOT.items() if asked in SELDOM])
@pytest.mark.usefixtures("full")
async def test_nor_does_one_that_was_asked_often(read_database: str, name: str) -> None:
    plan = await plan_in_the_end(read_database, *HOT[name])
    assert "Seq Scan" not in plan, plan
