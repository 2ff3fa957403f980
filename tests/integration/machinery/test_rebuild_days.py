"""What a rebuild does about days, and about what was noted while it was at work."""

from datetime import date
from typing import Any

import pytest

from shared.bus.cursor import Connection
from shared.kernel.projection import Marking
from shared.readmodel.rebuild import swap
from shared.readmodel.rebuild.plan import ReadModel
from tests.integration.machinery import graph
from tests.integration.machinery.rebuilding import Steps, rebuilt
from tests.integration.machinery.test_markings import DATED, MARKED, NOTE
from tests.integration.machinery.world import World, drawn, edge_id, running

MARKINGS = (Marking("of_edges", ("edges",), NOTE.replace("{name}", "of_edges")),)


async def test_derived_rows_are_of_the_day_on_which_they_begin_to_serve(world: World) -> None:
    await world.append(drawn(edge_id(), "a", "b", 3))
    day = date(2026, 11, 2)
    async with running(world.relay(), world.projector(derived=(DATED,), today=lambda: day)):
        await world.caught_up()
    assert await weight(world) == (3 + 2) * 2
    days = [date(2026, 11, 3), *[date(2026, 11, 4)] * 9]  # midnight, once they are computed
    watch = Steps()
    await rebuilt(world, watch=watch, derived=(DATED,), today=lambda: days.pop(0))
    assert await weight(world) == (3 + 4) * 4
    assert "derived rows for a new day" in watch.totals


async def weight(world: World) -> int:
    found: int = await world.rows.fetchval("SELECT weight FROM degrees WHERE node = 'b'")
    return found


async def test_what_changed_after_rows_were_derived_is_noted_again_and_nothing_else(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.rows.execute(MARKED)
    early, late = edge_id(), edge_id()
    await world.append(drawn(early, "a", "b"), drawn(late, "b", "c"))
    pause: Any = swap.pause

    async def change_first(connection: Connection, model: ReadModel) -> object:
        await world.append(graph.EdgeWeighed(edge=late, weight=7))
        await world.caught_up()
        return await pause(connection, model)

    async with running(world.relay(), world.projector()):
        await world.caught_up()
        monkeypatch.setattr(swap, "pause", change_first)
        await rebuilt(world, markings=MARKINGS)
    assert [row["key"] for row in await world.rows.fetch("SELECT key FROM marked")] == [late]
    assert await world.rebuilt() == await world.fingerprint()
