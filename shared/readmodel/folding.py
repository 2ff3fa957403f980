"""A batch of events folded into rows: one load and one write a table, in between only memory."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from shared.bus.cursor import Connection
from shared.kernel.errors import LogBroken
from shared.kernel.messages import Event, View
from shared.kernel.projection import Marking, Projection
from shared.readmodel.arrivals import Arrival, EventReader, kind_of
from shared.readmodel.derived import DerivedTable, touched_of
from shared.readmodel.tables import Table

FOLLOWS = "follows"
"""The code of what is parked because an earlier event of its stream is."""

Key = tuple[str, str]
"""Source and key: what is parked as a whole."""


def utc_today() -> date:
    return datetime.now(UTC).date()


Touch = tuple[Projection[Any, Any], Sequence[str]]
Rows = dict[str, dict[str, View | None]]


@dataclass(frozen=True, slots=True)
class Park:
    arrival: Arrival
    error: str


@dataclass(slots=True)
class Folded:
    """``parks`` in order; ``parked`` are all keys that are parked after it.

    ``touched`` are the keys of the folded rows that have changed, by table.
    """

    parked: set[Key]
    parks: list[Park] = field(default_factory=list)
    touched: dict[str, set[str]] = field(default_factory=dict)


class Projections:
    """The projections of one projector, by the events that they are on."""

    def __init__(self, projections: Iterable[Projection[Any, Any]], codec: EventReader) -> None:
        self.all = tuple(projections)
        self._on: dict[type[Event], list[Projection[Any, Any]]] = defaultdict(list)
        for projection in self.all:
            for cls in projection.on:
                self._on[cls].append(projection)
        self._never_parked = {
            kind_of(codec.type_of(cls))
            for projection in self.all
            if projection.never_parked
            for cls in projection.on
        }

    @property
    def events(self) -> Collection[type[Event]]:
        return self._on.keys()

    def touches(self, event: Event) -> list[Touch]:
        return [(projection, projection.keys(event)) for projection in self._on[type(event)]]

    def on(self, event: Event) -> Sequence[Projection[Any, Any]]:
        return self._on[type(event)]

    def refuse_to_park(self, arrival: Arrival, error: str) -> None:
        """Raises ``LogBroken`` if a projection that is never parked reads this event."""
        if arrival.kind in self._never_parked:
            raise LogBroken(
                f"{arrival.kind} at position {arrival.position} of {arrival.place.source} "
                f"cannot be applied ({error}), and a projection that reads it is never parked"
            )


class Folding:
    """Folds batches within the caller's transaction; ``today`` is the day of derived rows."""

    def __init__(
        self,
        projections: Projections,
        tables: Mapping[str, Table[Any]],
        derived: Sequence[DerivedTable],
        markings: Sequence[Marking] = (),
        today: Callable[[], date] = utc_today,
    ) -> None:
        self._projections = projections
        self._tables = tables
        self._derived = derived
        self._markings = markings
        self._today = today

    async def fold(
        self, connection: Connection, arrivals: Sequence[Arrival], parked: Collection[Key]
    ) -> Folded:
        """Events of parked keys follow; raises what the database says to a value it cannot take."""
        folded = Folded(set(parked))
        touching = [(arrival, self._touches(arrival)) for arrival in arrivals]
        before = await self._load(connection, touching)
        now: Rows = {table: dict(rows) for table, rows in before.items()}
        for arrival, touches in touching:
            self._fold_one(arrival, touches, now, folded)
        folded.touched = await self._write(connection, before, now)
        await mark(connection, self._markings, folded.touched)
        await self._derive(connection, folded.touched)
        return folded

    async def _derive(self, connection: Connection, touched: dict[str, set[str]]) -> None:
        day = self._today()
        changed: dict[str, set[str]] = {}
        for derived in self._derived:
            changed[derived.name] = set(await derived.write(connection, touched | changed, day))
        await mark(connection, self._markings, changed)

    def _touches(self, arrival: Arrival) -> Sequence[Touch]:
        if arrival.event is None or arrival.error is not None:
            return ()
        try:
            return self._projections.touches(arrival.event)
        except Exception as error:  # whatever a projection raises concerns this event alone
            arrival.error = type(error).__name__
            return ()

    async def _load(
        self, connection: Connection, touching: Iterable[tuple[Arrival, Sequence[Touch]]]
    ) -> dict[str, dict[str, Any]]:
        wanted: dict[str, set[str]] = defaultdict(set)
        for _, touches in touching:
            for projection, keys in touches:
                wanted[projection.table].update(keys)
        return {
            name: await self._tables[name].load(connection, list(keys))
            for name, keys in wanted.items()
        }

    def _fold_one(
        self, arrival: Arrival, touches: Sequence[Touch], now: Rows, folded: Folded
    ) -> None:
        error = arrival.error
        if error is None:
            if not touches:
                return
            if folded.parked and key_of(arrival) in folded.parked:
                error = FOLLOWS
            else:
                error = evolved(arrival.event, touches, now)
        if error is not None:
            self._projections.refuse_to_park(arrival, error)
            folded.parks.append(Park(arrival, error))
            folded.parked.add(key_of(arrival))

    async def _write(
        self, connection: Connection, before: Mapping[str, Mapping[str, View]], now: Rows
    ) -> dict[str, set[str]]:
        """Answers the keys of the rows that have changed, by table."""
        touched: dict[str, set[str]] = {}
        for name, rows in now.items():
            old = before[name]
            gone = [key for key, row in rows.items() if row is None and key in old]
            changed = {
                key: row
                for key, row in rows.items()
                if row is not None and (key not in old or row != old[key])
            }
            await self._tables[name].remove(connection, gone)
            await self._tables[name].write(connection, list(changed.values()))
            touched[name] = {*gone, *changed}
        return touched


async def mark(
    connection: Connection, markings: Iterable[Marking], touched: Mapping[str, Collection[str]]
) -> None:
    """Each marking whose sources have been touched, with the keys of those rows."""
    for marking in markings:
        if keys := touched_of(marking.sources, touched):
            await connection.execute(marking.statement, keys)


def key_of(arrival: Arrival) -> Key:
    return (arrival.place.source, arrival.key)


def evolved(event: Event | None, touches: Sequence[Touch], now: Rows) -> str | None:
    """Folds an event into all of its rows, or into none and answers why."""
    undo: list[tuple[dict[str, View | None], str, View | None]] = []
    try:
        for projection, keys in touches:
            rows = now[projection.table]
            for key in keys:
                row = rows.get(key)
                rows[key] = projection.evolve(key, row, event)
                undo.append((rows, key, row))
    except Exception as error:  # whatever a projection raises concerns this event's stream alone
        for rows, key, row in reversed(undo):
            rows[key] = row
        return type(error).__name__
    return None
