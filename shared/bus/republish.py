"""A topic that was lost, in whole or at its end, written again from its log.

While the relay is held away: the topic is made anew or found to reach up to ``start``, its readers
are sent back to its beginning, and the relay's cursor to ``start``. Then the relay does its work;
what readers have seen before they drop by position.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import UnknownTopicOrPartitionError

from shared.bus.cursor import Connection, Pool
from shared.bus.leading import STREAMS, leading, move_cursor
from shared.bus.producer import Connect
from shared.bus.relay import Relay
from shared.bus.tail import tail_of
from shared.bus.topics import partition_of

HEAD = "SELECT coalesce(max(position), 0) FROM events"
CURSOR = "SELECT position FROM relay_cursor"
PAUSE = 0.1
GONE_WITHIN = 60.0

Step = Callable[[], Awaitable[None]]


class RepublishRefused(Exception):
    """Nothing has been changed; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A service's log and its topic; ``make`` creates the topic where it is missing."""

    log: Pool
    connect: Connect
    service: str
    company: str
    topic: str
    partitions: int
    make: Step

    async def rewind(self, start: int, *, recreate: bool, send_back: Step) -> int:
        """Answers the log's head; raises ``RepublishRefused``.

        ``send_back`` has every reader begin at the topic's beginning, and may refuse.
        """
        async with leading(self.log) as connection:
            head: int = await connection.fetchval(HEAD)
            if not 1 <= start <= max(head, 1):
                raise RepublishRefused(f"the log of {self.service} holds positions 1 to {head}")
            sent = await sent_before(connection, start, self.partitions)
            if recreate:
                if start != 1:
                    raise RepublishRefused("a topic that is made anew begins with position 1")
                await self.remove()
            await self.make()
            await self._refuse_gap(start, sent)
            await send_back()
            await move_cursor(connection, start - 1, sent)
            return head

    async def remove(self) -> None:
        """Returns when the broker no longer knows the topic."""
        admin = AIOKafkaAdminClient(**self.connect)
        await admin.start()
        try:
            await admin.delete_topics([self.topic])
            async with asyncio.timeout(GONE_WITHIN):
                while await self._is_there(admin):  # noqa: ASYNC110 - it happens in the broker
                    await asyncio.sleep(PAUSE)
        finally:
            await admin.close()

    async def _is_there(self, admin: AIOKafkaAdminClient) -> bool:
        [found] = await admin.describe_topics([self.topic])
        return bool(found["error_code"] != UnknownTopicOrPartitionError.errno)

    async def _refuse_gap(self, start: int, sent: list[int]) -> None:
        async with tail_of(self.connect, self.service, self.topic, self.partitions) as tail:
            count = await tail.count()
            if start == 1:
                if count:
                    raise RepublishRefused(
                        f"{self.topic} holds {count} records: '--recreate' deletes the topic and "
                        "makes it anew, '--from <position>' goes on where it ends"
                    )
                return
            read = await tail.after(start - 1)
        last = {at: max(one.position for one in some) for at, some in read.items() if some}
        for partition, position in enumerate(sent):
            if last.get(partition, 0) < position:
                raise RepublishRefused(
                    f"{self.topic}, partition {partition} ends with position "
                    f"{last.get(partition, 0)}: begin right after that or earlier"
                )

    async def publish(self, head: int, watch: Callable[[int], None]) -> None:
        """Until the cursor is at ``head``, by this relay or by the service's own.

        ``watch`` is told the cursor's position.
        """
        stop = asyncio.Event()
        relay = Relay(
            pool=self.log,
            connect=self.connect,
            service=self.service,
            company=self.company,
            topic=self.topic,
            partitions=self.partitions,
        )
        async with asyncio.TaskGroup() as group:
            group.create_task(relay.run(stop))
            try:
                while (position := await self.log.fetchval(CURSOR)) < head:
                    watch(position)
                    await asyncio.sleep(PAUSE)
                watch(position)
            finally:
                stop.set()


async def sent_before(connection: Connection, start: int, partitions: int) -> list[int]:
    """The last position of each partition before ``start``, 0 for none."""
    sent = [0] * partitions
    await follow(connection, sent, 0, start - 1)
    return sent


async def follow(connection: Connection, sent: list[int], after: int, until: int) -> None:
    """Moves ``sent`` from the position ``after`` to ``until``."""
    while rows := await connection.fetch(STREAMS, after, until):
        for position, stream in rows:
            sent[partition_of(stream, len(sent))] = position
        after = rows[-1][0]
