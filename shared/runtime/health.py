"""``/live``, ``/ready`` and ``/metrics`` of a process.

Live: the loop turns. Ready: whatever its roles need answers now; a part that has stopped for good
keeps the process unready until someone has looked.
"""

import asyncio
from collections.abc import Awaitable, Callable

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from shared.runtime import metrics

Check = Callable[[], Awaitable[bool]]
WITHIN = 2.0


class Health:
    """Checks are asked together, two seconds at most."""

    def __init__(self) -> None:
        self._checks: dict[str, Check] = {}
        self._told: set[str] = set()
        self._stopped: set[str] = set()
        self.started = False
        self.draining = False

    def add(self, name: str, check: Check, *, decides: bool = True) -> None:
        """One that does not decide is told only: commands do not wait for the broker."""
        self._checks[name] = check
        if not decides:
            self._told.add(name)

    def stop(self, part: str) -> None:
        """``part`` does nothing more before someone has looked."""
        self._stopped.add(part)
        metrics.ALARMS.labels(part).set(1)

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
            Route("/metrics", metrics.endpoint),
        ]

    async def _live(self, _request: Request) -> Response:
        return Response(b'{"live":true}', media_type="application/json")

    async def _ready(self, _request: Request) -> Response:
        ready, report = await self.report()
        return Response(orjson.dumps(report), 200 if ready else 503, media_type="application/json")


async def _within(check: Check) -> bool:
    try:
        async with asyncio.timeout(WITHIN):
            return await check()
    except Exception:  # whatever it is, the part cannot be used now
        return False
