"""What a consumer has, without what its buffering would leave for the next time."""

from collections.abc import Iterable, Mapping, Sequence

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import NoOffsetForPartitionError, OffsetOutOfRangeError

from shared.kernel.errors import LogBroken
from shared.readmodel.assignment import Assignment, Part, Record, Slot

POLL_MS = 200
SOON_MS = 5
"""How long the broker may take to answer with what it has."""


async def fetched(
    consumer: AIOKafkaConsumer, assignment: Assignment, most: int, *, rested: bool
) -> Sequence[Part]:
    """At most so many records, of partitions that are held.

    aiokafka asks a broker nothing more until what it answered last has been taken. After a rest
    that is old: so it is taken, and what has come since is asked for. Raises ``LogBroken`` if
    the topic does not hold what comes next.
    """
    first = assignment.take(await answered(consumer, most, POLL_MS))
    left = most - sum(len(part.records) for part in first)
    if not (rested and first and left > 0):
        return first
    return joined([*first, *assignment.take(await answered(consumer, left, SOON_MS))])


async def answered(
    consumer: AIOKafkaConsumer, most: int, timeout_ms: int
) -> Mapping[TopicPartition, Sequence[Record]]:
    try:
        found: Mapping[TopicPartition, Sequence[Record]] = await consumer.getmany(
            timeout_ms=timeout_ms, max_records=most
        )
    except NoOffsetForPartitionError:
        return {}  # assigned, and not sought yet
    except OffsetOutOfRangeError as error:
        raise LogBroken(f"the topic does not hold the offset to go on from: {error}") from error
    return found


def joined(parts: Iterable[Part]) -> Sequence[Part]:
    """One a slot; who is sent elsewhere meanwhile has another slot from then on."""
    found: dict[Slot, Part] = {}
    for part in parts:
        before = found.get(part.slot)
        records = part.records if before is None else [*before.records, *part.records]
        found[part.slot] = Part(part.slot, part.next_offset, records)
    return list(found.values())
