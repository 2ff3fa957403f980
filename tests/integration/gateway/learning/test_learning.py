"""Learning in the graph: the catalogue, plans, time, certificates, and what people show."""

import pytest

from tests.integration.gateway.learning.company import (
    COURSE,
    FREE,
    PAST,
    PLAN,
    RETIRED,
    TALK,
    certificate,
    contest,
    contribution,
    enrolment,
)
from tests.integration.gateway.world import ADA, BEN, BOSS, RUST, SYSTEMS, TOP, World, codes


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, [TALK]),
        ({"retired": None, "search": "rust"}, [COURSE]),
        ({"retired": True}, [RETIRED, COURSE]),
        ({"kind": "SEMINAR"}, [TALK]),
        ({"skill": RUST, "minLevel": 4, "retired": None}, [COURSE]),
        ({"skill": SYSTEMS, "minLevel": 3}, []),
        ({"minLevel": 2}, [TALK]),
    ],
)
async def test_activities_are_found(
    learners: World, wanted: dict[str, object], found: list[str]
) -> None:
    query = """query ($filter: ActivityFilter) { activities(filter: $filter) {
        totalCount edges { node { id } } } }"""
    page = (await learners.read("carl", query, filter=wanted))["activities"]
    seen = [edge["node"]["id"] for edge in page["edges"]]
    assert seen == found
    assert page["totalCount"] == len(seen)


async def test_an_activity_shows_its_seats(learners: World) -> None:
    query = """query ($id: ID!, $from: Date) { activity(id: $id) { title kind assessor { name }
        skills { level skill { name } }
        occurrences(fromDay: $from) {
            totalCount edges { node { id seats taken waiting free } } } } }"""
    found = (await learners.read("ben", query, id=COURSE))["activity"]
    assert found["assessor"] == {"name": "Carl"}
    assert found["skills"] == [{"level": 4, "skill": {"name": "Rust"}}]
    assert found["occurrences"]["edges"] == [
        {"node": {"id": FREE, "seats": 5, "taken": 2, "waiting": 1, "free": 3}}
    ]
    query_past = (await learners.read("ben", query, id=COURSE, **{"from": "2026-01-01"}))[
        "activity"
    ]
    assert [edge["node"]["id"] for edge in query_past["occurrences"]["edges"]] == [PAST, FREE]
    assert query_past["occurrences"]["totalCount"] == 2


async def test_plan_templates_are_listed_with_their_items(learners: World) -> None:
    query = """query ($retired: Boolean) { planTemplates(retired: $retired) { totalCount
        edges { node { id items { number withinDays activity { title } } } } } }"""
    page = (await learners.read("ada", query, retired=None))["planTemplates"]
    assert page["totalCount"] == 2
    first = page["edges"][0]["node"]
    assert (first["id"], [item["withinDays"] for item in first["items"]]) == (PLAN, [30, 60])
    assert first["items"][0]["activity"] == {"title": "Rust in depth"}


async def test_a_plan_says_what_is_due_and_how_far_it_is(learners: World) -> None:
    query = """{ learningPlan { plans { totalCount edges { node { plan { title } assignedBy { name }
            startsOn items { activityId dueOn status completedOn overdue enrolment { id } } } } }
        planned { totalCount edges { node { id plannedFor } } } } }"""
    found = (await learners.read("ada", query))["learningPlan"]
    (plan,) = (edge["node"] for edge in found["plans"]["edges"])
    assert (plan["plan"], plan["assignedBy"]) == ({"title": "First steps"}, {"name": "Boss"})
    assert plan["items"] == [
        {
            "activityId": COURSE,
            "dueOn": "2026-05-31",
            "status": "COMPLETED",  # the completion that was revoked is none
            "completedOn": "2026-06-01",
            "overdue": False,
            "enrolment": {"id": enrolment(ADA, 2)},
        },
        {
            "activityId": TALK,
            "dueOn": "2026-06-30",
            "status": "PLANNED",
            "completedOn": None,
            "overdue": False,
            "enrolment": {"id": enrolment(ADA, 3)},
        },
    ]
    assert found["planned"]["edges"] == [
        {"node": {"id": enrolment(ADA, 3), "plannedFor": "2026-07-01"}}
    ]


