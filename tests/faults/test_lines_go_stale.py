"""Fault 9: while the broker is away nobody may be judged by who led them half a minute ago."""

import asyncio
import os
import signal
from pathlib import Path

import asyncpg
import pytest

from shared.testing.infrastructure import fresh_database, unique
from suite.local.kafka import EmbeddedKafka
from tests.faults.kills.company import company_on
from tests.integration.runtime.running import Issuer, Service, eventually, hired, new, running

pytestmark = pytest.mark.long

IN_HALF_A_MINUTE = 60.0
LED = "SELECT 1 FROM goals_rows.managers WHERE person = $1 AND manager = $2"


@pytest.mark.timeout(240)
async def test_while_the_broker_is_away_managers_wait_and_everybody_else_goes_on(
    postgres_url: str, own_kafka: EmbeddedKafka, tmp_path: Path
) -> None:
    issuer = Issuer(tmp_path)
    issuer.publish()
    async with fresh_database(postgres_url) as url:
        company = company_on(url, own_kafka.bootstrap_servers, unique("test-"), issuer, tmp_path)
        async with (
            running("directory", company.environment, tmp_path) as directory,
            running("goals", company.environment, tmp_path) as goals,
        ):
            ada = await hired(directory, goals, issuer, "ada")
            boss = await hired(directory, goals, issuer, "boss")
            await lead(directory, issuer, ada, boss, url)
            goal = await defined(goals, issuer, ada)
            assert await pausing(goals, issuer, boss, goal) == (403, "Forbidden")
            assert own_kafka.pid is not None
            os.kill(own_kafka.pid, signal.SIGKILL)

            async def waits() -> bool:
                return await pausing(goals, issuer, boss, goal) == (503, "Unavailable")

            await eventually(waits, IN_HALF_A_MINUTE)
            await defined(goals, issuer, ada)
            assert await pausing(goals, issuer, ada, goal) == (200, None)
            await asyncio.to_thread(own_kafka.start)

            async def judged() -> bool:
                return await pausing(goals, issuer, boss, goal) == (403, "Forbidden")

            await eventually(judged, IN_HALF_A_MINUTE)


async def lead(directory: Service, issuer: Issuer, ada: str, boss: str, url: str) -> None:
    body = {"person": ada, "manager": boss}
    answer = await directory.command("change-manager", body, issuer.client("hr"))
    assert answer.status_code == 200, answer.text
    connection = await asyncpg.connect(url)
    try:
        await eventually(lambda: connection.fetchrow(LED, ada, boss))
    finally:
        await connection.close()


async def defined(goals: Service, issuer: Issuer, owner: str) -> str:
    goal = new("career_goal")
    body = {"goal": goal, "title": "Lead", "why": "To see others grow", "due": "2030-01-01"}
    answer = await goals.command("define-career-goal", body, issuer.token(owner))
    assert answer.status_code == 200, answer.text
    return goal


async def pausing(goals: Service, issuer: Issuer, who: str, goal: str) -> tuple[int, str | None]:
    """Status and code of the answer to somebody who wants that goal to be paused."""
    answer = await goals.command("pause-goal", {"goal": goal}, issuer.token(who))
    return answer.status_code, answer.json().get("code")
