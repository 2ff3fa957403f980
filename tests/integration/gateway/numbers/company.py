"""Mastery, roles and offers in the small company, for the numbers that combine them.

Ada and Ben are seniors; Ada aims for the lead's role. What is asked in a merged skill counts in
the one that it was merged into.
"""

from tests.integration.gateway.world import (
    ADA,
    BEN,
    BOSS,
    CARL,
    HANNA,
    LEAD,
    RUST,
    SYSTEMS,
    uid,
)

JUNIOR, SENIOR, OLD_ROLE, IDLE = (f"role-{uid(n)}" for n in range(21, 25))
SQL, OLD_SQL = f"skill-{uid(32)}", f"skill-{uid(33)}"
ABANDONED, ACHIEVED = f"career_goal-{uid(42)}", f"career_goal-{uid(43)}"
PORT, FAILED = f"stretch_assignment-{uid(52)}", f"stretch_assignment-{uid(53)}"
CERTIFICATE, COURSE, RETIRED, FULL, DONE, OPEN_TALK = (f"activity-{uid(n)}" for n in range(80, 86))

SKILLS = f"""
INSERT INTO skills (skill_id, name, synonyms, defined_on, merged_into, merged_on) VALUES
    ('{SYSTEMS}', 'Systems programming', '{{}}', '2026-01-01', NULL, NULL),
    ('{RUST}', 'Rust', '{{}}', '2026-01-01', NULL, NULL),
    ('{SQL}', 'SQL', '{{}}', '2026-01-01', NULL, NULL),
    ('{OLD_SQL}', 'Databases', '{{}}', '2026-01-01', '{SQL}', '2026-04-01');
"""  # noqa: S608 - a test's own constants


def mastery(who: str, skill: str, level: float, status: str, fresh: str | None) -> str:
    since = f"'{fresh}', 365" if fresh else "NULL, NULL"
    return (
        f"('{who}/{skill}', '{who}', '{skill}', '2026-06-15', {level}, 0.5, 1, 1, {round(level)},"
        f" '{status}', 1, {since})"
    )


def held(who: str, skill: str, level: int | None, first: str) -> str:
    return (
        f"('{who}/{skill}', '{who}', '{skill}', {level or 'NULL'}, '{first}', '{first}', 3,"
        " 'verified', 3, 0.5, '2026-06-15', 1)"
    )


def item(n: int, skill: str, kind: str, value: int, recorded: str, revoked: str | None) -> str:
    until = f"'{revoked}'" if revoked else "NULL"
    return (
        f"('e{n}', '{ADA}', '{skill}', '{kind}', {value}, 1, 'r', '{recorded}', NULL,"
        f" '{recorded}', {until}, 'test')"
    )


LEDGER = f"""
INSERT INTO mastery VALUES
    {mastery(ADA, RUST, 3.0, "verified", "2026-06-01")},
    {mastery(ADA, SQL, 4.0, "provisional", None)},
    {mastery(ADA, SYSTEMS, 4.5, "verified", "2024-06-15")},
    {mastery(BEN, RUST, 5.0, "verified", "2026-06-01")},
    {mastery(BEN, SQL, 3.0, "verified", "2025-12-15")},
    {mastery(BEN, SYSTEMS, 3.9, "verified", "2026-06-01")},
    {mastery(CARL, RUST, 2.0, "verified", "2026-06-01")};
INSERT INTO mastery_held VALUES
    {held(ADA, RUST, 3, "2025-12-01")}, {held(ADA, SYSTEMS, 4, "2024-01-01")},
    {held(BEN, RUST, 5, "2026-02-01")}, {held(BEN, SYSTEMS, 4, "2026-03-01")},
    {held(BEN, OLD_SQL, None, "2025-01-01")}, {held(BEN, SQL, 3, "2026-06-10")};
INSERT INTO evidence VALUES
    {item(1, RUST, "manager_review", 3, "2026-06-01", None)},
    {item(2, RUST, "test_score", 4, "2026-03-01", "2026-05-01")},
    {item(3, OLD_SQL, "manager_review", 3, "2026-03-02", "2026-05-20")},
    {item(4, OLD_SQL, "self_assessment", 4, "2026-06-02", None)};
"""  # noqa: S608 - a test's own constants


def activity(stream: str, kind: str, assessor: str | None, retired: str | None = None) -> str:
    who = f"'{assessor}'" if assessor else "NULL"
    ended = f"'{retired}'" if retired else "NULL"
    return (
        f"('{stream}', 'A {kind}', 'It teaches', '{kind}', 600, {who}, NULL, 'published',"
        f" '2026-01-01', {ended})"
    )


def teaches(stream: str, skill: str, level: int) -> str:
    return f"('{stream}/{skill}', '{stream}', '{skill}', {level})"


def occurrence(stream: str, day: str, taken: int) -> str:
    return (
        f"('{stream}/{day}', '{stream}', 'o-{day}', '{day}', 5, NULL, 'scheduled', {taken}, 0,"
        " '2026-01-01', NULL, NULL)"
    )