async def test_learning_time_stands_against_the_budget_of_the_week(learners: World) -> None:
    """A person's own budget goes before the team's, from the week on in which it was set."""
    query = """query ($who: ID, $team: ID) { learningTime(person: $who, team: $team, weeks: 4) {
        week startsOn minutes budget } }"""
    ben = (await learners.read("boss", query, who=BEN))["learningTime"]
    assert [(week["week"], week["minutes"], week["budget"]) for week in ben] == [
        ("2026-W22", 0, 60),
        ("2026-W23", 0, 90),
        ("2026-W24", 90, 120),
        ("2026-W25", 30, 120),
    ]
    assert ben[-1]["startsOn"] == "2026-06-15"
    ada = (await learners.read("ada", query, who=ADA))["learningTime"]
    assert [week["budget"] for week in ada] == [60] * 4
    team = (await learners.read("boss", query, team=BOSS))["learningTime"]
    assert [(week["minutes"], week["budget"]) for week in team] == [
        (0, 120),
        (0, 150),
        (180, 180),
        (60, 180),
    ]
    both = await learners.ask("boss", query, who=BEN, team=BOSS)
    assert codes(both) == ["BAD_REQUEST"]
    assert codes(await learners.ask("boss", "{ learningTime(weeks: 54) { week } }")) == [
        "BAD_REQUEST"
    ]
    nobody = (await learners.read("hanna", query))["learningTime"]
    assert [(week["minutes"], week["budget"]) for week in nobody] == [(0, None)] * 4


async def test_certificates_that_expire_are_found_in_a_team(learners: World) -> None:
    query = """query ($within: Int!) { expiringCertifications(within: $within, team: "%s") {
        totalCount edges { node { id name expiresOn skills { level skill { name } } } } } }"""
    page = (await learners.read("boss", query % BOSS, within=60))["expiringCertifications"]
    assert page["totalCount"] == 2
    assert page["edges"][0]["node"] == {
        "id": certificate(ADA),
        "name": "Rustacean",
        "expiresOn": "2026-08-01",
        "skills": [{"level": 3, "skill": {"name": "Rust"}}],
    }
    soon = (await learners.read("boss", query % BOSS, within=10))["expiringCertifications"]
    assert soon == {"totalCount": 0, "edges": []}
    own = "{ expiringCertifications { totalCount edges { node { id } } } }"
    assert (await learners.read("ada", own))["expiringCertifications"]["totalCount"] == 1
    assert codes(await learners.ask("boss", query % BOSS, within=-1)) == ["BAD_REQUEST"]


async def test_what_waits_for_a_managers_word(learners: World) -> None:
    query = """{ reviewsWaiting {
        certifications { totalCount edges { node { id } } }
        priorLearning { totalCount edges { node { personId status skill { name } } } }
        contests { totalCount edges { node { id reason } } } } }"""
    found = (await learners.read("boss", query))["reviewsWaiting"]
    waiting = [edge["node"]["id"] for edge in found["certifications"]["edges"]]
    assert waiting == [  # renewals of the 2nd of June, claims of the 3rd
        certificate(ADA),
        certificate(BEN),
        certificate(ADA, 1),
        certificate(BEN, 1),
    ]
    assert found["certifications"]["totalCount"] == 4
    assert [edge["node"]["personId"] for edge in found["priorLearning"]["edges"]] == [ADA, BEN]
    assert [edge["node"]["id"] for edge in found["contests"]["edges"]] == [
        contest(ADA),
        contest(BEN),
    ]


async def test_hr_finds_what_nobody_else_decides(learners: World) -> None:
    query = """{ reviewsForHr { certifications { totalCount edges { node { id } } }
        priorLearning { totalCount edges { node { person { name } } } }
        contests { totalCount edges { node { id } } } } }"""
    for viewer in ("hanna", "hr-system"):
        found = (await learners.read(viewer, query))["reviewsForHr"]
        assert found == {
            "certifications": {"totalCount": 1, "edges": [{"node": {"id": certificate(TOP)}}]},
            "priorLearning": {"totalCount": 1, "edges": [{"node": {"person": {"name": "Top"}}}]},
            "contests": {
                "totalCount": 2,
                "edges": [{"node": {"id": contest(ADA)}}, {"node": {"id": contest(BEN)}}],
            },
        }
    assert codes(await learners.ask("boss", query)) == ["FORBIDDEN"]


