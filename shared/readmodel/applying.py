"""A batch in one transaction: offsets first, then rows, derived rows and what had to be parked.

If the database refuses a value, it does not say whose: the batch is then halved under savepoints
until the one event stands alone, and that one is parked.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import asyncpg

from shared.bus.cursor import Connection, Pool
from shared.readmodel import offsets, parked
from shared.readmodel.arrivals import Again, Arrival, Reading
from shared.readmodel.derived import DerivationFailed
from shared.readmodel.folding import Folded, Folding, Key, Park, Projections
from shared.readmodel.offsets import Place, Step

NOT_DURABLE = "SET LOCAL synchronous_commit = off"
"""Safe here and only here: offsets and rows are lost together, and are read again."""

REFUSED = (
    asyncpg.DataError,
    asyncpg.IntegrityConstraintViolationError,
    asyncpg.ProgramLimitExceededError,
    asyncpg.CardinalityViolationError,
    DerivationFailed,
    OverflowError,
    TypeError,
    ValueError,
)
"""The values are at fault, not the moment: trying again changes nothing."""


@dataclass(frozen=True, slots=True)
class Batch:
    """New arrivals of some partitions, each in order, and what they advance."""

    steps: Sequence[Step]
    arrivals: Sequence[Arrival]


class Applying:
    """Writes batches for one projector."""

    def __init__(
        self,
        name: str,
        pool: Pool,
        folding: Folding,
        projections: Projections,
        reading: Reading,
    ) -> None:
        self._name = name
        self._pool = pool
        self._folding = folding
        self._projections = projections
        self._reading = reading

    async def apply(self, batch: Batch) -> None:
        """Raises ``Superseded`` with nothing changed if a partition is not where it should be."""
        try:
            await self._apply(batch, careful=False)
        except REFUSED:
            await self._apply(batch, careful=True)

    async def _apply(self, batch: Batch, *, careful: bool) -> None:
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute(NOT_DURABLE)
            standing = await offsets.advance(connection, self._name, batch.steps)
            arrivals = batch.arrivals
            if standing.has_dropped:
                arrivals = without(arrivals, await parked.dropped(connection, self._name))
            fold = self._fold_carefully if careful else self._folding.fold
            folded = await fold(connection, arrivals, standing.parked)
            await parked.park(connection, self._name, folded.parks)

    async def try_again(self, place: Place, key: str, epoch: int) -> None:
        """Applies what is parked under a key as far as it can be; under a foreign epoch nothing."""
        async with self._pool.acquire() as connection, connection.transaction():
            if not await offsets.hold(connection, self._name, place, epoch):
                return
            rows = await parked.take(connection, self._name, place, key)
            again = [Again(offset, key.encode(), raw) for offset, raw in rows]
            [arrivals] = await self._reading.arrivals([(place, again)])
            folded = await self._fold_carefully(connection, arrivals, ())
            await parked.settle(connection, self._name, place, key, folded.parks)

    async def _fold_carefully(
        self, connection: Connection, arrivals: Sequence[Arrival], standing: Collection[Key]
    ) -> Folded:
        try:
            async with connection.transaction():
                return await self._folding.fold(connection, arrivals, standing)
        except REFUSED as error:
            if len(arrivals) > 1:
                half = len(arrivals) // 2
                first = await self._fold_carefully(connection, arrivals[:half], standing)
                second = await self._fold_carefully(connection, arrivals[half:], first.parked)
                return Folded(second.parked, [*first.parks, *second.parks])
            [arrival] = arrivals
            code = error.code if isinstance(error, DerivationFailed) else type(error).__name__
            self._projections.refuse_to_park(arrival, code)
            key = (arrival.place.source, arrival.key)
            return Folded({*standing, key}, [Park(arrival, code)])


def without(arrivals: Sequence[Arrival], dropped: parked.Dropped) -> list[Arrival]:
    return [
        arrival
        for arrival in arrivals
        if (arrival.place.source, arrival.position) not in dropped.positions
        and (arrival.place, arrival.offset) not in dropped.records
    ]
