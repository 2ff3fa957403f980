"""Whenever an event, then a command: FastStream carries the policies, PostgreSQL their progress.

One subscriber a topic, batches, one task a partition: one that waits is paused, and holds up no
other. What Kafka's group has committed decides nothing: on assignment the partitions are paused,
their progress is read and sought. Nothing is raised into FastStream, which would swallow it, and
nothing is decoded by it: it would skip a message together with a header that it cannot decode.
"""

import asyncio
from collections.abc import Collection
from contextlib import suppress
from itertools import groupby
from typing import Any

from aiokafka import TopicPartition
from aiokafka.abc import ConsumerRebalanceListener
from aiokafka.errors import IllegalStateError, KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker
from faststream.kafka.message import KafkaAckableMessage

from shared.bus.pace import Pace
from shared.bus.seen import Forked
from shared.kernel.errors import LogBroken
from shared.runtime import metrics
from shared.runtime.health import Health
from shared.runtime.logging import logger
from shared.runtime.policy_lanes import Lanes
from shared.runtime.policy_offsets import Progress
from shared.runtime.policy_partition import Hole, PolicyReader, Record
from shared.runtime.reactions import MOMENTARY, Stopping

BATCH = 500
POLL_MS = 50
"""FastStream sleeps as long again after an empty poll."""
MEMBER_MS = 300_000  # after which, without a poll, Kafka takes the partitions away
PACE = 0.05
PAUSE = 0.5
TOGETHER = 0.25
"""Seconds for which the partitions of a batch wait for one another."""
TRIES = 5
"""Of a reaction that fails in itself, before its partition is stopped."""

_log = logger(__name__)


