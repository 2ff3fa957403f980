"""The reads that are asked all the time use an index, also among many rows."""

import pytest

from shared.runtime.pools import Pool

FILL = """
INSERT INTO managers SELECT 'person-' || n, 'person-' || n / 8 FROM generate_series(1, 20000) n;
INSERT INTO known_people SELECT 'person-' || n, true FROM generate_series(1, 20000) n;
INSERT INTO career_goals
    SELECT 'career_goal-' || n, 'person-' || n / 3, 't', 'w', CASE n % 4 WHEN 0 THEN 'active'
        ELSE 'achieved' END, NULL, '2026-12-01', '2026-01-01', 0, 0, NULL, NULL, NULL, 'nobody',
        NULL, NULL
    FROM generate_series(1, 40000) n;
INSERT INTO milestones
    SELECT 'm-' || n, 'career_goal-' || n / 3, 'milestone-' || n, 'p', 't', '2026-01-01', NULL
    FROM generate_series(1, 40000) n;
INSERT INTO applications (application_key, assignment, applicant, status, applied_on, waiting_since)
    SELECT 'a-' || n, 'stretch_assignment-' || n / 5, 'person-' || n / 2,
        CASE n % 9 WHEN 0 THEN 'waiting' ELSE 'validated' END, '2026-01-01',
        CASE n % 9 WHEN 0 THEN date '2026-01-01' END
    FROM generate_series(1, 40000) n;
INSERT INTO requirements
    SELECT 'r-' || n, 'role-' || n / 40, 'skill-' || n % 900, 1, 3, 2, '2026-01-01', NULL
    FROM generate_series(1, 40000) n;
INSERT INTO journal_entries
    SELECT 'j-' || n, 'person-' || n / 5, 'entry-' || n, 'reflection', 't', NULL, NULL, false,
        false, '2026-01-01'
    FROM generate_series(1, 40000) n;
INSERT INTO deadlines
    SELECT 'd-' || n, 's', 'k', date '2026-01-01' + n, 'p' FROM generate_series(1, 20000) n;
ANALYZE;
"""
HOT = [
    "SELECT * FROM goals.career_goals WHERE owner = 'person-77' ORDER BY due, goal LIMIT 50",
    "SELECT g.* FROM goals_rows.managers m JOIN goals.career_goals g ON g.owner = m.person "
    "WHERE m.manager = 'person-77'",
    "SELECT * FROM goals.goals_at_risk('2026-06-01') WHERE owner = ANY ('{person-7,person-8}')",
    "SELECT * FROM goals.milestones WHERE goal = ANY ('{career_goal-7,career_goal-8}')",
    "SELECT * FROM goals.applications WHERE assignment = ANY ('{stretch_assignment-7}')",
    "SELECT * FROM goals.applications WHERE applicant = ANY ('{person-8,person-9}') "
    "AND waiting_since IS NOT NULL",
    "SELECT * FROM goals.requirements_as_of('2026-06-01') WHERE role = 'role-77'",
    "SELECT * FROM goals.journal_entries WHERE owner = 'person-77' ORDER BY recorded_on DESC",
    "SELECT person FROM known_people WHERE person = ANY ('{person-8,person-9}') AND active",
    "SELECT 1 FROM managers WHERE manager = 'person-77'",
    "SELECT * FROM deadlines WHERE due <= '2026-01-05' ORDER BY due, deadline_key LIMIT 500",
]


@pytest.fixture(scope="module")
async def full(rows: Pool) -> Pool:
    await rows.execute(FILL)
    return rows


@pytest.mark.parametrize("statement", HOT)
async def test_a_hot_read_scans_no_table(full: Pool, statement: str) -> None:
    plan = "\n".join(row[0] for row in await full.fetch(f"EXPLAIN {statement}"))
    assert "Seq Scan" not in plan, plan
