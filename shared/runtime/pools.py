"""Pools of PostgreSQL connections: one a database, each with its search path.

TLS comes with the address (``?sslmode=verify-full&sslrootcert=…``), as libpq has it.
"""

from collections.abc import Mapping

import asyncpg

Pool = asyncpg.Pool[asyncpg.Record]

LOG_LIMITS: Mapping[str, str] = {
    "statement_timeout": "2s",
    "lock_timeout": "1s",
    "idle_in_transaction_session_timeout": "5s",
}
"""A writer that hangs inside the append lock must not hold up the others."""


async def open_pool(
    url: str,
    *search_path: str,
    application: str,
    limits: Mapping[str, str] | None = None,
    least: int = 1,
    most: int = 8,
) -> Pool:
    """Connects at once, so that a wrong address shows at the start."""
    pool = asyncpg.create_pool(
        url,
        min_size=least,
        max_size=most,
        timeout=10,
        server_settings={
            "search_path": ", ".join(search_path),
            "application_name": application,
            "jit": "off",  # compiling costs more than these short statements do
            **(limits or {}),
        },
    )
    await pool
    return pool


async def answers(pool: Pool) -> bool:
    """Whether the database answers now; for readiness."""
    try:
        await pool.fetchval("SELECT 1", timeout=2)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return False
    return True
