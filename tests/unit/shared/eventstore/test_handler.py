"""From a command to its answer, on a log in memory."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.eventstore.codec import Codec
from shared.eventstore.handler import CommandHandler, May, Request
from shared.eventstore.memory import MemoryEventStore
from shared.eventstore.port import Answer, Append, Outcome, StoredEvent, StreamPosition
from shared.kernel.actor import Actor, Client, Person, Policy
from shared.kernel.decider import Field, Handled, Target
from shared.kernel.erased import Erased
from shared.kernel.errors import (
    Busy,
    DomainError,
    Forbidden,
    KeyReused,
    NotFound,
    SubjectGone,
    TooLarge,
)
from shared.kernel.ids import unique_stream
from shared.kernel.messages import Command, Event, StreamId
from shared.privacy.memory import MemoryKeyStore
from shared.testing import shelf
from shared.testing.logs import AT, fresh_stream
from shared.testing.shelf import (
    Book,
    BookPlaced,
    CountVisit,
    MoveBook,
    OpenShelf,
    PlaceBook,
    ShelfAlreadyOpened,
    ShelfFull,
)

ANNA, BEN = Person(id=StreamId("person-anna")), Person(id=StreamId("person-ben"))
HASH_KEY = b"a key of the tests"


class Log(MemoryEventStore):
    """Lets a test act between a command's decision and its append."""

    def __init__(self) -> None:
        super().__init__()
        self.before_append: Callable[[], Any] | None = None

    async def append(self, append: Append) -> Outcome:
        if self.before_append is not None:
            await self.before_append()
        return await super().append(append)


@dataclass
class World:
    """One log and key store; ``handler`` makes a process on them."""

    log: Log = field(default_factory=Log)
    keys: MemoryKeyStore = field(default_factory=MemoryKeyStore)
    codec: Codec = field(default_factory=lambda: Codec("library", shelf.EVENTS))
    wakes: list[None] = field(default_factory=list)

    def handler(
        self, handled: Mapping[type[Command], Handled] = shelf.HANDLED, may: May[None] = shelf.may
    ) -> CommandHandler[None]:
        return CommandHandler(
            store=self.log,
            codec=self.codec,
            keys=self.keys,
            company="acme",
            handled=handled,
            may=may,
            facts=shelf.no_facts,
            hash_key=HASH_KEY,
            on_appended=lambda: self.wakes.append(None),
        )

    async def events(self, stream: StreamId) -> list[Event]:
        return [await self.event(stored) for stored in await self.log.read_stream(stream)]

    async def event(self, stored: StoredEvent) -> Event:
        readable = self.codec.read(stored.type, stored.payload)
        assert readable is not None
        return readable.event(stored.event_id, await self.keys.existing(readable.people))


def request(command: Command, actor: Actor = ANNA, command_id: UUID | None = None) -> Request:
    return Request(
        command=command,
        actor=actor,
        command_id=command_id or uuid4(),
        body=repr(command).encode(),
        at=AT,
        correlation_id="a correlation",
    )


def opening(places: int = 3, owner: Person = ANNA) -> OpenShelf:
    books = (Book(book="first", inscription="for Ben"),)
    return OpenShelf(shelf=fresh_stream(), owner=owner.id, name="Poems", places=places, books=books)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def handler(world: World) -> CommandHandler[None]:
    return world.handler()


async def test_a_command_is_answered_with_where_its_stream_stands(
    world: World, handler: CommandHandler[None]
) -> None:
    command = opening()
    assert await handler.handle(request(command)) == (StreamPosition(command.shelf, 1, 1),)
    placed = await handler.handle(request(PlaceBook(shelf=command.shelf, book="b", note="n")))
    assert placed == (StreamPosition(command.shelf, 2, 2),)
    assert (await world.events(command.shelf))[1] == BookPlaced(
        shelf=command.shelf, owner=ANNA.id, book="b", note="n"
    )
    assert len(world.wakes) == 2


async def test_an_event_remembers_where_it_came_from(
    world: World, handler: CommandHandler[None]
) -> None:
    command = opening()
    asked = replace(
        request(command), causation_id="an event", origin="demo", traceparent="00-1-2-01"
    )
    await handler.handle(asked)
    (stored,) = await world.log.read_log(0, 10)
    assert stored.about == (ANNA.id,)
    assert (stored.actor, stored.command_id) == (ANNA.id, asked.command_id)
    assert (stored.correlation_id, stored.causation_id) == ("a correlation", "an event")
    assert (stored.recorded_at, stored.origin, stored.traceparent) == (AT, "demo", "00-1-2-01")
    assert stored.event_id.version == 7
    assert "Poems" not in stored.payload
    assert "for Ben" not in stored.payload


