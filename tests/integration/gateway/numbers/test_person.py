"""The numbers of a person, computed by hand once more."""

from typing import Any

import pytest

from tests.integration.gateway.numbers.company import (
    CERTIFICATE,
    COURSE,
    IDLE,
    OLD_SQL,
    PORT,
    SENIOR,
    SQL,
)
from tests.integration.gateway.world import (
    ADA,
    BEN,
    BOSS,
    CARL,
    HANNA,
    LEAD,
    PRIVATE_GOAL,
    RUST,
    SYSTEMS,
    World,
    codes,
)

READINESS = """query ($person: ID, $role: ID, $day: Date) {
    readiness(person: $person, role: $role, asOf: $day) {
        low high met below notKnown role { title } asOf
        requirements { skillId level importance standing mastery status } } }"""


async def readiness(numbers: World, viewer: str, **arguments: Any) -> Any:
    return (await numbers.read(viewer, READINESS, **arguments))["readiness"]


async def test_readiness_is_for_the_role_that_an_active_goal_aims_at(numbers: World) -> None:
    found = await readiness(numbers, "ada")
    assert found["role"] == {"title": "Lead"}
    assert found["asOf"] == "2026-06-15"
    assert (found["low"], found["high"]) == (pytest.approx(4.25 / 6), pytest.approx(5.25 / 6))
    assert (found["met"], found["below"], found["notKnown"]) == (1, 1, 1)
    assert [each["skillId"] for each in found["requirements"]] == [RUST, SYSTEMS, SQL]
    assert found["requirements"][0] == {
        "skillId": RUST,
        "level": 4,
        "importance": 3,
        "standing": "BELOW",
        "mastery": 3.0,
        "status": "VERIFIED",
    }


async def test_readiness_is_else_for_the_jobs_role_or_for_one_that_is_given(numbers: World) -> None:
    own = await readiness(numbers, "boss", person=BEN)
    assert own["role"] == {"title": "Senior"}
    assert own["low"] == own["high"] == 1
    lead = await readiness(numbers, "boss", person=BEN, role=LEAD)
    assert lead["low"] == lead["high"] == pytest.approx(5.95 / 6)
    assert await readiness(numbers, "hanna") is None
    assert await readiness(numbers, "ben", role=IDLE) is None
    assert await readiness(numbers, "ben", role="role-unknown") is None
    assert await readiness(numbers, "hr-system", person="person-unknown") is None


async def test_readiness_of_a_day_is_of_what_was_known_and_required_then(numbers: World) -> None:
    """By March the skill was not merged yet, and the test not revoked."""
    march = await readiness(numbers, "boss", person=ADA, role=LEAD, day="2026-03-15")
    assert {each["skillId"] for each in march["requirements"]} == {RUST, SYSTEMS, OLD_SQL}
    assert (march["low"], march["high"]) == (pytest.approx(3 / 5), 1)
    may = await readiness(numbers, "boss", person=ADA, role=LEAD, day="2026-05-31")
    assert {each["skillId"] for each in may["requirements"]} == {RUST, SYSTEMS, SQL}
    assert (may["low"], may["high"]) == (0, 1)
    april = await readiness(numbers, "boss", person=ADA, role=LEAD, day="2026-04-15")
    assert april["low"] == pytest.approx((3 * 1 + 1 * 1) / 6)


async def test_readiness_of_a_team_takes_the_same_statements_however_many(numbers: World) -> None:
    query = """query ($first: Int!) { team(manager: "%s") { members(first: $first) { edges { node {
        readiness(role: "%s") { low requirements { skill { name } } }
        skillFreshness { days } adaptability { shareFresh } demandGap { index }
        careerGoals { edges { node { progress } } } } } } } }"""
    sent = []
    for first in (1, 2):
        numbers.reads.sent.clear()
        found = await numbers.read("boss", query % (BOSS, LEAD), first=first)
        sent.append(list(numbers.reads.sent))
        lows = [edge["node"]["readiness"]["low"] for edge in found["team"]["members"]["edges"]]
        assert lows == [pytest.approx(4.25 / 6), pytest.approx(5.95 / 6)][:first]
    assert set(sent[0]) == set(sent[1])
    assert len(sent[1]) <= len(set(sent[1])) + 2  # roles and skills are asked for at several times


async def test_freshness_is_counted_in_half_lives(numbers: World) -> None:
    query = """query ($day: Date) { skillFreshness(asOf: $day) {
        skillId freshness days halfLife halfLives skill { name } } }"""
    assert (await numbers.read("ada", query))["skillFreshness"] == [
        {
            "skillId": SYSTEMS,
            "freshness": "STALE",
            "days": 730,
            "halfLife": 365,
            "halfLives": 2,
            "skill": {"name": "Systems programming"},
        },
        {
            "skillId": RUST,
            "freshness": "FRESH",
            "days": 14,
            "halfLife": 365,
            "halfLives": pytest.approx(14 / 365),
            "skill": {"name": "Rust"},
        },
    ]
    march = (await numbers.read("ada", query, day="2026-03-15"))["skillFreshness"]
    assert [(each["skillId"], each["days"]) for each in march] == [(RUST, 14), (OLD_SQL, 13)]


