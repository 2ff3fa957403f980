"""Group commit: appends that arrive while a batch is in flight form the next one.

Two batches are under way at once, so that one is packed while the other commits; a third made it
slower. There is no linger. Callers hear in two halves: if all of them heard at once they would
come again at once, and only one batch would ever be under way.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from shared.eventstore.lanes import TimedOut
from shared.eventstore.port import Append, Outcome
from shared.kernel.errors import Busy, Unavailable

IN_FLIGHT = 2
MOST = 256
MOST_BYTES = 8_388_608
MOST_WAITING = 10_000
MOST_WAITING_BYTES = 8 * MOST_BYTES
PATIENCE = 10.0
"""Seconds for which a batch that timed out is sent again in parts."""
FEW = 16
"""A batch of so few is not worth parting."""

Send = Callable[[Sequence[Append]], Awaitable[Sequence[Outcome]]]
"""Stores a batch, all committed when it answers; raises ``Unavailable`` if it could not."""


class Waiting(NamedTuple):
    append: Append
    outcome: asyncio.Future[Outcome]
    size: int
    """Characters of its payloads: of bytes there may be some more."""


class Batcher:
    """One ``send`` for each batch in flight; ``close`` stores first what has been handed in."""

    def __init__(self, sends: Sequence[Send], most: int = MOST) -> None:
        self._sends = sends
        self._most = most
        self._waiting: deque[Waiting] = deque()
        self._waiting_bytes = 0
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
        """Resolves after COMMIT; a caller that gives up does not stop the append.

        Raises ``Busy`` at once where too much waits already.
        """
        if self._closing or not self._workers:
            raise Unavailable("the log takes no appends now")
        size = size_of(append)
        if len(self._waiting) >= MOST_WAITING or (
            self._waiting and self._waiting_bytes + size > MOST_WAITING_BYTES
        ):
            raise Busy("Too much waits to be recorded; send the same command again.")
        outcome: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting.append(Waiting(append, outcome, size))
        self._waiting_bytes += size
        self._arrived.set()
        return outcome

    async def _work(self, send: Send) -> None:
        while True:
            while not self._waiting:
                if self._closing:
                    return
                self._arrived.clear()
                await self._arrived.wait()
            until = asyncio.get_running_loop().time() + PATIENCE
            await self._settle(send, self._take(), until)

    def _take(self) -> Sequence[Waiting]:
        """The next batch, in order; what writes to a stream of the batch waits for the next."""
        batch: list[Waiting] = []
        left: list[Waiting] = []
        streams: set[str] = set()
        total = 0
        while self._waiting and len(batch) < self._most:
            waiting = self._waiting[0]
            if batch and total + waiting.size > MOST_BYTES:
                break
            self._waiting.popleft()
            names = [write.stream for write in waiting.append.writes]
            if streams.isdisjoint(names):
                batch.append(waiting)
                total += waiting.size
            else:
                left.append(waiting)
            streams.update(names)
        self._waiting.extendleft(reversed(left))
        self._waiting_bytes -= total
        return batch

    async def _settle(self, send: Send, batch: Sequence[Waiting], until: float) -> None:
        """A batch that the log refuses is halved until the one at fault stands alone.

        So is one that timed out, the small ones first, as long as there is time.
        """
        try:
            outcomes = await send([waiting.append for waiting in batch])
        except Exception as error:
            if len(batch) > 1 and may_be_parted(error, until):
                middle = len(batch) // 2
                parted = sorted(batch, key=lambda waiting: waiting.size)
                await self._settle(send, parted[:middle], until)
                await self._settle(send, parted[middle:], until)
                return
            for waiting in batch:
                if not waiting.outcome.done():
                    waiting.outcome.set_exception(error)
            return
        half = max(FEW, len(batch) // 2)
        for nth, ((_, future, _), outcome) in enumerate(zip(batch, outcomes, strict=True)):
            if nth == half:
                await asyncio.sleep(0)  # its callers form the next batch while the rest hear
            if not future.done():
                future.set_result(outcome)


def size_of(append: Append) -> int:
    return sum([len(event.payload) for write in append.writes for event in write.events])


def may_be_parted(error: Exception, until: float) -> bool:
    if isinstance(error, TimedOut):
        return asyncio.get_running_loop().time() < until
    return not isinstance(error, Unavailable)
