"""The one door to the read database: single statements, each its own transaction, read-only."""

from typing import TYPE_CHECKING, Any, Self

import asyncpg

from shared.kernel.errors import Unavailable

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
_CUT = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.InternalClientError,
)
"""The connection is of no more use, though another one may be."""
_AWAY = (
    *_CUT,
    TimeoutError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
)


class Unusable(Exception):
    """An argument that the database cannot take, such as a text with the character U+0000."""


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
        """Raises ``Unavailable`` and ``Unusable``.

        A server that was started again has cut every connection of the pool: each shows that
        once, so a statement is tried on as many and one more.
        """
        tries = self._pool.get_size()
        while True:
            try:
                return await self._tried(statement, arguments)
            except _AWAY as error:
                if tries == 0 or not isinstance(error, _CUT):
                    raise Unavailable("The read database does not answer.") from error
                tries -= 1
            except asyncpg.DataError as error:
                raise Unusable from error

    async def _tried(self, statement: str, arguments: tuple[Any, ...]) -> list[Record]:
        async with self._pool.acquire() as connection:
            try:
                return await connection.fetch(statement, *arguments)
            except _CUT:
                connection.terminate()  # nothing resets it, so the pool would give it out again
                raise

    async def answer(self) -> bool:
        """Whether the database answers; for readiness."""
        await self.rows("SELECT 1")
        return True

    async def close(self) -> None:
        await self._pool.close()
