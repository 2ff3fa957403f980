"""The test service of ``graph.py`` on real servers: its log, its topics, its tables."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

from aiokafka.admin import AIOKafkaAdminClient, NewTopic

import shared.eventstore
import shared.privacy
import shared.readmodel
from shared.bus.cursor import Pool
from shared.bus.envelope import HEADERS, to_wire
from shared.bus.producer import Publisher
from shared.bus.relay import Relay
from shared.bus.topics import partition_of, topic_of
from shared.eventstore.codec import Codec
from shared.eventstore.port import Append, NewEvent, StoredEvent, StreamWrite
from shared.eventstore.postgres import PostgresEventStore
from shared.kernel.messages import NOBODY, Event, StreamId
from shared.privacy.postgres import PostgresKeyStore
from shared.readmodel.barrier import Mark, reached
from shared.readmodel.projector import Projector
from shared.runtime.migrate import Source, migrate
from shared.runtime.pools import open_pool
from shared.testing.infrastructure import fresh_database, unique
from tests.integration.machinery import graph

PARTITIONS = 4
COMPANY = "acme"
SERVICE = "graph"
MASTER_KEY = b"k" * 32
PATIENCE = 30.0

FINGERPRINTS = {
    "edges": "SELECT md5(string_agg(r::text, '|' ORDER BY edge_id)) FROM edges r",
    "visits": "SELECT md5(string_agg(r::text, '|' ORDER BY node)) FROM visits r",
    "degrees": "SELECT md5(string_agg(r::text, '|' ORDER BY node)) FROM degrees r",
}

Records = Mapping[int, Sequence[tuple[bytes, bytes]]]


class Running(Protocol):
    async def run(self, stop: asyncio.Event) -> None: ...


def edge_id() -> StreamId:
    return StreamId(f"edge-{uuid4()}")


def drawn(edge: StreamId, source: str = "a", target: str = "b", weight: int = 1) -> graph.EdgeDrawn:
    return graph.EdgeDrawn(
        edge=edge,
        owner=StreamId(f"person-{source}"),
        source=source,
        target=target,
        weight=weight,
        tags=("plain", 'with "quotes", commas \\ and {braces}'),
        labels=(graph.Label(text=f"{source}→{target}", rank=weight),),
        note=f"from {source}",
    )


@dataclass
class World:
    """One database and one set of topics; ``positions`` are the last ones by source, partition."""

    url: str
    kafka: str
    prefix: str
    log: Pool
    rows: Pool
    keys: PostgresKeyStore
    store: PostgresEventStore
    stack: AsyncExitStack
    partitions: int = PARTITIONS
    versions: dict[StreamId, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def codec(self) -> Codec:
        return Codec(SERVICE, graph.EVENTS, foreign=[graph.NodeVisited])

    @property
    def connect(self) -> Mapping[str, Any]:
        return {"bootstrap_servers": self.kafka}

    @property
    def topics(self) -> Mapping[str, str]:
        return {source: topic_of(source, self.prefix) for source in (SERVICE, "travel")}

    async def append(self, *events: Event) -> None:
        """Each to its own stream, as a command of its own."""
        await asyncio.gather(*(self._append(event) for event in events))

    async def _append(self, event: Event) -> None:
        stream = graph.stream_of(event)
        owner = getattr(event, "owner", NOBODY)
        event_id = uuid4()
        keys = await self.keys.ensured(self.codec.people(event))
        new = NewEvent(
            event_id,
            self.codec.type_of(type(event)),
            self.codec.encode(event, event_id, keys),
            (owner,),
        )
        expected = self.versions[stream]
        self.versions[stream] += 1
        await self.store.append(
            Append(
                command_id=uuid4(),
                body_hash=b"",
                writes=(StreamWrite(stream, expected, (new,)),),
                recorded_at=datetime.now(UTC),
                actor=owner,
                correlation_id="test",
                causation_id=None,
                origin="live",
                traceparent=None,
            )
        )

    def relay(self, **settings: Any) -> Relay:
        return Relay(
            **{
                "pool": self.log,
                "connect": self.connect,
                "service": SERVICE,
                "company": COMPANY,
                "topic": self.topics[SERVICE],
                "partitions": self.partitions,
                **settings,
            }
        )

    def projector(self, **settings: Any) -> Projector:
        return Projector(
            **{
                "name": SERVICE,
                "pool": self.rows,
                "connect": self.connect,
                "topics": self.topics,
                "codec": self.codec,
                "keys": self.keys,
                "projections": graph.PROJECTIONS,
                "derived": graph.DERIVED,
                "group": f"{self.prefix}.projector",
                **settings,
            }
        )

    async def marks(self) -> list[Mark]:
        """The end of the log, partition by partition."""
        last: dict[int, int] = {}
        for event in await self.store.read_log(0, 1_000_000):
            last[partition_of(event.stream, self.partitions)] = event.position
        return [Mark(SERVICE, partition, position) for partition, position in last.items()]

    async def caught_up(self, rows: "Pool | None" = None, seconds: float = PATIENCE) -> None:
        """Waits until the tables hold all that the log holds."""
        assert await reached(rows or self.rows, SERVICE, await self.marks(), seconds)

    async def wire(self, source: str, events: Sequence[StoredEvent]) -> Records:
        """As the relay makes them, by partition."""
        prev: dict[int, int] = defaultdict(int)
        found: dict[int, list[tuple[bytes, bytes]]] = defaultdict(list)
        for event in events:
            partition = partition_of(event.stream, self.partitions)
            value = to_wire(event, service=source, company=COMPANY, partition_prev=prev[partition])
            prev[partition] = event.position
            found[partition].append((event.stream.encode(), value))
        return found

    async def send(self, source: str, records: Records) -> None:
        publisher = Publisher(self.connect)
        await publisher.start()
        try:
            for partition, messages in records.items():
                await publisher.publish(self.topics[source], partition, messages)
        finally:
            await publisher.stop()

    async def send_raw(
        self,
        partition: int,
        value: bytes | None,
        key: bytes | None = b"k",
        headers: Sequence[tuple[str, bytes]] = tuple(HEADERS),
        source: str = SERVICE,
    ) -> None:
        publisher = Publisher(self.connect)
        await publisher.start()
        try:
            await publisher.send_and_wait(
                self.topics[source], value, key, partition, headers=list(headers)
            )
        finally:
            await publisher.stop()

    async def fingerprint(self, rows: "Pool | None" = None) -> dict[str, str]:
        """Of each table, over its rows in key order."""
        pool = rows or self.rows
        return {table: await pool.fetchval(query) for table, query in FINGERPRINTS.items()}

    async def other_rows(self) -> Pool:
        """Fresh tables in schemas of their own, to be built from the beginning."""
        return await rows_of(self.stack, self.url, unique("again_"))

    async def rebuilt(self) -> dict[str, str]:
        """The fingerprint of tables built from the topics' beginning."""
        rows = await self.other_rows()
        schema = (await rows.fetchval("SELECT current_schema()")).removesuffix("_rows")
        projector = self.projector(pool=rows, group=f"{self.prefix}.{schema}")
        async with running(projector):
            await until(lambda: self._level(rows))
        return await self.fingerprint(rows)

    async def _level(self, rows: Pool) -> bool:
        last = "SELECT source, partition, last_position FROM projection_offsets ORDER BY 1, 2"
        return await rows.fetch(last) == await self.rows.fetch(last)


