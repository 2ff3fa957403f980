"""The bench that SQL counts is that of the formula, for many people at every border."""

from collections.abc import AsyncIterator
from random import Random

import asyncpg
import pytest

from services.gateway.formulas.readiness import Readiness, readiness
from services.gateway.formulas.required import Known, Required
from tests.integration.gateway.numbers.company import mastery
from tests.integration.gateway.world import CountedReads, World, world

SKILLS = [f"skill-{letter}" for letter in "abcdefgh"]
PEOPLE = [f"person-{n}" for n in range(400)]
MERGED = "skill-merged"
STATUSES = ("verified", "verified", "verified", "provisional", "stale")
BORDERS = (0.8, 1.6, 2.4, 3.2, 4.0, 5.0, 1.0, 2.5, 3.5)
"""Where a requirement of each level is just reached for four fifths, among others."""


def known_by_dice(dice: Random) -> dict[str, Known]:
    return {
        skill: Known(max(1.0, dice.choice(BORDERS)), dice.choice(STATUSES))  # type: ignore[arg-type]  # one of the statuses
        for skill in SKILLS
        if dice.random() < 0.8
    }


DICE = Random(7)  # noqa: S311 - the same rows each time
KNOWN = {person: known_by_dice(DICE) for person in PEOPLE}
ROLES = {
    f"role-{n}": [
        Required(skill, DICE.randint(1, 5), DICE.randint(1, 3))
        for skill in DICE.sample(SKILLS, DICE.randint(1, 5))
    ]
    for n in range(12)
}


def named(skill: str) -> str:
    """Roles still name the skill that was merged into the first one."""
    return MERGED if skill == SKILLS[0] else skill


def values(rows: list[str]) -> str:
    return f"VALUES {', '.join(rows)}"


FILL = f"""
INSERT INTO directory_rows.people {
    values(
        [
            f"('{who}', NULL, 'Name', 'm', 'T', 'D', 'role-{n % 12}', 'UTC', '{{}}', {n % 9 > 0},"
            " '2024-01-01', NULL)"
            for n, who in enumerate(PEOPLE)
        ]
    )
};
INSERT INTO learning_rows.skills (skill_id, name, synonyms, defined_on, merged_into, merged_on)
    VALUES ('{MERGED}', 'Merged', '{{}}', '2026-01-01', '{SKILLS[0]}', '2026-02-01');
INSERT INTO goals_rows.roles {
    values(
        [f"('{role}', 'Role', NULL, NULL, NULL, 'defined', '2026-01-01', NULL)" for role in ROLES]
    )
};
INSERT INTO goals_rows.requirements {
    values(
        [
            f"('{role}/{each.skill}', '{role}', '{named(each.skill)}', 1,"
            f" {each.level}, {each.importance}, '2026-01-01', NULL)"
            for role, required in ROLES.items()
            for each in required
        ]
    )
};
INSERT INTO learning_rows.mastery {
    values(
        [
            mastery(who, skill, known.mastery or 0, known.status, None)
            for who, skills in KNOWN.items()
            for skill, known in skills.items()
        ]
    )
};
"""  # noqa: S608 - a test's own constants


@pytest.fixture(scope="module")
async def many(read_database: str, owner: asyncpg.Connection) -> AsyncIterator[World]:
    await owner.execute(FILL)
    reads = await CountedReads.open(read_database, 2)
    reads.sent = []
    yield world(reads)
    await reads.close()


def judged(role: str) -> dict[str, Readiness]:
    found = {}
    for n, who in enumerate(PEOPLE):
        one = readiness(ROLES[role], KNOWN[who])
        if n % 9 > 0 and role != f"role-{n % 12}" and one is not None:
            found[who] = one
    return found


@pytest.mark.parametrize("role", ROLES)
async def test_the_bench_in_sql_is_that_of_the_formula(many: World, role: str) -> None:
    query = """query ($role: ID!) { benchStrength(role: $role) { considered ready possiblyReady
        people(first: 100) { personId low high } } }"""
    found = (await many.read("hr-system", query, role=role))["benchStrength"]
    expected = judged(role)
    assert found["considered"] == len(expected)
    assert found["ready"] == sum(each.ready for each in expected.values())
    assert found["possiblyReady"] == sum(each.possibly_ready for each in expected.values())
    assert len(found["people"]) == min(100, found["possiblyReady"])
    lows = [each["low"] for each in found["people"]]
    assert lows == sorted(lows, reverse=True)
    for each in found["people"]:
        assert each["low"] == pytest.approx(expected[each["personId"]].low, abs=1e-12)
        assert each["high"] == pytest.approx(expected[each["personId"]].high, abs=1e-12)
