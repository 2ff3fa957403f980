"""An event on the wire: what is written is read again, and nothing else is taken for an event."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.bus.envelope import CONTENT_TYPE, HEADERS, SENT, Headers, parse, to_wire
from shared.bus.glance import glance
from shared.eventstore.port import StoredEvent
from shared.kernel.errors import UnreadableEvent
from shared.kernel.messages import StreamId

EVENT = StoredEvent(
    position=41,
    event_id=UUID("0190a3b4-0000-7000-8000-000000000001"),
    stream=StreamId("goal-0190a3b4-0000-7000-8000-000000000002"),
    version=3,
    type="mastery.goals.goal-defined.v1",
    payload='{"title":"a, \\"data\\": b","personal":[]}',
    about=(StreamId("person-1"), StreamId("person-2")),
    recorded_at=datetime(2026, 11, 24, 12, 30, 1, 5, tzinfo=UTC),
    actor="person-1",
    command_id=UUID("0190a3b4-0000-7000-8000-000000000003"),
    correlation_id='a "quoted", "data": one',
    causation_id=None,
    origin="live",
    traceparent=None,
)
ATTRIBUTES = {
    "specversion", "id", "source", "type", "subject", "time", "datacontenttype", "dataschema",
    "partitionkey", "sequence", "prev", "streamversion", "about", "actor", "commandid", "origin",
    "correlationid",
}  # fmt: skip


def wire(event: StoredEvent = EVENT, prev: int = 40) -> bytes:
    return to_wire(event, service="goals", company="acme", partition_prev=prev)


def test_a_message_is_a_structured_cloudevent_with_the_payload_as_it_is_stored() -> None:
    message = orjson.loads(wire())
    assert message.keys() == ATTRIBUTES | {"data"}
    assert message["specversion"] == "1.0"
    assert message["source"] == "/acme/goals"
    assert message["time"] == "2026-11-24T12:30:01.000005Z"
    assert message["sequence"] == "00000000000000000041"
    assert message["prev"] == "00000000000000000040"
    assert message["about"] == "person-1,person-2"
    assert wire().endswith(f',"data":{EVENT.payload}}}'.encode())


@given(
    st.builds(
        replace,
        st.just(EVENT),
        position=st.integers(1, 2**63 - 1),
        version=st.integers(1, 2**31 - 1),
        correlation_id=st.text(),
        causation_id=st.none() | st.text(),
        traceparent=st.none() | st.text(),
        payload=st.dictionaries(st.text(), st.text()).map(lambda d: orjson.dumps(d).decode()),
        recorded_at=st.datetimes(timezones=st.just(UTC)),
    ),
    st.integers(0, 2**63 - 2),
)
def test_what_was_written_is_read_again(event: StoredEvent, prev: int) -> None:
    envelope = parse(wire(event, prev), HEADERS)
    for name in StoredEvent.__dataclass_fields__:
        if name != "payload":
            assert getattr(envelope, name) == getattr(event, name)
    assert envelope.data == event.payload.encode()
    assert (envelope.service, envelope.prev) == ("goals", prev)
    seen = glance(wire(event, prev), HEADERS)
    assert (seen.position, seen.prev, seen.stream) == (event.position, prev, event.stream)
    assert (seen.event_id, seen.type) == (str(event.event_id), event.type)
    assert (seen.whose, seen.data) == (event.about[0], orjson.loads(event.payload))


def test_another_order_of_members_is_read_too() -> None:
    message = orjson.loads(wire())
    data = message.pop("data")
    envelope = parse(orjson.dumps({"data": data, **message}), HEADERS)
    assert orjson.loads(envelope.data) == data


def changed(**values: object) -> bytes:
    message = orjson.loads(wire())
    message.update(values)
    return orjson.dumps({name: value for name, value in message.items() if value is not ...})


BROKEN_BY_BOTH = {
    "no value": None,
    "nothing": b"",
    "no JSON": b"{oh no",
    "not UTF-8": b"\xff\xfe",
    "no object": b'["specversion"]',
    "a number": b"41",
    "no attributes": b'{"data":{}}',
    "another version": changed(specversion="0.3"),
    "a position of none": changed(sequence="0"),
    "a position that is no number": changed(sequence="forty"),
    "a position that no column holds": changed(sequence="9" * 30),
    "a type that is no text": changed(type=7),
    "a stream that is no text": changed(subject=[]),
    "a source without a service": changed(source="goals"),
} | {f"no {name}": changed(**{name: ...}) for name in ("id", "type", "time", "prev", "about")}
BROKEN = BROKEN_BY_BOTH | {
    "an id that is no UUID": changed(id="41"),
    "a time without a zone": changed(time="2026-11-24T12:30:01"),
    "an unknown origin": changed(origin="moon"),
}


@pytest.mark.parametrize("value", BROKEN.values(), ids=BROKEN)
def test_what_is_no_event_is_unreadable(value: bytes | None) -> None:
    with pytest.raises(UnreadableEvent):
        parse(value, HEADERS)


@pytest.mark.parametrize("data", [b'{"title":', b"{oh no}", b"\xff", b""])
def test_a_payload_that_is_no_json_leaves_the_rest_readable(data: bytes) -> None:
    message = wire().replace(EVENT.payload.encode(), data)
    for seen in (glance(message, SENT), parse(message, SENT)):
        assert (seen.position, seen.stream, seen.data) == (41, EVENT.stream, data)


@pytest.mark.parametrize("data", [None, 7, "{}", ["title"]])
def test_a_payload_that_is_no_object_stays_text(data: object) -> None:
    assert glance(changed(data=data), SENT).data == orjson.dumps(data)


@pytest.mark.parametrize("name", ["id", "type", "subject", "about"])
def test_a_text_that_postgresql_cannot_hold_is_unreadable_at_a_glance(name: str) -> None:
    with pytest.raises(UnreadableEvent):
        glance(changed(**{name: "a\0b"}), HEADERS)


@pytest.mark.parametrize("value", BROKEN_BY_BOTH.values(), ids=BROKEN_BY_BOTH)
def test_what_is_no_event_is_unreadable_at_a_glance(value: bytes | None) -> None:
    with pytest.raises(UnreadableEvent):
        glance(value, HEADERS)


@pytest.mark.parametrize("read", [parse, glance])
@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("content-type", None)],
        [("content-type", b"application/json")],
        [("Content-Type", CONTENT_TYPE)],
        [("content-type", b"\xff\xfe")],
    ],
    ids=["missing", "null", "another", "misspelt", "not UTF-8"],
)
def test_a_broken_header_is_unreadable(
    read: Callable[[bytes | None, Headers], Any], headers: Headers
) -> None:
    with pytest.raises(UnreadableEvent):
        read(wire(), headers)
