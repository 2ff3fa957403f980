"""The relay's producer: whole batches in order, acknowledged by all replicas."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.codec import has_lz4
from aiokafka.errors import KafkaError

from shared.bus.envelope import HEADERS

BATCH_BYTES = 512 * 1024

Connect = Mapping[str, Any]
"""What every client of the broker is given: its addresses and security, named as aiokafka does."""

Message = tuple[bytes, bytes]
"""Key and value."""


class Publisher(AIOKafkaProducer):
    """Idempotent; after any failure it is given up: aiokafka's sender may be dead for good."""

    def __init__(self, connect: Connect) -> None:
        super().__init__(  # type: ignore[no-untyped-call]  # aiokafka has no types
            **connect,
            enable_idempotence=True,
            acks="all",
            compression_type="lz4" if has_lz4() else None,
            max_batch_size=BATCH_BYTES,
        )

    async def publish(self, topic: str, partition: int, messages: Sequence[Message]) -> None:
        """Returns when all are acknowledged.

        One batch after the other: were two on their way and the first failed, the second would
        stand before it.
        """
        batch = self.create_batch()
        for key, value in messages:
            if batch.append(timestamp=None, key=key, value=value, headers=HEADERS) is None:
                await self._acknowledged(batch, topic, partition)
                batch = self.create_batch()
                batch.append(timestamp=None, key=key, value=value, headers=HEADERS)
        await self._acknowledged(batch, topic, partition)

    async def _acknowledged(self, batch: Any, topic: str, partition: int) -> None:
        await (await self.send_batch(batch, topic, partition=partition))

    async def give_up(self) -> None:
        """Closes at once: what is on its way may arrive or not, and nothing is tried again.

        Whoever awaits ``publish`` is to be cancelled first.

        ``stop`` would wait until everything is acknowledged, which an idempotent producer tries
        for ever.
        """
        if self._closed:
            return
        self._closed = True
        await self.client.close()
        if self._sender.sender_task is not None:
            with suppress(TimeoutError, KafkaError):  # the sender had died already
                await asyncio.wait_for(self._sender.close(), timeout=1)
