"""What a worker tells its consumer when partitions are assigned to it."""

from collections.abc import Collection
from typing import Any

from aiokafka import TopicPartition

from shared.readmodel.assignment import Assignment

ASSIGNED = [TopicPartition("mastery.goals.events", nth) for nth in range(3)]


class Told:
    """Remembers what the consumer was told, in order."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, Collection[TopicPartition]]] = []

    def pause(self, *partitions: TopicPartition) -> None:
        self.calls.append(("pause", partitions))

    def resume(self, *partitions: TopicPartition) -> None:
        self.calls.append(("resume", partitions))


def test_nothing_is_read_of_a_partition_before_it_is_known_where_to_begin() -> None:
    """The consumer hands out records before the worker has read its offsets."""
    consumer: Any = Told()
    nowhere: Any = None
    assignment = Assignment(consumer, "goals", nowhere, {"goals": "mastery.goals.events"})
    assignment.on_partitions_assigned(ASSIGNED)
    assert consumer.calls == [("pause", tuple(ASSIGNED))]
    assert assignment.slots == {}
