"""What a command of learning answers, and how the graph's words become the service's."""

from collections.abc import AsyncIterator

import httpx
import orjson
import pytest

from tests.integration.gateway.learning.company import COURSE, PLAN, certificate, enrolment
from tests.integration.gateway.world import ADA, BEN, RUST, World, uid


@pytest.fixture(autouse=True)
async def forgets(learners: World) -> AsyncIterator[None]:
    learners.service.requests.clear()
    yield
    learners.service.answer = httpx.Response(500)


def taken(stream: str) -> httpx.Response:
    return httpx.Response(200, json={"stream": stream, "version": 2, "token": None})


@pytest.mark.parametrize(
    ("viewer", "command", "stream", "told"),
    [
        (
            "ada",
            f'start(input: {{enrolment: "{enrolment(ADA, 2)}"}})',
            enrolment(ADA, 2),
            {"status": "COMPLETED"},
        ),
        (
            "boss",
            f'confirmCertification(input: {{certification: "{certificate(ADA)}"}})',
            certificate(ADA),
            {"name": "Rustacean"},
        ),
        (
            "boss",
            f'assignPlan(input: {{plan: "{PLAN}", people: ["{ADA}"], startsOn: "2026-07-01"}})',
            PLAN,
            {"title": "First steps"},
        ),
        (
            "hanna",
            f'retireActivity(input: {{activity: "{COURSE}"}})',
            COURSE,
            {"title": "Rust in depth"},
        ),
        (
            "ada",
            f'assessOwnSkill(input: {{person: "{ADA}", skill: "{RUST}", level: 3}})',
            f"assessment-{uid(400)}",
            None,  # there is no object of the graph for it
        ),
        (
            "carl",
            f'recordScore(input: {{enrolment: "{enrolment(BEN, 2)}", score: 0.5}})',
            enrolment(BEN, 2),
            {"status": "COMPLETED"},  # Ben's profile is public
        ),
        (
            "carl",
            f'recordScore(input: {{enrolment: "{enrolment(ADA, 2)}", score: 0.5}})',
            enrolment(ADA, 2),
            None,  # not for Carl to read
        ),
    ],
)
async def test_a_command_answers_the_object_if_one_may_read_it(
    learners: World, viewer: str, command: str, stream: str, told: dict[str, str] | None
) -> None:
    learners.service.answer = taken(stream)
    query = f"""mutation {{ done: {command} {{ ... on Accepted {{ id node {{
        ... on Enrolment {{ status }} ... on Certification {{ name }}
        ... on PlanTemplate {{ title }} ... on Activity {{ title }} }} }} }} }}"""
    assert (await learners.read(viewer, query))["done"] == {"id": stream, "node": told}


async def test_the_words_of_a_list_are_the_same_in_a_question_and_a_command(
    learners: World,
) -> None:
    learners.service.answer = taken(COURSE)
    query = """mutation ($kind: ActivityKind!, $scope: BudgetScope!) {
        publishActivity(input: {activity: "a", title: "t", description: "d", kind: $kind,
            minutes: 60}) { __typename }
        setTimeBudget(input: {subject: "p", scope: $scope, minutesAWeek: 60}) { __typename }
        setProfileVisibility(input: {visibility: PUBLIC}) { __typename } }"""
    await learners.read("hanna", query, kind="SEMINAR", scope="TEAM")
    bodies = [orjson.loads(request.content) for request in learners.service.requests]
    assert bodies[0]["kind"] == "seminar"
    assert bodies[1]["scope"] == "team"
    assert bodies[2]["visibility"] == "public"
