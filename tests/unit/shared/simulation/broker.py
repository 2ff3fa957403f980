"""A topic of some partitions: what is sent may be lost, come twice, come late or go unanswered."""

import asyncio
from typing import Any, NamedTuple
from uuid import UUID

from aiokafka.errors import KafkaConnectionError, RequestTimedOutError

from shared.bus.envelope import SENT, Headers, parse
from shared.bus.producer import Message, Publisher
from tests.unit.shared.simulation.checker import PARTITIONS, Checker
from tests.unit.shared.simulation.dice import Dice

TOPIC = "mastery.bank.events"
MOST_IN_A_BATCH = 5


class Record(NamedTuple):
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Headers = SENT


class Broker:
    def __init__(self, dice: Dice, checker: Checker) -> None:
        self.dice = dice
        self._checker = checker
        self.partitions: list[list[Record]] = [[] for _ in range(PARTITIONS)]
        self._away_until = 0.0
        self._news: list[asyncio.Future[None]] = []

    def leave(self, seconds: float) -> None:
        self._away_until = self.dice.loop.time() + seconds

    def check_there(self) -> None:
        if self.dice.loop.time() < self._away_until or self.dice.happens():
            raise KafkaConnectionError("the broker is away")

    def write(self, partition: int, messages: list[Message]) -> None:
        records = self.partitions[partition]
        for key, value in messages:
            records.append(Record(len(records), key, value))
            envelope = parse(value, SENT)
            self._checker.arrived(partition, envelope.position, envelope.prev)
        for waiting in self._news:
            if not waiting.done():
                waiting.set_result(None)
        self._news = []

    def ends(self) -> dict[int, UUID]:
        """The greatest position of each partition, with its event."""
        found = [[parse(one.value, SENT) for one in records] for records in self.partitions]
        newest = [max(some, key=lambda one: one.position) for some in found if some]
        return {one.position: one.event_id for one in newest}

    async def news(self, seconds: float) -> None:
        """Until something has been written, at most so long."""
        waiting = self.dice.loop.create_future()
        self._news.append(waiting)
        timer = self.dice.loop.call_later(seconds, woken, waiting)
        try:
            await waiting
        finally:
            timer.cancel()


def woken(waiting: asyncio.Future[None]) -> None:
    if not waiting.done():
        waiting.set_result(None)


class Batch:
    def __init__(self) -> None:
        self.messages: list[Message] = []

    def append(self, *, key: bytes, value: bytes, **_rest: object) -> object | None:
        """As aiokafka's: none if it is full."""
        if len(self.messages) == MOST_IN_A_BATCH:
            return None
        self.messages.append((key, value))
        return object()


class SimulatedPublisher(Publisher):
    """The relay's own ``publish`` over a producer that is not there."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker

    _closed = True  # or aiokafka's would be closed

    async def start(self) -> None:
        await asyncio.sleep(self._broker.dice.quick())
        await self._broker.dice.resumed()
        self._broker.check_there()

    def create_batch(self) -> Any:
        return Batch()

    async def send_batch(self, batch: Any, topic: str, *, partition: int) -> Any:
        assert topic == TOPIC
        dice = self._broker.dice
        await dice.resumed()
        acknowledged = dice.loop.create_future()
        self._send(batch.messages, partition, acknowledged)
        return acknowledged

    def _send(
        self, messages: list[Message], partition: int, acknowledged: asyncio.Future[None]
    ) -> None:
        dice, broker = self._broker.dice, self._broker
        fate = dice.fate()
        try:
            broker.check_there()
        except KafkaConnectionError as error:
            dice.later(dice.quick(), refused, acknowledged, error)
            return
        delay = dice.slow() if fate == "slow" else dice.quick()
        if fate != "lost":
            dice.later(delay, broker.write, partition, messages)
        if dice.happens():  # a broker that does not know the producer takes it twice
            dice.later(delay + dice.slow(), broker.write, partition, messages)
        if fate in {"well", "slow"}:
            dice.later(delay + dice.quick(), woken, acknowledged)
        elif fate != "silent":
            late = RequestTimedOutError("no acknowledgement")
            dice.later(dice.slow(), refused, acknowledged, late)

    async def give_up(self) -> None:
        """What is on its way may arrive or not."""


def refused(acknowledged: asyncio.Future[None], error: BaseException) -> None:
    if not acknowledged.done():
        acknowledged.set_exception(error)
