"""GraphQL over HTTP: who may come in, in which form, how much at once, and how it is answered."""

import asyncio
from base64 import urlsafe_b64encode

import asyncpg
import httpx
import pytest
from graphql import get_introspection_query
from structlog.testing import capture_logs

from services.gateway.main.rates import Rates
from tests.integration.gateway.world import World, codes, world

VIEWER = "{ viewer { id } }"


async def test_an_answer_is_private_and_of_the_type_that_was_asked_for(company: World) -> None:
    plain = await company.post("ada", VIEWER)
    assert plain.status_code == 200
    assert plain.headers["content-type"] == "application/graphql-response+json; charset=utf-8"
    assert plain.headers["cache-control"] == "private, no-store"
    accepted = {
        "application/json": "application/json",
        "application/json, application/graphql-response+json": "application/graphql-response+json",
        "application/json;q=0.5, text/html": "application/json",
        "application/json, text/plain, */*": "application/json",
    }
    for accept, kind in accepted.items():
        answer = await company.post("ada", VIEWER, headers={"accept": accept})
        assert answer.headers["content-type"] == f"{kind}; charset=utf-8"
    refused = await company.post("ada", VIEWER, headers={"accept": "text/html"})
    assert refused.status_code == 406


@pytest.mark.parametrize("token", ["", "nobody", "Bearer"])
async def test_without_a_token_that_is_taken_there_is_no_answer(company: World, token: str) -> None:
    response = await company.post(token, VIEWER)
    assert response.status_code == 401
    assert response.headers["www-authenticate"].startswith("Bearer")
    assert response.headers["cache-control"] == "private, no-store"
    assert codes(response.json()) == ["UNAUTHENTICATED"]


async def test_two_authorizations_are_answered_400(company: World) -> None:
    """A proxy might look at the other one."""
    twice = [("authorization", "Bearer ada"), ("authorization", "Bearer bob")]
    response = await company.http.post("/graphql", json={"query": VIEWER}, headers=twice)
    assert response.status_code == 400


@pytest.mark.parametrize("depth", [65, 253, 254, 1000, 1024, 5000])
async def test_json_nested_deeply_is_a_bad_request(company: World, depth: int) -> None:
    """As the body's variables, and as what a cursor holds."""
    deep = b"[" * depth + b"]" * depth
    body = b'{"query": "{ viewer { id } }", "variables": {"a": %s}}' % deep
    headers = {"authorization": "Bearer ada", "content-type": "application/json"}
    response = await company.http.post("/graphql", content=body, headers=headers)
    assert response.status_code == 400
    cursor = "c." + urlsafe_b64encode(deep).rstrip(b"=").decode()
    query = "query ($after: String) { people(after: $after) { totalCount } }"
    assert codes(await company.ask("ada", query, after=cursor)) == ["BAD_REQUEST"]


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
async def test_a_form_of_another_site_cannot_ask(company: World, kind: str) -> None:
    """A browser sends these types anywhere without asking first."""
    response = await company.http.post(
        "/graphql",
        content=b'{"query": "{ viewer { id } }"}',
        headers={"authorization": "Bearer ada", "content-type": kind},
    )
    assert response.status_code == 415


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'[{"query": "{ viewer { id } }"}]',
        b'"text"',
        b"{}",
        b'{"query": 1}',
        b'{"query": "{ viewer { id } }", "variables": []}',
        b'{"query": "{ viewer { id } }", "operationName": 1}',
        b'{"query": "{ viewer { id } }", "operationName": "Other"}',
        b'{"query": "{ viewer { id } }", "extensions": 1}',
        b'{"query": "{ viewer { id "}',
        b'{"query": "{ nothing }"}',
        b'{"query": "query ($id: ID!) { person(id: $id) { id } }"}',
        b'{"query": "query ($n: Int!) { people(first: $n) { totalCount } }", '
        b'"variables": {"n": "x"}}',
        b'{"query": "fragment F on Person { id }"}',
        b'{"query": "subscription { viewer { id } }"}',
    ],
)
async def test_what_is_no_request_is_answered_400(company: World, body: bytes) -> None:
    response = await company.http.post(
        "/graphql",
        content=body,
        headers={"authorization": "Bearer ada", "content-type": "application/json"},
    )
    assert response.status_code == 400
    assert set(codes(response.json())) <= {"BAD_REQUEST", "TOO_MANY_OPERATIONS"}
    assert "data" not in response.json()


async def test_a_body_has_a_limit(company: World) -> None:
    response = await company.post("ada", VIEWER + " " * 200_000)
    assert response.status_code == 413


DEEP = "{ viewer " + "{ manager " * 12 + "{ id }" + " }" * 13
ALIASES = "{ " + " ".join(f"a{n}: __typename" for n in range(500)) + " }"
LONG = "{ " + "viewer { id } " * 600 + "}"
COSTLY = """{ people(first: 100) { edges { node { reports(first: 100) { edges { node {
    careerGoals(first: 100) { edges { node { id } } } } } } } } } }"""
