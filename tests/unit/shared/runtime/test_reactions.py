"""What a policy asks for: whose time and origin it has, and that nothing of it is swallowed."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast
from uuid import uuid4

import pytest

from shared.eventstore.handler import Request
from shared.eventstore.port import Answer
from shared.kernel.decider import Field, Handled, Target
from shared.kernel.messages import Command, Event, StreamId
from shared.kernel.policy import Reaction
from shared.kernel.recorded import Origin, Recorded
from shared.runtime import reactions
from shared.runtime.clock import SettableClock
from shared.runtime.policy_facts import PolicyFacts
from shared.runtime.reactions import Reactor

NOW = datetime(2026, 5, 10, 12, tzinfo=UTC)
THEN = NOW - timedelta(days=300)


class Rang(Event):
    bell: StreamId


class AnswerDoor(Command):
    door: StreamId


@dataclass
class Tables:
    """Stands for the pool: how far the tables have come, asked again and again."""

    answers: list[bool | Exception] = field(default_factory=list)
    asked: list[tuple[object, ...]] = field(default_factory=list)

    async def fetchval(self, _question: str, *arguments: object) -> bool:
        self.asked.append(arguments)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


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
    await reactor(handler, Tables()).react(reaction, recorded, None)
    return handler.asked


def reactor(handler: Handler, tables: "Tables") -> Reactor:
    clock = SettableClock(NOW)
    facts = PolicyFacts(cast("Any", tables), "house", 1, clock)
    return Reactor(cast("Any", handler), HANDLED, "acme", clock, asyncio.Event(), facts)


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


async def test_what_a_policy_reads_besides_is_read_once_the_tables_hold_its_event(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Late tables, and a database that is away for a moment, are waited for."""
    monkeypatch.setattr(reactions, "LONGEST_PAUSE", 0.001)
    tables, handler = Tables([False, ConnectionResetError(), True]), Handler()

    async def doors(pool: Any, event: Recorded[Any], today: date) -> list[str]:
        assert tables.answers == []
        assert (pool, event, today) == (tables, RANG, NOW.date())
        return ["door-1", "door-2"]

    def open_them(event: Recorded[Any], found: list[str]) -> list[AnswerDoor]:
        assert event is RANG
        return [AnswerDoor(door=StreamId(each)) for each in found]

    reaction = Reaction(name="open", on=(Rang,), react=open_them, facts=doors)
    await reactor(handler, tables).react(reaction, RANG, None)
    assert [request.command for request in handler.asked] == [
        AnswerDoor(door=StreamId(f"door-{n}")) for n in (1, 2)
    ]
    assert tables.asked == [("house", ["house"], [0], [1])] * 3
