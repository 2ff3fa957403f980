"""One task a partition, so that a partition that waits holds up no other one."""

import asyncio
from collections.abc import Collection, Coroutine
from typing import Any

from aiokafka import TopicPartition


class Lanes:
    """What each partition is at work on; at most one batch each."""

    def __init__(self) -> None:
        self._tasks: dict[TopicPartition, asyncio.Task[None]] = {}

    def begin(self, place: TopicPartition, work: Coroutine[Any, Any, None]) -> None:
        self._tasks[place] = asyncio.create_task(work, name=f"policies of {place}")

    def busy(self, place: TopicPartition) -> bool:
        task = self._tasks.get(place)
        return task is not None and not task.done()

    async def ended(self, places: Collection[TopicPartition], within: float) -> None:
        """All of these, or the time is over."""
        if tasks := [self._tasks[place] for place in places if place in self._tasks]:
            await asyncio.wait(tasks, timeout=within)

    async def give_up(self, places: Collection[TopicPartition]) -> None:
        """Their next reader does it again, which has its effect once."""
        tasks = [self._tasks.pop(place) for place in places if place in self._tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def finish(self) -> None:
        """What has been taken up, once the process is to end."""
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