CATALOGUE = f"""
INSERT INTO activities VALUES
    {activity(CERTIFICATE, "certification", None)}, {activity(COURSE, "course", CARL)},
    {activity(RETIRED, "course", CARL, "2026-06-01")}, {activity(FULL, "course", CARL)},
    {activity(DONE, "course", CARL)}, {activity(OPEN_TALK, "seminar", None)};
INSERT INTO activity_skills VALUES
    {teaches(CERTIFICATE, OLD_SQL, 3)}, {teaches(COURSE, RUST, 5)}, {teaches(RETIRED, RUST, 5)},
    {teaches(FULL, RUST, 5)}, {teaches(DONE, RUST, 5)}, {teaches(OPEN_TALK, RUST, 5)};
INSERT INTO occurrences VALUES
    {occurrence(COURSE, "2026-07-01", 4)}, {occurrence(FULL, "2026-07-01", 5)},
    {occurrence(FULL, "2026-06-14", 0)};
INSERT INTO enrolments (enrolment, person, activity, kind, status, assessed, minutes_planned,
    minutes_spent, completed_on)
    VALUES ('enrolment-1', '{ADA}', '{DONE}', 'course', 'completed', true, 600, 600, '2026-05-01');
"""  # noqa: S608 - a test's own constants

LEARNING = SKILLS + LEDGER + CATALOGUE


def requires(role: str, skill: str, level: int, importance: int) -> str:
    return f"('{role}/{skill}', '{role}', '{skill}', 1, {level}, {importance}, '2026-01-01', NULL)"


def closed(stream: str, status: str, day: str) -> str:
    return (
        f"('{stream}', '{ADA}', 'Over', 'Because', '{status}', NULL, '2026-12-01', '2026-01-01',"
        f" 0, 0, NULL, NULL, NULL, 'nobody', '{day}', NULL)"
    )


def measured(day: str, skill: str, index: float) -> str:
    return f"('board/{day}/{skill}', 'board', '{day}', '{skill}', {index})"


GOALS = f"""
INSERT INTO roles VALUES
    ('{JUNIOR}', 'Junior', 'Engineering', 1, NULL, 'defined', '2026-01-01', NULL),
    ('{SENIOR}', 'Senior', 'Engineering', 2, NULL, 'defined', '2026-01-01', NULL),
    ('{OLD_ROLE}', 'Programmer', 'Engineering', 2, NULL, 'retired', '2026-01-01', '2026-02-01'),
    ('{IDLE}', 'Idle', 'Idlers', 1, NULL, 'defined', '2026-01-01', NULL);
INSERT INTO requirements VALUES
    {requires(JUNIOR, RUST, 2, 1)},
    {requires(SENIOR, RUST, 3, 2)}, {requires(SENIOR, OLD_SQL, 3, 1)},
    {requires(OLD_ROLE, RUST, 3, 1)}, {requires(OLD_ROLE, SQL, 3, 1)},
    {requires(OLD_ROLE, SYSTEMS, 3, 1)},
    {requires(LEAD, SYSTEMS, 4, 2)}, {requires(LEAD, OLD_SQL, 3, 1)};
INSERT INTO career_goals VALUES
    {closed(ABANDONED, "abandoned", "2026-02-01")}, {closed(ACHIEVED, "achieved", "2026-02-20")};
INSERT INTO assignments VALUES
    ('{PORT}', '{CARL}', 'Port more', 'To Rust', 8, '2026-07-01', '2026-08-25', 2, 'open',
     '2026-06-01', NULL, NULL),
    ('{FAILED}', '{CARL}', 'Hard', 'Too hard', 8, '2025-11-01', '2026-01-10', 1, 'open',
     '2025-10-01', NULL, NULL);
INSERT INTO assignment_skills VALUES ('{PORT}/1', '{PORT}', '{RUST}', 4);
INSERT INTO applications (application_key, assignment, applicant, status, applied_on, outcome,
    completed_on, validated_on)
    VALUES ('{FAILED}/{ADA}', '{FAILED}', '{ADA}', 'validated', '2025-10-02', 'not_met',
        '2026-01-10', '2026-01-12');
INSERT INTO demand_snapshots VALUES
    ('board/2026-03-01', 'board', '2026-03-01', 2, '2026-03-02'),
    ('board/2026-01-01', 'board', '2026-01-01', 1, '2026-01-02');
INSERT INTO demand_rows VALUES
    {measured("2026-06-01", SQL, 30)}, {measured("2026-03-01", OLD_SQL, 50)},
    {measured("2026-03-01", RUST, 95)}, {measured("2026-01-01", RUST, 100)},
    {measured("2026-01-01", SQL, 10)};
"""  # noqa: S608 - a test's own constants

DIRECTORY = f"""
UPDATE people SET role_id = '{SENIOR}' WHERE person_id IN ('{ADA}', '{BEN}');
UPDATE people SET role_id = '{JUNIOR}' WHERE person_id = '{CARL}';
UPDATE people SET role_id = NULL WHERE person_id = '{HANNA}';
UPDATE people SET role_id = '{LEAD}' WHERE person_id = '{BOSS}';
"""  # noqa: S608 - a test's own constants
