"""The ledger as a process: killed, started again, and away for a year."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeAlias

import asyncpg

from tests.integration.runtime.running import Issuer, Service, eventually, new, running

Rows: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
TODAY = datetime.now(UTC).date()
SKILLS = 40

ASSESSED = "SELECT 1 FROM learning_log.events WHERE type LIKE '%mastery-assessed.v1' LIMIT 1"
RECORDED = """
SELECT split_part(type, '.', 3) AS event, count(*), count(DISTINCT stream_id) AS streams
FROM learning_log.events WHERE stream_id LIKE 'mastery-%' AND actor = 'policy:ledger' GROUP BY 1
"""
HELD = """
SELECT count(*) FROM learning.mastery_held AS h JOIN learning.mastery AS m USING (pair_key)
WHERE h.held_level IS NOT DISTINCT FROM $1 AND m.day = $2
    AND NOT EXISTS (SELECT FROM learning_rows.mastery_due)
"""


async def accepted(learning: Service, command: str, body: dict[str, object], token: str) -> bool:
    """Reporting lines may not have been seen to their end yet."""
    return bool((await learning.command(command, body, token)).status_code == 200)


async def certified(learning: Service, rows: Rows, issuer: Issuer) -> None:
    """Somebody who holds two certificates of 20 skills each, valid for a month from now."""
    person, hr = new("person"), new("person")
    skills = [new("skill") for _ in range(SKILLS)]
    for name in (person, hr):
        await rows.execute(
            "INSERT INTO learning_rows.known_people (person_id, active) VALUES ($1, true)", name
        )
        await rows.execute("INSERT INTO learning_rows.managers (person) VALUES ($1)", name)
    token = issuer.token(hr, "hr")
    for skill in skills:
        body: dict[str, object] = {"skill": skill, "name": skill}
        answer = await learning.command("define-skill", body, token)
        assert answer.status_code == 200, answer.text
    for half in (skills[:20], skills[20:]):
        body = {
            "certification": new("certification"),
            "person": person,
            "name": "Cloud architect",
            "skills": [{"skill": skill, "level": 4} for skill in half],
            "earned_on": str(TODAY - timedelta(days=1)),
            "expires_on": str(TODAY + timedelta(days=30)),
            "proof": "https://clouds.example/1",
        }
        await eventually(partial(accepted, learning, "claim-certification", body, token))


async def recorded(rows: Rows) -> dict[str, tuple[int, int]]:
    """How many of each event, and in how many streams."""
    found = await rows.fetch(RECORDED)
    return {row["event"]: (row["count"], row["streams"]) for row in found}


async def all_hold(rows: Rows, level: int | None, day: date) -> bool:
    return bool(await rows.fetchval(HELD, level, day) == SKILLS)


async def test_what_is_recorded_is_recorded_once(
    environment: dict[str, str], issuer: Issuer, rows: Rows, tmp_path: Path
) -> None:
    clock_file = tmp_path / "clock"
    clock_file.write_text("0")
    changes = {"clock_file": str(clock_file)}
    async with running("learning", environment, tmp_path, **changes) as learning:
        await certified(learning, rows, issuer)
        await eventually(partial(rows.fetchval, ASSESSED))
        learning.process.kill()
        await learning.process.wait()
    once = (SKILLS, SKILLS)
    async with running("learning", environment, tmp_path, **changes) as learning:
        await eventually(partial(all_hold, rows, 4, TODAY), 60, learning.log.read_text)
    assert await recorded(rows) == {"mastery-assessed": once, "mastery-level-attained": once}
    clock_file.write_text(str(timedelta(days=400).total_seconds()))
    async with running("learning", environment, tmp_path, **changes) as learning:
        later = TODAY + timedelta(days=400)
        await eventually(partial(all_hold, rows, None, later), 60, learning.log.read_text)
    found = await recorded(rows)
    assert found["mastery-level-attained"] == once
    assert found["mastery-level-lapsed"] == once
    days = await rows.fetch(
        "SELECT payload::jsonb ->> 'as_of' AS day FROM learning_log.events"
        " WHERE type LIKE '%mastery-assessed.v1'"
    )
    assert set(Counter(row["day"] for row in days).values()) == {SKILLS}
