"""Answers that hold for a moment: asked together, and kept for a second or two."""

import time
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from typing import Generic, TypeVar

from shared.privacy.coalescing import Coalescer

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """``ask`` answers many keys with one statement; a key that it leaves out gets ``missing``.

    An answer is given again for ``seconds``; at most ``most`` are kept.
    """

    def __init__(
        self,
        ask: Callable[[Sequence[K]], Awaitable[Mapping[K, V]]],
        *,
        missing: V,
        seconds: float,
        most: int = 10_000,
    ) -> None:
        self._asked = Coalescer(ask, most=1000)
        self._missing = missing
        self._seconds = seconds
        self._most = most
        self._kept: dict[K, tuple[float, V]] = {}

    async def get(self, key: K) -> V:
        kept = self._kept.get(key)
        now = time.monotonic()
        if kept is not None and now < kept[0]:
            return kept[1]
        value = (await self._asked.answers([key])).get(key, self._missing)
        if len(self._kept) >= self._most:
            self._kept.clear()
        self._kept[key] = (now + self._seconds, value)
        return value
