"""From a message to an event: read, opened, and left out if it is an erased person's record."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from shared.bus.envelope import SENT, Headers
from shared.bus.glance import Glance, glance
from shared.bus.lost import lost_kind
from shared.kernel.errors import UnreadableEvent
from shared.kernel.messages import NOBODY, Event, StreamId
from shared.kernel.replacing import caused_by
from shared.privacy.port import Key, KeyStore
from shared.privacy.sealing import Ready, ready
from shared.readmodel.offsets import Place


class Readable(Protocol):
    """The codec's: an event whose blocks are still closed."""

    @property
    def blocks(self) -> Collection[tuple[StreamId, str]]: ...

    def event(self, event_id: UUID | str, keys: Mapping[StreamId, Key | Ready]) -> Event: ...


class EventReader(Protocol):
    """The part of a ``Codec`` that reads."""

    service: str

    @property
    def events(self) -> Collection[type[Event]]: ...

    def type_of(self, cls: type[Event]) -> str: ...

    def read(self, stored_type: str, payload: bytes | dict[str, Any]) -> Readable | None: ...


class Record(Protocol):
    """What is used of a record of Kafka."""

    @property
    def offset(self) -> int: ...
    @property
    def key(self) -> bytes | None: ...
    @property
    def value(self) -> bytes | None: ...
    @property
    def headers(self) -> Headers: ...


class Again(NamedTuple):
    """A parked record; whatever headers it had, they are taken for right."""

    offset: int
    key: bytes | None
    value: bytes | None
    headers: Headers = SENT


@dataclass(slots=True)
class Arrival:
    """A message that has been looked at; without ``event`` and ``error`` it changes nothing.

    ``key`` is its stream, or what stands for one; ``position`` is none if it is no event of ours;
    ``kind`` is the type without its version; ``error`` is a code.
    """

    place: Place
    offset: int
    key: str
    raw: bytes | None
    position: int | None = None
    prev: int = 0
    kind: str = ""
    event: Event | None = None
    error: str | None = None
    event_id: str = ""


ERASED_KIND = "mastery.directory.subject-erased"
"""Read for good: it tells the rows of an erased person to go, and holds no text."""

Closed = tuple[Arrival, Glance, Readable]


class Reading:
    """Reads with one service's codec what its projections are ``on``."""

    def __init__(self, codec: EventReader, keys: KeyStore, on: Iterable[type[Event]]) -> None:
        self._codec = codec
        self._keys = keys
        self._wanted = {kind_of(codec.type_of(cls)) for cls in on}
        self._known = {kind_of(codec.type_of(cls)) for cls in codec.events}
        self._known.add(lost_kind(codec.service))

    async def arrivals(
        self, records: Iterable[tuple[Place, Sequence[Record]]]
    ) -> list[list[Arrival]]:
        """Of each partition in order, with one question to the key store."""
        closed: list[Closed] = []
        found = [[self._read(place, one, closed) for one in some] for place, some in records]
        if closed:
            self._open(closed, await self._existing(closed))
        return found

    async def _existing(self, closed: Sequence[Closed]) -> Mapping[StreamId, Key]:
        people = {seen.whose for _, seen, _ in closed}
        people.update([person for _, _, one in closed for person, _ in one.blocks])
        people.discard(NOBODY)
        askable = [person for person in people if "\0" not in person]  # or the question fails
        return await self._keys.existing(askable) if askable else {}

    @staticmethod
    def _open(closed: Sequence[Closed], keys: Mapping[StreamId, Key]) -> None:
        ciphers = ready(keys)
        for arrival, seen, readable in closed:
            if keys.get(seen.whose) == "destroyed" and arrival.kind != ERASED_KIND:
                continue
            try:
                arrival.event = caused_by(readable.event(seen.event_id, ciphers), seen.actor)
            except UnreadableEvent as error:
                arrival.error = error.code

    def _read(self, place: Place, record: Record, closed: list[Closed]) -> Arrival:
        arrival, seen = arrival_of(place, record)
        if seen is None or arrival.error is not None:
            return arrival
        if arrival.kind not in self._wanted:
            own = seen.service == self._codec.service
            if own and arrival.kind not in self._known:  # of a newer version of this service
                arrival.error = UnreadableEvent.__name__
            return arrival
        try:
            readable = self._codec.read(seen.type, seen.data)
        except UnreadableEvent as error:
            arrival.error = error.code
            return arrival
        if readable is None:
            arrival.error = UnreadableEvent.__name__
        else:
            closed.append((arrival, seen, readable))
        return arrival


def arrival_of(place: Place, record: Record) -> tuple[Arrival, Glance | None]:
    """A message with a broken header has its position all the same, so that it leaves no hole."""
    error = None
    try:
        seen = glance(record.value, record.headers)
    except UnreadableEvent as unreadable:
        error = unreadable.code
        try:
            seen = glance(record.value, SENT)
        except UnreadableEvent:
            return _unknown(place, record), None
    if seen.service != place.source:
        return _unknown(place, record), None
    arrival = Arrival(
        place,
        record.offset,
        seen.stream,
        record.value,
        seen.position,
        seen.prev,
        kind_of(seen.type),
        None,
        error,
        seen.event_id,
    )
    return arrival, seen


@lru_cache(maxsize=4096)
def kind_of(stored_type: str) -> str:
    return stored_type.rpartition(".v")[0]


def _unknown(place: Place, record: Record) -> Arrival:
    """Something that is no event of ours, under the key that it came with."""
    if record.key is None:
        key = f"{place.partition}/{record.offset}"
    else:
        key = record.key.decode(errors="replace").replace("\0", "\ufffd")  # text holds no NUL
    return Arrival(place, record.offset, key, record.value, error=UnreadableEvent.__name__)
