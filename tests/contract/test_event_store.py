"""What every event store promises, on PostgreSQL and in memory alike."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from shared.eventstore.memory import MemoryEventStore
from shared.eventstore.port import (
    Append,
    Appended,
    Conflict,
    EventStore,
    Known,
    Reused,
    StreamPosition,
    StreamWrite,
)
from shared.eventstore.postgres import PostgresEventStore
from shared.kernel.messages import StreamId
from shared.testing.logs import (
    AT,
    LOG,
    append,
    fresh_schema,
    fresh_stream,
    new_event,
    pool_of,
    write,
)


@pytest.fixture(params=["memory", "postgres"])
async def store(request: pytest.FixtureRequest, database: str) -> AsyncIterator[EventStore]:
    """An empty log."""
    if request.param == "memory":
        yield MemoryEventStore()
        return
    async with (
        pool_of(database, await fresh_schema(database, LOG)) as pool,
        PostgresEventStore(pool) as postgres,
    ):
        yield postgres


async def test_an_empty_log_has_no_position(store: EventStore) -> None:
    assert await store.head() == 0
    assert list(await store.read_log(0, 10)) == []
    assert list(await store.read_stream(fresh_stream())) == []


async def test_an_append_is_answered_with_version_and_position(store: EventStore) -> None:
    stream = fresh_stream()
    first = await store.append(append(write(stream, events=2)))
    second = await store.append(append(write(stream, 2)))
    assert first == Appended((StreamPosition(stream, 2, 2),))
    assert second == Appended((StreamPosition(stream, 3, 3),))
    assert await store.head() == 3


async def test_an_event_comes_back_as_it_was_appended(store: EventStore) -> None:
    stream = fresh_stream()
    people = (StreamId("person-1"), StreamId("person-2"))
    new = new_event(about=people, payload='{"text": "Grüße, \\u0000 \\ud83d\\ude00"}')
    command = Append(
        command_id=uuid4(),
        body_hash=b"hash",
        writes=(StreamWrite(stream, 0, (new,)),),
        recorded_at=AT.replace(microsecond=123456),
        actor="client:hr",
        correlation_id="c",
        causation_id="an event",
        origin="import",
        traceparent="00-1-2-01",
        keep=True,
    )
    await store.append(command)
    (event,) = await store.read_stream(stream)
    assert (event.event_id, event.type, event.payload) == (new.event_id, new.type, new.payload)
    assert (event.stream, event.version, event.position) == (stream, 1, 1)
    assert event.about == people
    assert event.recorded_at == command.recorded_at
    assert (event.actor, event.command_id) == ("client:hr", command.command_id)
    assert (event.correlation_id, event.causation_id) == ("c", "an event")
    assert (event.origin, event.traceparent) == ("import", "00-1-2-01")
    assert list(await store.read_log(0, 10)) == [event]


async def test_streams_and_log_are_read_from_where_one_stands(store: EventStore) -> None:
    one, two = fresh_stream(), fresh_stream()
    await store.append(append(write(one, events=2)))
    await store.append(append(write(two, events=2)))
    await store.append(append(write(one, 2)))
    assert [event.version for event in await store.read_stream(one, 1)] == [2, 3]
    assert list(await store.read_stream(one, 3)) == []
    assert [event.position for event in await store.read_log(1, 3)] == [2, 3, 4]
    nowhere = fresh_stream()
    assert await store.versions([one, two, nowhere]) == {one: 3, two: 2, nowhere: 0}


async def test_concurrent_reads_of_a_stream_get_what_they_asked_for(store: EventStore) -> None:
    stream = fresh_stream()
    await store.append(append(write(stream, events=3)))
    read = await asyncio.gather(*(store.read_stream(stream, after) for after in (0, 2, 1, 3)))
    assert [[event.version for event in events] for events in read] == [[1, 2, 3], [3], [2, 3], []]


async def test_a_stream_that_has_moved_on_takes_nothing(store: EventStore) -> None:
    stream = fresh_stream()
    await store.append(append(write(stream)))
    for expected in (0, 2):
        assert await store.append(append(write(stream, expected))) == Conflict()
    assert await store.head() == 1


async def test_one_of_many_writers_wins_a_version(store: EventStore) -> None:
    stream = fresh_stream()
    outcomes = await asyncio.gather(*(store.append(append(write(stream))) for _ in range(20)))
    assert sum(isinstance(outcome, Appended) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 19


async def test_several_streams_are_appended_together(store: EventStore) -> None:
    one, two = fresh_stream(), fresh_stream()
    outcome = await store.append(append(write(two, events=2), write(one)))
    assert outcome == Appended((StreamPosition(two, 2, 2), StreamPosition(one, 1, 3)))


async def test_several_streams_are_not_appended_in_part(store: EventStore) -> None:
    moved, untouched = fresh_stream(), fresh_stream()
    await store.append(append(write(moved)))
    assert await store.append(append(write(untouched), write(moved))) == Conflict()
    assert await store.versions([moved, untouched]) == {moved: 1, untouched: 0}
    assert await store.head() == 1


async def test_a_repeated_command_gets_the_first_answer(store: EventStore) -> None:
    one, two = fresh_stream(), fresh_stream()
    first = append(write(one), write(two))
    answer = (StreamPosition(one, 1, 1), StreamPosition(two, 1, 2))
    assert await store.append(first) == Appended(answer)
    repeated = append(write(one, 1), command_id=first.command_id)
    assert await store.append(repeated) == Known(answer)
    assert await store.find_command(first.command_id, b"body") == Known(answer)
    assert await store.head() == 2


async def test_a_command_repeated_at_the_same_moment_is_appended_once(store: EventStore) -> None:
    first = append(write(fresh_stream()))
    others = [append(write(fresh_stream()), command_id=first.command_id) for _ in range(5)]
    outcomes = await asyncio.gather(*(store.append(each) for each in (first, first, *others)))
    answers = {outcome.answer for outcome in outcomes if isinstance(outcome, Appended | Known)}
    assert len(answers) == 1
    assert [type(outcome) for outcome in outcomes].count(Appended) == 1
    assert len(outcomes) == [type(outcome) for outcome in outcomes].count(Known) + 1
    assert await store.head() == 1


async def test_a_command_id_with_another_body_is_told_apart(store: EventStore) -> None:
    stream = fresh_stream()
    first = append(write(stream))
    await store.append(first)
    other = append(write(stream, 1), command_id=first.command_id, body_hash=b"other")
    assert await store.append(other) == Reused()
    assert await store.find_command(first.command_id, b"other") == Reused()
    assert await store.head() == 1


async def test_a_command_that_appended_nothing_is_not_remembered(store: EventStore) -> None:
    stream = fresh_stream()
    await store.append(append(write(stream)))
    refused = append(write(stream))
    assert await store.append(refused) == Conflict()
    assert await store.find_command(refused.command_id, b"body") is None
    again = append(write(stream, 1), command_id=refused.command_id)
    assert isinstance(await store.append(again), Appended)


async def test_positions_have_no_gap_whatever_else_fails(store: EventStore) -> None:
    hot = fresh_stream()
    commands = [append(write(hot), write(fresh_stream(), events=2)) for _ in range(20)]
    commands += [append(write(fresh_stream())) for _ in range(200)]
    outcomes = await asyncio.gather(*map(store.append, commands))
    appended = [outcome for outcome in outcomes if isinstance(outcome, Appended)]
    assert len(appended) == 201
    head = await store.head()
    positions = [event.position for event in await store.read_log(0, 1000)]
    assert positions == list(range(1, head + 1)) == list(range(1, 204))
    for answer in (at for outcome in appended for at in outcome.answer):
        events = await store.read_stream(answer.stream)
        assert events[-1].position == answer.position


async def test_a_bug_of_one_command_fails_that_command_only(store: EventStore) -> None:
    stream = fresh_stream()
    twice = append(write(stream), write(stream))
    good = [append(write(fresh_stream())) for _ in range(7)]
    outcomes = await asyncio.gather(
        *map(store.append, [*good[:3], twice, *good[3:]]), return_exceptions=True
    )
    assert isinstance(outcomes.pop(3), Exception)
    assert all(isinstance(outcome, Appended) for outcome in outcomes)
    assert await store.head() == 7
