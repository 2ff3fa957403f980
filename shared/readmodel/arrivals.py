"""From a message to an event: read, opened, and left out if it is an erased person's record."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol
from uuid import UUID

from shared.bus.envelope import HEADERS, Envelope, Headers, parse
from shared.kernel.errors import UnreadableEvent
from shared.kernel.messages import NOBODY, Event, StreamId
from shared.privacy.port import Key, KeyStore
from shared.readmodel.offsets import Place


class Readable(Protocol):
    """The codec's: an event whose blocks are still closed."""

    @property
    def people(self) -> frozenset[StreamId]: ...

    def event(self, event_id: UUID, keys: Mapping[StreamId, Key]) -> Event: ...


class EventReader(Protocol):
    """The part of a ``Codec`` that reads."""

    service: str

    @property
    def events(self) -> Collection[type[Event]]: ...

    def type_of(self, cls: type[Event]) -> str: ...

    def read(self, stored_type: str, payload: str | bytes) -> Readable | None: ...


class Message(NamedTuple):
    place: Place
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Headers = HEADERS


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


Closed = tuple[Arrival, Envelope, Readable]


class Reading:
    """Reads with one service's codec what its projections are ``on``."""

    def __init__(self, codec: EventReader, keys: KeyStore, on: Iterable[type[Event]]) -> None:
        self._codec = codec
        self._keys = keys
        self._wanted = {kind_of(codec.type_of(cls)) for cls in on}
        self._known = {kind_of(codec.type_of(cls)) for cls in codec.events}

    async def arrivals(self, messages: Iterable[Message]) -> list[Arrival]:
        """In their order, with one question to the key store."""
        found: list[Arrival] = []
        closed: list[Closed] = []
        for message in messages:
            arrival, envelope = arrival_of(message)
            found.append(arrival)
            if envelope is not None and arrival.error is None:
                self._read(arrival, envelope, closed)
        if closed:
            await self._open(closed)
        return found

    def _read(self, arrival: Arrival, envelope: Envelope, closed: list[Closed]) -> None:
        if arrival.kind not in self._wanted:
            own = envelope.service == self._codec.service
            if own and arrival.kind not in self._known:  # of a newer version of this service
                arrival.error = UnreadableEvent.__name__
            return
        try:
            readable = self._codec.read(envelope.type, envelope.data)
        except UnreadableEvent as error:
            arrival.error = error.code
            return
        if readable is None:
            arrival.error = UnreadableEvent.__name__
        else:
            closed.append((arrival, envelope, readable))

    async def _open(self, closed: Sequence[Closed]) -> None:
        people = {envelope.about[0] for _, envelope, _ in closed}
        people.update(*(readable.people for _, _, readable in closed))
        people.discard(NOBODY)
        keys = await self._keys.existing(people) if people else {}
        for arrival, envelope, readable in closed:
            if keys.get(envelope.about[0]) == "destroyed":
                continue
            try:
                arrival.event = readable.event(envelope.event_id, keys)
            except UnreadableEvent as error:
                arrival.error = error.code


def arrival_of(message: Message) -> tuple[Arrival, Envelope | None]:
    """A message with a broken header has its position all the same, so that it leaves no hole."""
    error = None
    try:
        envelope = parse(message.value, message.headers)
    except UnreadableEvent as unreadable:
        error = unreadable.code
        try:
            envelope = parse(message.value, HEADERS)
        except UnreadableEvent:
            return _unknown(message, error), None
    if envelope.service != message.place.source:
        return _unknown(message, UnreadableEvent.__name__), None
    arrival = Arrival(
        message.place,
        message.offset,
        _storable(envelope.stream),
        message.value,
        envelope.position,
        envelope.prev,
        kind_of(envelope.type),
        None,
        error,
    )
    return arrival, envelope


def kind_of(stored_type: str) -> str:
    return stored_type.rpartition(".v")[0]


def _unknown(message: Message, error: str) -> Arrival:
    """Something that is no event of ours, under the key that it came with."""
    if message.key is None:
        key = f"{message.place.partition}/{message.offset}"
    else:
        key = _storable(message.key.decode(errors="replace"))
    return Arrival(message.place, message.offset, key, message.value, error=error)


def _storable(text: str) -> str:
    """PostgreSQL's text holds no NUL."""
    return text.replace("\0", "\ufffd") if "\0" in text else text
