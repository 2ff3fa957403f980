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
from shared.privacy.sealing import ALGORITHM, Ready, seal, unseal

PERSONAL = "personal"
PLACEHOLDER = "(erased)"
NO_PEOPLE: frozenset[StreamId] = frozenset()

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]
Document = dict[str, Any]
Payload = str | bytes | Document
"""As JSON text, or as what has been read of it."""
Blocks = Sequence[tuple[StreamId, str]]
Keys = Mapping[StreamId, Key | Ready]


@dataclass(frozen=True, slots=True)
class Shape:
    """What the codec knows of a class of events."""

    cls: type[Event]
    kind: str
    own: bool
    adapter: TypeAdapter[Event]
    marks: Marks
    json: Callable[[Event], str]
    """Of the fields that are not sealed."""
    type: str
    flat: Mapping[str, str]
    """Where no part has marks: the names of the marked fields, by their pointers."""

    def seal(
        self, event_id: UUID, keys: Mapping[StreamId, bytes], person: StreamId, values: object
    ) -> str:
        bound_to = binding(event_id, self.type, person)
        return seal(keys[person], orjson.dumps(values), bound_to)

    def event(self, payload: Payload) -> Event:
        """Without its blocks; raises ``ValidationError``."""
        validator = self.adapter.validator
        event: Event = (
            validator.validate_python(payload)
            if isinstance(payload, dict)
            else validator.validate_json(payload)
        )
        return event


@dataclass(slots=True)
class Readable:
    """A stored event that this service reads; ``event`` may be called again."""

    shape: Shape
    stored_type: str
    payload: Payload
    document: Document | None
    blocks: Blocks
    steps: Sequence[Upcaster]

    @property
    def people(self) -> frozenset[StreamId]:
        """Those whose keys, or tombstones, ``event`` needs."""
        return frozenset([person for person, _ in self.blocks]) if self.blocks else NO_PEOPLE

    def event(self, event_id: UUID | str, keys: Keys) -> Event:
        """The event as it is written today; raises ``UnreadableEvent``, which quotes no value."""
        shape = self.shape
        try:
            if self.document is None:
                return shape.event(self.payload)
            document, gone = self._unsealed(self.document, event_id, keys)
            for step in self.steps:
                document = step(document)
            if gone or not shape.flat:
                return self._with_placeholders(document, gone)
            for name in shape.flat.values():
                document.setdefault(name, None)
            return shape.event(document)
        except ValidationError as error:
            wrong = ", ".join(f"{pointer(e['loc'])} {e['type']}" for e in error.errors())
            raise UnreadableEvent(f"{self.stored_type}: {wrong}") from None
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise UnreadableEvent(f"{self.stored_type}: {type(error).__name__}") from None

    def _unsealed(
        self, document: Document, event_id: UUID | str, keys: Keys
    ) -> tuple[Document, Collection[StreamId]]:
        """A copy with what its blocks hold, and whose keys have been destroyed."""
        flat = self.shape.flat
        if flat and not self.steps:
            document = document.copy()  # nothing deeper is changed
        else:
            document = orjson.loads(orjson.dumps(document))
        gone: Collection[StreamId] = ()
        for person, sealed in self.blocks:
            key = keys[person]
            if key == "destroyed":
                gone = {*gone, person}
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


def blocks_of(stored_type: str, document: Document) -> Blocks:
    """Raises ``UnreadableEvent`` for what is no block of ours."""
    sealed = []
    try:
        for block in document.get(PERSONAL, ()):
            person, text = block["person"], block["data"]
            if block["alg"] != ALGORITHM or not isinstance(person, str):
                raise UnreadableEvent(f"{stored_type}: a personal block of another kind")
            sealed.append((StreamId(person), text))
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableEvent(f"{stored_type}: {type(error).__name__}") from None
    return sealed


def document_of(stored_type: str, payload: Payload) -> Document:
    """The object that the payload is, not to be changed; raises ``UnreadableEvent``."""
    if isinstance(payload, dict):
        return payload
    try:
        document = orjson.loads(payload)
    except orjson.JSONDecodeError as error:
        raise UnreadableEvent(f"{stored_type}: {type(error).__name__}") from None
    if not isinstance(document, dict):
        raise UnreadableEvent(f"{stored_type}: no object")
    return document


def binding(event_id: UUID | str, stored_type: str, person: StreamId) -> bytes:
    """What a block is authenticated with."""
    return f"{event_id}|{stored_type}|{person}".encode()
