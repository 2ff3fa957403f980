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


class Health:
    """``checks`` are asked together, two seconds at most; ``stopped`` parts are never ready."""

    def __init__(self) -> None:
        self._checks: dict[str, Check] = {}
        self._stopped: set[str] = set()
        self.started = False
        self.draining = False

    def add(self, name: str, check: Check) -> None:
        self._checks[name] = check

    def stop(self, part: str) -> None:
        """``part`` does nothing more before someone has looked."""
        self._stopped.add(part)
        metrics.ALARMS.labels(part).set(1)

    async def report(self) -> dict[str, bool]:
        names = list(self._checks)
        answers = await asyncio.gather(*(_within(self._checks[name]) for name in names))
        return {
            "started": self.started and not self.draining,
            **dict(zip(names, answers, strict=True)),
            **dict.fromkeys(self._stopped, False),
        }

    def routes(self) -> list[Route]:
        return [
            Route("/live", self._live),
            Route("/ready", self._ready),
            Route("/metrics", metrics.endpoint),
        ]

    async def _live(self, _request: Request) -> Response:
        return Response(b'{"live":true}', media_type="application/json")

    async def _ready(self, _request: Request) -> Response:
        report = await self.report()
        status = 200 if all(report.values()) else 503
        return Response(orjson.dumps(report), status, media_type="application/json")


async def _within(check: Check) -> bool:
    try:
        async with asyncio.timeout(2):
            return await check()
    except Exception:  # whatever it is, the part cannot be used now
        return False
