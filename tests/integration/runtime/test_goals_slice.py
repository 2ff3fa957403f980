"""Goals by HTTP: it knows people and reporting lines from the directory's events alone."""

from datetime import UTC, datetime, timedelta
from typing import TypeAlias

import asyncpg
import pytest

from tests.integration.runtime.running import Issuer, Service, eventually, hired, new

Rows: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
TODAY = datetime.now(UTC).date()


def goal(**changes: object) -> dict[str, object]:
    return {
        "goal": new("career_goal"),
        "title": "Lead a team",
        "why": "To see others grow",
        "due": str(TODAY + timedelta(days=200)),
        **changes,
    }


async def test_a_goal_becomes_its_owners_row(
    directory: Service, goals: Service, issuer: Issuer, rows: Rows
) -> None:
    ada = await hired(directory, goals, issuer, "ada")
    body = goal()
    answer = await goals.command("define-career-goal", body, issuer.token(ada))
    assert answer.status_code == 200, answer.text
    found = await eventually(
        lambda: rows.fetchrow("SELECT * FROM goals.career_goals WHERE goal = $1", body["goal"]),
        otherwise=lambda: goals.log.read_text()[-3000:],
    )
    assert (found["owner"], found["title"]) == (ada, "Lead a team")


async def test_the_owner_is_never_taken_from_the_body(
    directory: Service, goals: Service, issuer: Issuer
) -> None:
    ada = await hired(directory, goals, issuer, "ada")
    answer = await goals.command("define-career-goal", goal(owner=new("person")), issuer.token(ada))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "owner"


async def test_a_client_owns_no_goal(goals: Service, issuer: Issuer) -> None:
    answer = await goals.command("define-career-goal", goal(), issuer.client("hr"))
    assert (answer.status_code, answer.json()["code"]) == (403, "Forbidden")


async def test_somebody_elses_goal_answers_as_one_that_does_not_exist(
    directory: Service, goals: Service, issuer: Issuer
) -> None:
    ada = await hired(directory, goals, issuer, "ada")
    eve = await hired(directory, goals, issuer, "eve")
    body = goal()
    assert (await goals.command("define-career-goal", body, issuer.token(ada))).is_success
    answers = [
        await goals.command("pause-goal", {"goal": of}, issuer.token(eve))
        for of in (body["goal"], new("career_goal"))
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1


async def test_a_manager_knows_of_it_and_is_forbidden(
    directory: Service, goals: Service, issuer: Issuer, rows: Rows
) -> None:
    ada = await hired(directory, goals, issuer, "ada")
    boss = await hired(directory, goals, issuer, "boss")
    answer = await directory.command(
        "change-manager", {"person": ada, "manager": boss}, issuer.client("hr")
    )
    assert answer.status_code == 200, answer.text
    await eventually(
        lambda: rows.fetchrow(
            "SELECT 1 FROM goals_rows.managers WHERE person = $1 AND manager = $2", ada, boss
        )
    )
    body = goal()
    assert (await goals.command("define-career-goal", body, issuer.token(ada))).is_success
    answer = await goals.command("pause-goal", {"goal": body["goal"]}, issuer.token(boss))
    assert (answer.status_code, answer.json()["code"]) == (403, "Forbidden")


@pytest.mark.parametrize("command", ["remind-approver"])
async def test_a_policys_command_has_no_route(goals: Service, issuer: Issuer, command: str) -> None:
    answer = await goals.command(command, {}, issuer.client("hr"))
    assert (answer.status_code, answer.json()["code"]) == (404, "NotFound")


async def test_somebody_who_was_erased_is_shut_out(
    directory: Service, goals: Service, issuer: Issuer
) -> None:
    ada = await hired(directory, goals, issuer, "ada")
    admin = await hired(directory, goals, issuer, "admin")
    answer = await directory.command("erase-subject", {"person": ada}, issuer.token(admin, "admin"))
    assert answer.status_code == 200, answer.text
    for service in (directory, goals):

        async def shut_out(service: Service = service) -> bool:
            command = "retire-role" if service is goals else "change-job"
            return (await service.command(command, {}, issuer.token(ada))).status_code == 401

        await eventually(shut_out)
