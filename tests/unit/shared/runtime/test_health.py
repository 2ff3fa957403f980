"""What a process says of itself while a part of it has stopped."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from prometheus_client import REGISTRY

from shared.kernel.errors import LogBroken
from shared.readmodel.tables import TableMismatch
from shared.runtime import process
from shared.runtime.health import Health
from shared.runtime.process import supervise


def alarm(part: str) -> float | None:
    return REGISTRY.get_sample_value("mastery_alarm", {"part": part})


async def no_http() -> None:
    """There is none to be drained."""


@pytest.mark.parametrize("error", [LogBroken("a hole"), TableMismatch("another table")])
async def test_a_role_that_stops_for_good_leaves_the_others_running(error: Exception) -> None:
    health, asked, works = Health(commands=True), asyncio.Event(), asyncio.Event()

    async def broken(_stop: asyncio.Event) -> None:
        raise error

    async def other(stop: asyncio.Event) -> None:
        await until(lambda: "broken" in health.stopped)
        works.set()
        await stop.wait()

    roles: dict[str, Any] = {"broken": broken, "other": other}
    running = asyncio.create_task(supervise(asked, roles, no_http, 5, health))
    await asyncio.wait_for(works.wait(), 5)
    assert health.stopped == {"broken": str(error)}
    assert alarm("broken") == 1
    assert not running.done()
    asked.set()
    assert await running == 0


async def test_a_role_that_has_been_mended_goes_on_and_its_alarm_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(process, "AGAIN", 0.01)
    health, asked, faults = Health(), asyncio.Event(), [LogBroken("a hole"), LogBroken("still")]

    async def mended(stop: asyncio.Event) -> None:
        if faults:
            raise faults.pop()
        assert health.stopped == {"mended": "a hole"}
        await stop.wait()

    running = asyncio.create_task(supervise(asked, {"mended": mended}, no_http, 5, health))
    await until(lambda: not faults and not health.stopped)
    assert alarm("mended") == 0
    asked.set()
    assert await running == 0


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while True:
            if condition():
                return
            await asyncio.sleep(0)


async def test_a_fault_of_ours_ends_the_process() -> None:
    async def broken(_stop: asyncio.Event) -> None:
        raise ZeroDivisionError

    assert await supervise(asyncio.Event(), {"broken": broken}, no_http, 5, Health()) == 1


@pytest.mark.parametrize(("commands", "ready"), [(True, True), (False, False)])
async def test_a_stopped_part_keeps_only_that_process_unready_which_takes_no_commands(
    commands: bool, ready: bool
) -> None:
    health = Health(commands=commands)
    health.started = True
    health.stop("part", "a reason")
    assert await health.report() == (ready, {"started": True, "part": False})
    health.resume("part")
    assert await health.report() == (True, {"started": True})
    assert alarm("part") == 0


async def test_what_commands_need_keeps_every_process_unready() -> None:
    health = Health(commands=True)
    health.started = True
    health.stop("log", "it has lost events", decides=True)
    assert (await health.report())[0] is False