async def test_a_unique_stream_is_computed(handler: CommandHandler[None]) -> None:
    stream = unique_stream("acme", "visitors", ANNA.id)
    for version in (1, 2):
        (at,) = await handler.handle(request(CountVisit(owner=ANNA.id)))
        assert (at.stream, at.version) == (stream, version)


async def test_a_repeat_gets_the_first_answer_also_from_another_process(
    world: World, handler: CommandHandler[None]
) -> None:
    asked = request(opening())
    first = await handler.handle(asked)
    assert await handler.handle(asked) == first
    assert await world.handler().handle(asked) == first
    assert await world.log.head() == 1


async def test_a_repeat_at_the_same_moment_is_no_refusal(
    world: World, handler: CommandHandler[None]
) -> None:
    asked = request(opening())
    answers = await asyncio.gather(
        *(process.handle(asked) for process in (handler, handler, world.handler(), handler))
    )
    assert set(answers) == {answers[0]}
    assert await world.log.head() == 1


async def test_a_key_with_another_body_is_told_apart(handler: CommandHandler[None]) -> None:
    asked = request(opening())
    await handler.handle(asked)
    with pytest.raises(KeyReused):
        await handler.handle(replace(asked, body=b"another"))


async def test_a_refusal_is_raised_and_decided_afresh(handler: CommandHandler[None]) -> None:
    command = opening()
    await handler.handle(request(command))
    again = request(command)
    for _ in range(2):
        with pytest.raises(ShelfAlreadyOpened):
            await handler.handle(again)


async def test_what_held_already_has_no_positions(handler: CommandHandler[None]) -> None:
    command = opening()
    await handler.handle(request(command))
    assert await handler.handle(request(PlaceBook(shelf=command.shelf, book="first"))) == ()


async def test_several_streams_go_together_or_not_at_all(
    world: World, handler: CommandHandler[None]
) -> None:
    source, target, full = opening(), opening(), opening(places=1)
    for command in (source, target, full):
        await handler.handle(request(command))
    await handler.handle(request(PlaceBook(shelf=source.shelf, book="b")))
    with pytest.raises(ShelfFull):
        await handler.handle(request(MoveBook(source=source.shelf, target=full.shelf, book="b")))
    assert await world.log.head() == 4
    answer = await handler.handle(
        request(MoveBook(source=source.shelf, target=target.shelf, book="b"))
    )
    assert [at.stream for at in answer] == [source.shelf, target.shelf]
    assert await world.log.head() == 6


async def test_events_on_one_stream_and_none_on_the_other_is_a_bug(world: World) -> None:
    source, target = opening(), opening()
    handler = world.handler()
    for command in (source, target):
        await handler.handle(request(command))
    with pytest.raises(AssertionError, match="MoveBook"):
        await handler.handle(
            request(MoveBook(source=source.shelf, target=target.shelf, book="first"))
        )


async def test_a_repeat_of_several_streams_is_known_where_one_of_them_is_remembered(
    world: World,
) -> None:
    """The state that is kept is from before the command, the one that is read from after it."""
    one, other = world.handler(), world.handler()
    source, target = opening(), opening()
    for command in (source, target):
        await one.handle(request(command))
    await other.handle(request(PlaceBook(shelf=source.shelf, book="b")))
    moving = request(MoveBook(source=source.shelf, target=target.shelf, book="b"))
    first = await one.handle(moving)
    assert await other.handle(moving) == first


async def test_a_stream_that_is_not_there_and_one_that_is_hidden_look_the_same(
    handler: CommandHandler[None],
) -> None:
    command = opening()
    await handler.handle(request(command))
    texts = set()
    for there in (command.shelf, fresh_stream(), StreamId("person-1"), StreamId("shelf")):
        for actor in (BEN, ANNA) if there != command.shelf else (BEN,):
            with pytest.raises(NotFound) as caught:
                await handler.handle(request(PlaceBook(shelf=there, book="first"), actor))
            texts.add(str(caught.value))
    assert len(texts) == 1


async def test_what_a_kind_of_actor_may_not_do_is_forbidden(
    handler: CommandHandler[None],
) -> None:
    with pytest.raises(Forbidden):
        await handler.handle(request(opening(), Client(id="hr")))


async def test_a_rule_that_facts_decide_refuses_as_every_other_and_a_repeat_is_known(
    world: World,
) -> None:
    first = request(opening())
    answer = await world.handler().handle(first)
    refusing = world.handler(may=lambda *_: ShelfFull("it is so"))
    with pytest.raises(ShelfFull):
        await refusing.handle(request(opening()))
    assert await refusing.handle(first) == answer


async def test_of_a_policys_command_the_id_is_kept(world: World) -> None:
    kept = []

    class Watching(Log):
        async def append(self, append: Append) -> Outcome:
            kept.append((append.actor, append.keep))
            return await super().append(append)

    world.log = Watching()
    handler = world.handler()
    await handler.handle(request(opening()))
    await handler.handle(request(CountVisit(owner=ANNA.id), Policy(name="greeter")))
    assert kept == [(ANNA.id, False), ("policy:greeter", True)]


