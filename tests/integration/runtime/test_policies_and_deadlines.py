"""What follows by itself: a reaction to an event, and a day that has come."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeAlias

import asyncpg
import pytest

from tests.integration.runtime.running import (
    Issuer,
    Service,
    eventually,
    hired,
    new,
    running,
)

Rows: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
MoveClock = Callable[[timedelta], None]
TODAY = datetime.now(UTC).date()

EVENTS = """
SELECT type, actor, causation_id, correlation_id, recorded_at, event_id FROM goals_log.events
WHERE type LIKE '%' || $1 || '.v1' AND stream_id LIKE $2 ORDER BY position
"""


@pytest.fixture(scope="module")
def clock_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("clock") / "offset"
    file.write_text("0")
    return file


@pytest.fixture(scope="module")
async def goals(
    directory: Service,
    environment: dict[str, str],
    clock_file: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Service]:
    assert directory.process.returncode is None
    async with running(
        "goals", environment, tmp_path_factory.mktemp("log"),
        clock_file=str(clock_file), scheduler_seconds="0.1",
    ) as service:  # fmt: skip
        yield service


@pytest.fixture(scope="module")
async def assignment(
    directory: Service, goals: Service, issuer: Issuer, rows: Rows
) -> dict[str, str]:
    """One that Ada has applied for; Boss, who published it, is her manager."""
    ada = await hired(directory, goals, issuer, "ada")
    boss = await hired(directory, goals, issuer, "boss")
    await directory.command("change-manager", {"person": ada, "manager": boss}, issuer.client("hr"))
    await eventually(
        lambda: rows.fetchrow(
            "SELECT 1 FROM goals_rows.managers WHERE person = $1 AND manager = $2", ada, boss
        )
    )
    assignment = new("stretch_assignment")
    answer = await goals.command(
        "publish-assignment",
        {
            "assignment": assignment,
            "title": "Run the migration",
            "description": "All of it",
            "skills": [{"skill": new("skill"), "level": 3}],
            "hours_a_week": 4,
            "starts_on": str(TODAY + timedelta(days=30)),
            "ends_on": str(TODAY + timedelta(days=60)),
            "places": 1,
        },
        issuer.token(boss),
    )
    assert answer.status_code == 200, answer.text
    answer = await goals.command("apply", {"assignment": assignment}, issuer.token(ada))
    assert answer.status_code == 200, answer.text
    return {"id": assignment, "ada": ada, "boss": boss}


async def test_a_day_that_has_come_becomes_an_event_once_each(
    goals: Service, rows: Rows, assignment: dict[str, str], clock_file: Path
) -> None:
    async def reminders() -> list[asyncpg.Record]:
        return await rows.fetch(EVENTS, "approver-reminded", assignment["id"])

    await eventually(
        lambda: rows.fetchrow(
            "SELECT 1 FROM goals_rows.deadlines WHERE stream = $1", assignment["id"]
        )
    )
    assert await reminders() == []
    for weeks in (1, 2):
        clock_file.write_text(str(timedelta(days=7 * weeks, hours=1).total_seconds()))

        async def reminded(count: int = weeks) -> bool:
            return len(await reminders()) >= count

        await eventually(reminded, otherwise=lambda: goals.log.read_text()[-4000:])
        await eventually(
            lambda: rows.fetchrow(
                "SELECT 1 FROM goals_rows.deadlines WHERE stream = $1 AND due > $2",
                assignment["id"],
                TODAY + timedelta(days=7 * weeks),
            )
        )
        assert len(await reminders()) == weeks
    clock_file.write_text("0")
    assert {row["actor"] for row in await reminders()} == {"policy:deadline"}
    assert len({row["correlation_id"] for row in await reminders()}) == 2


async def test_an_outcome_that_was_not_met_becomes_a_draft_caused_by_it(
    goals: Service, issuer: Issuer, rows: Rows, assignment: dict[str, str], directory: Service
) -> None:
    boss, hr = issuer.token(assignment["boss"]), issuer.client("hr")
    judge = await hired(directory, goals, issuer, "judge")
    named = {"assignment": assignment["id"], "applicant": assignment["ada"]}
    done = {"assignment": assignment["id"], "person": assignment["ada"]}
    for command, body in (
        ("approve-applicant", named),
        ("accept-applicant", named),
        ("complete-assignment", {**done, "outcome": "not_met", "learnt": "To ask early"}),
    ):
        answer = await goals.command(command, body, boss)
        assert answer.status_code == 200, f"{command}: {answer.text}"
    # Who completed it does not validate it: HR does.
    answer = await goals.command("validate-outcome", done, issuer.token(judge, "hr"))
    assert answer.status_code == 200, f"{answer.text} {hr[:0]}"

    (draft,) = await eventually(
        lambda: rows.fetch(EVENTS, "setback-recorded", "journal-%"),
        otherwise=lambda: goals.log.read_text()[-4000:],
    )
    (cause,) = await rows.fetch(EVENTS, "outcome-validated", assignment["id"])
    assert draft["actor"] == "policy:offer_lesson"
    assert draft["causation_id"] == str(cause["event_id"])
    assert draft["correlation_id"] == cause["correlation_id"]
    offsets = await eventually(
        lambda: rows.fetch("SELECT * FROM goals_rows.policy_offsets WHERE last_position > 0")
    )
    assert {row["policy"] for row in offsets} == {"offer_lesson"}


async def test_a_restart_reacts_to_nothing_twice(
    goals: Service, environment: dict[str, str], rows: Rows, tmp_path: Path
) -> None:
    await goals.stop()
    before = await rows.fetchval("SELECT count(*) FROM goals_log.events")
    await rows.execute("DELETE FROM goals_rows.policy_offsets")  # as if none had been stored
    async with running("goals", environment, tmp_path):
        await eventually(
            lambda: rows.fetch("SELECT * FROM goals_rows.policy_offsets WHERE last_position > 0")
        )
    assert await rows.fetchval("SELECT count(*) FROM goals_log.events") == before
