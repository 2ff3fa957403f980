"""A stored event before it is opened, and what is known of its class."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from pydantic import TypeAdapter, ValidationError

from shared.eventstore.personal import Marks, Path, erased, find, pointer, put
from shared.kernel.errors import UnreadableEvent
from shared.kernel.messages import Event, StreamId
from shared.privacy.port import Key
from shared.privacy.sealing import ALGORITHM, seal, unseal

PERSONAL = "personal"
PLACEHOLDER = "(erased)"
NO_PEOPLE: frozenset[StreamId] = frozenset()

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]
Blocks = Sequence[tuple[StreamId, str]]


@dataclass(frozen=True, slots=True)
class Shape:
    """What the codec knows of a class of events."""

    cls: type[Event]
    kind: str
    own: bool
    adapter: TypeAdapter[Event]
    marks: Marks
    exclude: Mapping[str, Any]
    type: str
    flat: Mapping[str, str]
    """Where no part has marks: the names of the marked fields, by their pointers."""

    def seal(
        self, event_id: UUID, keys: Mapping[StreamId, bytes], person: StreamId, values: object
    ) -> str:
        bound_to = binding(event_id, self.type, person)
        return seal(keys[person], orjson.dumps(values), bound_to)


@dataclass(frozen=True, slots=True)
class Readable:
    """A stored event that this service reads; ``event`` may be called again."""

    shape: Shape
    stored_type: str
    payload: str | bytes
    blocks: Blocks
    steps: Sequence[Upcaster]
    document: dict[str, Any] | None = None

    @property
    def people(self) -> frozenset[StreamId]:
        """Those whose keys, or tombstones, ``event`` needs."""
        return frozenset([person for person, _ in self.blocks]) if self.blocks else NO_PEOPLE

    def event(self, event_id: UUID, keys: Mapping[StreamId, Key]) -> Event:
        """The event as it is written today; raises ``UnreadableEvent``, which quotes no value."""
        try:
            if not (self.blocks or self.steps or self.shape.marks):
                return self.shape.adapter.validate_json(self.payload)
            return self._opened(event_id, keys)
        except ValidationError as error:
            wrong = ", ".join(f"{pointer(e['loc'])} {e['type']}" for e in error.errors())
            raise UnreadableEvent(f"{self.stored_type}: {wrong}") from None
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise UnreadableEvent(f"{self.stored_type}: {type(error).__name__}") from None

    def _opened(self, event_id: UUID, keys: Mapping[StreamId, Key]) -> Event:
        document, gone = self._unsealed(event_id, keys)
        for step in self.steps:
            document = step(document)
        if self.shape.flat and not gone:
            for name in self.shape.flat.values():
                document.setdefault(name, None)
            return self.shape.adapter.validate_python(document)
        return self._with_placeholders(document, gone)

    def _unsealed(
        self, event_id: UUID, keys: Mapping[StreamId, Key]
    ) -> tuple[dict[str, Any], Collection[StreamId]]:
        """The object with what its blocks hold, and whose keys have been destroyed."""
        flat = self.shape.flat
        if flat and self.document is not None and not self.steps:
            document = self.document.copy()  # nothing deeper is changed
        else:
            document = orjson.loads(self.payload)
        gone: set[StreamId] = set()
        for person, sealed in self.blocks:
            key = keys[person]
            if key == "destroyed":
                gone.add(person)
                continue
            opened = unseal(key, sealed, binding(event_id, self.stored_type, person))
            for at, value in orjson.loads(opened).items():
                if at in flat:
                    document[flat[at]] = value
                else:
                    put(document, at, value)
        return document, gone

    def _with_placeholders(self, document: dict[str, Any], gone: Collection[StreamId]) -> Event:
        lost: list[Path] = []
        for found in find(self.shape.marks, document):
            if found.mark.name not in found.holder and found.person in gone:
                found.holder[found.mark.name] = [PLACEHOLDER] if found.mark.many else PLACEHOLDER
                lost.append(found.path)
            else:
                found.holder.setdefault(found.mark.name, None)
        event = self.shape.adapter.validate_python(document)
        for path in lost:
            event = erased(event, path)
        return event


def blocks_of(stored_type: str, payload: str | bytes) -> tuple[Blocks, dict[str, Any]]:
    """And the whole object, which has been read for it."""
    try:
        document = orjson.loads(payload)
        blocks = document.get(PERSONAL, ())
        sealed = tuple([(StreamId(block["person"]), block["data"]) for block in blocks])
        known = all(block["alg"] == ALGORITHM for block in blocks)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableEvent(f"{stored_type}: {type(error).__name__}") from None
    if not known:
        raise UnreadableEvent(f"{stored_type}: a personal block of another algorithm")
    return sealed, document


def binding(event_id: UUID, stored_type: str, person: StreamId) -> bytes:
    """What a block is authenticated with."""
    return f"{event_id}|{stored_type}|{person}".encode()
