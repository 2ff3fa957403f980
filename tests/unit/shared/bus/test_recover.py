"""What a topic's tail gives back to a log: each position once, and what commands had answered."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from shared.bus.envelope import Envelope
from shared.bus.recover import after, commands_of
from shared.kernel.errors import LogBroken
from shared.kernel.messages import NOBODY, StreamId


def envelope(position: int, stream: str = "a-1", version: int = 1, **others: object) -> Envelope:
    found = Envelope(
        service="graph",
        event_id=UUID(int=position),
        type="mastery.graph.edge-drawn.v1",
        stream=StreamId(stream),
        version=version,
        position=position,
        prev=0,
        recorded_at=datetime(2026, 1, 1, tzinfo=UTC),
        about=(NOBODY,),
        actor="client:test",
        command_id=UUID(int=99),
        correlation_id="test",
        causation_id=None,
        origin="live",
        traceparent=None,
        data=b"{}",
    )
    return replace(found, **others)  # type: ignore[arg-type]  # each test knows its fields


def test_repetitions_are_one_and_what_the_log_has_is_left_out() -> None:
    one, two, three = map(envelope, (1, 2, 3))
    assert after(1, {0: [one, three, one, three], 1: [two]}) == {3: three, 2: two}
    assert after(3, {0: [one, three], 1: [two]}) == {}


def test_two_events_of_one_position_are_no_log() -> None:
    with pytest.raises(LogBroken, match="position 2"):
        after(0, {0: [envelope(2)], 1: [envelope(2, event_id=uuid4())]})


def test_a_command_is_answered_with_where_it_left_each_stream_in_its_order() -> None:
    written = [
        envelope(5, "b-1", 3), envelope(6, "b-1", 4), envelope(7, "a-1", 1),
        envelope(8, "c-1", 1, command_id=UUID(int=7), actor="policy:reminders"),
    ]  # fmt: skip
    assert commands_of(written) == {
        UUID(int=99): ([("b-1", 4, 6), ("a-1", 1, 7)], False),
        UUID(int=7): ([("c-1", 1, 8)], True),
    }
