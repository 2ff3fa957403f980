"""How much one client may ask: a token bucket each, in this process."""

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil

OBJECTS_A_REQUEST = 500
_MOST_CLIENTS = 10_000


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


@dataclass(frozen=True, slots=True)
class Allowance:
    """``headers`` tell the client where it stands; ``retry_after`` seconds if it asked too much."""

    headers: Mapping[str, str]
    retry_after: int | None


class Rates:
    """``burst`` requests at once, and ``per_second`` from then on.

    A request that could answer many objects counts as several: one more for every
    ``OBJECTS_A_REQUEST``. They are owed afterwards, when its cost is known.
    """

    def __init__(
        self, burst: int, per_second: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._burst = burst
        self._per_second = per_second
        self._clock = clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, client: str) -> Allowance:
        """One request of this client's."""
        bucket = self._bucket(client)
        if bucket.left < 1:
            wait = max(1, ceil((1 - bucket.left) / self._per_second))
            return Allowance(self._headers(bucket), wait)
        bucket.left -= 1
        return Allowance(self._headers(bucket), None)

    def charge(self, client: str, cost: int) -> Mapping[str, str]:
        """For a request that was taken; answers the headers as they are now."""
        bucket = self._bucket(client)
        bucket.left -= cost // OBJECTS_A_REQUEST
        return self._headers(bucket)

    def _bucket(self, client: str) -> _Bucket:
        now = self._clock()
        bucket = self._buckets.pop(client, None) or _Bucket(self._burst, now)
        bucket.left = min(self._burst, bucket.left + (now - bucket.at) * self._per_second)
        bucket.at = now
        self._buckets[client] = bucket
        if len(self._buckets) > _MOST_CLIENTS:
            self._buckets.popitem(last=False)
        return bucket

    def _headers(self, bucket: _Bucket) -> Mapping[str, str]:
        return {
            "x-ratelimit-limit": str(self._burst),
            "x-ratelimit-remaining": str(max(0, int(bucket.left))),
            "x-ratelimit-reset": str(ceil((self._burst - bucket.left) / self._per_second)),
        }
