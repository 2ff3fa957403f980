"""What a projector needs of a message: a part of its envelope, and the payload as JSON."""

from operator import itemgetter
from typing import Any, NamedTuple

import orjson

from shared.bus.envelope import (
    MALFORMED,
    SENT,
    Headers,
    attributes_and_data,
    check,
    position_of,
)
from shared.kernel.errors import UnreadableEvent
from shared.kernel.messages import StreamId

TAKEN = itemgetter(
    "specversion", "id", "source", "type", "subject", "sequence", "prev", "about", "actor"
)
PRESENT = itemgetter("time", "streamversion", "commandid", "origin", "correlationid")


class Glance(NamedTuple):
    """``whose`` is the first that the event is about; ``data`` is its bytes if it is no object."""

    service: str
    event_id: str
    type: str
    stream: StreamId
    position: int
    prev: int
    whose: StreamId
    actor: str
    data: dict[str, Any] | bytes


def glance(value: bytes | None, headers: Headers) -> Glance:
    """As ``parse``, without looking into what no table is made from."""
    try:
        if headers != SENT:
            check(headers)
        attributes, data = read(value)
        PRESENT(attributes)
        version, event_id, source, type_, stream, sequence, prev, about, actor = TAKEN(attributes)
        whose = about.partition(",")[0]
        if version != "1.0" or "\0" in "".join((event_id, type_, stream, whose, actor)):
            raise ValueError("another version, or what PostgreSQL's text does not hold")
        service = source.rsplit("/", 1)[1]
        position = position_of(sequence)
        seen = (service, event_id, type_, stream, position, int(prev), whose, actor, data)
        return tuple.__new__(Glance, seen)  # its own way takes three times as long
    except MALFORMED as error:
        raise UnreadableEvent(f"no CloudEvent of this suite: {type(error).__name__}") from error


def read(value: bytes | None) -> tuple[dict[str, Any], dict[str, Any] | bytes]:
    """A payload that is no JSON does not make the attributes unreadable."""
    try:
        whole = orjson.loads(value or b"")
    except orjson.JSONDecodeError:
        return attributes_and_data(value)
    data = whole["data"]
    return whole, data if isinstance(data, dict) else orjson.dumps(data)
