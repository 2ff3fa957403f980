"""Event classes and what is stored of them: a type, and JSON text with sealed personal blocks.

The stored object has the event's fields without the marked ones and, if there are any,
``"personal": [{"person", "alg", "data"}]``, one entry a person; the plaintext of an entry is an
object {JSON pointer of a field: value}. A marked field that is none is stored nowhere.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
from pydantic import TypeAdapter

from shared.eventstore.json_text import json_writer
from shared.eventstore.personal import Text, excluded, marks_of, texts
from shared.eventstore.readable import (
    PERSONAL,
    Payload,
    Readable,
    Shape,
    Upcaster,
    blocks_of,
    document_of,
)
from shared.kernel.errors import UnreadableEvent
from shared.kernel.messages import Event, ForeignEvent, StreamId
from shared.kernel.naming import kebab
from shared.privacy.sealing import ALGORITHM


def kind_of(service: str, cls: type[Event]) -> str:
    """The stored type without its version."""
    return f"mastery.{service}.{kebab(cls.__name__)}"


class Codec:
    """Of one service: its own events, written and read, and those it reads of others.

    ``upcasters`` has, for a stored type, the step from that shape to the next version's; it gets
    the personal fields with the others, and must not miss one of an erased person. Of foreign
    events every published version is read, with an upcaster where there is one.
    """

    def __init__(
        self,
        service: str,
        events: Iterable[type[Event]],
        upcasters: Mapping[str, Upcaster] | None = None,
        foreign: Iterable[type[ForeignEvent]] = (),
    ) -> None:
        self.service = service
        self._upcasters = upcasters or {}
        self._own = {cls: shape_of(service, cls, own=True) for cls in events}
        others = [shape_of(cls.service, cls, own=False) for cls in foreign]
        self._by_kind = {shape.kind: shape for shape in (*self._own.values(), *others)}
        self._known: dict[str, tuple[Shape, Sequence[Upcaster]]] = {}
        if len(self._by_kind) < len(self._own) + len(others):
            raise TypeError(f"two events of {service} have the same type")

    @property
    def events(self) -> Sequence[type[Event]]:
        """The service's own."""
        return tuple(self._own)

    def type_of(self, cls: type[Event]) -> str:
        if issubclass(cls, ForeignEvent):
            return f"{kind_of(cls.service, cls)}.v{cls.version}"
        return self._own[cls].type

    def people(self, event: Event) -> frozenset[StreamId]:
        """Those whose keys ``encode`` needs."""
        return frozenset([person for person, _, _ in self.texts(event)])

    def texts(self, event: Event) -> Sequence[Text]:
        """What ``encode`` seals, and under whose key."""
        marks = self._own[type(event)].marks
        return texts(marks, event) if marks else ()

    def encode(
        self,
        event: Event,
        event_id: UUID,
        keys: Mapping[StreamId, bytes],
        sealed: Sequence[Text] | None = None,
    ) -> str:
        """``sealed``: the event's ``texts``, if the caller has them."""
        shape = self._own[type(event)]
        text = shape.json(event)
        sealed = self.texts(event) if sealed is None else sealed
        if not sealed:
            return text
        by_person: dict[StreamId, dict[str, Any]] = {}
        for person, at, value in sealed:
            by_person.setdefault(person, {})[at] = value
        blocks = orjson.dumps(
            [
                {
                    "person": person,
                    "alg": ALGORITHM,
                    "data": shape.seal(event_id, keys, person, values),
                }
                for person, values in by_person.items()
            ]
        ).decode()
        comma = "," if len(text) > len("{}") else ""
        return f'{text[:-1]}{comma}"{PERSONAL}":{blocks}}}'

    def read(self, stored_type: str, payload: Payload) -> Readable | None:
        """``None``: a type that this service does not read; raises ``UnreadableEvent``."""
        known = self._known.get(stored_type)
        if known is None:
            known = self._find(stored_type)
            if known is None:
                return None
            self._known[stored_type] = known
        shape, steps = known
        if not (steps or shape.marks):
            return Readable(shape, stored_type, payload, None, (), steps)
        document = document_of(stored_type, payload)
        has_blocks = shape.own and PERSONAL in document
        blocks = blocks_of(stored_type, document) if has_blocks else ()
        return Readable(shape, stored_type, payload, document, blocks, steps)

    def _find(self, stored_type: str) -> tuple[Shape, Sequence[Upcaster]] | None:
        kind, _, number = stored_type.rpartition(".v")
        shape = self._by_kind.get(kind)
        if shape is None:
            return None
        if not number.isdecimal():
            raise UnreadableEvent(f"{kind}: a version is a number")
        version = int(number)
        if shape.own and version > shape.cls.version:
            raise UnreadableEvent(f"{stored_type} is newer than this service")
        return shape, [] if version >= shape.cls.version else self._steps(shape, version)

    def _steps(self, shape: Shape, version: int) -> Sequence[Upcaster]:
        steps = []
        for older in range(version, shape.cls.version):
            step = self._upcasters.get(f"{shape.kind}.v{older}")
            if step is not None:
                steps.append(step)
            elif shape.own:
                raise UnreadableEvent(f"{shape.kind}.v{older} has no upcaster")
        return steps


def shape_of(service: str, cls: type[Event], *, own: bool) -> Shape:
    marks = marks_of(cls)
    if marks and not own:
        raise TypeError(f"{cls.__name__}: a service opens the personal fields of its own events")
    if PERSONAL in cls.__dataclass_fields__:
        raise TypeError(f"{cls.__name__}: the name {PERSONAL!r} is taken")
    kind = kind_of(service, cls)
    stored_type = f"{kind}.v{cls.version}"
    flat = {} if marks.parts else {f"/{mark.name}": mark.name for mark in marks.fields}
    adapter = TypeAdapter(cls)
    json = json_writer(cls, adapter, excluded(marks))
    return Shape(cls, kind, own, adapter, marks, json, stored_type, flat)