async def test_adaptability_is_three_figures(numbers: World) -> None:
    query = """query ($id: ID) {
        adaptability(person: $id) { newlyVerified shareFresh recoveryDays } }"""
    assert (await numbers.read("boss", query, id=ADA))["adaptability"] == {
        "newlyVerified": 1,
        "shareFresh": 0.5,
        "recoveryDays": 30,
    }
    assert (await numbers.read("boss", query, id=BEN))["adaptability"] == {
        "newlyVerified": 2,
        "shareFresh": 1,
        "recoveryDays": None,
    }
    assert (await numbers.read("hanna", query))["adaptability"] == {
        "newlyVerified": 0,
        "shareFresh": None,
        "recoveryDays": None,
    }


async def test_the_demand_gap_is_what_the_family_requires_and_nobody_holds(numbers: World) -> None:
    query = "query ($id: ID) { demandGap(person: $id) { skillId index heldLevel } }"
    gap = {"skillId": RUST, "index": 90.5, "heldLevel": None}
    assert (await numbers.read("top", query, id=CARL))["demandGap"] == [gap]
    assert (await numbers.read("ada", query))["demandGap"] == []
    assert (await numbers.read("hanna", query))["demandGap"] == []


NEXT = """query ($id: ID, $role: ID, $gaps: Int!) {
    nextActions(person: $id, role: $role, gaps: $gaps) {
    requirement { skillId standing } gap kind items value
    offers { id node { __typename id } } } }"""


async def test_next_actions_are_steps_with_what_is_open_now(numbers: World) -> None:
    """Neither the retired course nor the full one, nor what Ada passed, nor an unassessed talk."""
    found = (await numbers.read("ada", NEXT, gaps=5))["nextActions"]
    told = [
        (each["requirement"]["skillId"], each["kind"], each["items"], each["value"],
         [offer["id"] for offer in each["offers"]])
        for each in found
    ]  # fmt: skip
    assert told == [
        (SQL, "CERTIFICATION", 1, 3, [CERTIFICATE]),
        (RUST, "LEARNING_ASSESSED", 1, 5, [COURSE]),
        (RUST, "STRETCH_ASSIGNMENT", 1, 4, [PORT]),
    ]
    assert [each["gap"] for each in found] == [
        pytest.approx(1 / 6),
        pytest.approx(0.75 / 6),
        pytest.approx(0.75 / 6),
    ]
    assert [each["offers"][0]["node"]["__typename"] for each in found] == [
        "Activity",
        "Activity",
        "StretchAssignment",
    ]


async def test_next_actions_are_for_the_largest_gaps(numbers: World) -> None:
    found = (await numbers.read("boss", NEXT, id=ADA, gaps=1))["nextActions"]
    assert [each["requirement"]["skillId"] for each in found] == [SQL]
    met = (await numbers.read("boss", NEXT, id=BEN, role=SENIOR, gaps=5))["nextActions"]
    assert met == []
    for gaps in (0, 11):
        assert codes(await numbers.ask("ada", NEXT, gaps=gaps)) == ["BAD_REQUEST"]


async def test_progress_is_of_milestones_and_linked_skills(numbers: World) -> None:
    query = "query ($id: ID!) { node(id: $id) { ... on CareerGoal { progress } } }"
    found = (await numbers.read("boss", query, id=PRIVATE_GOAL))["node"]
    assert found["progress"] == pytest.approx((1 / 2 + 3 / 4) / 2)


async def test_a_program_has_to_say_whose(numbers: World) -> None:
    assert codes(await numbers.ask("hr-system", READINESS)) == ["BAD_REQUEST"]
    assert await readiness(numbers, "hr-system", person=HANNA) is None


async def test_today_is_the_same_from_projected_rows_and_from_evidence(numbers: World) -> None:
    """A day later nothing new is known of her Rust: both ways lead to the same standing."""
    query = """query ($id: ID, $day: Date) { readiness(person: $id, role: "%s", asOf: $day) {
        requirements { skillId standing mastery } } }"""
    found = []
    for day in (None, "2026-06-15", "2026-06-16"):
        body = await numbers.read("boss", query % SENIOR, id=ADA, day=day)
        found.append(body["readiness"]["requirements"][0])
    assert found[0] == found[1] == found[2]
    assert found[0] == {"skillId": RUST, "standing": "MET", "mastery": 3.0}
