"""Counters for Prometheus. Nothing personal is ever a label."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest
from starlette.requests import Request
from starlette.responses import Response

COMMANDS = Counter(
    "mastery_commands", "Commands that were asked for, by what came of them", ["command", "outcome"]
)
SECONDS = Histogram(
    "mastery_command_seconds",
    "From the request to its answer",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
POLICY_EVENTS = Counter(
    "mastery_policy_events", "Events that policies have seen, by outcome", ["policy", "outcome"]
)
POLICY_WAITS = Gauge(
    "mastery_policy_partitions_waiting", "Partitions in which policies wait", ["topic"]
)
DEADLINES = Counter("mastery_deadlines", "Due days that became commands, by outcome", ["outcome"])
ALARMS = Gauge("mastery_alarm", "1 while a part has stopped until someone looks", ["part"])


@contextmanager
def command(name: str) -> Iterator[None]:
    """Counts one command under the code of its refusal or fault, if it raises."""
    began, outcome = time.perf_counter(), "Accepted"
    try:
        yield
    except BaseException as error:
        outcome = type(error).__name__
        raise
    finally:
        COMMANDS.labels(name, outcome).inc()
        SECONDS.observe(time.perf_counter() - began)


async def endpoint(_request: Request) -> Response:
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
