"""The statements about mastery and learning use an index, also among many rows."""

import re
from collections.abc import AsyncIterator, Mapping
from datetime import date

import asyncpg
import pytest

from services.gateway.sql import (
    activities,
    assessments,
    certifications,
    enrolments,
    learning_time,
    mastery,
    model,
    plans,
    portfolio,
    team_skills,
)
from services.gateway.sql.reads import Reads
from tests.integration.gateway.plans import plan_in_the_end, seldom_planned

PEOPLE_AND_SKILLS = """
INSERT INTO directory_rows.people
    SELECT 'person-' || n, NULL, 'Name ' || n, 'm', 'T', 'D' || n % 40, 'role-' || n % 300, 'UTC',
        '{}', n % 50 > 0, '2024-01-01', NULL
    FROM generate_series(1, 20000) n;
INSERT INTO directory_rows.managers
    SELECT 'person-' || n, 'person-' || n / 8 FROM generate_series(1, 20000) n;
INSERT INTO directory_rows.report_line
    SELECT 'l-' || n, 'person-' || n / 8, 'person-' || n, 1 FROM generate_series(1, 20000) n;
INSERT INTO goals_rows.requirements
    SELECT 'r-' || n, 'role-' || n / 40, 'skill-' || n % 900, 1, 3, 2, '2026-01-01', NULL
    FROM generate_series(1, 12000) n;
INSERT INTO learning_rows.skills (skill_id, name, synonyms, defined_on, merged_into, merged_on)
    SELECT 'skill-' || n, 'Skill ' || n, '{}', '2026-01-01',
        CASE WHEN n % 700 = 0 THEN 'skill-' || n - 1 END,
        CASE WHEN n % 700 = 0 THEN date '2026-02-01' END
    FROM generate_series(1, 14000) n;
INSERT INTO learning_rows.profiles
    SELECT 'person-' || n, CASE WHEN n % 4 = 0 THEN 'public' ELSE 'private' END, '2026-01-01'
    FROM generate_series(1, 20000) n;
"""
LEDGER = """
INSERT INTO learning_rows.mastery
    SELECT p || '/' || s, 'person-' || p, 'skill-' || s * 40 + p % 40, '2026-06-01', 3.5, 0.5, 1, 1,
        1 + (p + s) % 5, CASE (p + s) % 9 WHEN 0 THEN 'stale' ELSE 'verified' END, 3, NULL, NULL
    FROM generate_series(1, 20000) p, generate_series(1, 3) s;
INSERT INTO learning_rows.mastery_held
    SELECT pair_key, person_id, skill_id, 3, '2026-01-01', '2026-01-01', 3, 'verified', 3, 0.5,
        '2026-06-01', 1
    FROM learning_rows.mastery;
INSERT INTO learning_rows.evidence
    SELECT 'e-' || n, 'person-' || n / 8, 'skill-' || n % 900, 'manager_review', 3, 1, 'p',
        '2026-01-01', NULL, '2026-01-01', NULL, 's'
    FROM generate_series(1, 40000) n;
INSERT INTO learning_rows.model_parameters
    SELECT 'm-' || n, date '2000-01-01' + n, n, date '2000-01-01' + n, '{}'
    FROM generate_series(1, 5000) n;
"""
LEARNING = """
INSERT INTO learning_rows.activities
    SELECT 'activity-' || n, 'Title ' || n, 'd', 'course', 60, 'person-' || n, NULL, 'published',
        '2026-01-01', NULL
    FROM generate_series(1, 8000) n;
INSERT INTO learning_rows.activity_skills
    SELECT 'k-' || n, 'activity-' || n / 3, 'skill-' || n % 900, 3 FROM generate_series(1, 24000) n;
INSERT INTO learning_rows.occurrences
    SELECT 'o-' || n, 'activity-' || n / 3, 'o-' || n, date '2026-01-01' + n % 300, 5, NULL,
        'scheduled', 1, 0, '2026-01-01', NULL, NULL
    FROM generate_series(1, 24000) n;
INSERT INTO learning_rows.enrolments (enrolment, person, activity, kind, status, assessed, assessor,
    minutes_planned, minutes_spent, completed_on)
    SELECT 'enrolment-' || n, 'person-' || n / 4, 'activity-' || n % 8000, 'course', 'completed',
        true, 'person-' || n % 8000, 60, 30, '2026-05-01'
    FROM generate_series(1, 40000) n;
INSERT INTO learning_rows.learning_time
    SELECT 't-' || n, 'enrolment-' || n, 'person-' || n / 8, date '2026-01-01' + n % 300, 30
    FROM generate_series(1, 40000) n;
INSERT INTO learning_rows.time_budgets
    SELECT 'b-' || n, 'person-' || n / 2, CASE n % 2 WHEN 0 THEN 'team' ELSE 'person' END, n % 2,
        60, 'p', '2026-01-01'
    FROM generate_series(1, 20000) n;
INSERT INTO learning_rows.certifications (certification, person, name, proof, status, earned_on,
    expires_on, claimed_on, claimed_by)
    SELECT 'certification-' || n, 'person-' || n / 3, 'c', 'p',
        CASE n % 5 WHEN 0 THEN 'claimed' ELSE 'confirmed' END, '2026-01-01',
        date '2026-01-01' + n % 1000, '2026-01-01', 'p'
    FROM generate_series(1, 40000) n;
INSERT INTO learning_rows.certification_skills
    SELECT 'cs-' || n, 'certification-' || n, 'p', 'skill-1', 3 FROM generate_series(1, 40000) n;
INSERT INTO learning_rows.test_results
    SELECT 'tr-' || n, 'person-' || n / 3, 'skill-1', 'r', 't', 3, NULL, '2026-01-01', 'p',
        '2026-01-01', NULL, NULL
    FROM generate_series(1, 40000) n;
INSERT INTO learning_rows.prior_learning (item, person, skill, claim, kind, level, status,
    earned_on, proof, submitted_by, submitted_on)
    SELECT 'pl-' || n, 'person-' || n / 3, 'skill-1', 'c', 'certification', 3,
        CASE n % 9 WHEN 0 THEN 'submitted' ELSE 'confirmed' END, '2026-01-01', 'p', 'p',
        '2026-01-01'
    FROM generate_series(1, 40000) n;
INSERT INTO learning_rows.contests (contest_key, person, skill, contest, reason, status,
    contested_on)
    SELECT 'co-' || n, 'person-' || n / 2, 'skill-1', 'c', 'r',
        CASE n % 9 WHEN 0 THEN 'open' ELSE 'upheld' END, '2026-01-01'
    FROM generate_series(1, 40000) n;
INSERT INTO learning_rows.contributions
    SELECT 'person-' || n / 3 || '/' || n, 'person-' || n / 3, n::text, 'talk', 't', NULL, '{}',
        '2026-01-01', n % 3 = 0, 1
    FROM generate_series(1, 40000) n;
INSERT INTO learning_rows.endorsements
    SELECT 'en-' || n, 'person-' || n / 6, (n / 2)::text, 'person-1', '2026-01-01'
    FROM generate_series(1, 40000) n;
INSERT INTO learning_rows.badges
    SELECT 'ba-' || n, 'person-' || n / 3, n::text, NULL, 'n', 'r', 'p', '2026-01-01', NULL, NULL
    FROM generate_series(1, 40000) n;
INSERT INTO learning_rows.plan_templates
    SELECT 'plan-' || n, 'Title ' || n, 'd', 3, '2026-01-01', NULL FROM generate_series(1, 5000) n;
INSERT INTO learning_rows.plan_items
    SELECT 'pi-' || n, 'plan-' || n / 3, n % 3, 'activity-' || n % 8000, 30
    FROM generate_series(1, 15000) n;
INSERT INTO learning_rows.plan_assignments
    SELECT 'plan-' || n % 5000 || '/person-' || n / 2, 'plan-' || n % 5000, 'person-' || n / 2,
        'p', '2026-01-01', '2026-01-01'
    FROM generate_series(1, 40000) n;
ANALYZE;
"""
ME, DAY, SOON = "person-77", date(2026, 6, 1), date(2026, 9, 1)
PEOPLE, TEAM = ["person-7", "person-8"], ["person-77"]
VIEWER = (ME, False)
LAST = (21, None, None)
WEEKS = [date(2026, 5, 25), date(2026, 6, 1)]
COURSES = ["activity-7", "activity-8"]

