"""The table from offset 0, folded by the code that keeps it up, with nothing kept from before."""

from collections.abc import Sequence
from typing import Any

from shared.readmodel.arrivals import Reading
from shared.readmodel.assignment import Part, Slot, applied, batch_of
from shared.readmodel.folding import Folding, Projections
from shared.readmodel.offsets import Held, Place
from tests.unit.shared.simulation.accounts import CODEC, PROJECTION, AccountRow
from tests.unit.shared.simulation.world import NOWHERE, World


class FreshTable:
    def __init__(self) -> None:
        self.rows: dict[str, AccountRow] = {}

    async def load(self, _connection: object, keys: Sequence[str]) -> dict[str, AccountRow]:
        return {key: self.rows[key] for key in keys if key in self.rows}

    async def write(self, _connection: object, rows: Sequence[AccountRow]) -> None:
        self.rows |= {row.account_id: row for row in rows}

    async def remove(self, _connection: object, _keys: Sequence[str]) -> None:
        """No event of the simulation ends a row."""


async def rebuilt(world: World) -> dict[str, AccountRow]:
    table: Any = FreshTable()
    projections = Projections([PROJECTION], CODEC)
    reading = Reading(CODEC, NOWHERE, projections.events)
    folding = Folding(projections, {PROJECTION.table: table}, [])
    for number, records in enumerate(world.broker.partitions):
        place = Place("bank", number)
        slot = Slot(place, Held(1, 0, 0), 0)
        while slot.held.next_offset < len(records):
            first = slot.held.next_offset
            some: Any = records[first : first + world.dice.random.randint(1, 20)]
            [arrivals] = await reading.arrivals([(place, some)])
            parts = [Part(slot, first + len(some), some, arrivals)]
            batch = batch_of(parts)
            connection: Any = None
            await folding.fold(connection, batch.arrivals, ())
            applied(parts, batch)
    rows: dict[str, AccountRow] = table.rows
    return rows
