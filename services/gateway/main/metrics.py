"""Counters of the gateway for Prometheus; no operation, person or address is ever a label."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from prometheus_client import Counter, Histogram

REQUESTS = Counter(
    "mastery_graphql_requests", "Requests, by the status of their answer", ["status"]
)
SECONDS = Histogram(
    "mastery_graphql_seconds",
    "From the request to its answer",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)


@dataclass(slots=True)
class Counted:
    """One request; 500 unless its answer says otherwise."""

    status: int = 500


@contextmanager
def request() -> Iterator[Counted]:
    began, counted = time.perf_counter(), Counted()
    try:
        yield counted
    finally:
        REQUESTS.labels(counted.status).inc()
        SECONDS.observe(time.perf_counter() - began)
