"""What a projector needs of a message: a part of its envelope, and the payload as JSON."""

from operator import itemgetter
from typing import Any, NamedTuple

import orjson

from shared.bus.envelope import MALFORMED, Headers, attributes_and_data, check, position_of
from shared.kernel.errors import UnreadableEvent
from shared.kernel.messages import StreamId

NEEDED = itemgetter("specversion", "id", "source", "type", "subject", "sequence", "prev", "about")
PRESENT = itemgetter("time", "streamversion", "actor", "commandid", "origin", "correlationid")


class Glance(NamedTuple):
    """``whose`` is the first that the event is about; ``data`` is its bytes if it is no object."""

    service: str
    event_id: str
    type: str
    stream: StreamId
    position: int
    prev: int
    whose: StreamId
    data: dict[str, Any] | bytes


def glance(value: bytes | None, headers: Headers) -> Glance:
    """As ``parse``, without looking into what no table is made from."""
    try:
        check(headers)
        attributes, data = read(value)
        version, event_id, source, type_, stream, sequence, prev, about = NEEDED(attributes)
        PRESENT(attributes)
        whose = about.partition(",")[0]
        if version != "1.0" or "\0" in "".join((event_id, type_, stream, whose)):
            raise ValueError("another version, or what PostgreSQL's text does not hold")
        return Glance(
            source.rsplit("/", 1)[1],
            event_id,
            type_,
            stream,
            position_of(sequence),
            int(prev),
            whose,
            data,
        )
    except MALFORMED as error:
        raise UnreadableEvent(f"no CloudEvent of this suite: {type(error).__name__}") from error


def read(value: bytes | None) -> tuple[dict[str, Any], dict[str, Any] | bytes]:
    """A payload that is no JSON does not make the attributes unreadable."""
    if value is None:
        raise ValueError("the message has no value")
    try:
        whole = orjson.loads(value)
    except orjson.JSONDecodeError:
        return attributes_and_data(value)
    data = whole["data"]
    return whole, data if isinstance(data, dict) else orjson.dumps(data)