SELDOM = frozenset(seldom_planned())

HOT: Mapping[str, tuple[str, tuple[object, ...]]] = {
    "mastery": (mastery.MASTERY_OF, (*VIEWER, PEOPLE, None, None, None, *LAST)),
    "mastery in a skill": (mastery.MASTERY_OF, (*VIEWER, PEOPLE, "skill-7", None, 3, *LAST)),
    "how much mastery": (mastery.MASTERY_COUNT, (*VIEWER, PEOPLE, None, None, None)),
    "experts": (mastery.EXPERTS_IN, (*VIEWER, ["skill-49"], 4, *LAST)),
    "how many experts": (mastery.EXPERTS_COUNT, (*VIEWER, ["skill-49"], 4)),
    "stale": (mastery.STALE_OF, (*VIEWER, TEAM, 21, None, None, None)),
    "how many are stale": (mastery.STALE_COUNT, (*VIEWER, TEAM)),
    "newly verified": (mastery.NEWLY_VERIFIED_OF, (PEOPLE, date(2025, 6, 1), DAY)),
    "merged into": (mastery.ROOTS, (["skill-700"], DAY)),
    "matrix": (team_skills.MATRIX_OF, (*VIEWER, TEAM, DAY)),
    "model": (model.IN_FORCE, ([""], DAY)),
    "activities by id": (activities.ACTIVITIES_BY_ID, (COURSES,)),
    "activities": (activities.ACTIVITIES, ([""], None, None, None, None, False, *LAST)),
    "activities that teach": (
        activities.ACTIVITIES,
        ([""], None, "course", "skill-7", 3, False, *LAST),
    ),
    "taught": (activities.SKILLS_OF, (COURSES,)),
    "occurrences": (activities.OCCURRENCES_OF, (COURSES, DAY, *LAST)),
    "how many occurrences": (activities.OCCURRENCES_COUNT, (COURSES, DAY)),
    "enrolments by id": (enrolments.ENROLMENTS_BY_ID, (*VIEWER, ["enrolment-7"])),
    "enrolments": (enrolments.ENROLMENTS_OF, (*VIEWER, PEOPLE, None, None, 21, None)),
    "how many enrolments": (enrolments.ENROLMENTS_COUNT, (*VIEWER, PEOPLE, "completed", None)),
    "to score": (enrolments.TO_SCORE_OF, (*VIEWER, TEAM, *LAST)),
    "how many to score": (enrolments.TO_SCORE_COUNT, (*VIEWER, TEAM)),
    "time": (learning_time.WEEKS_OF, (PEOPLE, WEEKS)),
    "time of a team": (learning_time.TEAM_WEEKS_OF, (TEAM, WEEKS)),
    "certificates by id": (
        certifications.CERTIFICATIONS_BY_ID,
        (*VIEWER, ["certification-7", "certification-8"]),
    ),
    "certificates": (certifications.CERTIFICATIONS_OF, (*VIEWER, PEOPLE, None, *LAST)),
    "expiring": (certifications.EXPIRING_OF, (*VIEWER, PEOPLE, DAY, SOON, *LAST)),
    "expiring in a team": (certifications.EXPIRING_IN_TEAM, (*VIEWER, TEAM, DAY, SOON, *LAST)),
    "waiting certificates": (certifications.WAITING_IN_TEAM, (*VIEWER, TEAM, *LAST)),
    "attested": (certifications.SKILLS_OF, (["certification-7"],)),
    "certificates for HR": (certifications.WAITING_UNLED, (ME, True, [""], *LAST)),
    "how many certificates for HR": (certifications.WAITING_UNLED_COUNT, (ME, True, [""])),
    "prior learning for HR": (assessments.PRIOR_LEARNING_UNLED, (ME, True, [""], *LAST)),
    "contests for HR": (assessments.OPEN_CONTESTS, (ME, True, [""], *LAST)),
    "tests": (assessments.TEST_RESULTS_OF, (*VIEWER, PEOPLE, *LAST)),
    "prior learning": (assessments.PRIOR_LEARNING_OF, (*VIEWER, PEOPLE, *LAST)),
    "waiting prior learning": (assessments.PRIOR_LEARNING_WAITING, (*VIEWER, TEAM, *LAST)),
    "contests": (assessments.CONTESTS_OF, (*VIEWER, PEOPLE, *LAST)),
    "waiting contests": (assessments.CONTESTS_IN_TEAM, (*VIEWER, TEAM, *LAST)),
    "self-assessments": (assessments.SELF_ASSESSMENTS_OF, (*VIEWER, PEOPLE)),
    "profiles": (portfolio.PROFILES_OF, (PEOPLE,)),
    "contributions": (portfolio.CONTRIBUTIONS_OF, (*VIEWER, PEOPLE, True, *LAST)),
    "endorsements": (portfolio.ENDORSEMENTS_OF, (["person-7/21"], *LAST)),
    "badges": (portfolio.BADGES_OF, (*VIEWER, PEOPLE, *LAST)),
    "templates by id": (plans.TEMPLATES_BY_ID, (["plan-7"],)),
    "templates": (plans.TEMPLATES, ([""], None, *LAST)),
    "items of templates": (plans.ITEMS_OF, (["plan-7"],)),
    "assigned": (plans.ASSIGNED_TO, (*VIEWER, PEOPLE, *LAST)),
    "assigned items": (plans.ASSIGNED_ITEMS_OF, (["plan-14/person-7"],)),
}


