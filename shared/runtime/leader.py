"""What one process of a service does while the others stand by: whoever has the lock leads.

The lock is the session's, so it ends with the connection, however that ends.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from shared.runtime.logging import logger
from shared.runtime.pools import Pool
from shared.runtime.reactions import TRANSIENT

STANDBY = 2.0

LEAD = """
SELECT pg_try_advisory_lock(hashtextextended($1::text || ' of ' || current_schema(), 0))
"""

Lead = Callable[[Any, asyncio.Event], Awaitable[None]]
"""(connection, stop): until ``stop``, as long as the connection, and with it the lock, holds."""

_log = logger(__name__)


async def in_turn(pool: Pool, name: str, lead: Lead, stop: asyncio.Event) -> None:
    """Until ``stop``; a database that is away is waited for."""
    while not stop.is_set():
        try:
            async with pool.acquire() as connection:
                if await connection.fetchval(LEAD, name):
                    await lead(connection, stop)
        except TRANSIENT as error:
            _log.warning(f"{name}_interrupted", exc_info=error)
        await pause(stop, STANDBY)


async def pause(stop: asyncio.Event, seconds: float) -> None:
    """Ends early with ``stop``."""
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
