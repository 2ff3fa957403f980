"""Mastery and learning in the small company: the same of Ada, whose profile is private, and Ben.

Ben's profile is public. Whatever the graph can show of either stands here, and nothing of it is
empty. The rows of ``mastery`` are assessed from the evidence, as the ledger does.
"""

from collections.abc import Mapping
from datetime import date

from services.learning.formulas.mastery import Evidence, assess, parameters_from_json
from tests.integration.gateway.world import (
    ADA,
    BEN,
    BOSS,
    CARL,
    HANNA,
    LEAD,
    RUST,
    SYSTEMS,
    TOP,
    uid,
)

DAY = date(2026, 6, 15)
OLD_RUST = f"skill-{uid(32)}"
PARAMETERS = '{"enough": 0.4, "kinds": {"manager_review": {"half_life": 400}}}'
COURSE, TALK, RETIRED = (f"activity-{uid(n)}" for n in (80, 81, 82))
FREE, PAST = f"{uid(90)}", f"{uid(91)}"
PLAN, OLD_PLAN = f"plan-{uid(100)}", f"plan-{uid(101)}"
PEOPLE: Mapping[str, int] = {ADA: 200, BEN: 300, TOP: 400}
"""From which number on the ids of whose objects count."""

Value = str | int | float | bool | date | None


def row(*values: Value) -> str:
    return f"({', '.join(literal(value) for value in values)})"


def literal(value: Value) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool | int | float):
        return str(value)
    return f"'{value}'"


def certificate(who: str, n: int = 0) -> str:
    return f"certification-{uid(PEOPLE[who] + n)}"


def enrolment(who: str, n: int) -> str:
    return f"enrolment-{uid(PEOPLE[who] + 10 + n)}"


def contribution(who: str) -> str:
    return uid(PEOPLE[who] + 20)


def contest(who: str) -> str:
    return uid(PEOPLE[who] + 30)


ITEMS: tuple[tuple[str, str, str, float, int, str, date, date | None], ...] = (
    ("1", RUST, "manager_review", 4, 1, BOSS, date(2026, 5, 1), None),
    ("2", RUST, "peer_feedback", 11 / 3, 3, "", date(2026, 4, 1), None),
    ("3", RUST, "mentor_assessment", 5, 1, CARL, date(2026, 5, 10), None),
    ("4", RUST, "mentorship_session", 3, 1, CARL, date(2026, 5, 9), None),
    ("5", RUST, "self_assessment", 5, 1, "", date(2026, 6, 1), None),
    ("6", RUST, "test_score", 2, 1, "rust-1", date(2026, 3, 1), date(2026, 5, 20)),
    ("7", OLD_RUST, "test_score", 3, 1, "rust-2", date(2025, 12, 1), None),
    ("8", SYSTEMS, "manager_review", 3, 1, BOSS, date(2021, 6, 1), None),
)


def evidence(who: str) -> str:
    found = []
    for n, skill, kind, value, raters, rater, day, revoked in ITEMS:
        said = (kind, value, raters, rater, day, None, day, revoked)
        found.append(row(f"{who}/{n}", who, skill, *said, f"source-{n}"))
    return ", ".join(found)


def counted(skill: str) -> list[Evidence]:
    """What counts for a skill on ``DAY``, of whomever it is."""
    return [
        Evidence(kind, value, day, raters, rater, n)
        for n, recorded, kind, value, raters, rater, day, revoked in ITEMS
        if revoked is None and (RUST if recorded == OLD_RUST else recorded) == skill
    ]


def mastery(who: str, skill: str) -> str:
    found = assess(counted(skill), DAY, parameters_from_json(PARAMETERS))
    return row(
        f"{who}/{skill}", who, skill, DAY, found.mastery, found.confidence, found.weight,
        found.standard_error, found.level, found.status, len(counted(skill)), DAY, 400,
    )  # fmt: skip


def held(who: str, skill: str, since: str) -> str:
    return row(
        f"{who}/{skill}", who, skill, 4, since, since, 4, "verified", 4, 0.5, "2026-06-15", 3
    )


