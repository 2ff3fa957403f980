"""Policies on a real topic: what Kafka delivers, whatever it is, has its effect once, in order."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

import shared.readmodel
import shared.runtime
from shared.runtime import policy_offsets
from shared.runtime.migrate import Source, migrate
from shared.runtime.policy_offsets import Progress
from shared.runtime.pools import open_pool
from shared.testing.infrastructure import unique
from tests.integration.groups import delete_group
from tests.integration.runtime.running import eventually
from tests.integration.runtime.subscribing import Handled, Pool, Reacting, Topic, rival, run


@pytest.fixture(scope="module")
async def pool(database: str) -> AsyncIterator[Pool]:
    sources = [
        Source(module.__name__, Path(str(module.__file__)).parent / "migrations")
        for module in (shared.readmodel, shared.runtime)
    ]
    await migrate(database, "things_rows", sources, views="things")
    made = await open_pool(database, "things_rows", application="test")
    yield made
    await made.close()


@pytest.fixture
async def topic(kafka: str) -> AsyncIterator[Topic]:
    name = unique("policies-")
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    await admin.create_topics([NewTopic(name, 1, 1)])
    await admin.close()
    producer = AIOKafkaProducer(bootstrap_servers=kafka)
    await producer.start()
    yield Topic(name, kafka, producer)
    await producer.stop()


@pytest.fixture(autouse=True)
async def no_progress(pool: Pool) -> AsyncIterator[None]:
    """Before it; and whatever happens, nothing is raised into FastStream."""
    await pool.execute("DELETE FROM policy_offsets")
    Handled.errors.clear()
    yield
    assert Handled.errors == []


async def has_come(pool: Pool, position: int, next_offset: int) -> None:
    """As a process left it."""
    await pool.execute(
        "INSERT INTO policy_offsets SELECT policy, 'things', 0, $1, $2 "
        "FROM unnest(ARRAY['count', 'other']) AS policy",
        position,
        next_offset,
    )


async def progress(pool: Pool) -> dict[str, tuple[int, int]]:
    rows = await pool.fetch("SELECT policy, last_position, next_offset FROM policy_offsets")
    return {row["policy"]: (row["last_position"], row["next_offset"]) for row in rows}


async def test_every_event_once_and_all_policies_move_on(topic: Topic, pool: Pool) -> None:
    for number in range(5):
        await topic.event(number)
        await topic.event(number, kind="ignored")
    running = await run(topic, pool)
    await running.saw(0, 1, 2, 3, 4)

    async def stored() -> bool:
        return await progress(pool) == {"count": (10, 10), "other": (10, 10)}

    await eventually(stored)
    await running.end()


async def test_repetitions_are_skipped(topic: Topic, pool: Pool) -> None:
    await topic.event(0)
    await topic.event(1)
    await topic.repeat(0, position=1, prev=0)
    await topic.repeat(1, position=2, prev=1)
    await topic.event(2)
    running = await run(topic, pool)
    await running.saw(0, 1, 2)
    await running.end()


async def test_another_event_at_a_position_that_was_answered_stops_the_partition(
    topic: Topic, pool: Pool
) -> None:
    for number in range(3):
        await topic.event(number)
    first = await run(topic, pool)
    await first.saw(0, 1, 2)
    await first.end()
    await pool.execute("UPDATE policy_offsets SET last_event = gen_random_uuid()::text")
    await topic.repeat(2, position=3, prev=2)
    second = await run(topic, pool)

    async def stopped() -> bool:
        return await second.stopped()

    await eventually(stopped)
    await topic.event(3)
    assert await progress(pool) == {"count": (3, 3), "other": (3, 3)}
    await second.end()


async def test_an_event_that_passes_by_what_was_answered_stops_the_partition(
    topic: Topic, pool: Pool
) -> None:
    await has_come(pool, 5, 0)
    await topic.event(0)
    await topic.repeat(1, position=7, prev=1)
    running = await run(topic, pool)

    async def stopped() -> bool:
        return await running.stopped()

    await eventually(stopped)
    await running.saw()
    await running.end()


async def test_what_is_no_event_is_passed_over(topic: Topic, pool: Pool) -> None:
    await topic.event(0)
    await topic.raw(b"no JSON")
    await topic.raw(b"{}")
    await topic.raw(None)
    await topic.raw(b"{}", [("content-type", b"\xff\xfe"), ("broken", b"\xc3\x28")])
    await topic.event(1, kind="never-heard-of")
    await topic.event(2)
    running = await run(topic, pool)
    await running.saw(0, 2)
    assert not await running.stopped()
    await running.end()


async def test_the_next_process_goes_on_where_the_last_one_was(topic: Topic, pool: Pool) -> None:
    await topic.event(0)
    first = await run(topic, pool)
    await first.saw(0)
    await first.end()
    await topic.event(1)
    second = await run(topic, pool)
    await second.saw(1)
    await second.end()


async def test_what_kafka_has_committed_decides_nothing(topic: Topic, pool: Pool) -> None:
    for number in range(4):
        await topic.event(number)
    consumer = AIOKafkaConsumer(
        topic.name, bootstrap_servers=topic.servers, group_id=topic.name, enable_auto_commit=False
    )
    await consumer.start()
    await consumer.commit({TopicPartition(topic.name, 0): 3})
    await consumer.stop()
    running = await run(topic, pool)
    await running.saw(0, 1, 2, 3)
    await running.end()


async def test_a_group_that_was_deleted_is_made_anew_and_forgets_nothing(
    topic: Topic, pool: Pool
) -> None:
    """An operator deletes it, or Kafka does, when nobody has been in it for a week."""
    await topic.event(0)
    await topic.event(1)
    first = await run(topic, pool)
    await first.saw(0, 1)
    await first.end()
    await delete_group(topic.servers, topic.name)
    await topic.event(2)
    second = await run(topic, pool)
    await second.saw(2)
    await second.end()


async def test_an_assignment_that_fails_is_tried_again(
    topic: Topic, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is delivered meanwhile is let go: it is read again from where it was sought."""
    read, failures = policy_offsets.read, [OSError("away"), ZeroDivisionError("a bug of ours")]

    async def failing(*arguments: Any) -> Progress:
        if failures:
            raise failures.pop()
        return await read(*arguments)

    monkeypatch.setattr(policy_offsets, "read", failing)
    await topic.event(0)
    await topic.event(1)
    running = await run(topic, pool)
    await running.saw(0, 1)
    assert failures == []
    await running.end()


