"""A person is erased: all services purge and confirm, and no file holds anything of theirs."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias

import asyncpg
import pytest

from tests.integration.runtime.running import Issuer, Service, eventually, hired, new, running

Rows: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
TODAY = datetime.now(UTC).date()
SCHEMAS = ("directory_rows", "goals_rows", "learning_rows")
WITHIN = 240.0
"""Seconds: keys in memory live half a minute; a machine under load is slow."""
FILES = """
SELECT pg_relation_filepath(c.oid) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace
WHERE nspname = ANY ($1::text[]) AND pg_relation_filepath(c.oid) IS NOT NULL
UNION
SELECT pg_relation_filepath(c.oid) FROM pg_class AS c
WHERE relname IN ('pg_statistic') OR c.oid IN (
    SELECT reltoastrelid FROM pg_class AS t JOIN pg_namespace AS n ON n.oid = t.relnamespace
    WHERE nspname = ANY ($1::text[]) AND reltoastrelid <> 0)
"""
TABLES = """
SELECT n.nspname || '.' || relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace
WHERE nspname = ANY ($1::text[]) AND relkind = 'r'
  AND relname NOT IN ('projection_offsets', 'policy_offsets', 'migrations', 'deadline_refusals',
                      'ledger_days')
ORDER BY 1
"""


@pytest.fixture(scope="module")
async def learning(
    directory: Service, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Service]:
    assert directory.process.returncode is None  # learning knows people from its events
    async with running("learning", environment, tmp_path_factory.mktemp("log")) as service:
        yield service


async def accepted(service: Service, command: str, body: dict[str, Any], token: str) -> None:
    answer = await service.command(command, body, token)
    assert answer.status_code == 200, answer.text


async def company(
    directory: Service, goals: Service, learning: Service, issuer: Issuer, name: str, mark: str
) -> str:
    """Somebody with a text of theirs in each place that one can write to."""
    person = await hired(directory, goals, issuer, name)

    async def known() -> bool:
        answer = await learning.command("retire-skill", {}, issuer.token(person))
        return answer.status_code != 401

    await eventually(known, otherwise=lambda: learning.log.read_text()[-3000:])
    token, hr = issuer.token(person), issuer.token(person, "hr")
    goal = new("career_goal")
    due = str(TODAY + timedelta(days=200))
    fields = {"goal": goal, "title": f"{mark}title", "why": f"{mark}why", "due": due}
    await accepted(goals, "define-career-goal", fields, token)
    milestone = {"goal": goal, "milestone": new("milestone"), "title": f"{mark}step"}
    await accepted(goals, "add-milestone", milestone, token)
    check_in = {"goal": goal, "confidence": 4, "note": f"{mark}note"}
    await accepted(goals, "check-in", check_in, token)
    entry = {"entry": new("entry"), "text": f"{mark}text"}
    await accepted(goals, "record-reflection", entry, token)
    assignment = new("stretch_assignment")
    await accepted(
        goals,
        "publish-assignment",
        {
            "assignment": assignment,
            "title": "Run the summer fair",
            "description": "Two weeks",
            "skills": [{"skill": new("skill"), "level": 2}],
            "hours_a_week": 4,
            "starts_on": str(TODAY + timedelta(days=10)),
            "ends_on": due,
            "places": 1,
        },
        hr,
    )
    cancelled = {"assignment": assignment, "reason": f"{mark}reason"}
    await accepted(goals, "cancel-assignment", cancelled, hr)
    contribution = {
        "contribution": new("contribution").partition("-")[2],
        "kind": "article",
        "title": f"{mark}work",
        "link": f"https://{mark}.example",
        "published_on": str(TODAY),
    }
    await accepted(learning, "publish-contribution", contribution, token)
    return person


async def everything(rows: Rows, about: str) -> dict[str, list[str]]:
    """All rows of the services, except those that name ``about`` and those that tell progress."""
    found = {}
    for row in await rows.fetch(TABLES, list(SCHEMAS)):
        table = row[0]
        lines = await rows.fetch(
            f"SELECT t::text FROM {table} AS t WHERE strpos(t::text, $1) = 0 ORDER BY 1",  # noqa: S608
            about,
        )
        found[table] = [line[0] for line in lines]
    return found


async def files_with(rows: Rows, mark: str) -> list[str]:
    """The files of heaps and indexes that hold ``mark``."""
    await rows.execute("CHECKPOINT")
    folder = Path(await rows.fetchval("SHOW data_directory"))
    names = [row[0] for row in await rows.fetch(FILES, list(SCHEMAS))]
    return [name for name in names if holds(folder / name, mark)]


def holds(first: Path, mark: str) -> bool:
    """A relation's file, with its further segments."""
    return any(mark.encode() in part.read_bytes() for part in first.parent.glob(f"{first.name}*"))


