"""Group commit: what is sent together, what waits, what fails alone."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from shared.eventstore.batcher import Batcher
from shared.eventstore.port import Append, Appended, Outcome
from shared.kernel.errors import Unavailable
from shared.testing.logs import append, fresh_stream, write


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
