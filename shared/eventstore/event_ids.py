"""Ids of events: UUIDv7 (RFC 9562), so that an index takes them at its right end."""

import time
import uuid
from random import getrandbits

from asyncpg.pgproto.pgproto import UUID

VERSION_AND_VARIANT = (7 << 76) | (2 << 62)
FRACTION_BITS = 12


def uuid7() -> uuid.UUID:
    """Milliseconds, then 12 bits of the fraction of one, then 62 random bits.

    Of asyncpg's class, which is made, written and compared in C. An id is no secret, and
    ``random`` is seeded anew after a fork.
    """
    milliseconds, nanoseconds = divmod(time.time_ns(), 1_000_000)
    fraction = (nanoseconds << FRACTION_BITS) // 1_000_000
    drawn = getrandbits(62)
    number = milliseconds << 80 | fraction << 64 | drawn | VERSION_AND_VARIANT
    return UUID(number.to_bytes(16))
