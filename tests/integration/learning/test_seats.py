"""Seats under concurrency: two processes' handlers over one log on a real PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from uuid import UUID, uuid4

import pytest

from services.learning.api import COMMANDS
from services.learning.commands.activity import (
    CancelOccurrence,
    PublishActivity,
    ScheduleOccurrence,
)
from services.learning.commands.enrolment import Complete, Enrol, Start, Withdraw
from services.learning.domain.activity_state import NoSeatLeft
from services.learning.events import EVENTS
from services.learning.events.activity import (
    OccurrenceCancelled,
    SeatTaken,
    WaitingListJoined,
)
from services.learning.events.enrolment import Completed, Enrolled, EnrolmentCancelled
from services.learning.permissions import Facts
from services.learning.policies import REACTIONS
from services.learning.projections import enrolments, occurrences
from shared.eventstore.codec import Codec
from shared.eventstore.handler import CommandHandler, Request
from shared.eventstore.port import Answer, StoredEvent
from shared.eventstore.postgres import PostgresEventStore
from shared.kernel.actor import Actor, Person, Policy
from shared.kernel.errors import Busy, NotFound
from shared.kernel.messages import Command, Event, StreamId, View
from shared.kernel.projection import Projection
from shared.kernel.recorded import Recorded
from shared.privacy.memory import MemoryKeyStore
from shared.readmodel.tables import table_of
from shared.runtime.pools import Pool
from tests.unit.learning.projections.folding import rows_after

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
DAY, HELD = AT.date(), date(2026, 12, 7)
CODEC = Codec("learning", EVENTS)
KEYS = MemoryKeyStore()
SEATS, CROWD = 12, 50

E = TypeVar("E", bound=Event)


def new(category: str) -> StreamId:
    return StreamId(f"{category}-{uuid4()}")


HR = Person(id=new("person"), scopes=frozenset({"hr"}))


@dataclass
class Service:
    """Two processes' handlers, the policies read by hand."""

    store: PostgresEventStore
    reacted_to: int
    keys: MemoryKeyStore = KEYS

    def __post_init__(self) -> None:
        self.handlers = [self._handler(), self._handler()]

    def _handler(self) -> CommandHandler[Facts]:
        return CommandHandler(
            store=self.store,
            codec=CODEC,
            keys=self.keys,
            company="acme",
            handled=COMMANDS.handled,
            may=COMMANDS.may,
            facts=no_facts,
            hash_key=b"h" * 32,
        )

    async def ask(self, actor: Actor | StreamId, command: Command, process: int = 0) -> Answer:
        """As often as it takes while others win the stream."""
        request = Request(
            command=command,
            actor=Person(id=actor) if isinstance(actor, str) else actor,
            command_id=uuid4(),
            body=b"",
            at=AT,
            correlation_id="test",
        )
        while True:
            try:
                return await self.handlers[process].handle(request)
            except Busy:
                continue

    async def react(self) -> None:
        """Lets the policies read what is new, also what follows from that."""
        while new_ones := await self.recorded(self.reacted_to):
            for one in new_ones:
                self.reacted_to = one.position
                for reaction in REACTIONS:
                    if isinstance(one.event, reaction.on):
                        for command in reaction.react(one):
                            await self.ask(Policy(name=reaction.name), command)

    async def recorded(self, since: int = 0) -> Sequence[Recorded[Event]]:
        return [await self._opened(one) for one in await self.store.read_log(since, 10_000)]

    async def _opened(self, one: StoredEvent) -> Recorded[Event]:
        readable = CODEC.read(one.type, one.payload)
        assert readable is not None
        event = readable.event(one.event_id, await self.keys.existing(readable.people))
        return Recorded(
            event=event,
            event_id=one.event_id,
            service="learning",
            stream=one.stream,
            version=one.version,
            position=one.position,
            recorded_at=AT,
            about=(),
            actor="test",
            command_id=UUID(int=0),
            correlation_id="test",
            causation_id=None,
            origin="live",
        )

    async def history(self, of: StreamId, *kinds: type[E]) -> list[E]:
        """Events of these classes that name this activity, in the order of the log."""
        return [
            one.event
            for one in await self.recorded()
            if isinstance(one.event, kinds) and getattr(one.event, "activity", None) == of
        ]


