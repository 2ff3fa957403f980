"""One person of HR alone makes nothing evidence: not by detaching a manager first either."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeAlias

import asyncpg

from tests.integration.runtime.running import Issuer, Service, eventually, hired, new

Rows: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
LED_BY = """
SELECT 1 FROM goals_rows.managers WHERE person = $1 AND manager IS NOT DISTINCT FROM $2
"""
TODAY = datetime.now(UTC).date()


@dataclass
class Work:
    """An assignment, and the person about whom its commands are asked."""

    goals: Service
    issuer: Issuer
    assignment: str
    person: str

    async def ask(self, command: str, actor: str, *scopes: str, **body: object) -> int:
        asked = {"assignment": self.assignment, **body}
        token = self.issuer.token(actor, *scopes)
        return (await self.goals.command(command, asked, token)).status_code

    async def publish(self, actor: str) -> int:
        return await self.ask(
            "publish-assignment",
            actor,
            "hr",
            title="Stand in",
            description="For a while",
            skills=[{"skill": new("skill"), "level": 5}],
            hours_a_week=4,
            starts_on=str(TODAY - timedelta(days=1)),
            ends_on=str(TODAY + timedelta(days=60)),
            places=1,
        )


async def test_one_person_of_hr_alone_makes_no_outcome_evidence(
    directory: Service, goals: Service, issuer: Issuer, rows: Rows
) -> None:
    ada, boss, one, other, third = [
        await hired(directory, goals, issuer, name)
        for name in ("ada", "boss", "one", "other", "third")
    ]

    async def led_by(manager: str | None, token: str) -> None:
        body = {"person": ada, "manager": manager}
        answer = await directory.command("change-manager", body, token)
        assert answer.status_code == 200, answer.text
        await eventually(partial(rows.fetchrow, LED_BY, ada, manager))

    work = Work(goals, issuer, new("stretch_assignment"), ada)
    await led_by(boss, issuer.client("hr"))
    assert await work.publish(one) == 200
    assert await work.ask("apply", ada) == 200
    await led_by(None, issuer.token(other, "hr"))
    applicant, person = {"applicant": ada}, {"person": ada}
    assert await work.ask("approve-applicant", one, "hr", **applicant) == 403, "who published it"
    assert await work.ask("approve-applicant", other, "hr", **applicant) == 403, "who detached"
    assert await work.ask("approve-applicant", third, "hr", **applicant) == 200
    assert await work.ask("accept-applicant", one, "hr", **applicant) == 200
    done = {**person, "outcome": "exceeded", "learnt": "A lot"}
    assert await work.ask("complete-assignment", one, "hr", **done) == 200
    assert await work.ask("validate-outcome", one, "hr", **person) == 403, "who completed it"
    assert await work.ask("validate-outcome", other, "hr", **person) == 403, "who detached"
    assert await work.ask("validate-outcome", third, "hr", **person) == 200
