"""From the log to its topic: nothing else publishes, so the event table is the outbox.

Events go out in position order, page by page, a page only after the one before is acknowledged
and its cursor stored. A relay that dies in between repeats at most one page, and readers drop by
position what they have seen.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg
import structlog
from aiokafka.errors import KafkaError

from shared.bus.cursor import (
    Connection,
    Cursor,
    LostLeadership,
    Pool,
    lead,
    read_page,
    store,
    take_over,
)
from shared.bus.draining import drained
from shared.bus.envelope import to_wire
from shared.bus.pace import Pace
from shared.bus.producer import Connect, Message, Publisher
from shared.bus.start_check import ends_of, refuse_others
from shared.bus.topics import partition_of
from shared.eventstore.port import StoredEvent
from shared.kernel.errors import LogBroken

log = structlog.get_logger(__name__)

TRANSIENT = (
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # of a connection that was cut at the wrong moment
    asyncpg.PostgresError,
    KafkaError,
    OSError,
    TimeoutError,
)
SHORTEST_POLL, LONGEST_POLL = 0.001, 0.05
PACE = 0.01
STANDBY = 0.5
"""Seconds between two tries to become the log's relay, and after a failure."""
DRAIN = 5.0
BREATH = 256
"""Events after which others may run: relay and commands may share a process."""


@dataclass(frozen=True, slots=True)
class Page:
    """Events ready to be sent, and where the cursor stands once they are acknowledged."""

    position: int
    event: UUID
    sent: list[int]
    messages: dict[int, list[Message]]


class Relay:
    """One log's way to its topic; of several relays of a log one works, the others stand by."""

    def __init__(
        self,
        *,
        pool: Pool,
        connect: Connect,
        service: str,
        company: str,
        topic: str,
        partitions: int,
        ack_timeout: float = 30.0,
    ) -> None:
        self._pool = pool
        self._connect = connect
        self._service = service
        self._company = company
        self._topic = topic
        self._partitions = partitions
        self._ack_timeout = ack_timeout
        self._news = asyncio.Event()
        self._published: dict[int, UUID] = {}  # the greatest position, when there is one
        self.leading = False
        self.position = 0
        self.progressed_at = time.monotonic()

    def wake(self) -> None:
        """Something has been appended in this process: do not wait for the next poll."""
        self._news.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Until ``stop``; faults are retried for ever, ``LogBroken`` ends it."""
        await drained(self._run(stop), stop, DRAIN)

    async def _run(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                async with self._pool.acquire() as connection:
                    if await lead(connection):
                        await self._lead(connection, stop)
            except LogBroken as error:
                log.critical("relay_stopped", service=self._service, reason=str(error))
                raise
            except LostLeadership:
                log.warning("relay_superseded", service=self._service)
            except TRANSIENT as error:
                log.warning("relay_interrupted", service=self._service, exc_info=error)
            finally:
                self.leading = False
            if not stop.is_set():
                await asyncio.sleep(STANDBY)

    async def _lead(self, connection: Connection, stop: asyncio.Event) -> None:
        cursor = await take_over(connection, self._partitions)
        await self._refuse_if_behind(connection)
        publisher = Publisher(self._connect)
        try:
            async with asyncio.timeout(self._ack_timeout):
                await publisher.start()
            log.info("relay_leads", service=self._service, position=cursor.position)
            self.leading, self.position = True, cursor.position
            await self._publish(connection, publisher, cursor, stop)
        finally:
            await publisher.give_up()

    async def _refuse_if_behind(self, connection: Connection) -> None:
        """This connection may be to a server that has been put in the place of another one."""
        ends = await ends_of(self._connect, self._service, self._topic, self._partitions)
        published = {**ends, **self._published}
        await refuse_others(connection, published, service=self._service, topic=self._topic)

    async def _publish(
        self, connection: Connection, publisher: Publisher, cursor: Cursor, stop: asyncio.Event
    ) -> None:
        page = await self._next_page(connection, cursor.position, cursor.sent)
        delay, pace = SHORTEST_POLL, Pace(PACE)
        while not stop.is_set():
            self._news.clear()
            if page is None:
                page = await self._next_page(connection, cursor.position, cursor.sent)
            if page is None:
                self.progressed_at = time.monotonic()
                await self._news_within(delay)
                delay = min(2 * delay, LONGEST_POLL)
                continue
            await pace.wait()
            pace.took(page.position - cursor.position)
            async with asyncio.timeout(self._ack_timeout):
                failure, following = await asyncio.gather(
                    self._send(publisher, page),
                    self._next_page(connection, page.position, page.sent),
                    return_exceptions=True,
                )
            if failure is not None:
                raise failure
            self._published = {page.position: page.event}
            cursor.position, cursor.sent = page.position, page.sent
            await store(connection, cursor)
            self.position, self.progressed_at = cursor.position, time.monotonic()
            if isinstance(following, BaseException):
                raise following
            page, delay = following, SHORTEST_POLL

    async def _news_within(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._news.wait(), seconds)
        except TimeoutError:
            return

    async def _next_page(
        self, connection: Connection, after: int, sent: Sequence[int]
    ) -> Page | None:
        events = await read_page(connection, after)
        if not events:
            return None
        last = events[-1]
        page = Page(position=last.position, event=last.event_id, sent=list(sent), messages={})
        for start in range(0, len(events), BREATH):
            self._pack(events[start : start + BREATH], page)
            await asyncio.sleep(0)
        return page

    def _pack(self, events: Sequence[StoredEvent], page: Page) -> None:
        for event in events:
            partition = partition_of(event.stream, self._partitions)
            value = to_wire(
                event,
                service=self._service,
                company=self._company,
                partition_prev=page.sent[partition],
            )
            page.messages.setdefault(partition, []).append((event.stream.encode(), value))
            page.sent[partition] = event.position

    async def _send(self, publisher: Publisher, page: Page) -> None:
        """All partitions to their end, so that a failure leaves nothing on its way."""
        outcomes = await asyncio.gather(
            *(
                publisher.publish(self._topic, partition, messages)
                for partition, messages in page.messages.items()
            ),
            return_exceptions=True,
        )
        for outcome in outcomes:
            if outcome is not None:
                raise outcome
