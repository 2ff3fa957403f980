"""From learning and tests to a level of mastery, through every process and GraphQL alone."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.e2e.asking import Company
from tests.integration.runtime.running import eventually, new

TODAY = datetime.now(UTC).date()
NEXT_YEAR = (TODAY + timedelta(days=365)).isoformat()
LEVEL = """query ($skill: ID!, $person: ID, $after: String, $asOf: Date) {
    mastery(skill: $skill, person: $person, after: $after, asOf: $asOf) {
        level status mastery confidence explanation { lines { kind contribution } } } }"""
HELD = """query ($skill: ID!, $person: ID) {
    mastery(skill: $skill, person: $person) { heldLevel heldSince } }"""


@pytest.fixture(scope="module")
async def boss(company: Company) -> str:
    return await company.hire("Bruno")


@pytest.fixture(scope="module")
async def ada(company: Company, boss: str) -> str:
    return await company.hire("Adele", boss)


@pytest.fixture(scope="module")
async def carl(company: Company) -> str:
    return await company.hire("Cosmo")


@pytest.fixture(scope="module")
async def hr(company: Company) -> str:
    return company.token(await company.hire("Hedda"), "hr")


@pytest.fixture
async def skill(company: Company, hr: str) -> str:
    skill = new("skill")
    await company.done(hr, "defineSkill", skill=skill, name=f"Weaving {skill[-4:]}")
    return skill


async def examined(
    company: Company, hr: str, person: str, skill: str, level: int
) -> dict[str, Any]:
    """Once learning knows the person: nothing is entered about strangers."""
    result = str(uuid4())
    answer: dict[str, Any] = {}

    async def taken() -> bool:
        answer.update(
            await company.issue(
                hr,
                "recordTestResult",
                person=person,
                skill=skill,
                result=result,
                test="Loom",
                level=level,
                takenOn=TODAY.isoformat(),
            )
        )
        return bool(answer["__typename"] == "Accepted")

    await eventually(taken, otherwise=lambda: str(answer))
    return answer


async def test_a_test_result_becomes_a_level_that_is_explained_and_held(
    company: Company, ada: str, boss: str, hr: str, skill: str
) -> None:
    recorded = await examined(company, hr, ada, skill, 4)
    manager = company.token(boss)
    found = await company.read(manager, LEVEL, skill=skill, person=ada, after=recorded["token"])
    assert found["mastery"]["level"] == 4
    assert found["mastery"]["status"] == "VERIFIED"
    assert found["mastery"]["confidence"] == pytest.approx(0.6)
    lines = found["mastery"]["explanation"]["lines"]
    assert [line["kind"] for line in lines] == ["TEST_SCORE"]
    assert sum(line["contribution"] for line in lines) == pytest.approx(found["mastery"]["mastery"])

    async def held() -> Any:
        row = (await company.read(manager, HELD, skill=skill, person=ada))["mastery"]
        return row if row["heldLevel"] else None

    assert await eventually(held) == {"heldLevel": 4, "heldSince": TODAY.isoformat()}


async def test_yesterday_nothing_of_it_was_known(
    company: Company, ada: str, hr: str, skill: str
) -> None:
    recorded = await examined(company, hr, ada, skill, 3)
    me, yesterday = company.token(ada), (TODAY - timedelta(days=1)).isoformat()
    now = await company.read(me, LEVEL, skill=skill, after=recorded["token"])
    assert now["mastery"]["level"] == 3
    today = await company.read(me, LEVEL, skill=skill, asOf=TODAY.isoformat())
    assert today["mastery"] == now["mastery"]
    before = await company.read(me, LEVEL, skill=skill, asOf=yesterday)
    assert before["mastery"] is None or before["mastery"]["status"] == "UNASSESSED"


async def test_a_colleague_learns_nothing_of_it_until_the_profile_is_public(
    company: Company, ada: str, carl: str, hr: str, skill: str
) -> None:
    recorded = await examined(company, hr, ada, skill, 5)
    peer = company.token(carl)
    query = """query ($skill: ID!, $person: ID, $after: String) {
        mastery(skill: $skill, person: $person, after: $after) { level status } }"""
    refused = (
        await company.post(peer, query, skill=skill, person=ada, after=recorded["token"])
    ).json()
    assert not (refused["data"] or {}).get("mastery")
    assert refused["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    shown = await company.done(company.token(ada), "setProfileVisibility", visibility="PUBLIC")
    seen = await company.read(peer, query, skill=skill, person=ada, after=shown["token"])
    assert seen["mastery"] == {"level": 5, "status": "VERIFIED"}
    hidden = (await company.post(peer, LEVEL, skill=skill, person=ada)).json()
    assert hidden["data"]["mastery"]["confidence"] is None
    assert {error["extensions"]["code"] for error in hidden["errors"]} <= {"FORBIDDEN", "WITHHELD"}
    await company.done(company.token(ada), "setProfileVisibility", visibility="PRIVATE")


async def test_a_course_from_enrolling_to_a_score_and_the_readiness_that_follows(
    company: Company, ada: str, boss: str, hr: str, skill: str
) -> None:
    me, manager = company.token(ada), company.token(boss)
    activity, enrolment, role = new("activity"), new("enrolment"), new("role")
    await company.done(hr, "defineRole", role=role, title="Weaver")
    await company.done(hr, "setRequirement", role=role, skill=skill, level=3, importance=2)
    await company.done(
        hr,
        "publishActivity",
        activity=activity,
        title="Weaving",
        description="At the loom",
        kind="COURSE",
        skills=[{"skill": skill, "level": 4}],
        minutes=600,
        assessor=boss,
    )
    early = await company.issue(me, "recordTime", enrolment=enrolment, day=NEXT_YEAR, minutes=5)
    assert early["__typename"] == "Refusal"
    await company.done(me, "enrol", enrolment=enrolment, activity=activity)
    await company.done(me, "start", enrolment=enrolment)
    await company.done(me, "recordTime", enrolment=enrolment, day=TODAY.isoformat(), minutes=90)
    await company.done(me, "complete", enrolment=enrolment, completedOn=TODAY.isoformat())
    own = await company.issue(me, "recordScore", enrolment=enrolment, score=1.0)
    assert own["code"] == "Forbidden"
    wrong = await company.issue(manager, "recordScore", enrolment=enrolment, score=1.5)
    assert (wrong["__typename"], wrong["field"]) == ("Refusal", "score")
    scored = await company.done(manager, "recordScore", enrolment=enrolment, score=0.9)
    query = """query ($person: ID, $role: ID, $after: String) {
        readiness(person: $person, role: $role, after: $after) { low high met notKnown } }"""
    found = await company.read(manager, query, person=ada, role=role, after=scored["token"])
    assert found["readiness"] == {"low": 0.0, "high": 1.0, "met": 0, "notKnown": 1}
    recorded = await examined(company, hr, ada, skill, 4)
    found = await company.read(manager, query, person=ada, role=role, after=recorded["token"])
    assert found["readiness"] == {"low": 1.0, "high": 1.0, "met": 1, "notKnown": 0}
