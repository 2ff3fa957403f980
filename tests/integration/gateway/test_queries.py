"""Each root of the graph, on real rows."""

import pytest

from services.gateway.sql import people
from tests.integration.gateway.world import (
    ADA,
    ASSIGNMENT,
    BEN,
    BOSS,
    CARL,
    GONE,
    HANNA,
    LEAD,
    PRIVATE_GOAL,
    RUST,
    SHARED_GOAL,
    SYSTEMS,
    TOP,
    World,
    codes,
)


async def test_the_viewer_is_whoever_asks(company: World) -> None:
    query = "{ viewer { id name mail manager { name } role { title } } }"
    assert await company.read("ada", query) == {
        "viewer": {
            "id": ADA,
            "name": "Ada",
            "mail": "ada@acme.example",
            "manager": {"name": "Boss"},
            "role": {"title": "Lead"},
        }
    }
    assert await company.read("hr-system", "{ viewer { id } }") == {"viewer": None}


async def test_people_are_paged_by_name(company: World) -> None:
    query = """query ($after: String) { people(first: 2, after: $after) {
        totalCount edges { node { name } } pageInfo { hasNextPage endCursor } } }"""
    names, after, pages = [], None, 0
    while pages == 0 or after:
        page = (await company.read("ada", query, after=after))["people"]
        assert page["totalCount"] == 6
        names += [edge["node"]["name"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"] if page["pageInfo"]["hasNextPage"] else None
        pages += 1
    assert names == ["Ada", "Ben", "Boss", "Carl", "Hanna", "Top"]
    assert pages == 3


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"search": "b"}, [BEN, BOSS]),
        ({"search": "%"}, []),
        ({"active": None, "search": "gone"}, [GONE]),
        ({"department": "Elsewhere"}, []),
        ({"role": LEAD, "search": "ha"}, [HANNA]),
        ({"under": TOP}, [ADA, BEN, BOSS, CARL]),
        ({"under": BOSS}, [ADA, BEN]),
    ],
)
async def test_people_are_found(company: World, wanted: object, found: list[str]) -> None:
    query = """query ($filter: PeopleFilter) {
        people(filter: $filter) { totalCount edges { node { id } } } }"""
    page = (await company.read("carl", query, filter=wanted))["people"]
    assert [edge["node"]["id"] for edge in page["edges"]] == found
    assert page["totalCount"] == len(found)


async def test_a_team_is_the_direct_reports(company: World) -> None:
    query = """query ($manager: ID) { team(manager: $manager) {
        manager { id } members { totalCount edges { node { id } } } } }"""
    own = (await company.read("boss", query))["team"]
    assert own["manager"]["id"] == BOSS
    assert own["members"] == {
        "totalCount": 2,
        "edges": [{"node": {"id": ADA}}, {"node": {"id": BEN}}],
    }
    other = (await company.read("boss", query, manager=TOP))["team"]
    assert other["members"]["totalCount"] == 2
    assert await company.read("boss", query, manager="person-nobody") == {"team": None}


async def test_a_role_requires_what_it_required_on_the_day(company: World) -> None:
    query = """query ($id: ID!, $day: Date) { role(id: $id, asOf: $day) {
        title requirements { level importance validFrom skill { name parent { id } } } } }"""
    now = (await company.read("ada", query, id=LEAD))["role"]
    assert now["requirements"] == [
        {
            "level": 4,
            "importance": 3,
            "validFrom": "2026-04-01",
            "skill": {"name": "Rust", "parent": {"id": SYSTEMS}},
        }
    ]
    before = (await company.read("ada", query, id=LEAD, day="2026-03-31"))["role"]
    assert [each["level"] for each in before["requirements"]] == [3]
    earlier = (await company.read("ada", query, id=LEAD, day="2025-12-31"))["role"]
    assert earlier["requirements"] == []


async def test_roles_skills_and_departments_are_listed(company: World) -> None:
    query = """{ roles(filter: {retired: null, family: "Engineering"}) { totalCount
            edges { node { id } } }
        skills(filter: {search: "rust"}) { totalCount edges { node { id synonyms } } }
        departments { totalCount edges { node { name activePeople } } } }"""
    found = await company.read("ada", query)
    assert found["roles"] == {"totalCount": 1, "edges": [{"node": {"id": LEAD}}]}
    assert found["skills"]["edges"] == [{"node": {"id": RUST, "synonyms": ["rustlang"]}}]
    assert found["departments"]["edges"] == [{"node": {"name": "Platform", "activePeople": 6}}]