LEDGER = f"""
INSERT INTO skills (skill_id, name, synonyms, defined_on, retired_on, onet_id, merged_into,
    merged_on) VALUES
    {row(OLD_RUST, "Old Rust", "{}", "2025-01-01", "2026-06-01", "2.A.1", RUST, "2026-04-01")};
INSERT INTO model_parameters VALUES
    {row("2026-01-01/1", "2026-01-01", 1, "2025-12-01", PARAMETERS)},
    {row("2027-01-01/1", "2027-01-01", 1, "2026-06-01", "{}")};
INSERT INTO evidence VALUES {evidence(ADA)}, {evidence(BEN)};
INSERT INTO mastery VALUES
    {mastery(ADA, RUST)}, {mastery(ADA, SYSTEMS)}, {mastery(BEN, RUST)}, {mastery(BEN, SYSTEMS)};
INSERT INTO mastery_held VALUES
    {held(ADA, RUST, "2026-05-01")}, {held(BEN, RUST, "2026-05-01")},
    {held(ADA, SYSTEMS, "2021-06-01")}, {held(BEN, SYSTEMS, "2021-06-01")};
"""  # noqa: S608 - a test's own constants

CATALOGUE = f"""
INSERT INTO activities VALUES
    {
    row(
        COURSE,
        "Rust in depth",
        "Ownership",
        "course",
        600,
        CARL,
        "https://acme.example",
        "published",
        "2026-01-01",
        "2027-01-01",
    )
},
    {row(TALK, "A talk", "On systems", "seminar", 60, None, None, "published", "2026-01-01", None)},
    {row(RETIRED, "Old", "Over", "course", 60, None, None, "retired", "2026-01-01", "2026-02-01")};
INSERT INTO activity_skills VALUES
    {row("1", COURSE, RUST, 4)}, {row("2", TALK, SYSTEMS, 2)}, {row("3", RETIRED, RUST, 1)};
INSERT INTO occurrences VALUES
    {
    row("1", COURSE, FREE, "2026-07-01", 5, "Berlin", "scheduled", 2, 1, "2026-01-01", None, None)
},
    {
    row("2", COURSE, PAST, "2026-05-01", 5, "Berlin", "scheduled", 5, 0, "2026-01-01", None, None)
};
INSERT INTO plan_templates VALUES
    {row(PLAN, "First steps", "For the new", 2, "2026-01-01", "2027-01-01")},
    {row(OLD_PLAN, "Old steps", "For nobody", 0, "2025-01-01", "2026-01-01")};
INSERT INTO plan_items VALUES {row("1", PLAN, 1, COURSE, 30)}, {row("2", PLAN, 2, TALK, 60)};
INSERT INTO time_budgets VALUES
    {row("1", BOSS, "team", 1, 60, HANNA, "2026-01-01")},
    {row("2", BEN, "person", 1, 90, BOSS, "2026-06-03")},
    {row("3", BEN, "person", 2, 120, BOSS, "2026-06-09")};
"""  # noqa: S608 - a test's own constants


def enrolled(who: str) -> str:
    done = row(
        enrolment(who, 1), who, COURSE, PAST, "2026-05-01", "course", "completed", True, CARL, 600,
        90, "2026-02-01", "2026-04-30", "2026-03-01", "2026-05-01", "2026-05-02", 0.9,
        "2026-05-03", "2026-06-10", "Copied", "2026-06-10",
    )  # fmt: skip
    to_score = row(
        enrolment(who, 2), who, COURSE, None, None, "course", "completed", True, CARL, 600, 30,
        None, None, "2026-05-01", "2026-05-01", "2026-06-01", None, None, None, None, None,
    )  # fmt: skip
    planned = row(
        enrolment(who, 3), who, TALK, None, None, "seminar", "planned", False, None, 60, 0,
        "2026-06-01", "2026-07-01", None, None, None, None, None, None, None, None,
    )  # fmt: skip
    return f"{done}, {to_score}, {planned}"


def certified(who: str) -> str:
    current = row(
        certificate(who), who, "Rustacean", "Acme", "https://proof", "confirmed", "2026-01-01",
        "2026-08-01", "2026-01-02", who, "2026-01-03", BOSS, "2026-01-05", "2026-01-06", "Why not",
        "2026-06-01", "2027-06-01", "https://newer", "2026-06-02",
    )  # fmt: skip
    claimed = row(
        certificate(who, 1), who, "Systems", None, "https://proof", "claimed", "2026-05-01",
        "2029-05-01", "2026-06-03", who, None, None, None, None, None, None, None, None, None,
    )  # fmt: skip
    return f"{current}, {claimed}"


