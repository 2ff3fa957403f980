"""What follows by itself: a reaction to an event, and a day that has come."""

from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
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


@pytest.fixture
def move_clock(clock_file: Path) -> Iterator[MoveClock]:
    def move(by: timedelta) -> None:
        clock_file.write_text(str(by.total_seconds()))

    yield move
    clock_file.write_text("0")


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


@pytest.fixture
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
    goals: Service, rows: Rows, assignment: dict[str, str], move_clock: MoveClock
) -> None:
    """Two weeks go by; each week brings one reminder."""

    async def due_after(day: date) -> object:
        return await rows.fetchrow(
            "SELECT 1 FROM goals_rows.deadlines WHERE stream = $1 AND due > $2",
            assignment["id"],
            day,
        )

    await eventually(lambda: due_after(TODAY))
    for weeks in (1, 2):
        assert len(await rows.fetch(EVENTS, "approver-reminded", assignment["id"])) == weeks - 1
        move_clock(timedelta(weeks=weeks, hours=1))
        next_week = partial(due_after, TODAY + timedelta(weeks=weeks))
        await eventually(next_week, otherwise=lambda: goals.log.read_text()[-4000:])
    reminders = await rows.fetch(EVENTS, "approver-reminded", assignment["id"])
    assert {row["actor"] for row in reminders} == {"policy:deadline"}
    assert len(reminders) == len({row["correlation_id"] for row in reminders}) == 2


async def validated(goals: Service, issuer: Issuer, assignment: dict[str, str], judge: str) -> None:
    """Ada took part and did not meet what was asked."""
    boss, hr = issuer.token(assignment["boss"]), issuer.token(judge, "hr")
    named = {"assignment": assignment["id"], "applicant": assignment["ada"]}
    done = {"assignment": assignment["id"], "person": assignment["ada"]}
    for command, body, token in (
        ("approve-applicant", named, boss),
        ("accept-applicant", named, boss),
        ("complete-assignment", {**done, "outcome": "not_met", "learnt": "To ask"}, boss),
        ("validate-outcome", done, hr),  # Boss completed it, so somebody else judges
    ):
        answer = await goals.command(command, body, token)
        assert answer.status_code == 200, f"{command}: {answer.text}"


async def test_an_outcome_that_was_not_met_becomes_one_draft_caused_by_it(
    directory: Service,
    goals: Service,
    issuer: Issuer,
    rows: Rows,
    assignment: dict[str, str],
    move_clock: MoveClock,
) -> None:
    judge = await hired(directory, goals, issuer, "judge")
    move_clock(timedelta(days=40))
    await validated(goals, issuer, assignment, judge)
    (draft,) = await eventually(
        lambda: rows.fetch(EVENTS, "setback-recorded", "journal-%"),
        otherwise=lambda: goals.log.read_text()[-4000:],
    )
    (cause,) = await rows.fetch(EVENTS, "outcome-validated", assignment["id"])
    assert draft["actor"] == "policy:offer_lesson"
    assert draft["causation_id"] == str(cause["event_id"])
    assert draft["correlation_id"] == cause["correlation_id"]


async def test_who_has_forgotten_how_far_it_was_reacts_to_nothing_twice(
    directory: Service,
    goals: Service,
    issuer: Issuer,
    rows: Rows,
    assignment: dict[str, str],
    environment: dict[str, str],
    tmp_path: Path,
) -> None:
    """A second process joins, so both ask anew how far they are: not at all."""
    assert directory.process.returncode is None
    answer = await goals.command(
        "decline-applicant",
        {"assignment": assignment["id"], "applicant": assignment["ada"]},
        issuer.token(assignment["boss"]),
    )
    assert answer.status_code == 200, answer.text
    done = await eventually(partial(positions, rows))
    before = await rows.fetchval("SELECT count(*) FROM goals_log.events")
    await rows.execute("DELETE FROM goals_rows.policy_offsets")
    async with running("goals", environment, tmp_path, roles="policies"):

        async def again() -> bool:
            found = await positions(rows)
            return all(found.get(at, 0) >= done[at] for at in done)

        await eventually(again)
    assert await rows.fetchval("SELECT count(*) FROM goals_log.events") == before


async def positions(rows: Rows) -> dict[int, int]:
    found = await rows.fetch(
        "SELECT partition, last_position FROM goals_rows.policy_offsets WHERE last_position > 0"
    )
    return {row["partition"]: row["last_position"] for row in found}
