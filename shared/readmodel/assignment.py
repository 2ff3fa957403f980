"""Which partitions this worker holds, from where it reads them, and what it has read.

When Kafka assigns partitions they are paused at once, for aiokafka delivers records before a
listener has ended, and it swallows what a listener raises. So the rest happens outside of it,
where it can be tried again: take the partitions over, seek to what Postgres says, resume. What
Kafka's group has committed is never used.
"""

import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.abc import ConsumerRebalanceListener
from aiokafka.structs import ConsumerRecord

from shared.bus.cursor import Pool
from shared.bus.lost import lost_kind
from shared.bus.seen import KEPT, Seen, other, refuse_other_past
from shared.kernel.errors import LogBroken
from shared.readmodel import offsets
from shared.readmodel.applying import Batch
from shared.readmodel.arrivals import Arrival
from shared.readmodel.offsets import Held, Place, Step

log = structlog.get_logger(__name__)

Record = ConsumerRecord[bytes, bytes]

RECLAIM_AFTER = 15.0
"""Seconds; longer than Kafka's group needs to tell a worker that is out of it."""


@dataclass(slots=True, eq=False)
class Slot:
    """A partition as held since its last seek; what was read before that seek is void."""

    place: Place
    held: Held
    read_offset: int
    seen: Seen = field(init=False)

    def __post_init__(self) -> None:
        self.seen = Seen(self.held.last_position, self.held.last_event)


@dataclass(slots=True)
class Part:
    """Records of one partition that were read together."""

    slot: Slot
    next_offset: int
    records: Sequence[Record]
    arrivals: list[Arrival] = field(default_factory=list)
    fresh: Sequence[Arrival] = ()
    """The end of what is no repetition, once a batch has been made of it."""


class Assignment(ConsumerRebalanceListener):
    """Of one consumer; ``topics`` are those of the sources, by source."""

    def __init__(
        self, consumer: AIOKafkaConsumer, projector: str, pool: Pool, topics: Mapping[str, str]
    ) -> None:
        self._consumer = consumer
        self._projector = projector
        self._pool = pool
        self._topics = topics
        self._sources = {topic: source for source, topic in topics.items()}
        self._unclaimed: frozenset[Place] = frozenset()
        self._lost: dict[Place, float] = {}
        self.slots: dict[Place, Slot] = {}

    def on_partitions_revoked(self, _revoked: Collection[TopicPartition]) -> None:
        self._unclaimed = frozenset()
        self._lost = {}
        self.slots = {}

    def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        self._consumer.pause(*assigned)
        self._lost = {}
        self.slots = {}
        self._unclaimed = frozenset(self.place(partition) for partition in assigned)
        log.info("partitions_assigned", projector=self._projector, partitions=len(assigned))

    async def claim(self) -> bool:
        """Takes over what has been assigned since; may be called again after a failure.

        Answers whether there was anything.

        What was lost to another worker, but has stayed assigned to this one, is taken back: the
        other's claim may have been on its way while the partitions were shared anew, and then
        nobody would read it.
        """
        self._take_back()
        wanted = self._unclaimed
        if not wanted:
            return False
        async with self._pool.acquire() as connection:
            if wanted is not self._unclaimed:
                return False  # assigned anew while a connection was opened
            held = await offsets.claim(connection, self._projector, wanted)
        if wanted is not self._unclaimed:
            return False  # assigned anew meanwhile
        for place in wanted:
            self._seek(place, held[place])
        self._consumer.resume(*map(self._partition, wanted))
        self._unclaimed = frozenset()
        return True

    def _take_back(self) -> None:
        long_ago = time.monotonic() - RECLAIM_AFTER
        if back := {place for place, since in self._lost.items() if since < long_ago}:
            self._lost = {place: at for place, at in self._lost.items() if place not in back}
            self._unclaimed |= back

    async def correct(self, places: Collection[Place]) -> None:
        """Of partitions that a batch found elsewhere: seeks in its own, lets go of another's."""
        async with self._pool.acquire() as connection:
            held = await offsets.read(connection, self._projector, places)
        for place in places:
            slot, now = self.slots.get(place), held.get(place)
            if slot is None:
                continue
            if now is not None and now.epoch == slot.held.epoch:
                self._seek(place, now)
            else:
                self._consumer.pause(self._partition(place))
                del self.slots[place]
                self._lost[place] = time.monotonic()
                log.warning("partition_lost", projector=self._projector, place=place)

    def take(self, records: Mapping[TopicPartition, Sequence[Record]]) -> list[Part]:
        """What was read of the partitions that are held; moves on where the next read begins."""
        parts = []
        for partition, some in records.items():
            place = self.place(partition)
            slot = self.slots.get(place)
            if slot is None or not some or some[0].offset < slot.read_offset:
                continue
            slot.read_offset = some[-1].offset + 1
            parts.append(Part(slot, slot.read_offset, some))
        return parts

    def still_held(self, parts: Iterable[Part]) -> list[Part]:
        return [part for part in parts if self.slots.get(part.slot.place) is part.slot]

    def partitions(self) -> list[TopicPartition]:
        return [self._partition(place) for place in self.slots]

    def progress(self) -> dict[TopicPartition, int]:
        """For those who watch Kafka's groups; nothing is read from it."""
        return {self._partition(p): slot.held.next_offset for p, slot in self.slots.items()}

    def _seek(self, place: Place, held: Held) -> None:
        self.slots[place] = Slot(place, held, held.next_offset)
        self._consumer.seek(self._partition(place), held.next_offset)

    def place(self, partition: TopicPartition) -> Place:
        return Place(self._sources[partition.topic], partition.partition)

    def _partition(self, place: Place) -> TopicPartition:
        return TopicPartition(self._topics[place.source], place.partition)