async def test_an_offset_of_another_topic_is_only_a_hint(topic: Topic, pool: Pool) -> None:
    """As after the topic was made anew: the events stand elsewhere in it; and so it was again."""
    for number in range(3):
        await topic.event(number)
    await has_come(pool, position=1, next_offset=2)
    running = await run(topic, pool)
    await running.saw(1, 2)
    async with rival(topic):
        await topic.event(3)
        await topic.event(4)
        await pool.execute("UPDATE policy_offsets SET next_offset = 4")
    await running.saw(1, 2, 3, 4)
    assert not await running.stopped()
    await running.end()


async def test_a_hole_stops_the_partition(topic: Topic, pool: Pool) -> None:
    await topic.event(0)
    await topic.event(2, skip=1)
    await topic.event(3)
    running = await run(topic, pool)
    await eventually(running.stopped)
    assert running.reacting.seen == [0]
    assert (await progress(pool))["count"][0] == 1
    await running.end()


@pytest.mark.parametrize("hint", [1, 0])
async def test_a_hole_in_a_partition_that_was_taken_away_is_its_next_readers(
    topic: Topic, pool: Pool, hint: int
) -> None:
    """It stood in a batch that was being answered; ``hint`` 0: it has been read from the start."""
    await topic.event(0)
    await topic.event(1)
    await topic.event(3, skip=1)
    await has_come(pool, position=1, next_offset=hint)
    held = Reacting(gate=asyncio.Event())
    running = await run(topic, pool, held)
    await eventually(lambda: waits(held))
    async with rival(topic):
        held.gate.set()
    await eventually(running.stopped)  # it has it back, and the hole is there
    assert held.seen == [1]
    assert (await progress(pool))["count"][0] == 2
    await running.end()