@asynccontextmanager
async def running(*parts: Running) -> AsyncIterator[list["asyncio.Task[None]"]]:
    """Runs relays and projectors beside the test; what fails in one fails the test at once."""
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        try:
            yield [group.create_task(part.run(stop)) for part in parts]
        finally:
            stop.set()


async def until(condition: Callable[[], Awaitable[bool]], seconds: float = PATIENCE) -> None:
    """Waits for a condition; a condition that does not come fails the test."""
    async with asyncio.timeout(seconds):
        while not await condition():  # noqa: ASYNC110 - it happens in a database
            await asyncio.sleep(0.02)


@asynccontextmanager
async def open_world(server: str, kafka: str, partitions: int = PARTITIONS) -> AsyncIterator[World]:
    """A new database and new topics, both gone or unused afterwards."""
    prefix = unique("test-")
    await create_topics(kafka, [topic_of(s, prefix) for s in (SERVICE, "travel")], partitions)
    async with fresh_database(server) as url:
        await migrate(url, "keys", [source(shared.privacy)])
        await migrate(url, f"{SERVICE}_log", [source(shared.eventstore)])
        async with entered(url, kafka, prefix, partitions) as world:
            yield world


@asynccontextmanager
async def entered(url: str, kafka: str, prefix: str, partitions: int) -> AsyncIterator[World]:
    """A world that is there already, from this process or another."""
    async with AsyncExitStack() as stack:
        log = await pool(stack, url, f"{SERVICE}_log")
        keys = PostgresKeyStore(await pool(stack, url, "keys"), MASTER_KEY, kept_seconds=0)
        store = await stack.enter_async_context(PostgresEventStore(log))
        rows = await rows_of(stack, url, SERVICE)
        yield World(url, kafka, prefix, log, rows, keys, store, stack, partitions)


async def rows_of(stack: AsyncExitStack, url: str, service: str) -> Pool:
    schema = f"{service}_rows"
    await migrate(url, schema, [source(shared.readmodel)], views=service)
    rows = await pool(stack, url, schema, service)
    if not await rows.fetchval("SELECT to_regclass('edges')"):
        await rows.execute(graph.TABLES)
    return rows


async def pool(stack: AsyncExitStack, url: str, *search_path: str) -> Pool:
    opened = await open_pool(url, *search_path, application="test")
    stack.push_async_callback(opened.close)
    return opened


def source(package: Any) -> Source:
    return Source(package.__name__, Path(package.__file__).parent / "migrations")


async def create_topics(kafka: str, names: Sequence[str], partitions: int) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    try:
        await admin.create_topics(
            [NewTopic(name, partitions, 1, topic_configs={"retention.ms": "-1"}) for name in names]
        )
    finally:
        await admin.close()
