"""A log, and a topic, that are full before anything is measured."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from shared.bus.cursor import Pool
from shared.bus.envelope import to_wire
from shared.bus.producer import Message, Publisher
from shared.bus.topics import partition_of
from shared.eventstore.event_ids import uuid7
from shared.eventstore.handler import CommandHandler
from shared.eventstore.memory import MemoryEventStore
from shared.eventstore.port import StoredEvent
from shared.kernel.messages import NOBODY, Event, StreamId
from shared.runtime import broker
from shared.runtime.facts import FactsReader
from shared.runtime.parts import Parts
from suite.bench import careers, requirements

COLUMNS = (
    "position", "event_id", "stream_id", "version", "type", "payload", "about", "recorded_at",
    "actor", "command_id", "correlation_id", "causation_id", "origin", "traceparent",
)  # fmt: skip


async def decided(parts: Parts, number: int) -> Sequence[StoredEvent]:
    """Events of that many commands, decided and sealed as always but kept in memory."""
    owners = careers.people()
    await parts.keys.ensured(owners)
    store = MemoryEventStore()
    definition, settings = parts.definition, parts.settings
    handler = CommandHandler(
        store=store,
        codec=parts.codec,
        keys=parts.keys,
        company=settings.company,
        handled=definition.commands.handled,
        may=definition.commands.may,
        facts=FactsReader(
            definition.commands, parts.read, settings.topic_partitions, definition.name
        ),
        hash_key=settings.hash_key.get_secret_value(),
    )
    for request in careers.interleaved(owners, number):
        await handler.handle(request)
    return await store.read_log(0, number)


async def without_texts(parts: Parts, number: int) -> Sequence[StoredEvent]:
    """About as many events in which nothing is sealed."""
    return list(recorded(parts, requirements.facts(number), careers.AT))


Work = Callable[[Parts, int], Awaitable[Sequence[StoredEvent]]]
WORK: Mapping[str, Work] = {"": decided, ".unsealed": without_texts}


async def filled(parts: Parts, work: Work, number: int) -> tuple[int, Mapping[StreamId, bytes]]:
    """Fills the topic; answers with how many events, and the keys of those they are about."""
    events = await work(parts, number)
    await fill_topic(parts, events)
    people = {one.about[0] for one in events} - {NOBODY}
    return len(events), await parts.keys.ensured(people)


async def fill_log(pool: Pool, events: Iterable[StoredEvent]) -> None:
    """Rows of events alone: what a relay reads."""
    rows = [
        (
            one.position, one.event_id, one.stream, one.version, one.type, one.payload,
            list(one.about), one.recorded_at, one.actor, one.command_id, one.correlation_id,
            one.causation_id, one.origin, one.traceparent,
        )
        for one in events
    ]  # fmt: skip
    async with pool.acquire() as connection:
        await connection.copy_records_to_table("events", records=rows, columns=COLUMNS)
        await connection.execute("VACUUM ANALYZE events")


def recorded(
    parts: Parts, facts: Iterable[tuple[StreamId, Event, StreamId]], at: datetime
) -> Iterator[StoredEvent]:
    """Events that no command is needed for: stream, event without personal text, whose it is."""
    versions: dict[StreamId, int] = defaultdict(int)
    for position, (stream, event, whose) in enumerate(facts, 1):
        event_id = uuid7()
        versions[stream] += 1
        yield StoredEvent(
            position,
            event_id,
            stream,
            versions[stream],
            parts.codec.type_of(type(event)),
            parts.codec.encode(event, event_id, {}),
            (whose,),
            at,
            whose,
            event_id,
            str(event_id),
            None,
            "live",
            None,
        )


async def fill_topic(parts: Parts, events: Iterable[StoredEvent]) -> None:
    """As the relay would send them."""
    publisher = Publisher(broker.connection(parts.settings))
    await publisher.start()
    try:
        for partition, messages in wire(parts, events).items():
            await publisher.publish(parts.topic, partition, messages)
    finally:
        await publisher.stop()


def wire(parts: Parts, events: Iterable[StoredEvent]) -> Mapping[int, Sequence[Message]]:
    before: dict[int, int] = defaultdict(int)
    found: dict[int, list[Message]] = defaultdict(list)
    for event in events:
        partition = partition_of(event.stream, parts.settings.topic_partitions)
        value = to_wire(
            event,
            service=parts.definition.name,
            company=parts.settings.company,
            partition_prev=before[partition],
        )
        before[partition] = event.position
        found[partition].append((event.stream.encode(), value))
    return found
