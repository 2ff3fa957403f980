"""A queue before each stream: in one process, commands on a stream go one after the other."""

import asyncio
from collections import deque
from collections.abc import Collection, Sequence

from shared.kernel.messages import StreamId


class StreamQueues:
    """First come, first served; several streams are taken in sorted order, so none wait in a ring.

    A stream is in ``_waiting`` while somebody has it.
    """

    def __init__(self) -> None:
        self._waiting: dict[StreamId, deque[asyncio.Future[None]]] = {}

    def taken(self, streams: Sequence[StreamId]) -> Sequence[StreamId]:
        """What to ``leave``, if it is one that nobody has; else none: ``take`` waits for it."""
        if len(streams) != 1 or streams[0] in self._waiting:
            return ()
        self._waiting[streams[0]] = deque()
        return streams

    async def take(self, streams: Collection[StreamId]) -> Sequence[StreamId]:
        """Waits until it is the caller's turn on all; the answer is what to ``leave``."""
        wanted = sorted(set(streams)) if len(streams) > 1 else list(streams)
        for nth, stream in enumerate(wanted):
            if stream not in self._waiting:
                self._waiting[stream] = deque()
                continue
            try:
                await self._wait(stream)
            except asyncio.CancelledError:
                self.leave(wanted[:nth])
                raise
        return wanted

    def leave(self, streams: Sequence[StreamId]) -> None:
        """Lets the next ones in."""
        for stream in streams:
            queue = self._waiting[stream]
            while queue:
                turn = queue.popleft()
                if not turn.done():
                    turn.set_result(None)
                    break
            else:
                del self._waiting[stream]

    async def _wait(self, stream: StreamId) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[stream].append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # it came together with the cancellation
                self.leave([stream])
            raise