async def no_facts(_actor: Actor, _command: Command, _states: tuple[Any, ...]) -> Facts:
    return Facts()


@pytest.fixture
async def service(log: Pool) -> AsyncIterator[Service]:
    store = PostgresEventStore(log)
    await store.start()
    yield Service(store, reacted_to=await store.head())
    await store.close()


async def workshop(service: Service) -> Enrol:
    """What somebody asks who wants one of its seats."""
    course, occurrence = new("activity"), str(uuid4())
    publish = PublishActivity(
        activity=course, title="Rust", description="All", kind="workshop", minutes=60, today=DAY
    )
    await service.ask(HR, publish)
    schedule = ScheduleOccurrence(
        activity=course, occurrence=occurrence, day=HELD, seats=SEATS, today=DAY
    )
    await service.ask(HR, schedule)
    return seeking(course, occurrence)


def seeking(activity: StreamId, occurrence: str | None, *, or_wait: bool = True) -> Enrol:
    return Enrol(
        enrolment=new("enrolment"),
        person=new("person"),
        activity=activity,
        occurrence=occurrence,
        or_wait=or_wait,
        today=DAY,
    )


async def crowd(service: Service, first: Enrol, *, or_wait: bool) -> list[BaseException]:
    """Everybody enrols at once, through two processes; what was refused."""
    asking = [seeking(first.activity, first.occurrence, or_wait=or_wait) for _ in range(CROWD - 1)]
    answers = await asyncio.gather(
        *(service.ask(each.person, each, n % 2) for n, each in enumerate([first, *asking])),
        return_exceptions=True,
    )
    return [answer for answer in answers if isinstance(answer, BaseException)]


async def test_as_many_are_seated_as_there_are_seats_and_the_rest_waits(service: Service) -> None:
    first = await workshop(service)
    assert await crowd(service, first, or_wait=True) == []
    taken = await service.history(first.activity, SeatTaken)
    waiting = await service.history(first.activity, WaitingListJoined)
    enrolled = await service.history(first.activity, Enrolled)
    assert (len(taken), len(waiting)) == (SEATS, CROWD - SEATS)
    assert [event.waiting for event in enrolled] == [False] * SEATS + [True] * (CROWD - SEATS)
    in_order: list[SeatTaken | WaitingListJoined] = [*taken, *waiting]
    assert [each.enrolment for each in enrolled] == [each.enrolment for each in in_order]


async def test_who_would_not_wait_is_refused_and_leaves_no_trace(service: Service) -> None:
    first = await workshop(service)
    refused = await crowd(service, seeking_now(first), or_wait=False)
    assert {type(error) for error in refused} == {NoSeatLeft}
    assert len(refused) == CROWD - SEATS
    assert len(await service.history(first.activity, SeatTaken, Enrolled)) == 2 * SEATS
    assert await service.history(first.activity, WaitingListJoined) == []


def seeking_now(first: Enrol) -> Enrol:
    return seeking(first.activity, first.occurrence, or_wait=False)


async def test_seats_that_are_given_up_at_once_go_to_who_waited_longest(service: Service) -> None:
    first = await workshop(service)
    await crowd(service, first, or_wait=True)
    taken = await service.history(first.activity, SeatTaken)
    waiting = await service.history(first.activity, WaitingListJoined)
    giving_up: list[SeatTaken | WaitingListJoined] = [*taken, waiting[0]]
    leaving = [(each.person, each.enrolment) for each in giving_up]
    await asyncio.gather(
        *(
            service.ask(
                person, Withdraw(enrolment=which, activity=first.activity, today=DAY), n % 2
            )
            for n, (person, which) in enumerate(leaving)
        )
    )
    await service.react()
    promoted = [
        event for event in await service.history(first.activity, SeatTaken) if event.promoted
    ]
    assert [event.enrolment for event in promoted] == [
        event.enrolment for event in waiting[1 : SEATS + 1]
    ]
    (row,) = (await rows_of(service, first.activity, occurrences.projection)).values()
    assert (row.taken, row.waiting) == (SEATS, CROWD - 2 * SEATS - 1)


