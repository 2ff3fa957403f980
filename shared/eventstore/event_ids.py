"""Ids of events: UUIDv7 (RFC 9562), so that an index takes them at its right end."""

import time
from os import urandom
from uuid import UUID

VERSION_AND_VARIANT = (7 << 76) | (2 << 62)
FRACTION_BITS = 12


def uuid7() -> UUID:
    """Milliseconds, then 12 bits of the fraction of one, then 62 random bits."""
    milliseconds, nanoseconds = divmod(time.time_ns(), 1_000_000)
    fraction = (nanoseconds << FRACTION_BITS) // 1_000_000
    random = int.from_bytes(urandom(8)) >> 2
    return UUID(int=milliseconds << 80 | fraction << 64 | random | VERSION_AND_VARIANT)
