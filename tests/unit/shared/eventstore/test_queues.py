"""The queue before each stream."""

import asyncio

from shared.eventstore.queues import StreamQueues
from shared.kernel.messages import StreamId

A, B = StreamId("a-1"), StreamId("b-1")


async def turns(queues: StreamQueues, log: list[str], name: str, *streams: StreamId) -> None:
    taken = await queues.take(streams)
    log.append(f"{name} in")
    await asyncio.sleep(0)
    log.append(f"{name} out")
    queues.leave(taken)


async def test_one_after_the_other_first_come_first_served() -> None:
    queues, log = StreamQueues(), list[str]()
    await asyncio.gather(*(turns(queues, log, name, A) for name in "xyz"))
    assert log == ["x in", "x out", "y in", "y out", "z in", "z out"]


async def test_streams_do_not_wait_for_one_another() -> None:
    queues, log = StreamQueues(), list[str]()
    await asyncio.gather(turns(queues, log, "x", A), turns(queues, log, "y", B))
    assert log == ["x in", "y in", "x out", "y out"]


async def test_several_streams_are_taken_without_a_ring() -> None:
    queues, log = StreamQueues(), list[str]()
    names = [turns(queues, log, str(nth), *((A, B) if nth % 2 else (B, A))) for nth in range(20)]
    await asyncio.wait_for(asyncio.gather(*names), 5)
    assert log[::2] == [f"{nth} in" for nth in range(20)]


async def test_a_stream_named_twice_is_taken_once() -> None:
    queues, log = StreamQueues(), list[str]()
    await asyncio.wait_for(turns(queues, log, "x", A, A), 5)
    assert log == ["x in", "x out"]


async def test_who_gives_up_lets_the_next_one_in() -> None:
    queues, log = StreamQueues(), list[str]()
    taken = await queues.take([A])
    waiting = [asyncio.create_task(turns(queues, log, name, A)) for name in "xyz"]
    await asyncio.sleep(0)
    waiting[0].cancel()
    await asyncio.sleep(0)
    queues.leave(taken)
    waiting[1].cancel()  # its turn has just come
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(result) for result in results[:2]] == [asyncio.CancelledError] * 2
    assert log == ["z in", "z out"]


async def test_who_gives_up_leaves_what_was_taken_before() -> None:
    queues, log = StreamQueues(), list[str]()
    taken = await queues.take([B])
    waiting = asyncio.create_task(turns(queues, log, "x", A, B))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await asyncio.wait_for(turns(queues, log, "y", A), 5)
    queues.leave(taken)
    await asyncio.wait_for(turns(queues, log, "z", A, B), 5)
    assert log == ["y in", "y out", "z in", "z out"]
