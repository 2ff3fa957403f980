"""What a projector does about once a second, between two batches."""

import asyncio
import time
from collections.abc import Mapping
from contextlib import suppress

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from shared.bus.cursor import Pool
from shared.readmodel import offsets, parked
from shared.readmodel.applying import Applying
from shared.readmodel.assignment import Assignment
from shared.readmodel.ends import Ends
from shared.readmodel.offsets import Place

log = structlog.get_logger(__name__)

EVERY = 1.0
PATIENCE = 10.0
"""Seconds for a question to the broker; an answer that comes later proves nothing any more."""


class Upkeep:
    """Looks where the partitions end, tries parked keys again, tells Kafka how far it is."""

    def __init__(
        self,
        consumer: AIOKafkaConsumer,
        assignment: Assignment,
        applying: Applying,
        projector: str,
        pool: Pool,
    ) -> None:
        self._consumer = consumer
        self._assignment = assignment
        self._applying = applying
        self._projector = projector
        self._pool = pool
        self._ends = Ends()
        self._next = 0.0
        self._asking: asyncio.Task[None] | None = None
        self._answered = False

    def close(self) -> None:
        if self._asking is not None:
            self._asking.cancel()

    async def due(self) -> None:
        """In turn with the batches, for both write the rows of the same partitions."""
        if self._answered:
            self._answered = False
            await self._store_ends()
        now = time.monotonic()
        if now < self._next or not self._assignment.slots:
            return
        self._next = now + EVERY
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())
        await self._try_again()

    async def _store_ends(self) -> None:
        """Looks, too, whether a server that went down has forgotten what had been applied."""
        slots = self._assignment.slots
        if seen := self._ends.reached(slots.values()):
            async with self._pool.acquire() as connection:
                await offsets.saw_end(connection, self._projector, seen)
                stored = await offsets.read(connection, self._projector, list(slots))
            astray = [place for place, slot in slots.items() if stored.get(place) != slot.held]
            if astray:
                await self._assignment.correct(astray)

    async def _try_again(self) -> None:
        places = list(self._assignment.slots)
        for place, key in await parked.asked_again(self._pool, self._projector, places):
            if place in self._assignment.slots:
                epoch = self._assignment.slots[place].held.epoch
                await self._applying.try_again(place, key, epoch)

    async def _ask(self) -> None:
        """Beside the batches: the broker may be slow or away."""
        at = time.monotonic()
        partitions = self._assignment.partitions()
        with suppress(KafkaError, TimeoutError):
            async with asyncio.timeout(PATIENCE):
                ends = await self._consumer.end_offsets(partitions)
                self._ends.looked(at, self._places(ends))
                self._answered = True
                await self._consumer.commit(self._assignment.progress())

    def _places(self, ends: Mapping[TopicPartition, int]) -> dict[Place, int]:
        return {self._assignment.place(partition): end for partition, end in ends.items()}
