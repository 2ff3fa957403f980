"""From a command in GraphQL to a row in GraphQL, through every process of the suite."""

from datetime import UTC, datetime, timedelta

import pytest
from joserfc.jwk import RSAKey

from tests.e2e.asking import Company
from tests.integration.runtime.running import Issuer, eventually, new

TODAY = datetime.now(UTC).date()
SOON = (TODAY + timedelta(days=90)).isoformat()


@pytest.fixture(scope="module")
async def boss(company: Company) -> str:
    return await company.hire("Boss")


@pytest.fixture(scope="module")
async def ada(company: Company, boss: str) -> str:
    return await company.hire("Ada", boss)


@pytest.fixture(scope="module")
async def carl(company: Company) -> str:
    return await company.hire("Carl")


@pytest.fixture(scope="module")
async def hr(company: Company) -> str:
    return company.token(await company.hire("Hanna"), "hr")


async def goal_of(company: Company, who: str) -> str:
    goal = new("career_goal")
    await company.done(
        company.token(who), "defineCareerGoal", goal=goal, title="Lead", why="I want to", due=SOON
    )
    return goal


async def test_one_reads_what_one_has_just_written(company: Company, ada: str) -> None:
    token, goal = company.token(ada), new("career_goal")
    answer = await company.done(
        token, "defineCareerGoal", goal=goal, title="Lead a team", why="I want to", due=SOON
    )
    assert answer["id"] == answer["stream"] == goal
    assert answer["version"] == 1
    assert answer["node"] == {"id": goal}
    milestone = new("milestone")
    added = await company.done(token, "addMilestone", goal=goal, milestone=milestone, title="Ask")
    query = """query ($after: String) { careerGoals(after: $after) { edges { node {
        id title status milestones { id title completedOn } risk } } } }"""
    found = await company.read(token, query, after=added["token"])
    assert {
        "id": goal,
        "title": "Lead a team",
        "status": "ACTIVE",
        "milestones": [{"id": milestone, "title": "Ask", "completedOn": None}],
        "risk": [],
    } in [edge["node"] for edge in found["careerGoals"]["edges"]]


async def test_a_goal_is_its_owners_and_their_managers_until_it_is_shared(
    company: Company, ada: str, boss: str, carl: str, hr: str
) -> None:
    goal = await goal_of(company, ada)
    query = "query ($id: ID!, $after: String) { node(id: $id, after: $after) { id } }"
    assert (await company.read(company.token(boss), query, id=goal))["node"] == {"id": goal}
    assert (await company.read(hr, query, id=goal))["node"] == {"id": goal}
    assert (await company.read(company.token(carl), query, id=goal))["node"] is None
    hidden = await company.issue(company.token(carl), "pauseGoal", goal=goal)
    missing = await company.issue(company.token(carl), "pauseGoal", goal=new("career_goal"))
    assert hidden == missing
    assert hidden["code"] == "NotFound"
    shared = await company.done(company.token(ada), "shareGoal", goal=goal, sharedWith="EVERYONE")
    found = await company.read(company.token(carl), query, id=goal, after=shared["token"])
    assert found["node"] == {"id": goal}
    forbidden = await company.issue(company.token(carl), "pauseGoal", goal=goal)
    assert forbidden["code"] == "Forbidden"


async def test_a_refusal_names_the_field_and_the_rule(company: Company, ada: str) -> None:
    answer = await company.issue(
        company.token(ada),
        "defineCareerGoal",
        goal=new("career_goal"),
        title="Late",
        why="Why not",
        due=(TODAY - timedelta(days=1)).isoformat(),
    )
    assert answer["__typename"] == "Refusal"
    assert answer["field"] == "due"
    assert answer["rule"].startswith("Rule 2")
    malformed = await company.issue(
        company.token(ada), "defineCareerGoal", goal="goal-1", title="", why="w", due=SOON
    )
    assert (malformed["code"], malformed["field"]) == ("Malformed", "goal")


async def test_a_command_sent_twice_is_one(company: Company, ada: str) -> None:
    token, fields = company.token(ada), {"goal": new("career_goal"), "why": "w", "due": SOON}
    first = await company.issue(token, "defineCareerGoal", "key-1", title="Once", **fields)
    again = await company.issue(token, "defineCareerGoal", "key-1", title="Once", **fields)
    assert first["version"] == again["version"] == 1
    other = await company.issue(token, "defineCareerGoal", "key-1", title="Other", **fields)
    assert other["code"] == "KeyReused"


