"""Fault 24: the clock jumps to and fro; order comes from positions, and only from them."""

import random
import time
from datetime import UTC, datetime, timedelta

import pytest

from shared.eventstore.event_ids import uuid7
from shared.kernel.messages import Event, StreamId
from tests.faults.machinery.crew import Clients, is_as_told, seed
from tests.integration.machinery import graph
from tests.integration.machinery.world import World, drawn, edge_id, running

YEAR = 366 * 86_400
EDGES, WEIGHTS = 12, 10


async def test_a_clock_that_jumps_changes_no_order_and_no_row(world: World) -> None:
    dice = random.Random(seed())  # noqa: S311 - which jumps, no secrets
    clients, edges = Clients(world, dice), [edge_id() for _ in range(EDGES)]

    async def tell(edge: StreamId, event: Event, version: int) -> None:
        command = await clients.command(edge, event, version)
        at = datetime.now(UTC) + timedelta(seconds=dice.randint(-YEAR, YEAR))
        jumped = command._replace(recorded_at=at)
        clients.history.offer(jumped)
        clients.history.note(jumped, await world.store.append(jumped))

    async with running(world.relay(), world.projector()):
        for nth, edge in enumerate(edges):
            await tell(edge, drawn(edge, f"n{nth % 3}", "hub"), 0)
        for weight in range(1, WEIGHTS + 1):
            for edge in edges:
                await tell(edge, graph.EdgeWeighed(edge=edge, weight=weight), weight)
        await is_as_told(world, clients.history)
    log = await world.store.read_log(0, 1000)
    times = [event.recorded_at for event in log]
    assert times != sorted(times)
    assert len(log) == EDGES * (WEIGHTS + 1)
    weights = await world.rows.fetch("SELECT DISTINCT weight FROM edges")
    assert [row["weight"] for row in weights] == [WEIGHTS]


def test_ids_of_a_clock_that_goes_back_are_new(monkeypatch: pytest.MonkeyPatch) -> None:
    before, now = {uuid7() for _ in range(1000)}, time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: now)  # it stands still, where it has been
    assert len(before | {uuid7() for _ in range(1000)}) == 2000