async def test_goals_at_risk_say_why(company: World) -> None:
    query = """query ($day: Date) { goalsAtRisk(asOf: $day) { totalCount
        edges { node { id risk(asOf: $day) owner { name } } } } }"""
    page = (await company.read("boss", query, day="2026-06-15"))["goalsAtRisk"]
    assert page["totalCount"] == 2
    assert page["edges"][0]["node"] == {
        "id": PRIVATE_GOAL,
        "risk": ["NO_CHECK_IN", "LOW_CONFIDENCE", "BLOCKED"],
        "owner": {"name": "Ada"},
    }
    assert [e["node"]["id"] for e in page["edges"]] == [PRIVATE_GOAL, SHARED_GOAL]
    others = (await company.read("boss", "{ team { goalsAtRisk { totalCount } } }"))["team"]
    assert others["goalsAtRisk"]["totalCount"] == 2


async def test_an_assignment_is_open_while_it_runs_and_has_a_place(company: World) -> None:
    query = """query ($for: ID) { openAssignments(for: $for) { totalCount
        edges { node { id places skills { level skill { name } } publisher { name } } } } }"""
    page = (await company.read("ben", query))["openAssignments"]
    assert page["edges"] == [
        {
            "node": {
                "id": ASSIGNMENT,
                "places": 2,
                "skills": [{"level": 3, "skill": {"name": "Rust"}}],
                "publisher": {"name": "Carl"},
            }
        }
    ]
    assert page["totalCount"] == 1
    assert (await company.read("ada", query, **{"for": ADA}))["openAssignments"]["edges"] == []
    assert (await company.read("ben", query, **{"for": BEN}))["openAssignments"]["totalCount"] == 1
    assert (await company.read("carl", query, **{"for": CARL}))["openAssignments"]["edges"] == []


async def test_demand_is_everybodys(company: World) -> None:
    query = """{ demandSnapshots(source: "board") { totalCount edges { node { source takenOn
            rows(first: 1) { totalCount pageInfo { endCursor }
                edges { node { index skill { name } } } } } } }
        obsoleteSkills { totalCount edges { node { declaredOn skill { name } } } } }"""
    found = await company.read("ada", query)
    snapshot = found["demandSnapshots"]["edges"][0]["node"]
    assert snapshot["rows"]["edges"] == [{"node": {"index": 90.5, "skill": {"name": "Rust"}}}]
    assert snapshot["rows"]["totalCount"] == 2
    more = """query ($after: String) { demandSnapshots { edges { node {
        rows(after: $after) { edges { node { index } } } } } } }"""
    rest = await company.read("ada", more, after=snapshot["rows"]["pageInfo"]["endCursor"])
    assert rest["demandSnapshots"]["edges"][0]["node"]["rows"]["edges"] == [{"node": {"index": 70}}]
    assert found["obsoleteSkills"]["totalCount"] == 1


@pytest.mark.parametrize(
    ("stream", "kind"),
    [
        (ADA, "Person"),
        (LEAD, "Role"),
        (RUST, "Skill"),
        (SHARED_GOAL, "CareerGoal"),
        (ASSIGNMENT, "StretchAssignment"),
        (PRIVATE_GOAL, None),
        ("person-nobody", None),
        ("reporting_lines-1", None),
        ("", None),
    ],
)
async def test_a_node_is_found_by_its_stream(company: World, stream: str, kind: str | None) -> None:
    query = "query ($id: ID!) { node(id: $id) { __typename id } }"
    found = (await company.read("carl", query, id=stream))["node"]
    assert found == ({"__typename": kind, "id": stream} if kind else None)


async def test_a_cursor_of_another_connection_is_refused(company: World) -> None:
    page = await company.read("ada", "{ people(first: 1) { pageInfo { endCursor } } }")
    cursor = page["people"]["pageInfo"]["endCursor"]
    query = "query ($after: String) { growthTimeline(after: $after) { totalCount } }"
    assert codes(await company.ask("ada", query, after=cursor)) == ["BAD_REQUEST"]
    for after in ("c.", "c.!!", "c.W10", "c.eyJhIjoxfQ", "c.\u00e4"):
        assert codes(await company.ask("ada", query, after=after)) == ["BAD_REQUEST"]


@pytest.mark.parametrize("first", [0, -1, 101, 2_000_000_000])
async def test_a_page_has_1_to_100_rows(company: World, first: int) -> None:
    query = "query ($first: Int!) { people(first: $first) { totalCount } }"
    assert codes(await company.ask("ada", query, first=first)) == ["BAD_REQUEST"]


async def test_one_statement_a_field_however_many_rows(company: World) -> None:
    query = """query ($first: Int!) { people(first: $first) { edges { node { name
        manager { name } role { title requirements { skill { name } } }
        careerGoals { totalCount edges { node { title owner { name } milestones { title }
            linkedSkills { skill { name } } checkIns { edges { node { note } } } } } } } } } }"""
    company.reads.sent.clear()
    await company.read("hanna", query, first=1)
    few = list(company.reads.sent)
    company.reads.sent.clear()
    await company.read("hanna", query, first=6)
    many = list(company.reads.sent)
    assert len(set(many)) == len(set(few))
    assert len(many) <= len(set(many)) + 2  # people and skills are asked for on several levels
    assert many.count(people.PEOPLE) == 1
