"""``/live``, ``/ready``, ``/health`` and ``/metrics`` of a process.

Live: the loop turns. Ready: what its roles need answers now. A part that has stopped is named with
its reason. It keeps the process unready, but not one that takes commands, if these go on.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from shared.runtime import metrics

Check = Callable[[], Awaitable[bool]]
WITHIN = 2.0


class Health:
    """Checks are asked together, two seconds at most.

    ``commands``: the process takes them, and goes on with that while a part is stopped.
    """

    def __init__(self, *, commands: bool = False) -> None:
        self._commands = commands
        self._checks: dict[str, Check] = {}
        self._told: set[str] = set()
        self._stopped: dict[str, str] = {}
        self.started = False
        self.draining = False

    def add(self, name: str, check: Check, *, decides: bool = True) -> None:
        """One that does not decide is told only: commands do not wait for the broker."""
        self._checks[name] = check
        if not decides:
            self._told.add(name)

    def stop(self, part: str, reason: str, *, decides: bool = False) -> None:
        """``part`` does nothing more before someone has looked, or before ``resume``.

        It ``decides`` where commands need it.
        """
        self._stopped[part] = reason
        if self._commands and not decides:
            self._told.add(part)
        metrics.ALARMS.labels(part).set(1)

    def resume(self, part: str) -> None:
        """Whatever ``part`` had stopped for is over."""
        if self._stopped.pop(part, None) is not None:
            metrics.ALARMS.labels(part).set(0)

    @property
    def stopped(self) -> Mapping[str, str]:
        """The parts that have stopped, and why."""
        return dict(self._stopped)

    async def report(self) -> tuple[bool, dict[str, bool]]:
        """Whether the process is ready, and why or why not."""
        checks = dict(self._checks)  # roles add theirs while these are asked
        answers = await asyncio.gather(*map(_within, checks.values()))
        found = dict(zip(checks, answers, strict=True))
        found["started"] = self.started and not self.draining
        found |= dict.fromkeys(self._stopped, False)
        return all(good for name, good in found.items() if name not in self._told), found

    def routes(self) -> list[Route]:
        return [
            Route("/live", self._live),
            Route("/ready", self._ready),
            Route("/health", self._health),
            Route("/metrics", metrics.endpoint),
        ]

    async def _live(self, _request: Request) -> Response:
        return Response(b'{"live":true}', media_type="application/json")

    async def _ready(self, _request: Request) -> Response:
        ready, told = await self._told_in_full()
        return Response(told, 200 if ready else 503, media_type="application/json")

    async def _health(self, _request: Request) -> Response:
        """The same for people: an alarm is no reason to answer with an error."""
        _, told = await self._told_in_full()
        return Response(told, media_type="application/json")

    async def _told_in_full(self) -> tuple[bool, bytes]:
        ready, report = await self.report()
        stopped = {"stopped": self._stopped} if self._stopped else {}
        return ready, orjson.dumps({**report, **stopped})


async def _within(check: Check) -> bool:
    try:
        async with asyncio.timeout(WITHIN):
            return await check()
    except Exception:  # whatever it is, the part cannot be used now
        return False
