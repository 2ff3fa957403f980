"""An event on the wire: CloudEvents 1.0, structured JSON, around the payload as it is stored.

``data`` stands last, so that both sides leave its bytes alone. ``sequence`` and ``prev`` are
zero-padded text: a CloudEvents integer has 32 bits, and as text they sort.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from shared.eventstore.port import StoredEvent
from shared.kernel.errors import UnreadableEvent
from shared.kernel.messages import StreamId
from shared.kernel.recorded import Origin

CONTENT_TYPE = b"application/cloudevents+json"
HEADERS = [("content-type", CONTENT_TYPE)]
SENT = tuple(HEADERS)
DATA = b',"data":'
ORIGINS = ("live", "import", "demo")

MALFORMED = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)

Headers = Sequence[tuple[str, bytes | None]]


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a message says of its event; ``data`` is the payload, JSON that nobody has read yet.

    ``position`` is the event's own, ``prev`` the one sent to this partition before it, 0 if none.
    """

    service: str
    event_id: UUID
    type: str
    stream: StreamId
    version: int
    position: int
    prev: int
    recorded_at: datetime
    about: tuple[StreamId, ...]
    actor: str
    command_id: UUID
    correlation_id: str
    causation_id: str | None
    origin: Origin
    traceparent: str | None
    data: bytes


def to_wire(event: StoredEvent, *, service: str, company: str, partition_prev: int) -> bytes:
    attributes: dict[str, object] = {
        "specversion": "1.0",
        "id": str(event.event_id),
        "source": f"/{company}/{service}",
        "type": event.type,
        "subject": event.stream,
        "time": event.recorded_at,
        "datacontenttype": "application/json",
        "dataschema": f"urn:mastery:schema:{event.type}",
        "partitionkey": event.stream,
        "sequence": f"{event.position:020}",
        "prev": f"{partition_prev:020}",
        "streamversion": event.version,
        "about": ",".join(event.about),
        "actor": event.actor,
        "commandid": str(event.command_id),
        "origin": event.origin,
        "correlationid": event.correlation_id,
    }
    if event.causation_id is not None:
        attributes["causationid"] = event.causation_id
    if event.traceparent is not None:
        attributes["traceparent"] = event.traceparent
    head = orjson.dumps(attributes, option=orjson.OPT_UTC_Z)
    return b"".join((head[:-1], DATA, event.payload.encode(), b"}"))


def parse(value: bytes | None, headers: Headers) -> Envelope:
    """Raises ``UnreadableEvent`` for what is no event of ours; ``data`` is the codec's affair."""
    try:
        check(headers)
        return _envelope(*attributes_and_data(value))
    except MALFORMED as error:
        raise UnreadableEvent(f"no CloudEvent of this suite: {type(error).__name__}") from error


def check(headers: Headers) -> None:
    if headers != SENT and dict(headers).get("content-type") != CONTENT_TYPE:
        raise ValueError("the header content-type is missing or another")


def attributes_and_data(value: bytes | None) -> tuple[dict[str, Any], bytes]:
    """The payload is cut out where it stands last, as we write it."""
    if value is None:
        raise ValueError("the message has no value")
    end = value.find(DATA)
    if end > 0 and value.endswith(b"}"):
        with suppress(orjson.JSONDecodeError):  # another's order of members
            return orjson.loads(value[:end] + b"}"), value[end + len(DATA) : -1]
    whole = orjson.loads(value)
    return whole, orjson.dumps(whole["data"])


def _envelope(attributes: dict[str, Any], data: bytes) -> Envelope:
    get = attributes.get
    recorded_at = datetime.fromisoformat(attributes["time"])
    origin = attributes["origin"]
    if attributes["specversion"] != "1.0" or origin not in ORIGINS or recorded_at.tzinfo is None:
        raise ValueError(origin)
    return Envelope(
        service=_text(attributes["source"]).rsplit("/", 1)[1],
        event_id=UUID(attributes["id"]),
        type=_text(attributes["type"]),
        stream=StreamId(_text(attributes["subject"])),
        version=position_of(attributes["streamversion"]),
        position=position_of(attributes["sequence"]),
        prev=int(attributes["prev"]),
        recorded_at=recorded_at,
        about=tuple(map(StreamId, _text(attributes["about"]).split(","))),
        actor=_text(attributes["actor"]),
        command_id=UUID(attributes["commandid"]),
        correlation_id=_text(attributes["correlationid"]),
        causation_id=_text_or_none(get("causationid")),
        origin=origin,
        traceparent=_text_or_none(get("traceparent")),
        data=data,
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _text_or_none(value: object) -> str | None:
    return None if value is None else _text(value)


def position_of(value: str | int) -> int:
    """From 1 on, and no more than a column can hold."""
    number = int(value)
    if not 0 < number < 2**63:
        raise ValueError(value)
    return number
