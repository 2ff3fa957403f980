"""Many small questions at the same time become one.

While a load is under way, the keys that are asked for gather; the next load takes them all, so a
busy process sends one ``= ANY($1)`` where it would have sent a hundred statements.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Hashable, Mapping
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Coalescer(Generic[K, V]):
    """``load`` answers a mapping; a key that it leaves out gets ``missing``.

    With ``keep`` seconds, an answer is given again for so long; at most ``most`` are kept.
    """

    def __init__(
        self,
        load: Callable[[Collection[K]], Awaitable[Mapping[K, V]]],
        *,
        missing: V,
        keep: float = 0.0,
        most: int = 10_000,
    ) -> None:
        self._load = load
        self._missing = missing
        self._keep = keep
        self._most = most
        self._kept: dict[K, tuple[float, V]] = {}
        self._asked: dict[K, asyncio.Future[V]] = {}
        self._loading: asyncio.Task[None] | None = None

    async def get(self, key: K) -> V:
        kept = self._kept.get(key)
        if kept is not None and time.monotonic() < kept[0]:
            return kept[1]
        future = self._asked.get(key)
        if future is None:
            future = self._asked[key] = asyncio.get_running_loop().create_future()
        if self._loading is None or self._loading.done():
            self._loading = asyncio.create_task(self._run())
        return await asyncio.shield(future)

    async def _run(self) -> None:
        while self._asked:
            asked, self._asked = self._asked, {}
            try:
                found = await self._load(asked.keys())
            except Exception as error:
                for future in asked.values():
                    future.set_exception(error)
                    future.exception()  # an asker may have gone away; then nobody reads it
                continue
            self._answer(asked, found)

    def _answer(self, asked: Mapping[K, asyncio.Future[V]], found: Mapping[K, V]) -> None:
        until = time.monotonic() + self._keep
        if len(self._kept) + len(asked) > self._most:
            self._kept.clear()
        for key, future in asked.items():
            value = found.get(key, self._missing)
            if self._keep:
                self._kept[key] = (until, value)
            future.set_result(value)
