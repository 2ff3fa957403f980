"""From the topics to the tables: one loop over all that a service's projections read.

While a batch is being written the next one is read and decoded. Whatever goes wrong for a moment
is tried again for ever; what is wrong for good is parked, or ends the loop with an alarm.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import asyncpg
import structlog
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError

from shared.bus.cursor import Connection, Pool
from shared.bus.draining import drained
from shared.bus.pace import Pace
from shared.bus.producer import Connect
from shared.kernel.errors import LogBroken, Unavailable
from shared.kernel.projection import Derived, Marking, Projection
from shared.privacy.port import KeyStore
from shared.readmodel import upkeep
from shared.readmodel.applying import Applying
from shared.readmodel.arrivals import EventReader, Reading
from shared.readmodel.assignment import Assignment, Part, applied, batch_of
from shared.readmodel.collecting import no_collection
from shared.readmodel.derived import derived_tables
from shared.readmodel.fetching import fetched
from shared.readmodel.folding import Folding, Projections, utc_today
from shared.readmodel.offsets import Superseded
from shared.readmodel.registry import RebuildNeeded, register
from shared.readmodel.tables import table_of

log = structlog.get_logger(__name__)

TRANSIENT = (
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # of a connection that was cut at the wrong moment
    asyncpg.PostgresError,
    KafkaError,
    OSError,
    TimeoutError,
    Unavailable,
)
BATCH = 2000
"""Messages a partition."""
PACE = 0.02
SHORTEST_PAUSE, LONGEST_PAUSE = 0.05, 2.0
UNTIL_REBUILT = 2.0
"""Seconds between two looks whether the tables have been built anew."""
DRAIN = 5.0
FETCH_BYTES = 4 * 1024 * 1024
HEARTBEAT_MS = 1000
"""Which is also how soon a worker hears that partitions are to be shared anew."""


class Projector:
    """Keeps the tables of ``projections`` and ``derived`` up with the topics of their sources.

    ``topics`` has the topic of each source. ``name`` is that of its offsets, and for the barrier
    that of the service; ``group`` that of its consumers. ``today`` is the day of derived rows.
    """

    def __init__(
        self,
        *,
        name: str,
        pool: Pool,
        connect: Connect,
        topics: Mapping[str, str],
        codec: EventReader,
        keys: KeyStore,
        projections: Sequence[Projection[Any, Any]],
        derived: Sequence[Derived[Any]] = (),
        markings: Sequence[Marking] = (),
        today: Callable[[], date] = utc_today,
        group: str | None = None,
    ) -> None:
        self.name = name
        self._pool = pool
        self._connect = connect
        self._topics = topics
        self._group = group or f"mastery.{name}.projector"
        self._derived = derived
        self._markings = markings
        self._today = today
        self._pace = Pace(PACE)
        self._projections = Projections(projections, codec)
        self._reading = Reading(codec, keys, self._projections.events)
        self._waits_for = ""
        self.progressed_at = time.monotonic()

    async def run(self, stop: asyncio.Event) -> None:
        """Until ``stop``; raises ``LogBroken``, and ``TableMismatch``.

        Tables of an older version go on to serve, and are let alone until they are rebuilt.
        """
        await drained(self._run(stop), stop, DRAIN)

    async def _run(self, stop: asyncio.Event) -> None:
        pause = SHORTEST_PAUSE
        while not stop.is_set():
            try:
                await self._session(await self._prepared(), stop)
            except LogBroken as error:
                log.critical("projector_stopped", projector=self.name, reason=str(error))
                raise
            except RebuildNeeded as error:
                if str(error) != self._waits_for:
                    self._waits_for = str(error)
                    log.critical("projector_waits", projector=self.name, reason=self._waits_for)
                await asyncio.sleep(UNTIL_REBUILT)
            except TRANSIENT as error:
                log.warning("projector_interrupted", projector=self.name, exc_info=error)
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)

    async def _prepared(self) -> Applying:
        async with self._pool.acquire() as connection:
            await self._register(connection)
            tables = {
                one.table: await table_of(connection, one.table, one.view)
                for one in self._projections.all
            }
            derived = await derived_tables(connection, self._derived)
        folding = Folding(self._projections, tables, derived, self._markings, self._today)
        return Applying(self.name, self._pool, folding, self._projections, self._reading)

    async def _register(self, connection: Connection) -> None:
        await register(connection, [*self._projections.all, *self._derived], self.name)

    async def _session(self, applying: Applying, stop: asyncio.Event) -> None:
        """One consumer's life."""
        consumer = AIOKafkaConsumer(
            **self._connect,
            group_id=self._group,
            enable_auto_commit=False,
            auto_offset_reset="none",
            max_partition_fetch_bytes=FETCH_BYTES,
            heartbeat_interval_ms=HEARTBEAT_MS,
        )
        assignment = Assignment(consumer, self.name, self._pool, self._topics)
        consumer.subscribe(topics=list(self._topics.values()), listener=assignment)
        care = upkeep.Upkeep(consumer, assignment, applying, self.name, self._pool)
        try:
            await consumer.start()
            await self._loop(consumer, assignment, applying, care, stop)
        finally:
            care.close()
            await consumer.stop()

    async def _loop(
        self,
        consumer: AIOKafkaConsumer,
        assignment: Assignment,
        applying: Applying,
        care: upkeep.Upkeep,
        stop: asyncio.Event,
    ) -> None:
        reading: asyncio.Task[Sequence[Part]] | None = None
        try:
            while not stop.is_set():
                if await assignment.claim():  # what has been taken over may be of another version
                    async with self._pool.acquire() as connection:
                        await self._register(connection)
                await care.due()
                if reading is None:
                    reading = asyncio.create_task(self._read(consumer, assignment))
                parts = await reading
                reading = asyncio.create_task(self._read(consumer, assignment))
                await self._apply(parts, assignment, applying, stop)
                self.progressed_at = time.monotonic()
        finally:
            if reading is not None:
                reading.cancel()
                await asyncio.gather(reading, return_exceptions=True)

    async def _read(self, consumer: AIOKafkaConsumer, assignment: Assignment) -> Sequence[Part]:
        """Raises ``LogBroken`` if the topic does not hold what comes next."""
        most = BATCH * max(1, len(assignment.slots))
        rested = await self._pace.wait()
        parts = await fetched(consumer, assignment, most, rested=rested)
        self._pace.took(sum(len(part.records) for part in parts))
        with no_collection():
            read = await self._reading.arrivals((part.slot.place, part.records) for part in parts)
        for part, arrivals in zip(parts, read, strict=True):
            part.arrivals = arrivals
        return parts

    async def _apply(
        self,
        parts: Sequence[Part],
        assignment: Assignment,
        applying: Applying,
        stop: asyncio.Event,
    ) -> None:
        """Until it is applied, or is another worker's."""
        pause = SHORTEST_PAUSE
        while (parts := assignment.still_held(parts)) and not stop.is_set():
            batch = batch_of(parts)
            try:
                with no_collection():  # the next batch is read meanwhile
                    await applying.apply(batch)
            except Superseded as error:
                await assignment.correct(error.places)
            except TRANSIENT as error:
                log.warning("batch_interrupted", projector=self.name, exc_info=error)
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
            else:
                applied(parts, batch)
                return