class PolicySubscription(ConsumerRebalanceListener):
    """One topic's messages on their way to the service's policies."""

    def __init__(
        self, reader: PolicyReader, topic: str, health: Health, stop: asyncio.Event
    ) -> None:
        self._reader = reader
        self._topic = topic
        self._health = health
        self._stop = stop
        self._progress: dict[TopicPartition, Progress] = {}
        self._from_start: set[TopicPartition] = set()
        self._pace = Pace(PACE)
        self._lanes = Lanes()
        self.finish = self._lanes.finish
        self._waiting: set[TopicPartition] = set()
        self._subscriber: Any = None

    def subscribe(self, broker: KafkaBroker, group: str, poll_ms: int = MEMBER_MS) -> None:
        """Declares the subscriber, which starts with the broker."""
        reactions = self._reader.reactions
        self._subscriber = broker.subscriber(
            self._topic,
            group_id=group,
            batch=True,
            max_records=BATCH,
            batch_timeout_ms=POLL_MS,
            ack_policy=AckPolicy.MANUAL,
            auto_offset_reset="earliest",
            no_reply=True,
            listener=self,
            parser=self._wrapped,
            decoder=_undecoded,
            title=self._topic,
            description="Policies: " + ", ".join(reaction.name for reaction in reactions),
            max_poll_interval_ms=poll_ms,
        )
        self._subscriber(self.handle)

    @property
    def consumes(self) -> bool:
        """Whether there is a consumer and a loop that reads from it."""
        subscriber = self._subscriber
        return subscriber.consumer is not None and any(not task.done() for task in subscriber.tasks)

    async def handle(self, message: Any) -> None:
        """Never raises: FastStream would log it and go on with the next batch.

        It does not wait for a partition that waits: the others are read, and polling goes on,
        without which Kafka would take all partitions away.
        """
        await self._pace.wait()
        self._pace.took(len(message.raw_message))
        places = []
        for partition, records in groupby(message.raw_message, key=lambda one: one.partition):
            place = TopicPartition(self._topic, partition)
            self._take(place, list(records))
            places.append(place)
        await self._lanes.ended(places, TOGETHER)
        for place in filter(self._lanes.busy, places):
            self._set_aside(place)
        await self._tell_kafka(places)

    def _take(self, place: TopicPartition, records: list[Record]) -> None:
        progress = self._progress.get(place)
        if progress is None:
            return  # fetched before it was sought, or taken away since
        if self._lanes.busy(place):  # fetched before it was set aside
            with suppress(IllegalStateError):
                self._subscriber.consumer.seek(place, records[0].offset)
            return
        self._lanes.begin(place, self._partition(place, records, progress))

    def _set_aside(self, place: TopicPartition) -> None:
        self._waiting.add(place)
        with suppress(IllegalStateError):  # taken away meanwhile
            self._subscriber.consumer.pause(place)
        metrics.POLICY_WAITS.labels(self._topic).set(len(self._waiting))

    def _go_on(self, place: TopicPartition) -> None:
        if place not in self._waiting:
            return
        self._waiting.discard(place)
        metrics.POLICY_WAITS.labels(self._topic).set(len(self._waiting))
        if place in self._progress:
            with suppress(IllegalStateError):
                self._subscriber.consumer.resume(place)

    async def _tell_kafka(self, places: Collection[TopicPartition]) -> None:
        """A courtesy to lag monitors; nothing is read from it."""
        reached = {
            place: self._progress[place].next_offset for place in places if place in self._progress
        }
        if not reached:
            return
        try:
            await self._subscriber.consumer.commit(reached)
        except (KafkaError, IllegalStateError) as error:
            _log.info("policy_commit_failed", exc_info=error)

    async def on_partitions_revoked(self, revoked: Collection[TopicPartition]) -> None:
        for place in revoked:
            self._progress.pop(place, None)
        await self._lanes.give_up(revoked)

    async def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        consumer = self._subscriber.consumer
        consumer.pause(*assigned)  # before anything is awaited: records may be on their way
        for place in assigned:
            progress = await self._read_progress(place)
            if progress is None:
                return
            consumer.seek(place, progress.next_offset)
            self._progress[place] = progress
            self._from_start.discard(place)  # another reader may have been elsewhere meanwhile
            if progress.next_offset == 0:
                self._from_start.add(place)
        consumer.resume(*assigned)

    async def _read_progress(self, place: TopicPartition) -> Progress | None:
        """Until it succeeds or the process ends; aiokafka swallows what a listener raises."""
        while not self._stop.is_set():
            try:
                return await self._reader.progress(place.partition)
            except Exception as error:
                _log.warning("policy_progress_unreadable", exc_info=error)
                await self._pause()
        return None

    async def _partition(
        self, place: TopicPartition, records: list[Record], progress: Progress
    ) -> None:
        failures: list[Exception] = []
        try:
            while not self._stop.is_set() and not await self._attempt(
                place, records, progress, failures
            ):
                await self._pause()
        finally:
            self._go_on(place)

    async def _attempt(
        self,
        place: TopicPartition,
        records: list[Record],
        progress: Progress,
        failures: list[Exception],
    ) -> bool:
        """Whether nothing remains to be tried with these records."""
        try:
            await self._reader.handle(place.partition, records, progress)
        except Stopping:
            return True
        except Hole as error:
            self._miss(place, error)
        except Forked as error:
            self._halt(place, error)
        except MOMENTARY as error:
            _log.warning("policy_interrupted", exc_info=error)
            return False
        except Exception as error:  # a bug of ours: not to be skipped, nor swallowed
            failures.append(error)
            _log.error("policy_failed", times=len(failures), exc_info=error)
            if len(failures) < TRIES:
                return False
            self._halt(place, error)
        return True

    def _miss(self, place: TopicPartition, error: LogBroken) -> None:
        """The stored offset may belong to a topic that was made anew: read it from its start."""
        if place in self._from_start:
            self._halt(place, error)
            return
        self._from_start.add(place)
        try:
            self._subscriber.consumer.seek(place, 0)
        except IllegalStateError:
            self._progress.pop(place, None)  # taken away meanwhile: its next reader sees to it

    def _halt(self, place: TopicPartition, error: Exception) -> None:
        self._progress.pop(place, None)
        with suppress(IllegalStateError):  # taken away meanwhile
            self._subscriber.consumer.pause(place)
        told = str(error) if isinstance(error, LogBroken) else type(error).__name__
        self._health.stop("policies", f"{place.topic}, partition {place.partition}: {told}")
        _log.critical(
            "policies_stopped", topic=place.topic, partition=place.partition, exc_info=error
        )

    async def _pause(self) -> None:
        try:
            await asyncio.wait_for(self._stop.wait(), PAUSE)
        except TimeoutError:
            return

    async def _wrapped(self, records: tuple[Record, ...]) -> KafkaAckableMessage:
        return KafkaAckableMessage(
            raw_message=records, body=records, consumer=self._subscriber.consumer
        )


async def _undecoded(message: KafkaAckableMessage) -> KafkaAckableMessage:
    return message
