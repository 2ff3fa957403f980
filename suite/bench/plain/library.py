"""The same goals kept by the ``eventsourcing`` package on the same PostgreSQL: threads, no sealing.

Its aggregate is saved at each command, as its documentation shows.
"""

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import unquote, urlsplit

THREADS = 16


def environment(url: str) -> Mapping[str, str]:
    parts = urlsplit(url)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": parts.path.removeprefix("/"),
        "POSTGRES_HOST": parts.hostname or "",
        "POSTGRES_PORT": str(parts.port),
        "POSTGRES_USER": unquote(parts.username or ""),
        "POSTGRES_PASSWORD": unquote(parts.password or ""),
        "POSTGRES_POOL_SIZE": str(THREADS),
        "POSTGRES_MAX_OVERFLOW": str(THREADS),
    }


def opened(url: str) -> tuple[Callable[[int], float], Callable[[], None]]:
    """Commands a second of so many, and what closes it again."""
    from eventsourcing.application import Application

    goal_class = goal()
    application: Any = Application(env=environment(url))

    def follow(commands: int) -> None:
        one = goal_class("Lead of the data platform", "why " * 20)
        application.save(one)
        for nth in range(1, commands):
            one.check_in(nth % 5, "note " * 18)
            application.save(one)

    def rate(commands: int) -> float:
        each = max(1, commands // THREADS)
        started = time.perf_counter()
        with ThreadPoolExecutor(THREADS) as threads:
            list(threads.map(follow, [each] * THREADS))
        return each * THREADS / (time.perf_counter() - started)

    return rate, application.close


def goal() -> Any:
    """A class of the package, which is imported only here: it is no part of the suite."""
    from eventsourcing.domain import Aggregate, event

    class Goal(Aggregate):
        @event("Defined")
        def __init__(self, title: str, why: str) -> None:
            self.title, self.why = title, why
            self.confidence = 0

        @event("CheckedIn")
        def check_in(self, confidence: int, note: str) -> None:
            self.confidence, self.note = confidence, note

    return Goal
