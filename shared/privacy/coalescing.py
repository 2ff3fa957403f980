"""One question for many callers: what is asked while a question is under way is asked together.

It stands here because this is the lowest package of ``shared`` that does I/O; the event store
uses it too.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@dataclass(slots=True)
class Round(Generic[K, V]):
    """The keys of one question, in order and each once, and who waits for its answer."""

    keys: dict[K, None] = field(default_factory=dict)
    waiting: list[asyncio.Future[Mapping[K, V]]] = field(default_factory=list)


class Coalescer(Generic[K, V]):
    """``ask`` answers some of its keys; a caller's question is always asked after the call.

    There is no linger: the first caller's question leaves at once. ``most`` bounds the keys
    of a question, but the keys of one call stay together.
    """

    def __init__(self, ask: Callable[[Sequence[K]], Awaitable[Mapping[K, V]]], most: int) -> None:
        self._ask = ask
        self._most = most
        self._rounds: deque[Round[K, V]] = deque()
        self._asking: asyncio.Task[None] | None = None

    async def answers(self, keys: Iterable[K]) -> Mapping[K, V]:
        """Answers to at least these keys, if they have one; raises what ``ask`` raises."""
        if not self._rounds or len(self._rounds[-1].keys) >= self._most:
            self._rounds.append(Round())
        current = self._rounds[-1]
        current.keys.update(dict.fromkeys(keys))
        answer: asyncio.Future[Mapping[K, V]] = asyncio.get_running_loop().create_future()
        current.waiting.append(answer)
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask_all())
        return await answer

    async def _ask_all(self) -> None:
        try:
            while self._rounds:
                await self._ask_one(self._rounds.popleft())
        finally:
            self._asking = None

    async def _ask_one(self, current: Round[K, V]) -> None:
        try:
            found = await self._ask(list(current.keys))
        except Exception as error:
            for waiting in current.waiting:
                if not waiting.done():
                    waiting.set_exception(error)
            return
        for waiting in current.waiting:
            if not waiting.done():
                waiting.set_result(found)
