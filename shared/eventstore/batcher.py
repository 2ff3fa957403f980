"""Group commit: appends that arrive while a batch is in flight form the next one.

Two batches are under way at once, so that one is packed while the other commits; a third made it
slower. There is no linger. Callers hear in two halves: if all of them heard at once they would
come again at once, and only one batch would ever be under way.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

from shared.eventstore.port import Append, Outcome
from shared.kernel.errors import Unavailable

IN_FLIGHT = 2
MOST = 256
FEW = 16
"""A batch of so few is not worth parting."""

Send = Callable[[Sequence[Append]], Awaitable[Sequence[Outcome]]]
"""Stores a batch, all committed when it answers; raises ``Unavailable`` if it could not."""

Waiting = tuple[Append, asyncio.Future[Outcome]]


class Batcher:
    """One ``send`` for each batch in flight; ``close`` stores first what has been handed in."""

    def __init__(self, sends: Sequence[Send], most: int = MOST) -> None:
        self._sends = sends
        self._most = most
        self._waiting: deque[Waiting] = deque()
        self._arrived = asyncio.Event()
        self._closing = False
        self._workers: list[asyncio.Task[None]] = []

    def start(self) -> None:
        self._workers = [asyncio.create_task(self._work(send)) for send in self._sends]

    async def close(self) -> None:
        self._closing = True
        self._arrived.set()
        await asyncio.gather(*self._workers, return_exceptions=True)  # they may be cancelled too

    def append(self, append: Append) -> asyncio.Future[Outcome]:
        """Resolves after COMMIT; a caller that gives up does not stop the append."""
        if self._closing or not self._workers:
            raise Unavailable("the log takes no appends now")
        outcome: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting.append((append, outcome))
        self._arrived.set()
        return outcome

    async def _work(self, send: Send) -> None:
        while True:
            while not self._waiting:
                if self._closing:
                    return
                self._arrived.clear()
                await self._arrived.wait()
            await self._settle(send, self._take())

    def _take(self) -> Sequence[Waiting]:
        """The next batch, in order; what writes to a stream of the batch waits for the next."""
        batch: list[Waiting] = []
        left: list[Waiting] = []
        streams: set[str] = set()
        while self._waiting and len(batch) < self._most:
            waiting = self._waiting.popleft()
            names = [write.stream for write in waiting[0].writes]
            if streams.isdisjoint(names):
                batch.append(waiting)
            else:
                left.append(waiting)
            streams.update(names)
        self._waiting.extendleft(reversed(left))
        return batch

    async def _settle(self, send: Send, batch: Sequence[Waiting]) -> None:
        """A batch that the log refuses is halved until the one at fault stands alone."""
        try:
            outcomes = await send([append for append, _ in batch])
        except Exception as error:
            if len(batch) > 1 and not isinstance(error, Unavailable):
                middle = len(batch) // 2
                await self._settle(send, batch[:middle])
                await self._settle(send, batch[middle:])
                return
            for _, future in batch:
                if not future.done():
                    future.set_exception(error)
            return
        half = max(FEW, len(batch) // 2)
        for nth, ((_, future), outcome) in enumerate(zip(batch, outcomes, strict=True)):
            if nth == half:
                await asyncio.sleep(0)  # its callers form the next batch while the rest hear
            if not future.done():
                future.set_result(outcome)
