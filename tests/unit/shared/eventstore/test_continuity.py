"""Which log may be appended to, as one process knows it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID, uuid4

import asyncpg
import pytest

from shared.eventstore import continuity
from shared.eventstore.continuity import Connection, Continuity
from shared.eventstore.port import (
    Append,
    Appended,
    Known,
    NewEvent,
    StreamPosition,
    StreamWrite,
)
from shared.kernel.errors import LogBroken, Unavailable
from shared.kernel.messages import StreamId


class Server:
    """One connection's answers: its timeline, and the events of its log by position."""

    def __init__(self, timeline: str, events: dict[int, UUID] | None = None) -> None:
        self.timeline = timeline
        self.events = events or {}

    @property
    def connection(self) -> Connection:
        return cast("Connection", self)

    async def fetch(self, statement: str, position: int, **_timeout: Any) -> list[dict[str, Any]]:
        assert statement == continuity.LOOK
        return [{"timeline": self.timeline, "event_id": self.events.get(position)}]

    async def fetchrow(self, statement: str) -> dict[str, Any] | None:
        assert statement == continuity.LAST
        last = max(self.events, default=None)
        return None if last is None else {"position": last, "event_id": self.events[last]}


class Checks:
    def __init__(self, error: Exception | None = None) -> None:
        self.asked = 0
        self.error = error

    async def __call__(self, _connection: Connection) -> None:
        self.asked += 1
        if self.error is not None:
            raise self.error


def batch(event: UUID) -> Sequence[Append]:
    write = StreamWrite(StreamId("s-1"), 0, (NewEvent(event, "t.v1", "{}", ()),))
    now = datetime.now(UTC)
    return [Append(uuid4(), b"", (write,), now, "a", "c", None, "live", None)]


def appended(position: int) -> Sequence[Appended]:
    return [Appended((StreamPosition(StreamId("s-1"), 1, position),))]


async def test_a_new_timeline_is_held_against_the_topic_before_anything_is_appended() -> None:
    check = Checks()
    known = Continuity(check)
    await known.note(Server("1").connection)
    await known.connected(Server("1").connection)
    assert check.asked == 0
    await known.connected(Server("2").connection)
    await known.connected(Server("2").connection)
    assert check.asked == 1


async def test_while_the_topic_cannot_be_asked_the_timeline_stays_unknown() -> None:
    check = Checks(Unavailable("Kafka is away"))
    known = Continuity(check)
    await known.note(Server("1").connection)
    for _ in range(2):
        with pytest.raises(Unavailable, match="Kafka"):
            await known.connected(Server("2").connection)
    assert check.asked == 2
    assert known.before() == 0


async def test_a_log_behind_its_topic_breaks_it_with_one_alarm() -> None:
    alarms: list[str] = []
    known = Continuity(Checks(LogBroken("the topic is ahead")), alarms.append)
    await known.note(Server("1").connection)
    for _ in range(2):
        with pytest.raises(Unavailable, match="has lost events"):
            await known.connected(Server("2").connection)
    assert alarms == ["the topic is ahead"]
    with pytest.raises(Unavailable, match="has lost events"):
        known.before()


async def test_what_was_acknowledged_must_be_there_on_each_new_connection() -> None:
    event = uuid4()
    known = Continuity()
    known.answered(known.before(), batch(event), appended(7))
    await known.connected(Server("1", {7: event}).connection)
    with pytest.raises(Unavailable, match="has lost events"):
        await known.connected(Server("1", {6: uuid4()}).connection)
    other = Continuity()
    other.answered(0, batch(event), appended(7))
    with pytest.raises(Unavailable, match="has lost events"):
        await other.connected(Server("1", {7: uuid4()}).connection)


async def test_the_log_as_it_was_at_the_start_must_be_there_too() -> None:
    event = uuid4()
    known = Continuity()
    await known.note(Server("1", {3: event}).connection)
    await known.connected(Server("1", {3: event, 4: uuid4()}).connection)
    with pytest.raises(Unavailable, match="has lost events"):
        await known.connected(Server("1", {2: uuid4()}).connection)


async def test_a_standby_may_yet_catch_up() -> None:
    known = Continuity()
    known.answered(0, batch(uuid4()), appended(7))
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        await known.connected(Server("", {}).connection)
    assert known.before() == 7


def test_two_batches_may_be_answered_in_the_other_order() -> None:
    known = Continuity()
    before = known.before()
    known.answered(before, batch(uuid4()), appended(20))
    known.answered(before, batch(uuid4()), appended(10))
    assert known.before() == 20


def test_a_position_at_or_below_one_acknowledged_earlier_is_refused() -> None:
    for position in (20, 19):
        known = Continuity()
        known.answered(known.before(), batch(uuid4()), appended(20))
        with pytest.raises(Unavailable, match="has lost events"):
            known.answered(known.before(), batch(uuid4()), appended(position))


def test_a_repeat_is_answered_with_its_old_position() -> None:
    known = Continuity()
    known.answered(known.before(), batch(uuid4()), appended(20))
    answer = (StreamPosition(StreamId("s-1"), 1, 5),)
    known.answered(known.before(), batch(uuid4()), [Known(answer)])
    assert known.before() == 20
