"""A certificate expires on its day: once, also when nobody was there on that day."""

from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeAlias

import asyncpg
import orjson
import pytest

from tests.integration.runtime.running import Issuer, Service, eventually, new, running

Rows: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
TODAY = datetime.now(UTC).date()

EXPIRED = """
SELECT payload, actor FROM learning_log.events
WHERE type LIKE '%certification-expired.v1' AND stream_id = $1
"""
DUE = "SELECT due FROM learning_rows.deadlines WHERE stream = $1"
STATUS = "SELECT status FROM learning.certifications WHERE certification = $1"
KNOWN = "SELECT 1 FROM learning_rows.known_people WHERE person_id = $1 AND active"
REFUSED = "SELECT count(*) FROM learning_rows.deadline_refusals"


def ahead(days: int) -> date:
    return TODAY + timedelta(days=days)


class Story:
    """HR enters what Ada has earned; the clock of learning can be moved on."""

    def __init__(self, rows: Rows, clock_file: Path) -> None:
        self.rows = rows
        self.clock_file = clock_file
        self.ada, self.hr, self.skill = new("person"), new("person"), new("skill")

    async def begin(self, directory: Service, learning: Service, issuer: Issuer) -> None:
        """Both work here, and there is a skill."""
        self.token = issuer.token(self.hr, "hr")
        for person in (self.ada, self.hr):
            body = {"person": person, "name": "n", "mail": f"{person}@acme.example"}
            answer = await directory.command("hire-person", body, issuer.client("hr"))
            assert answer.status_code == 200, answer.text
        for person in (self.ada, self.hr):
            await eventually(partial(self.rows.fetchval, KNOWN, person))
        await self.ask(learning, "define-skill", skill=self.skill, name="Cloud")

    async def ask(self, learning: Service, command: str, **body: object) -> None:
        answer = await learning.command(command, body, self.token)
        assert answer.status_code == 200, answer.text

    async def certified(self, learning: Service, expires_on: date) -> str:
        """A certificate of Ada's, confirmed at once; the scheduler knows of its day."""
        certificate = new("certification")
        await self.ask(
            learning,
            "claim-certification",
            certification=certificate,
            person=self.ada,
            name="Cloud architect",
            skills=[{"skill": self.skill, "level": 4}],
            earned_on=str(ahead(-10)),
            expires_on=str(expires_on),
            proof="https://clouds.example/1",
        )
        await self.due_on(certificate, expires_on)
        return certificate

    async def due_on(self, certificate: str, day: date) -> None:
        async def is_due() -> bool:
            due: date | None = await self.rows.fetchval(DUE, certificate)
            return due == day

        await eventually(is_due)

    def move_clock(self, days: int) -> None:
        self.clock_file.write_text(str(timedelta(days=days).total_seconds()))

    async def has_expired(self, certificate: str, log: Path) -> None:
        async def expired() -> bool:
            status: str = await self.rows.fetchval(STATUS, certificate)
            return status == "expired"

        await eventually(expired, otherwise=lambda: log.read_text()[-4000:])

    async def expiry(self, certificate: str) -> dict[str, object]:
        """The one event of its expiry."""
        (event,) = await self.rows.fetch(EXPIRED, certificate)
        assert event["actor"] == "policy:deadline"
        found: dict[str, object] = orjson.loads(event["payload"])
        return found


@pytest.fixture
def story(rows: Rows, tmp_path: Path) -> Story:
    clock_file = tmp_path / "clock"
    clock_file.write_text("0")
    return Story(rows, clock_file)


async def test_a_certificate_expires_once_also_if_its_day_went_by_unattended(
    directory: Service,
    environment: dict[str, str],
    issuer: Issuer,
    rows: Rows,
    story: Story,
    tmp_path: Path,
) -> None:
    clock = {"clock_file": str(story.clock_file), "scheduler_seconds": "0.1"}
    async with running("learning", environment, tmp_path, **clock) as learning:
        await story.begin(directory, learning, issuer)
        soon = await story.certified(learning, ahead(30))
        later = await story.certified(learning, ahead(60))
        renewed = await story.certified(learning, ahead(30))
        await story.ask(
            learning,
            "renew-certification",
            certification=renewed,
            earned_on=str(TODAY),
            expires_on=str(ahead(400)),
            proof="https://clouds.example/2",
        )
        await story.due_on(renewed, ahead(400))

        story.move_clock(30)
        await story.has_expired(soon, learning.log)
        expiry = await story.expiry(soon)
        assert expiry["expired_on"] == str(ahead(30))
        assert expiry["item"] == f"{soon}/1"
        assert await rows.fetch(EXPIRED, later) == []

    story.move_clock(90)
    async with running("learning", environment, tmp_path, **clock) as learning:
        await story.has_expired(later, learning.log)
        expiry = await story.expiry(later)
        assert (expiry["expired_on"], expiry["recorded_on"]) == (str(ahead(60)), str(ahead(90)))
        assert await story.expiry(soon)
        assert await rows.fetch(EXPIRED, renewed) == []
        assert [await rows.fetchval(DUE, each) for each in (soon, later)] == [None, None]
        assert await rows.fetchval(REFUSED) == 0
