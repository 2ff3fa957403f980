"""A queue before each stream: in one process, commands on a stream go one after the other."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from shared.kernel.messages import StreamId


class StreamQueues:
    """First come, first served; several streams are taken in sorted order, so none wait in a ring.

    A stream is in ``_waiting`` while somebody has it.
    """

    def __init__(self) -> None:
        self._waiting: dict[StreamId, deque[asyncio.Future[None]]] = {}

    @asynccontextmanager
    async def turn(self, streams: Iterable[StreamId]) -> AsyncIterator[None]:
        taken: list[StreamId] = []
        try:
            for stream in sorted(set(streams)):
                await self._take(stream)
                taken.append(stream)
            yield
        finally:
            for stream in taken:
                self._pass_on(stream)

    async def _take(self, stream: StreamId) -> None:
        queue = self._waiting.get(stream)
        if queue is None:
            self._waiting[stream] = deque()
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        queue.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # it came together with the cancellation
                self._pass_on(stream)
            raise

    def _pass_on(self, stream: StreamId) -> None:
        queue = self._waiting[stream]
        while queue:
            turn = queue.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        del self._waiting[stream]