async def test_enrolments_and_certificates_are_filtered_by_their_status(learners: World) -> None:
    query = """query ($status: EnrolmentStatus, $activity: ID) {
        enrolments(filter: {status: $status, activity: $activity}) {
            totalCount edges { node { id activity { title } } } }
        certifications(status: CLAIMED) { totalCount edges { node { id } } } }"""
    found = await learners.read("ada", query, status="COMPLETED", activity=COURSE)
    assert [edge["node"]["id"] for edge in found["enrolments"]["edges"]] == [
        enrolment(ADA, 2),
        enrolment(ADA, 1),
    ]
    assert found["certifications"]["edges"] == [{"node": {"id": certificate(ADA, 1)}}]
    everything = await learners.read("ada", query)
    assert everything["enrolments"]["totalCount"] == 3


async def test_a_profile_shows_verified_skills_what_is_featured_and_badges(learners: World) -> None:
    query = """query ($who: ID) { expertiseProfile(person: $who) { visibility
        skills { edges { node { level status skill { name } } } }
        featured { totalCount edges { node { id title skills { name } endorsementsTotal
            endorsements { totalCount edges { node { endorser { name } } } } } } }
        badges { totalCount edges { node { name issuedBy { name } } } } } }"""
    found = (await learners.read("carl", query, who=BEN))["expertiseProfile"]
    assert found == {
        "visibility": "PUBLIC",
        "skills": {
            "edges": [{"node": {"level": 4, "status": "VERIFIED", "skill": {"name": "Rust"}}}]
        },
        "featured": {
            "totalCount": 1,
            "edges": [
                {
                    "node": {
                        "id": contribution(BEN),
                        "title": "On ownership",
                        "skills": [{"name": "Rust"}],
                        "endorsementsTotal": 1,
                        "endorsements": {
                            "totalCount": 1,
                            "edges": [{"node": {"endorser": {"name": "Carl"}}}],
                        },
                    }
                }
            ],
        },
        "badges": {
            "totalCount": 1,
            "edges": [{"node": {"name": "Crab", "issuedBy": {"name": "Hanna"}}}],
        },
    }
    assert (await learners.read("hanna", query))["expertiseProfile"]["visibility"] == "PRIVATE"


@pytest.mark.parametrize(
    ("stream", "kind"),
    [
        (COURSE, "Activity"),
        (PLAN, "PlanTemplate"),
        (enrolment(ADA, 1), "Enrolment"),
        (certificate(ADA), "Certification"),
        ("enrolment-unknown", None),
    ],
)
async def test_a_node_is_found_by_its_stream(
    learners: World, stream: str, kind: str | None
) -> None:
    query = "query ($id: ID!) { node(id: $id) { __typename id } }"
    found = (await learners.read("ada", query, id=stream))["node"]
    assert found == ({"__typename": kind, "id": stream} if kind else None)


async def test_one_statement_an_edge_however_many_people(learners: World) -> None:
    query = """query ($first: Int!) { team { members(first: $first) { edges { node {
        certifications { totalCount edges { node { name skills { level } } } }
        enrolments { edges { node { activity { title skills { level } } } } }
        learningTime { minutes } learningPlan { plans { edges { node { items { dueOn } } } } }
        portfolio { edges { node { skills { name } endorsements { totalCount } } } }
        badges { totalCount } selfAssessments { level } contests { totalCount }
        testResults { totalCount } priorLearning { totalCount } newlyVerified { count }
        } } } } }"""
    learners.reads.sent.clear()
    await learners.read("boss", query, first=1)
    few = sorted(learners.reads.sent)
    learners.reads.sent.clear()
    await learners.read("boss", query, first=2)
    assert sorted(learners.reads.sent) == few
    assert len(set(few)) == len(few)