CYCLE = (
    "{ viewer { ...A } } fragment A on Person { manager { ...B } } fragment B on Person { ...A }"
)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        (DEEP, "TOO_DEEP"),
        (ALIASES, "TOO_MANY_ALIASES"),
        (LONG, "TOO_LONG"),
        (COSTLY, "TOO_COSTLY"),
        (CYCLE, "TOO_DEEP"),
        ("query A { viewer { id } } query B { viewer { id } }", "TOO_MANY_OPERATIONS"),
        ("{ a " * 900, "TOO_DEEP"),
    ],
)
async def test_too_much_is_refused_before_anything_is_read(
    company: World, query: str, code: str
) -> None:
    company.reads.sent.clear()
    response = await company.post("ada", query)
    assert response.status_code == 400
    assert codes(response.json()) == [code]
    assert company.reads.sent == []


async def test_introspection_answers_whoever_may_come_in(company: World) -> None:
    found = await company.read("ada", get_introspection_query())
    assert {"Person", "CareerGoal"} <= {kind["name"] for kind in found["__schema"]["types"]}


async def test_the_cost_is_told_to_whoever_asks(company: World) -> None:
    body = {"query": "{ people(first: 7) { edges { node { id } } } }", "extensions": {"cost": True}}
    response = await company.http.post(
        "/graphql", json=body, headers={"authorization": "Bearer ada"}
    )
    assert response.json()["extensions"] == {"cost": 7}


async def test_a_client_that_asks_too_often_is_told_when_to_come_back(company: World) -> None:
    small = world(company.reads, Rates(2, 0.5, clock=lambda: 0.0))
    first, second, third = [await small.post("ada", VIEWER) for _ in range(3)]
    assert [first.status_code, second.status_code, third.status_code] == [200, 200, 429]
    assert [each.headers["x-ratelimit-remaining"] for each in (first, second, third)] == [
        "1",
        "0",
        "0",
    ]
    assert third.headers["retry-after"] == "2"
    assert third.headers["x-ratelimit-limit"] == "2"
    assert codes(third.json()) == ["RATE_LIMITED"]
    assert (await small.post("boss", VIEWER)).status_code == 200


async def test_graphiql_is_for_development_only(company: World) -> None:
    assert (await company.http.get("/graphql")).status_code == 405
    local = world(company.reads, local=True)
    page = await local.http.get("/graphql")
    assert page.status_code == 200
    assert "graphiql" in page.text.lower()
    assert (await local.post("ada", VIEWER)).status_code == 200


async def test_it_says_how_it_is(company: World) -> None:
    assert (await company.http.get("/live")).status_code == 200
    ready = await company.http.get("/ready")
    assert (ready.status_code, ready.json()) == (200, {"started": True, "read database": True})
    assert "python_info" in (await company.http.get("/metrics")).text


async def test_what_goes_wrong_inside_stays_inside(company: World) -> None:
    company.service.answer = httpx.Response(200, json={"nothing": "of use"})
    with capture_logs() as logs:
        body = await company.ask("ada", 'mutation { pauseGoal(input: {goal: "g"}) { __typename } }')
    (error,) = body["errors"]
    assert error["extensions"]["code"] == "INTERNAL"
    assert "KeyError" not in str(body)
    assert [log["reference"] for log in logs if log["event"] == "resolver_failed"] == [
        error["extensions"]["id"]
    ]


async def test_connections_that_were_cut_are_made_anew(
    company: World, owner: asyncpg.Connection
) -> None:
    role = await company.reads.rows("SELECT current_user::text AS name")
    await asyncio.gather(*(company.read("ada", VIEWER) for _ in range(4)))
    await owner.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1",
        role[0]["name"],
    )
    for found in await asyncio.gather(*(company.read("ada", VIEWER) for _ in range(4))):
        assert found["viewer"] is not None


@pytest.mark.parametrize(
    "query",
    [
        "query ($v: ID!) { person(id: $v) { id } }",
        "query ($v: ID!) { node(id: $v) { id } }",
        "query ($v: String!) { demandSnapshots(source: $v) { totalCount } }",
        "query ($v: String!) { people(filter: {department: $v}) { totalCount } }",
        "query ($v: String!) { people(filter: {search: $v}) { totalCount } }",
        "query ($v: ID!) { careerGoals(filter: {targetRole: $v}) { totalCount } }",
    ],
)
async def test_a_text_that_no_database_holds_is_the_callers_fault(
    company: World, query: str
) -> None:
    body = await company.ask("ada", query, v="person-\0")
    assert codes(body) == ["BAD_REQUEST"]
