"""Consumers of one group: partitions are shared anew, and not everybody hears at the same time."""

import asyncio
from collections.abc import Collection, Mapping
from typing import Any

from aiokafka import TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError, NoOffsetForPartitionError

from tests.unit.shared.simulation.broker import TOPIC, Broker, Record
from tests.unit.shared.simulation.checker import PARTITIONS
from tests.unit.shared.simulation.loop import PROCESS

LATE = 4.0
PATIENCE = 2.0


class Group:
    def __init__(self, broker: Broker) -> None:
        self.broker = broker
        self.members: list[Consumer] = []
        self.committed: dict[TopicPartition, int] = {}
        self.generation = 0
        self._there: list[Consumer] = []

    def consumer(self, **_settings: Any) -> "Consumer":
        return Consumer(self)

    def rebalance(self) -> None:
        """A member that is stopped is left out; it hears of it when it goes on."""
        dice = self.broker.dice
        self.generation += 1
        self._there = [member for member in self.members if member.is_there()]
        shares: dict[Consumer, list[TopicPartition]] = {member: [] for member in self.members}
        first = dice.random.randrange(PARTITIONS)
        for number in range(PARTITIONS if self._there else 0):
            member = self._there[(first + number) % len(self._there)]
            shares[member].append(TopicPartition(TOPIC, number))
        for member, share in shares.items():
            late = LATE if dice.happens() else 0.05
            delay = max(member.stalled_for(), dice.random.random() * late)
            dice.later(delay, member.hear, share, self.generation)

    def leave(self, member: "Consumer") -> None:
        if member in self.members:
            self.members.remove(member)
            self.rebalance()

    def look(self) -> None:
        """Who is silent is out, and who is back is in again."""
        self.members = [member for member in self.members if member.is_alive()]
        if self._there != [member for member in self.members if member.is_there()]:
            self.rebalance()


class Consumer:
    """As far as the projector uses aiokafka's; partitions are never read before they are sought."""

    def __init__(self, group: Group) -> None:
        self._group = group
        self._broker = group.broker
        self._process = PROCESS.get()
        self._generation = 0
        self._listener: Any = None
        self._positions: dict[TopicPartition, int | None] = {}
        self._paused: set[TopicPartition] = set()

    def is_alive(self) -> bool:
        return self._process is not None and self._process.alive

    def stalled_for(self) -> float:
        until = self._process.stalled_until if self._process is not None else 0.0
        return max(0.0, until - self._broker.dice.loop.time())

    def is_there(self) -> bool:
        return self.is_alive() and self.stalled_for() < PATIENCE

    def subscribe(self, *, topics: Collection[str], listener: Any) -> None:
        assert list(topics) == [TOPIC]
        self._listener = listener

    async def start(self) -> None:
        await self._travel()
        self._group.members.append(self)
        self._group.rebalance()

    async def stop(self) -> None:
        """A killed process does not take leave."""
        if self.is_alive():
            self._group.leave(self)

    async def _travel(self) -> None:
        await asyncio.sleep(self._broker.dice.quick())
        await self._broker.dice.resumed()
        self._broker.check_there()

    def hear(self, share: list[TopicPartition], generation: int) -> None:
        if generation <= self._generation or not self.is_alive() or self not in self._group.members:
            return
        if self.stalled_for() > 0:  # it was stopped meanwhile
            self._broker.dice.later(self.stalled_for() + 0.01, self.hear, share, generation)
            return
        self._listener.on_partitions_revoked(set(self._positions))
        self._generation = generation
        self._positions = {one: self._group.committed.get(one) for one in share}
        self._paused = set()
        self._listener.on_partitions_assigned(set(share))

    def pause(self, *partitions: TopicPartition) -> None:
        self._check_assigned(partitions)
        self._paused |= set(partitions)

    def resume(self, *partitions: TopicPartition) -> None:
        self._check_assigned(partitions)
        self._paused -= set(partitions)

    def seek(self, partition: TopicPartition, offset: int) -> None:
        self._check_assigned([partition])
        self._positions[partition] = offset

    def _check_assigned(self, partitions: Collection[TopicPartition]) -> None:
        if not set(partitions) <= self._positions.keys():
            raise IllegalStateError("a partition that is not assigned")

    async def getmany(
        self, *, timeout_ms: int, max_records: int
    ) -> dict[TopicPartition, list[Record]]:
        await self._travel()
        found = self._ready(max_records)
        if not found:
            await self._broker.news(timeout_ms / 1000)
            await self._travel()
            found = self._ready(max_records)
        return found

    def _ready(self, most: int) -> dict[TopicPartition, list[Record]]:
        found = {}
        for partition in sorted(self._positions.keys() - self._paused):
            position = self._positions[partition]
            if position is None:
                raise NoOffsetForPartitionError(partition)
            dice = self._broker.dice
            chunk = min(most, dice.random.choice((1, 3, 10, 1000)))
            records = self._broker.partitions[partition.partition][position : position + chunk]
            if records:
                self._positions[partition] = position + len(records)
                found[partition] = records
        return found

    async def end_offsets(
        self, partitions: Collection[TopicPartition]
    ) -> dict[TopicPartition, int]:
        await self._travel()
        return {one: len(self._broker.partitions[one.partition]) for one in partitions}

    async def commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        await self._travel()
        if self._generation != self._group.generation:
            raise CommitFailedError("the group has moved on")
        dice = self._broker.dice
        for partition, offset in offsets.items():
            astray = dice.random.choice((0, len(self._broker.partitions[partition.partition])))
            self._group.committed[partition] = astray if dice.happens() else offset
