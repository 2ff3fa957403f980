"""What a policy asks for: whose time and origin it has, and that nothing of it is swallowed."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import uuid4

import pytest

from shared.eventstore.handler import Request
from shared.eventstore.port import Answer
from shared.kernel.decider import Field, Handled, Target
from shared.kernel.messages import Command, Event, StreamId
from shared.kernel.policy import Reaction
from shared.kernel.recorded import Origin, Recorded
from shared.runtime.clock import SettableClock
from shared.runtime.reactions import Reactor

NOW = datetime(2026, 5, 10, 12, tzinfo=UTC)
THEN = NOW - timedelta(days=300)


class Rang(Event):
    bell: StreamId


class AnswerDoor(Command):
    door: StreamId


class Handler:
    def __init__(self) -> None:
        self.asked: list[Request] = []

    async def handle(self, request: Request) -> Answer:
        self.asked.append(request)
        return ()


HANDLED: Mapping[type[Command], Handled] = {
    AnswerDoor: Handled(targets=(Target(Field("door"), cast("Any", None)),))
}
RANG: Recorded[Event] = Recorded(
    event=Rang(bell=StreamId("bell-1")),
    event_id=uuid4(),
    service="house",
    stream=StreamId("bell-1"),
    version=1,
    position=1,
    recorded_at=THEN,
    about=(StreamId("-"),),
    actor="person-1",
    command_id=uuid4(),
    correlation_id="c",
    causation_id=None,
    origin="live",
)


async def react(recorded: Recorded[Event], *doors: str) -> Sequence[Request]:
    handler = Handler()
    commands = [AnswerDoor(door=StreamId(door)) for door in doors]
    reaction = Reaction(name="answer", on=(Rang,), react=lambda _: commands)
    reactor = Reactor(cast("Any", handler), HANDLED, "acme", SettableClock(NOW), asyncio.Event())
    await reactor.react(reaction, recorded, None)
    return handler.asked


@pytest.mark.parametrize(("origin", "at"), [("live", NOW), ("demo", THEN), ("import", THEN)])
async def test_what_follows_from_a_told_past_stays_in_it(origin: Origin, at: datetime) -> None:
    [request] = await react(replace(RANG, origin=origin), "door-1")
    assert (request.origin, request.at) == (origin, at)
    assert request.causation_id == str(RANG.event_id)


async def test_commands_to_several_streams_are_several_commands() -> None:
    first, second = await react(RANG, "door-1", "door-2")
    assert first.command_id != second.command_id


async def test_a_second_command_to_a_stream_is_no_repeat_to_be_swallowed() -> None:
    with pytest.raises(AssertionError, match="asks one stream twice"):
        await react(RANG, "door-1", "door-1")