async def test_one_person_who_asks_twice_at_once_has_one_enrolment(service: Service) -> None:
    first = await workshop(service)
    again = [
        Enrol(
            enrolment=new("enrolment"),
            person=first.person,
            activity=first.activity,
            occurrence=first.occurrence,
            today=DAY,
        )
        for _ in range(6)
    ]
    await asyncio.gather(
        *(service.ask(first.person, each, n % 2) for n, each in enumerate(again)),
        return_exceptions=True,
    )
    assert len(await service.history(first.activity, SeatTaken, Enrolled)) == 2


async def test_what_is_cancelled_ends_every_enrolment(service: Service) -> None:
    first = await workshop(service)
    await crowd(service, first, or_wait=True)
    assert first.occurrence is not None
    cancel = CancelOccurrence(
        activity=first.activity,
        occurrence=first.occurrence,
        reason="Ill",
        cancelled_by=HR.id,
        today=DAY,
    )
    await service.ask(HR, cancel)
    await service.react()
    assert len(await service.history(first.activity, EnrolmentCancelled)) == CROWD
    (cancelled,) = await service.history(first.activity, OccurrenceCancelled)
    assert (len(cancelled.enrolments), cancelled.reason) == (CROWD, "Ill")


async def test_an_activity_without_a_date_is_learnt_again_once_it_is_completed(
    service: Service,
) -> None:
    dated = await workshop(service)
    first = seeking(dated.activity, None)
    await service.ask(first.person, first)
    await service.ask(first.person, Start(enrolment=first.enrolment, today=DAY))
    complete = Complete(enrolment=first.enrolment, completed_on=DAY, today=DAY)
    await service.ask(first.person, complete, process=1)
    await service.react()
    again = Enrol(
        enrolment=new("enrolment"), person=first.person, activity=first.activity, today=DAY
    )
    assert len(await service.ask(first.person, again, process=1)) == 2
    assert len(await service.history(first.activity, Completed)) == 1


async def test_an_enrolment_of_somebody_else_is_hidden(service: Service) -> None:
    first = await workshop(service)
    await service.ask(first.person, first)
    for which in (first.enrolment, new("enrolment")):
        with pytest.raises(NotFound) as hidden:
            await service.ask(new("person"), Start(enrolment=which, today=DAY))
        assert str(hidden.value) == "There is no such thing, or you may not see it."
    withdraw = Withdraw(enrolment=first.enrolment, activity=new("activity"), today=DAY)
    with pytest.raises(NotFound):
        await service.ask(first.person, withdraw)


async def rows_of(
    service: Service, activity: StreamId, projection: Projection[Any, Any]
) -> dict[str, Any]:
    return rows_after(projection, *await service.history(activity, *projection.on))


async def test_enrolments_and_occurrences_become_rows(service: Service, rows: Pool) -> None:
    first = await workshop(service)
    await crowd(service, first, or_wait=True)
    await service.ask(
        first.person, Withdraw(enrolment=first.enrolment, activity=first.activity, today=DAY)
    )
    await service.react()
    tables: dict[int, Projection[Any, Any]] = {
        CROWD: enrolments.projection,
        1: occurrences.projection,
    }
    for count, projection in tables.items():
        found: dict[str, View] = await rows_of(service, first.activity, projection)
        assert len(found) == count
        async with rows.acquire() as connection:
            table = await table_of(connection, projection.table, projection.view)
            await table.write(connection, list(found.values()))
            assert await table.load(connection, list(found)) == found