async def waits(reacting: Reacting) -> bool:
    return reacting.waits


async def test_a_moments_failure_is_tried_again(topic: Topic, pool: Pool) -> None:
    running = await run(topic, pool, Reacting(failures=[OSError("away"), TimeoutError()]))
    await topic.event(0)
    await topic.event(1)
    await running.saw(0, 1)
    await running.end()


@pytest.mark.parametrize("error", [ZeroDivisionError, asyncpg.UndefinedColumnError])
async def test_a_reaction_that_fails_in_itself_stops_the_partition(
    topic: Topic, pool: Pool, error: type[Exception]
) -> None:
    failing = Reacting(failures=[error("always") for _ in range(50)])
    running = await run(topic, pool, failing)
    await topic.event(0)
    await eventually(running.stopped)
    assert failing.seen == []
    await running.end()


async def test_an_event_that_is_newer_than_this_process_stops_the_partition(
    topic: Topic, pool: Pool
) -> None:
    """What came before it is answered; the newer process goes on with it."""
    await topic.event(0)
    await topic.event(1, version=9)
    running = await run(topic, pool)
    await eventually(running.stopped)
    assert running.reacting.seen == [0]
    assert (await progress(pool))["count"] == (1, 1)
    await running.end()


@pytest.fixture
async def two(kafka: str) -> AsyncIterator[tuple[Topic, Topic]]:
    """The two partitions of one topic."""
    name = unique("policies-")
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    await admin.create_topics([NewTopic(name, 2, 1)])
    await admin.close()
    producer = AIOKafkaProducer(bootstrap_servers=kafka)
    await producer.start()
    yield Topic(name, kafka, producer), Topic(name, kafka, producer, partition=1)
    await producer.stop()


async def test_a_partition_that_waits_holds_up_no_other(
    two: tuple[Topic, Topic], pool: Pool
) -> None:
    waiting, other = two
    held = Reacting(gate=asyncio.Event(), gated=0)
    running = await run(waiting, pool, held)
    await waiting.event(0)
    await eventually(lambda: waits(held))
    for number in (10, 11):
        await other.event(number)
    await running.saw(10, 11)
    await waiting.event(1)
    await other.event(12)
    await running.saw(10, 11, 12)
    held.gate.set()
    await running.saw(10, 11, 12, 0, 1)
    assert not await running.stopped()
    await running.end()


async def test_a_partition_that_waits_longer_than_kafka_does_stays_this_members(
    topic: Topic, pool: Pool
) -> None:
    held = Reacting(gate=asyncio.Event())
    running = await run(topic, pool, held, poll_ms=1500)
    await topic.event(0)
    await eventually(lambda: waits(held))
    began = time.monotonic()

    async def long_after() -> bool:
        return time.monotonic() - began > 5

    await eventually(long_after)
    assert held.begun == [0]  # it was not taken away and begun again
    held.gate.set()
    await running.saw(0)
    await running.end()


async def test_what_was_taken_away_while_it_waited_is_its_next_readers(
    topic: Topic, pool: Pool
) -> None:
    """The one that has lost it does not go on with it beside the next one."""
    await topic.event(0)
    held = Reacting(gate=asyncio.Event())
    running = await run(topic, pool, held)
    await eventually(lambda: waits(held))
    async with rival(topic):
        held.gate.set()
    await running.saw(0)
    assert held.begun == [0, 0]
    await running.end()