def batch_of(parts: Iterable[Part]) -> Batch:
    """Drops what has been seen before; raises ``LogBroken`` if something is missing or other."""
    steps: list[Step] = []
    arrivals: list[Arrival] = []
    for part in parts:
        held, first = part.slot.held, len(arrivals)
        before = last = held.last_position
        event = held.last_event
        known: dict[int, str] | None = None  # of this batch, once something comes again
        for arrival in part.arrivals:
            if arrival.position is not None:
                if arrival.position <= last:
                    if known is None:
                        known = dict(ids(arrivals[first:]))
                    refuse_other(part.slot.seen, arrival, before, known)
                    continue
                if arrival.prev != last:
                    refuse(arrival, last)
                last, event = arrival.position, arrival.event_id
                if known is not None:
                    known[last] = event
            arrivals.append(arrival)
        part.fresh = arrivals[max(first, len(arrivals) - KEPT) :]
        steps.append(
            Step(part.slot.place, held.epoch, held.next_offset, part.next_offset, last, event)
        )
    return Batch(steps, arrivals)


def refuse(arrival: Arrival, last: int) -> None:
    """It does not follow ``last``."""
    refuse_other_past(where(arrival), arrival.position or 0, arrival.prev, last)
    raise LogBroken(
        f"{where(arrival)}: position {arrival.prev} is missing before {arrival.position}"
    )


def refuse_other(seen: Seen, again: Arrival, before: int, known: Mapping[int, str]) -> None:
    """Raises ``LogBroken`` if ``again`` is no repetition, of earlier or of what is ``known``."""
    position = again.position or 0
    if again.kind == lost_kind(again.place.source):
        return  # it fills a position that nothing was published at: readers may have passed it
    if position <= before:
        seen.refuse_other(where(again), position, again.event_id)
    elif known.get(position) != again.event_id:
        raise other(where(again), position, again.event_id, known.get(position))


def where(arrival: Arrival) -> str:
    return f"{arrival.place.source}, partition {arrival.place.partition}"


def ids(arrivals: Iterable[Arrival]) -> Iterator[tuple[int, str]]:
    """Positions with their events."""
    return ((one.position, one.event_id) for one in arrivals if one.position is not None)


def applied(parts: Iterable[Part], batch: Batch) -> None:
    """Notes in the slots what has been committed."""
    for part, step in zip(parts, batch.steps, strict=True):
        held, seen = part.slot.held, part.slot.seen
        held.next_offset = step.next_offset
        held.last_position, held.last_event = step.last_position, step.last_event
        if len(part.fresh) == KEPT:
            seen.clear()  # there may be others between them and what is kept
        seen.add(ids(part.fresh))
