"""Pools of PostgreSQL connections: one a database, each with its search path.

TLS comes with the address (``?sslmode=verify-full&sslrootcert=…``), as libpq has it.
"""

from typing import TypeAlias

import asyncpg

Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"


async def open_pool(
    url: str,
    *search_path: str,
    application: str,
    least: int = 1,
    most: int = 8,
) -> Pool:
    """Connects at once, so that a wrong address shows at the start."""
    return await asyncpg.create_pool(
        url,
        min_size=least,
        max_size=most,
        timeout=10,
        server_settings={
            "search_path": ", ".join(search_path),
            "application_name": application,
            "jit": "off",  # compiling costs more than these short statements do
        },
    )


async def answers(pool: Pool) -> bool:
    """Whether the database answers now; for readiness."""
    try:
        await pool.fetchval("SELECT 1", timeout=2)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return False
    return True