@pytest.fixture(scope="module")
async def full(read_database: str, owner: asyncpg.Connection) -> AsyncIterator[Reads]:
    await owner.execute(PEOPLE_AND_SKILLS + LEDGER + LEARNING)
    reads = await Reads.open(read_database, 1)
    yield reads
    await reads.close()


@pytest.mark.parametrize("name", HOT)
async def test_a_hot_read_scans_no_table(full: Reads, name: str) -> None:
    statement, arguments = HOT[name]
    plan = "\n".join(row[0] for row in await full.rows(f"EXPLAIN {statement}", *arguments))
    assert "Seq Scan" not in plan, plan


async def test_evidence_of_a_day_is_found_by_its_person(full: Reads) -> None:
    """A function hides its plan, so the pages that it touches are counted."""
    statement = f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) {mastery.EVIDENCE_ON_DAYS}"
    plan = "\n".join(row[0] for row in await full.rows(statement, PEOPLE, [DAY]))
    touched = [int(part) for part in re.findall(r"shared hit=(\d+)", plan)]
    assert touched, plan
    assert max(touched) < 1_000, plan


@pytest.mark.parametrize("name", [name for name, (asked, _) in HOT.items() if asked in SELDOM])
@pytest.mark.usefixtures("full")
async def test_nor_does_one_that_was_asked_often(read_database: str, name: str) -> None:
    plan = await plan_in_the_end(read_database, *HOT[name])
    assert "Seq Scan" not in plan, plan
