"""The one door to the read database: single statements, each its own transaction, read-only."""

from asyncio import gather
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

import asyncpg

from shared.kernel.errors import Unavailable

Record = asyncpg.Record

if TYPE_CHECKING:
    _Pool = asyncpg.Pool[Record]
    _Plain = asyncpg.Connection[Record]
else:
    _Plain = asyncpg.Connection

_SETTINGS = {
    "application_name": "mastery-gateway",
    "default_transaction_read_only": "on",
    "jit": "off",  # compiling costs more than these short statements do
    "search_path": "pg_catalog",  # statements say which service's view they read
    "statement_timeout": "5s",
}
_EACH_TIME = {**_SETTINGS, "plan_cache_mode": "force_custom_plan"}
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


class Unreset(_Plain):
    """Statements leave nothing behind, so there is nothing to reset: one round trip less."""

    def get_reset_query(self) -> str:
        return ""


class Reads:
    """asyncpg's pool gives the connection used last, which has the most statements prepared.

    Planning takes longer than answering does for most statements, so PostgreSQL may keep a plan
    for all arguments. Where filters are optional the plan must know which are there: those
    statements have connections of their own, on which each is planned anew.
    """

    def __init__(self, pool: "_Pool", each_time: "_Pool") -> None:
        self._pool = pool
        self._each_time = each_time

    @classmethod
    async def open(cls, url: str, most: int) -> Self:
        """Connects at once, so that a wrong address shows at the start.

        ``most`` connections of either kind.
        """
        return cls(await _pool(url, 1, most, _SETTINGS), await _pool(url, 0, most, _EACH_TIME))

    async def rows(self, statement: str, *arguments: Any) -> list[Record]:
        """Raises ``Unavailable`` and ``Unusable``."""
        return await _rows(self._pool, statement, arguments)

    async def filtered(self, statement: str, *arguments: Any) -> list[Record]:
        """``rows`` of a statement that is planned anew for its arguments."""
        return await _rows(self._each_time, statement, arguments)

    async def answer(self) -> bool:
        """Whether the database answers; for readiness."""
        await self.rows("SELECT 1")
        return True

    async def close(self) -> None:
        await gather(self._pool.close(), self._each_time.close())


async def _pool(url: str, least: int, most: int, settings: dict[str, str]) -> "_Pool":
    return await asyncpg.create_pool(
        url,
        min_size=least,
        max_size=most,
        timeout=10,
        connection_class=Unreset,
        server_settings=settings,
    )


async def _rows(pool: "_Pool", statement: str, arguments: tuple[Any, ...]) -> list[Record]:
    """A server that was started again has cut every connection of the pool.

    Each shows that once, so a statement is tried on as many and one more.
    """
    tries = pool.get_size()
    while True:
        try:
            return await _tried(pool, statement, arguments)
        except _AWAY as error:
            if tries == 0 or not isinstance(error, _CUT):
                raise Unavailable("The read database does not answer.") from error
            tries -= 1
        except asyncpg.DataError as error:
            raise Unusable from error


async def _tried(pool: "_Pool", statement: str, arguments: tuple[Any, ...]) -> list[Record]:
    async with pool.acquire() as connection:
        try:
            return await connection.fetch(statement, *arguments)
        except _CUT:
            with suppress(asyncpg.InterfaceError):  # cut meanwhile, and so out of the pool already
                connection.terminate()  # nothing resets it, so the pool would give it out again
            raise
