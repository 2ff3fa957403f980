"""Whoever leaves gives up their seat and their place in a waiting list, and has none on return."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeAlias
from uuid import uuid4

import asyncpg
import pytest

from tests.integration.runtime.running import Issuer, Service, eventually, new, running

Rows: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
HELD = str(datetime.now(UTC).date() + timedelta(days=30))

KNOWN = "SELECT active FROM learning_rows.known_people WHERE person_id = $1"
STATUS = "SELECT status FROM learning.enrolments WHERE enrolment = $1"
WITHDRAWN = """
SELECT actor FROM learning_log.events
WHERE type LIKE '%.withdrawn.v1' AND stream_id = ANY ($1::text[])
"""
REACTED_TO = """
SELECT coalesce(min(o.last_position), 0) >= max(p.last_position)
FROM learning_rows.projection_offsets p LEFT JOIN learning_rows.policy_offsets o
    ON o.policy = 'free_places_of_leaver' AND (o.source, o.partition) = (p.source, p.partition)
WHERE p.source IN ('directory', 'learning') GROUP BY p.source, p.partition
"""


class Workshop:
    """One seat, and people who come and go."""

    def __init__(self, directory: Service, learning: Service, issuer: Issuer, rows: Rows) -> None:
        self.directory, self.learning = directory, learning
        self.issuer, self.rows = issuer, rows
        self.activity, self.occurrence = new("activity"), str(uuid4())

    async def people(self, count: int) -> list[str]:
        found = [new("person") for _ in range(count)]
        for person in found:
            body = {"person": person, "name": "n", "mail": f"{person}@acme.example"}
            await self.directory_takes("hire-person", **body)
        for person in found:
            await self.is_known(person, active=True)
        return found

    async def is_known(self, person: str, *, active: bool) -> None:
        async def known() -> bool:
            found: bool | None = await self.rows.fetchval(KNOWN, person)
            return found is active

        await eventually(known)

    async def directory_takes(self, command: str, **body: object) -> None:
        answer = await self.directory.command(command, body, self.issuer.client("hr"))
        assert answer.status_code == 200, answer.text

    async def ask(self, person: str, command: str, *scopes: str, **body: object) -> None:
        token = self.issuer.token(person, *scopes)
        answer = await self.learning.command(command, body, token)
        assert answer.status_code == 200, answer.text

    async def opens(self, hr: str) -> None:
        await self.ask(
            hr, "publish-activity", "hr",
            activity=self.activity, title="Rust", description="All", kind="workshop", minutes=60,
        )  # fmt: skip
        await self.ask(
            hr, "schedule-occurrence", "hr",
            activity=self.activity, occurrence=self.occurrence, day=HELD, seats=1,
        )  # fmt: skip

    async def enrols(self, person: str, occurrence: str | None) -> str:
        enrolment = new("enrolment")
        body = {"enrolment": enrolment, "activity": self.activity, "occurrence": occurrence}
        await self.ask(person, "enrol", **body)
        return enrolment

    async def becomes(self, enrolment: str, status: str) -> None:
        async def has() -> bool:
            found: str | None = await self.rows.fetchval(STATUS, enrolment)
            return found == status

        await eventually(has, otherwise=lambda: self.learning.log.read_text()[-4000:])

    async def all_is_reacted_to(self) -> None:
        async def done() -> bool:
            return all(row[0] for row in await self.rows.fetch(REACTED_TO))

        await eventually(done, otherwise=lambda: self.learning.log.read_text()[-4000:])


@pytest.fixture
async def workshop(
    directory: Service,
    environment: dict[str, str],
    issuer: Issuer,
    rows: Rows,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Workshop]:
    async with running("learning", environment, tmp_path_factory.mktemp("log")) as learning:
        yield Workshop(directory, learning, issuer, rows)


async def test_who_leaves_makes_room_and_returns_without_a_place(workshop: Workshop) -> None:
    hr, ada, bob, cleo = await workshop.people(4)
    await workshop.opens(hr)
    seat = await workshop.enrols(ada, workshop.occurrence)
    course = await workshop.enrols(ada, None)
    second = await workshop.enrols(bob, workshop.occurrence)
    third = await workshop.enrols(cleo, workshop.occurrence)
    for enrolment, status in ((seat, "enrolled"), (second, "waiting"), (third, "waiting")):
        await workshop.becomes(enrolment, status)

    await workshop.directory_takes("deactivate-person", person=bob)
    await workshop.becomes(second, "withdrawn")
    await workshop.directory_takes("deactivate-person", person=ada)
    await workshop.becomes(seat, "withdrawn")
    await workshop.becomes(third, "enrolled")

    for person in (ada, bob):
        await workshop.directory_takes("reactivate-person", person=person)
        await workshop.is_known(person, active=True)
    await workshop.all_is_reacted_to()
    for enrolment in (seat, second):
        await workshop.becomes(enrolment, "withdrawn")
    await workshop.becomes(course, "enrolled")
    events = await workshop.rows.fetch(WITHDRAWN, [seat, second, third, course])
    actors = [event["actor"] for event in events]
    assert actors == ["policy:free_places_of_leaver"] * 2


async def test_a_leaving_that_is_told_again_changes_nothing(
    workshop: Workshop, environment: dict[str, str], tmp_path: Path
) -> None:
    hr, ada = await workshop.people(2)
    await workshop.opens(hr)
    seat = await workshop.enrols(ada, workshop.occurrence)
    await workshop.directory_takes("deactivate-person", person=ada)
    await workshop.becomes(seat, "withdrawn")
    await workshop.all_is_reacted_to()
    count = "SELECT count(*) FROM learning_log.events"
    before = await workshop.rows.fetchval(count)
    await workshop.learning.stop()
    await workshop.rows.execute("DELETE FROM learning_rows.policy_offsets")
    async with running("learning", environment, tmp_path, roles="policies"):
        await workshop.all_is_reacted_to()
    assert await workshop.rows.fetchval(count) == before