async def test_a_decision_on_an_old_state_is_made_again(world: World) -> None:
    one, other = world.handler(), world.handler()
    command = opening(places=3)
    await one.handle(request(command))
    await other.handle(request(PlaceBook(shelf=command.shelf, book="a")))
    answer = await one.handle(request(PlaceBook(shelf=command.shelf, book="b")))
    assert answer == (StreamPosition(command.shelf, 3, 3),)
    assert await one.handle(request(PlaceBook(shelf=command.shelf, book="a"))) == ()
    with pytest.raises(ShelfFull):
        await one.handle(request(PlaceBook(shelf=command.shelf, book="c")))


async def test_no_refusal_and_no_held_already_from_an_old_state(world: World) -> None:
    one, other = world.handler(), world.handler()
    full, empty = opening(places=2), opening(places=2)
    for command in (full, empty):
        await one.handle(request(command))
    await one.handle(request(PlaceBook(shelf=full.shelf, book="b")))
    await other.handle(request(MoveBook(source=full.shelf, target=empty.shelf, book="b")))
    assert await one.handle(request(PlaceBook(shelf=full.shelf, book="b")))  # held it, once
    with pytest.raises(ShelfFull):
        await other.handle(request(PlaceBook(shelf=full.shelf, book="c")))  # free, once


async def test_others_that_keep_winning_make_it_busy(world: World) -> None:
    one, other = world.handler(), world.handler()
    command = opening(places=50)
    await one.handle(request(command))
    numbers = iter(range(100))

    async def another_wins() -> None:
        before, world.log.before_append = world.log.before_append, None
        await other.handle(request(PlaceBook(shelf=command.shelf, book=f"b{next(numbers)}")))
        world.log.before_append = before

    world.log.before_append = another_wins
    with pytest.raises(Busy):
        await one.handle(request(PlaceBook(shelf=command.shelf, book="mine")))
    assert await world.log.head() == 1 + 3


async def test_within_a_process_commands_on_a_stream_queue(
    handler: CommandHandler[None],
) -> None:
    command = opening(places=21)
    await handler.handle(request(command))
    books = [PlaceBook(shelf=command.shelf, book=f"b{nth}") for nth in range(20)]
    answers: Sequence[Answer] = await asyncio.gather(
        *(handler.handle(request(book)) for book in books)
    )
    assert [at.version for (at,) in answers] == list(range(2, 22))


async def test_an_erased_person_takes_no_new_texts_but_reads_as_erased(world: World) -> None:
    command = opening()
    await world.handler().handle(request(command))
    await world.keys.destroy(ANNA.id)
    fresh = world.handler()
    with pytest.raises(SubjectGone):
        await fresh.handle(request(PlaceBook(shelf=command.shelf, book="b", note="text")))
    await fresh.handle(request(PlaceBook(shelf=command.shelf, book="b")))
    opened, _ = await world.events(command.shelf)
    assert isinstance(opened, shelf.ShelfOpened)
    assert isinstance(opened.name, Erased)


async def test_an_event_over_the_record_limit_is_refused(
    world: World, handler: CommandHandler[None]
) -> None:
    command = opening()
    await handler.handle(request(command))
    for size, fits in ((700_000, True), (785_000, False)):  # base64 makes a text a third longer
        placing = PlaceBook(shelf=command.shelf, book=str(size), note="x" * size)
        if fits:
            await handler.handle(request(placing))
        else:
            with pytest.raises(TooLarge):
                await handler.handle(request(placing))
    assert await world.log.head() == 2


async def test_few_states_are_kept_and_the_rest_is_read_again(world: World) -> None:
    handler = CommandHandler(
        store=world.log, codec=world.codec, keys=world.keys, company="acme",
        handled=shelf.HANDLED, may=shelf.may, facts=shelf.no_facts, hash_key=HASH_KEY,
        kept_states=2,
    )  # fmt: skip
    shelves = [opening() for _ in range(5)]
    for command in shelves:
        await handler.handle(request(command))
    for command in shelves:
        with pytest.raises(DomainError):
            await handler.handle(request(command))
    handler.folds.forget()
    assert await handler.handle(request(PlaceBook(shelf=shelves[0].shelf, book="first"))) == ()


async def test_a_decider_that_fails_leaves_the_stream_free(world: World) -> None:
    def fails(_command: Any, _state: Any) -> Sequence[shelf.ShelfEvent]:
        raise ZeroDivisionError

    broken = replace(shelf.decider, decide=fails)
    handler = world.handler({PlaceBook: Handled((Target(Field("shelf"), broken),))})
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            await asyncio.wait_for(
                handler.handle(request(PlaceBook(shelf=StreamId("shelf-1"), book="b"))), 5
            )
