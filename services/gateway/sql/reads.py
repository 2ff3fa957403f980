"""The one door to the read database: single statements, each its own transaction, read-only."""

from typing import TYPE_CHECKING, Any, Self

import asyncpg

Record = asyncpg.Record

if TYPE_CHECKING:
    _Plain = asyncpg.Connection[Record]
else:
    _Plain = asyncpg.Connection

_SETTINGS = {
    "application_name": "mastery-gateway",
    "default_transaction_read_only": "on",
    "jit": "off",  # compiling costs more than these short statements do
    "plan_cache_mode": "force_custom_plan",  # filters are optional: the plan must know which
    "search_path": "pg_catalog",  # statements say which service's view they read
    "statement_timeout": "5s",
}


class _Connection(_Plain):
    """Statements leave nothing behind, so there is nothing to reset: one round trip less."""

    def get_reset_query(self) -> str:
        return ""


class Reads:
    """asyncpg's pool gives the connection used last, which has the most statements prepared."""

    def __init__(self, pool: "asyncpg.Pool[Record]") -> None:
        self._pool = pool

    @classmethod
    async def open(cls, url: str, most: int) -> Self:
        """Connects at once, so that a wrong address shows at the start."""
        pool = await asyncpg.create_pool(
            url,
            min_size=1,
            max_size=most,
            timeout=10,
            connection_class=_Connection,
            server_settings=_SETTINGS,
        )
        return cls(pool)

    async def rows(self, statement: str, *arguments: Any) -> list[Record]:
        return await self._pool.fetch(statement, *arguments)

    async def answer(self) -> bool:
        """Whether the database answers; for readiness."""
        await self._pool.fetchval("SELECT 1")
        return True

    async def close(self) -> None:
        await self._pool.close()
