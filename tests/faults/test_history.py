"""Fault 28, of the checker: each thing that may go wrong with a log or a topic, it complains of."""

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest

from shared.bus.topics import partition_of
from shared.eventstore.memory import MemoryEventStore
from shared.eventstore.port import Conflict, StoredEvent
from shared.testing.logs import append, fresh_stream, write
from tests.faults.history import History, complaints_of_log, complaints_of_topic

Log = list[StoredEvent]
PARTITIONS = 3


async def told() -> tuple[History, Log]:
    """Some commands with answers; the second of two writers on a stream was refused."""
    store, history = MemoryEventStore(), History()
    streams = [fresh_stream() for _ in range(6)]
    for expected in (0, 2):
        for stream in streams:
            command = append(write(stream, expected, events=2))
            history.offer(command)
            history.note(command, await store.append(command))
    late = append(write(streams[0]))
    history.offer(late)
    history.note(late, await store.append(late))
    return history, list(await store.read_log(0, 100))


def on_topic(log: Log) -> dict[int, list[tuple[int, int]]]:
    messages: dict[int, list[tuple[int, int]]] = {number: [] for number in range(PARTITIONS)}
    for event in log:
        some = messages[partition_of(event.stream, PARTITIONS)]
        some.append((event.position, some[-1][0] if some else 0))
    return messages


def renumbered(log: Log) -> Log:
    return [replace(event, position=nth) for nth, event in enumerate(log, 1)]


def again(event: StoredEvent) -> StoredEvent:
    return replace(event, position=25, version=5)


WRONG: dict[str, Callable[[Log], Log]] = {
    "a position is missing": lambda log: log[:7] + log[8:],
    "the end is lost": lambda log: log[:-2],
    "an acknowledged command is lost and its positions given again": lambda log: renumbered(
        log[:4] + log[6:]
    ),
    "two versions have changed places": lambda log: renumbered(
        [log[1], log[0], *log[2:]],
    ),
    "an effect is there twice": lambda log: [*log, again(log[3])],
    "a command is stored in part": lambda log: renumbered(log[:-1]),
    "somebody else's event": lambda log: [*log, replace(again(log[3]), command_id=uuid4())],
}


async def test_where_nothing_is_wrong_it_complains_of_nothing() -> None:
    history, log = await told()
    assert history.refused
    assert complaints_of_log(history, log) == []
    assert complaints_of_topic(log, on_topic(log)) == []


@pytest.mark.parametrize("wrong", WRONG)
async def test_it_complains_of_a_log(wrong: str) -> None:
    history, log = await told()
    assert complaints_of_log(history, WRONG[wrong](log))


async def test_it_complains_of_what_was_refused_and_is_stored() -> None:
    history, log = await told()
    history.note(append()._replace(command_id=log[0].command_id), Conflict())
    assert complaints_of_log(history, log)


async def test_repeats_are_no_loss_and_a_lost_or_turned_message_is() -> None:
    _, log = await told()
    messages = on_topic(log)
    partition = max(messages, key=lambda number: len(messages[number]))
    some = messages[partition]
    assert complaints_of_topic(log, {**messages, partition: some[:3] + some[1:]}) == []
    assert complaints_of_topic(log, {**messages, partition: some[:-1]})
    assert complaints_of_topic(log, {**messages, partition: some[:1] + some[2:]})
    assert complaints_of_topic(log, {**messages, partition: [some[1], some[0], *some[2:]]})
