"""Commands through the graph: what goes to the service, and what its answer becomes."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import httpx
import orjson
import pytest

from shared.readmodel.barrier import Mark
from tests.integration.gateway.world import ADA, SHARED_GOAL, TOKENS, World, codes, uid

DEFINE = """mutation ($input: DefineCareerGoalInput!, $key: String) {
    defineCareerGoal(input: $input, idempotencyKey: $key) {
        ... on Accepted { id stream version token node { ... on CareerGoal { title } } }
        ... on Refusal { code message field rule } } }"""
INPUT = {"goal": f"career_goal-{uid(90)}", "title": "T", "why": "W", "due": "2027-01-01"}
SEEN = """
INSERT INTO goals_rows.projection_offsets (projector, source, partition, last_position)
VALUES ('goals', 'goals', 3, $1)
ON CONFLICT (projector, source, partition) DO UPDATE SET last_position = excluded.last_position
"""


def taken(stream: str, version: int | None, token: str | None) -> httpx.Response:
    content: dict[str, object] = {"stream": stream, "version": version, "token": token}
    return httpx.Response(200, json=content)


def problem(status: int, code: str, **members: object) -> httpx.Response:
    return httpx.Response(status, json={"code": code, "detail": "It is so.", **members})


@pytest.fixture(autouse=True)
async def forgets(company: World) -> AsyncIterator[None]:
    company.service.requests.clear()
    yield
    company.service.answer = httpx.Response(500)


async def test_a_command_goes_to_its_service_as_its_caller_sent_it(company: World) -> None:
    company.service.answer = taken(SHARED_GOAL, 1, None)
    correlation = "3b2d1c7e-1f2a-4f7b-9d0e-2a6c5b4d3e2f"
    response = await company.post(
        "ada", DEFINE, headers={"x-correlation-id": correlation}, input=INPUT, key="k-1"
    )
    (request,) = company.service.requests
    assert request.url.path == "/commands/define-career-goal"
    assert orjson.loads(request.content) == INPUT
    assert request.headers["authorization"] == "Bearer ada"
    assert request.headers["idempotency-key"] == "k-1"
    assert request.headers["x-correlation-id"] == correlation
    assert request.headers["traceparent"].startswith("00-")
    assert response.headers["x-correlation-id"] == correlation


async def test_what_is_left_out_is_left_out_unless_it_must_be_said(company: World) -> None:
    company.service.answer = taken(ADA, 2, None)
    await company.read(
        "hanna",
        "mutation ($i: ChangeJobInput!) { changeJob(input: $i) { __typename } }",
        i={"person": ADA, "title": "CTO"},
    )
    await company.read(
        "hanna", 'mutation { reviseGoal(input: {goal: "g", reason: "r"}) { __typename } }'
    )
    bodies = [orjson.loads(request.content) for request in company.service.requests]
    assert bodies[0] == {"person": ADA, "title": "CTO", "department": None, "role": None}
    assert bodies[1] == {"goal": "g", "reason": "r", "drop_target_role": False}


async def test_nested_parts_and_enums_are_the_services_own(company: World) -> None:
    company.service.answer = taken(SHARED_GOAL, 2, None)
    await company.read(
        "ada",
        """mutation { shareGoal(input: {goal: "g", sharedWith: EVERYONE}) { __typename }
        arrangeReportingLines(input: {lines: [{person: "a"}, {person: "b", manager: "a"}]})
            { __typename }
        importDemandSnapshot(input: {source: "s", takenOn: "2026-06-01",
            rows: [{skill: "x", index: 1}]}) { __typename } }""",
    )
    bodies = [orjson.loads(request.content) for request in company.service.requests]
    assert bodies == [
        {"goal": "g", "shared_with": "everyone"},
        {"lines": [{"person": "a", "manager": None}, {"person": "b", "manager": "a"}]},
        {"source": "s", "taken_on": "2026-06-01", "rows": [{"skill": "x", "index": 1.0}]},
    ]


async def test_what_held_already_is_accepted_and_moves_nothing(company: World) -> None:
    company.service.answer = taken(SHARED_GOAL, None, None)
    found = await company.read("ada", DEFINE, input=INPUT)
    assert found["defineCareerGoal"] == {
        "id": SHARED_GOAL,
        "stream": None,
        "version": None,
        "token": None,
        "node": {"title": "Lead a team"},
    }


async def test_the_node_waits_for_the_read_model(company: World, owner: asyncpg.Connection) -> None:
    await owner.execute(SEEN, 6)
    token = TOKENS.issue([Mark("goals", 3, 7)])
    company.service.answer = taken(SHARED_GOAL, 4, token)
    asking = asyncio.create_task(company.ask("ada", DEFINE, input=INPUT))
    await asyncio.wait([asking], timeout=0.05)
    assert not asking.done()
    await owner.execute(SEEN, 7)
    body = await asking
    assert body["data"]["defineCareerGoal"]["token"] == token
    assert body["data"]["defineCareerGoal"]["node"] == {"title": "Lead a team"}
    assert "extensions" not in body


async def test_a_read_model_that_is_late_is_said_to_be_stale(
    company: World, owner: asyncpg.Connection
) -> None:
    await owner.execute(SEEN, 7)
    company.service.answer = taken(SHARED_GOAL, 5, TOKENS.issue([Mark("goals", 3, 8)]))
    body = await company.ask("ada", DEFINE, input=INPUT)
    assert body["data"]["defineCareerGoal"]["node"] == {"title": "Lead a team"}
    assert body["extensions"] == {"stale": True}


@pytest.mark.parametrize("root", ["viewer(after: $t) { id }", "people(after: $t) { totalCount }"])
async def test_a_query_waits_for_the_token_that_it_is_given(
    company: World, owner: asyncpg.Connection, root: str
) -> None:
    await owner.execute(SEEN, 7)
    query = f"query ($t: String) {{ {root} }}"
    there = await company.ask("ada", query, t=TOKENS.issue([Mark("goals", 3, 7)]))
    assert "extensions" not in there
    late = await company.ask("ada", query, t=TOKENS.issue([Mark("goals", 3, 8)]))
    assert late["data"] is not None
    assert late["extensions"] == {"stale": True}
    never = await company.ask("ada", query, t="AAAA")
    assert codes(never) == ["BAD_REQUEST"]


@pytest.mark.parametrize(
    ("answer", "refusal"),
    [
        (
            problem(409, "DueNotAhead", field="due_day", rule="Rule 2: ahead."),
            ("DueNotAhead", "It is so.", "dueDay", "Rule 2: ahead."),
        ),
        (problem(404, "NotFound"), ("NotFound", "It is so.", None, None)),
        (problem(403, "Forbidden"), ("Forbidden", "It is so.", None, None)),
        (
            problem(422, "Malformed", errors=[{"field": "rows.0.skill_id", "rule": "an id"}]),
            ("Malformed", "It is so.", "rows.0.skillId", "an id"),
        ),
        (problem(422, "KeyReused"), ("KeyReused", "It is so.", None, None)),
    ],
)
async def test_a_refusal_is_data(
    company: World, answer: httpx.Response, refusal: tuple[str | None, ...]
) -> None:
    company.service.answer = answer
    found = (await company.read("ada", DEFINE, input=INPUT))["defineCareerGoal"]
    assert tuple(found[name] for name in ("code", "message", "field", "rule")) == refusal


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (problem(401, "Unauthenticated"), "UNAUTHENTICATED"),
        (httpx.Response(503, headers={"retry-after": "1"}), "UNAVAILABLE"),
        (problem(500, "Unexpected"), "INTERNAL"),
        (httpx.Response(200, text="<html>"), "INTERNAL"),
        (httpx.Response(302, headers={"location": "http://elsewhere"}), "INTERNAL"),
    ],
)
async def test_a_fault_is_an_error(company: World, answer: httpx.Response, code: str) -> None:
    company.service.answer = answer
    body = await company.ask("ada", DEFINE, input=INPUT)
    assert codes(body) == [code]
    extensions = body["errors"][0]["extensions"]
    assert extensions.get("retryAfter") == (1 if code == "UNAVAILABLE" else None)
    assert ("id" in extensions) is (code == "INTERNAL")


async def test_a_second_mutation_reads_what_the_first_one_did(company: World) -> None:
    """Nothing that was read before a write is answered after it."""
    company.service.answer = taken(SHARED_GOAL, None, None)
    company.reads.sent.clear()
    await company.read(
        "ada",
        """mutation { a: pauseGoal(input: {goal: "g"}) { ... on Accepted { node { id } } }
        b: pauseGoal(input: {goal: "g"}) { ... on Accepted { node { id } } } }""",
    )
    assert len(company.reads.sent) == 2


@pytest.mark.parametrize("key", ["", "k" * 201, "k\n", "schl\u00fcssel"])
async def test_an_idempotency_key_is_a_short_plain_text(company: World, key: str) -> None:
    body = await company.ask("ada", DEFINE, input=INPUT, key=key)
    assert codes(body) == ["BAD_REQUEST"]
    assert company.service.requests == []