async def test_a_stretch_assignment_from_publishing_to_evidence(
    company: Company, ada: str, boss: str, hr: str
) -> None:
    manager, learner = company.token(boss), company.token(ada)
    assignment, skill = new("stretch_assignment"), new("skill")
    await company.done(hr, "defineSkill", skill=skill, name="Rust")
    await company.done(
        hr,
        "publishAssignment",
        assignment=assignment,
        title="Port it",
        description="To Rust",
        skills=[{"skill": skill, "level": 3}],
        hoursAWeek=4,
        startsOn=TODAY.isoformat(),
        endsOn=SOON,
        places=1,
    )
    applied = await company.done(learner, "apply", assignment=assignment, note="May I?")
    waiting = """query ($id: ID!, $after: String) { node(id: $id, after: $after) {
        ... on StretchAssignment { skills { skill { name } }
            applications(filter: {status: WAITING}) { edges { node { applicantId note } } } } } }"""
    seen = await company.read(manager, waiting, id=assignment, after=applied["token"])
    assert seen["node"]["applications"]["edges"] == [
        {"node": {"applicantId": ada, "note": "May I?"}}
    ]
    assert seen["node"]["skills"] == [{"skill": {"name": "Rust"}}]
    await company.done(manager, "approveApplicant", assignment=assignment, applicant=ada)
    await company.done(hr, "acceptApplicant", assignment=assignment, applicant=ada)
    await company.done(
        hr,
        "completeAssignment",
        assignment=assignment,
        person=ada,
        outcome="MET",
        learnt="Borrowing",
    )
    validated = await company.done(manager, "validateOutcome", assignment=assignment, person=ada)
    history = """query ($after: String) { assignmentHistory(after: $after) { totalCount edges {
        node { status outcome learnt assignment { id } } } } }"""
    found = (await company.read(learner, history, after=validated["token"]))["assignmentHistory"]
    assert found["edges"][0]["node"] == {
        "status": "VALIDATED",
        "outcome": "MET",
        "learnt": "Borrowing",
        "assignment": {"id": assignment},
    }


async def test_a_journal_is_nobody_elses(company: Company, ada: str, boss: str, hr: str) -> None:
    text = "Nobody reads this"
    kept = await company.done(company.token(ada), "recordReflection", entry=new("entry"), text=text)
    query = """query ($who: ID!, $after: String) { growthTimeline(person: $who, after: $after) {
        edges { node { text } } } }"""
    own = await company.read(company.token(ada), query, who=ada, after=kept["token"])
    assert text in [edge["node"]["text"] for edge in own["growthTimeline"]["edges"]]
    for token in (company.token(boss), hr):
        body = (await company.post(token, query, who=ada)).json()
        assert body["data"] == {"growthTimeline": None}
        assert body["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_a_role_requires_a_skill_by_its_name(company: Company, hr: str) -> None:
    role, skill = new("role"), new("skill")
    named = await company.done(hr, "defineSkill", skill=skill, name="Negotiation")
    await company.done(hr, "defineRole", role=role, title="Buyer")
    required = await company.done(
        hr, "setRequirement", role=role, skill=skill, level=4, importance=3
    )
    query = """query ($id: ID!, $a: String, $b: String) { skill(id: $id, after: $b) { name }
        roles(filter: {search: "buyer"}, after: $a) { edges { node {
            requirements { level skill { name } } } } } }"""
    found = await company.read(hr, query, id=skill, a=required["token"], b=named["token"])
    assert found["skill"] == {"name": "Negotiation"}
    assert found["roles"]["edges"] == [
        {"node": {"requirements": [{"level": 4, "skill": {"name": "Negotiation"}}]}}
    ]


async def test_whoever_has_left_is_not_let_in(company: Company) -> None:
    leaver = await company.hire("Leaver")
    token = company.token(leaver)
    assert (await company.post(token, "{ viewer { id } }")).status_code == 200
    await company.done(company.provisioning, "deactivatePerson", person=leaver)

    async def refused() -> bool:
        return (await company.post(token, "{ viewer { id } }")).status_code == 401

    await eventually(refused)


async def test_a_token_that_is_not_the_issuers_is_refused(
    company: Company, issuer: Issuer, ada: str
) -> None:
    foreign = Issuer(issuer.folder, RSAKey.generate_key(2048, {"kid": "test-1", "use": "sig"}))
    unsigned = "eyJhbGciOiJub25lIn0." + issuer.token(ada).split(".")[1] + "."
    refused = [
        None,
        "nonsense",
        issuer.token(ada, expires=-60),
        issuer.token(ada, aud="somebody else"),
        issuer.token("policy:remind-approver"),
        issuer.token(new("person")),
        foreign.token(ada),
        unsigned,
    ]
    for token in refused:
        response = await company.post(token, "{ viewer { id } }")
        assert response.status_code == 401, token
        assert response.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