@pytest.mark.timeout(400)
async def test_nothing_of_an_erased_person_is_left(
    directory: Service, goals: Service, learning: Service, issuer: Issuer, rows: Rows
) -> None:
    mark, other = "zqxmarkone", "zqxmarktwo"
    ada = await company(directory, goals, learning, issuer, mark, mark)
    eve = await company(directory, goals, learning, issuer, other, other)
    admin = await hired(directory, goals, issuer, "admin")

    async def written() -> bool:
        texts = [
            "SELECT 1 FROM goals.assignments WHERE cancel_reason = $1",
            "SELECT 1 FROM goals.journal_entries WHERE text = $1",
            "SELECT 1 FROM learning.contributions WHERE title = $1",
        ]
        values = (f"{other}reason", f"{other}text", f"{other}work")
        found = [await rows.fetchval(q, v) for q, v in zip(texts, values, strict=True)]
        return all(found)

    await eventually(written)
    assert len(await files_with(rows, mark)) > 3
    before = await everything(rows, ada)
    token = issuer.token(admin, "admin")
    await accepted(directory, "erase-subject", {"person": ada}, token)

    async def report() -> dict[str, Any] | None:
        answer = await directory.http.get("/erasures", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200, answer.text
        listed = [one for one in answer.json()["erasures"] if one["person"] == ada]
        return listed[0] if listed else None

    first = await eventually(report)
    assert first["completed_at"] is None
    assert [one["service"] for one in first["services"]] == ["directory", "goals", "learning"]

    async def waits() -> bool:
        one = await report()
        return one is not None and all(service["waits_for"] for service in one["services"])

    await eventually(waits)

    async def complete() -> dict[str, Any] | None:
        one = await report()
        return one if one is not None and one["completed_at"] else None

    done = await eventually(
        complete,
        WITHIN,
        lambda: "".join(s.log.read_text()[-2500:] for s in (directory, goals, learning)),
    )
    purged = {one["service"]: one["purged"] for one in done["services"]}
    assert purged["goals"]["career_goals"] == 1
    assert purged["goals"]["journal_entries"] == 1
    assert purged["learning"]["contributions"] == 1
    assert purged["goals"]["commands"] >= 5

    assert await files_with(rows, mark) == []
    assert await files_with(rows, other)
    after = await everything(rows, ada)
    assert {table: lines for table, lines in after.items() if lines != before[table]} == {
        "goals_rows.assignments": after["goals_rows.assignments"]
    } or after == before
    reasons = await rows.fetch("SELECT publisher, cancel_reason FROM goals.assignments")
    assert {row[0]: row[1] for row in reasons} == {ada: "(erased)", eve: f"{other}reason"}
    hashes = """
        SELECT count(*) FROM {0}.commands JOIN {0}.events USING (command_id)
        WHERE $1 = ANY (about) AND body_hash IS NOT NULL
    """
    assert await rows.fetchval(hashes.format("goals_log"), ada) == 0
    assert await rows.fetchval(hashes.format("goals_log"), eve) > 0
    assert await completed(rows, ada)
    for service in (directory, goals, learning):
        assert await asyncio.to_thread(no_text_in, service.log, mark)


async def completed(rows: Rows, person: str) -> bool:
    types = await rows.fetch(
        "SELECT type FROM directory_log.events WHERE stream_id = $1 ORDER BY version", person
    )
    return [row[0] for row in types][-2:] == [
        "mastery.directory.subject-erased.v1",
        "mastery.directory.erasure-completed.v1",
    ]


def no_text_in(log: Path, mark: str) -> bool:
    return mark not in log.read_text()


async def test_erasures_are_for_administrators(
    directory: Service, goals: Service, issuer: Issuer
) -> None:
    ada = await hired(directory, goals, issuer, "ada")
    tokens = {
        401: None,
        403: issuer.token(ada, "hr"),
        200: issuer.token(ada, "admin"),
    }
    for status, token in tokens.items():
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        assert (await directory.http.get("/erasures", headers=headers)).status_code == status
    mine = {"Authorization": f"Bearer {issuer.token(ada, 'admin')}"}
    assert (await goals.http.get("/erasures", headers=mine)).status_code == 404
