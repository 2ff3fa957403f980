"""Group commit: what is sent together, what waits, what fails alone."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from shared.eventstore import batcher as bounds
from shared.eventstore.batcher import Batcher
from shared.eventstore.lanes import TimedOut
from shared.eventstore.port import Append, Appended, Outcome, StreamWrite
from shared.kernel.errors import Busy, Unavailable
from shared.testing.logs import append, fresh_stream, new_event, write


@dataclass
class Log:
    """Takes a batch when it is let; refuses one that holds something of ``bad``."""

    bad: list[Append] = field(default_factory=list)
    error: Exception = field(default_factory=ValueError)
    sent: list[Sequence[Append]] = field(default_factory=list)
    open: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, batch: Sequence[Append]) -> Sequence[Outcome]:
        self.sent.append(batch)
        await self.open.wait()
        if any(each in self.bad for each in batch):
            raise self.error
        return [Appended(()) for _ in batch]

    @property
    def sizes(self) -> list[int]:
        return [len(batch) for batch in self.sent]


def appends(number: int) -> list[Append]:
    return [append(write(fresh_stream())) for _ in range(number)]


async def settled(batcher: Batcher, log: Log, batch: Sequence[Append]) -> list[object]:
    """Hands in one after the other, opens the log, and answers what came of them."""
    batcher.start()
    tasks = []
    for each in batch:
        tasks.append(batcher.append(each))
        for _ in range(3):
            await asyncio.sleep(0)
    log.open.set()
    results: list[object] = list(await asyncio.gather(*tasks, return_exceptions=True))
    await batcher.close()
    return results


async def test_what_arrives_while_batches_are_in_flight_goes_together() -> None:
    log = Log()
    results = await settled(Batcher([log.send, log.send]), log, appends(10))
    assert results == [Appended(())] * 10
    assert log.sizes == [1, 1, 8]


async def test_a_batch_has_a_bound() -> None:
    log = Log()
    await settled(Batcher([log.send], most=3), log, appends(8))
    assert log.sizes == [1, 3, 3, 1]


async def test_a_stream_stands_once_in_a_batch() -> None:
    log = Log()
    one, two = fresh_stream(), fresh_stream()
    batch = [
        *appends(1),
        append(write(one)),
        append(write(one), write(two)),
        append(write(two)),
        *appends(1),
    ]
    await settled(Batcher([log.send]), log, batch)
    assert log.sent[1:] == [[batch[1], batch[4]], [batch[2]], [batch[3]]]


async def test_only_what_is_at_fault_fails() -> None:
    batch = appends(9)
    log = Log(bad=[batch[4], batch[7]])
    results = await settled(Batcher([log.send]), log, batch)
    failed = [nth for nth, result in enumerate(results) if isinstance(result, ValueError)]
    assert failed == [4, 7]
    assert results.count(Appended(())) == 7


async def test_a_log_out_of_reach_fails_the_batch_at_once() -> None:
    batch = appends(5)
    log = Log(bad=batch, error=Unavailable())
    results = await settled(Batcher([log.send]), log, batch)
    assert {type(result) for result in results} == {Unavailable}
    assert log.sizes == [1, 4]


def large(size: int) -> Append:
    return append(StreamWrite(fresh_stream(), 0, (new_event(payload="x" * size),)))


async def test_a_batch_has_a_bound_in_bytes() -> None:
    log = Log()
    third = bounds.MOST_BYTES // 3
    batch = [*appends(1), *(large(third) for _ in range(7)), large(2 * bounds.MOST_BYTES)]
    results = await settled(Batcher([log.send]), log, batch)
    assert results == [Appended(())] * len(batch)
    assert log.sizes == [1, 3, 3, 1, 1]


async def test_what_is_too_slow_is_sent_in_parts_and_the_small_ones_first() -> None:
    slow = large(100_000)
    batch = [*appends(1), slow, *appends(8)]
    log = Log(bad=[slow], error=TimedOut())
    results = await settled(Batcher([log.send]), log, batch)
    assert [type(result) for result in results] == [Appended, TimedOut, *[Appended] * 8]
    assert log.sizes == [1, 9, 4, 5, 2, 3, 1, 2, 1, 1]
    assert isinstance(results[1], TimedOut)
    assert results[1].code == "Unavailable"


async def test_what_is_too_slow_is_not_sent_in_parts_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bounds, "PATIENCE", 0.0)
    batch = appends(5)
    log = Log(bad=batch, error=TimedOut())
    assert {type(each) for each in await settled(Batcher([log.send]), log, batch)} == {TimedOut}
    assert log.sizes == [1, 4]


@pytest.mark.parametrize("bound", ["MOST_WAITING", "MOST_WAITING_BYTES"])
async def test_who_comes_when_too_much_waits_is_told_so_at_once(
    monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    monkeypatch.setattr(bounds, bound, 3)
    log = Log()
    batcher = Batcher([log.send])
    batcher.start()
    for _ in range(2):  # what has been stored makes room again
        first = batcher.append(large(1))
        while not log.sent:  # noqa: ASYNC110
            await asyncio.sleep(0)
        waiting = [batcher.append(large(1)) for _ in range(3)]
        with pytest.raises(Busy):
            await batcher.append(large(1))
        log.open.set()
        assert await asyncio.gather(first, *waiting) == [Appended(())] * 4
        log.open.clear()
        log.sent.clear()
    log.open.set()
    await batcher.close()


async def test_a_command_larger_than_the_bound_is_taken_when_nothing_waits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bounds, "MOST_WAITING_BYTES", 3)
    log = Log()
    assert await settled(Batcher([log.send]), log, [large(10)]) == [Appended(())]


async def test_who_gives_up_does_not_disturb_the_others() -> None:
    log = Log()
    batcher = Batcher([log.send])
    batcher.start()
    tasks = [batcher.append(each) for each in appends(3)]
    await asyncio.sleep(0)
    tasks[1].cancel()
    log.open.set()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(result) for result in results] == [Appended, asyncio.CancelledError, Appended]
    await batcher.close()


async def test_closing_stores_what_has_been_handed_in_and_takes_no_more() -> None:
    log = Log()
    batcher = Batcher([log.send], most=2)
    batcher.start()
    tasks = [batcher.append(each) for each in appends(7)]
    await asyncio.sleep(0)
    closing = asyncio.create_task(batcher.close())
    await asyncio.sleep(0)
    with pytest.raises(Unavailable):
        await batcher.append(appends(1)[0])
    log.open.set()
    assert await asyncio.gather(*tasks) == [Appended(())] * 7
    await closing


async def test_it_can_be_closed_when_everything_is_cancelled() -> None:
    log = Log()
    before = asyncio.all_tasks()
    batcher = Batcher([log.send, log.send])
    batcher.start()
    for worker in asyncio.all_tasks() - before:
        worker.cancel()
    async with asyncio.timeout(5):
        await batcher.close()