def of(who: str) -> str:
    """Everything else of a person."""
    n = PEOPLE[who]
    return f"""
INSERT INTO enrolments VALUES {enrolled(who)};
INSERT INTO learning_time VALUES
    {row(f"{who}/1", enrolment(who, 1), who, "2026-06-08", 30)},
    {row(f"{who}/2", enrolment(who, 1), who, "2026-06-14", 60)},
    {row(f"{who}/3", enrolment(who, 2), who, "2026-06-15", 30)};
INSERT INTO certifications VALUES {certified(who)};
INSERT INTO certification_skills VALUES {row(f"{who}/1", certificate(who), who, RUST, 3)};
INSERT INTO test_results VALUES
    {
        row(
            f"{who}/6",
            who,
            RUST,
            uid(n + 40),
            "rust-1",
            2,
            COURSE,
            "2026-03-01",
            CARL,
            "2026-03-02",
            "2026-05-20",
            "Wrong person",
        )
    };
INSERT INTO prior_learning VALUES
    {
        row(
            f"{who}/p1",
            who,
            RUST,
            uid(n + 41),
            "learning_assessed",
            3,
            0.8,
            "submitted",
            "2024-01-01",
            "2027-01-01",
            "A letter",
            who,
            "2026-06-01",
            None,
            None,
            None,
            None,
        )
    },
    {
        row(
            f"{who}/p2",
            who,
            SYSTEMS,
            uid(n + 42),
            "certification",
            2,
            None,
            "revoked",
            "2020-01-01",
            None,
            "A paper",
            who,
            "2025-06-01",
            BOSS,
            "2025-06-02",
            "2025-07-01",
            "Not theirs",
        )
    };
INSERT INTO contests VALUES
    {row(f"{who}/c1", who, RUST, contest(who), "Too low", "open", None, "2026-06-01", None, None)},
    {
        row(
            f"{who}/c2",
            who,
            RUST,
            uid(n + 31),
            "Why",
            "upheld",
            "It stands",
            "2025-06-01",
            HANNA,
            "2025-06-03",
        )
    };
INSERT INTO contributions VALUES
    {
        row(
            f"{who}/{contribution(who)}",
            who,
            contribution(who),
            "talk",
            "On ownership",
            "https://talk",
            f"{{{RUST},skill-unknown}}",
            "2026-02-01",
            True,
            1,
        )
    },
    {
        row(
            f"{who}/{uid(n + 21)}",
            who,
            uid(n + 21),
            "answer",
            "Why?",
            None,
            "{}",
            "2026-01-01",
            False,
            0,
        )
    };
INSERT INTO endorsements VALUES
    {row(f"{who}/e1", who, contribution(who), CARL, "2026-02-02")};
INSERT INTO badges VALUES
    {
        row(
            f"{who}/b1",
            who,
            uid(n + 22),
            RUST,
            "Crab",
            "Well taught",
            HANNA,
            "2026-03-01",
            None,
            None,
        )
    },
    {
        row(
            f"{who}/b2",
            who,
            uid(n + 23),
            None,
            "Gone",
            "By mistake",
            HANNA,
            "2026-03-02",
            "2026-03-03",
            "Oh",
        )
    };
INSERT INTO plan_assignments VALUES
    {row(f"{PLAN}/{who}", PLAN, who, BOSS, "2026-05-01", "2026-04-20")};
"""  # noqa: S608 - a test's own constants


PROFILES = f"""
INSERT INTO profiles VALUES
    {row(BEN, "public", "2026-03-01")}, {row(ADA, "private", "2026-03-01")};
"""  # noqa: S608 - a test's own constants

OF_TOP = f"""
INSERT INTO certifications (certification, person, name, proof, status, earned_on, expires_on,
    claimed_on, claimed_by) VALUES
    {
    row(
        certificate(TOP),
        TOP,
        "Leading",
        "A letter",
        "claimed",
        "2026-01-01",
        "2028-01-01",
        "2026-06-01",
        TOP,
    )
};
INSERT INTO prior_learning (item, person, skill, claim, kind, level, status, earned_on, proof,
    submitted_by, submitted_on) VALUES
    {
    row(
        f"{TOP}/p1",
        TOP,
        RUST,
        uid(441),
        "certification",
        2,
        "submitted",
        "2024-01-01",
        "Paper",
        TOP,
        "2026-06-01",
    )
};
"""  # noqa: S608 - a test's own constants

LEARNING = LEDGER + CATALOGUE + of(ADA) + of(BEN) + OF_TOP + PROFILES

ROLE_REQUIRES = f"""
INSERT INTO requirements VALUES
    {row(f"{LEAD}/3", LEAD, OLD_RUST, 2, 5, 1, "2026-04-01", None)},
    {row(f"{LEAD}/4", LEAD, f"skill-{uid(34)}", 1, 2, 1, "2026-04-01", None)};
"""  # noqa: S608 - a test's own constants
