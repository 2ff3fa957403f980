"""Pools of PostgreSQL connections: one a database, each with its search path.

TLS comes with the address (``?sslmode=verify-full&sslrootcert=…``), as libpq has it.
"""

from typing import TYPE_CHECKING, Any, TypeAlias

import asyncpg

Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
if TYPE_CHECKING:
    _Pool = asyncpg.Pool[asyncpg.Record]
else:
    _Pool = asyncpg.Pool  # takes no parameter when it runs

GIVE_BACK = 5.0
"""Seconds within which a connection is given back; one that has gone silent is ended then."""
SILENT = 60.0
KEEPALIVE = {
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
}
"""So that the server ends the session of a machine that has vanished, and with it its locks."""


class SteadyPool(_Pool):
    """asyncpg waits for ever for a server that does not confirm a statement's cancellation."""

    async def release(  # the parameters are asyncpg's
        self,
        connection: Any,
        *,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> None:
        await super().release(connection, timeout=GIVE_BACK if timeout is None else timeout)


async def open_pool(
    url: str,
    *search_path: str,
    application: str,
    least: int = 1,
    most: int = 8,
    silent: float | None = None,
) -> Pool:
    """Connects at once, so that a wrong address shows at the start.

    ``silent``: seconds after which a statement without an answer, and a transaction without a
    statement, are ended: the network swallows bytes, or one of the two has been stopped. ``None``
    is for whoever has statements that take as long as they take.
    """
    settings = {
        "search_path": ", ".join(search_path),
        "application_name": application,
        "jit": "off",  # compiling costs more than these short statements do
    }
    if silent is not None:
        idle = f"{round(silent * 1000)}ms"
        settings |= KEEPALIVE | {"idle_in_transaction_session_timeout": idle}
    return await SteadyPool(
        url,
        min_size=least,
        max_size=most,
        max_queries=50_000,
        max_inactive_connection_lifetime=300.0,
        loop=None,
        connection_class=asyncpg.Connection,
        record_class=asyncpg.Record,
        timeout=10,
        command_timeout=silent,
        server_settings=settings,
    )


async def answers(pool: Pool) -> bool:
    """Whether the database answers now; for readiness."""
    try:
        await pool.fetchval("SELECT 1", timeout=2)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return False
    return True
