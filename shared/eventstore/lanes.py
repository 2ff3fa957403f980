"""A connection that is kept for one kind of work, and replaced when it breaks."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, TypeAlias

import asyncpg

from shared.kernel.errors import Unavailable

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

Row = asyncpg.Record
Pool: TypeAlias = "asyncpg.Pool[Row]"

Connected = Callable[["PoolConnectionProxy[Row]"], Awaitable[None]]

SETTINGS = """
SET statement_timeout = '2s';
SET lock_timeout = '1s';
SET idle_in_transaction_session_timeout = '5s';
SET enable_seqscan = off;
SET enable_hashjoin = off;
SET enable_mergejoin = off
"""
"""The last three: a plan that was kept when the log was empty must do when it is long."""
BROKEN = (
    OSError,  # a TimeoutError too
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.TooManyConnectionsError,
    asyncpg.ReadOnlySQLTransactionError,  # demoted: another server is the primary now
    asyncpg.InterfaceError,  # how asyncpg speaks of a connection that is closed
    asyncpg.InternalClientError,  # and of one that was cut at the wrong moment
)
LATE = asyncpg.QueryCanceledError
QUEUED = asyncpg.LockNotAvailableError
"""Others were before us in the queue for the log's lock: we may queue again."""
FULL = (asyncpg.InsufficientResourcesError, asyncpg.PostgresIOError)
"""Disk or memory: no fault of the batch, so it is not halved, and nothing is tried again here."""
MOMENTARY = (
    *BROKEN,
    LATE,
    QUEUED,
    *FULL,
    asyncpg.OperatorInterventionError,
    asyncpg.TransactionRollbackError,
)
"""What may be otherwise soon; every other error of PostgreSQL is the statement's own fault."""

FIRST_PAUSE = 0.02
LONGEST_PAUSE = 1.0
ANSWER_WITHIN = 5.0
"""Seconds; above the server's limits, so it only ends a connection that has gone silent."""


class TimedOut(Unavailable):
    """The log did not answer in time; it may answer to less at once."""

    @property
    def code(self) -> str:
        return Unavailable.__name__


class Lane:
    """Takes a connection out of the pool at its first statement and keeps it.

    On a broken connection the same statement is sent again, with back-off, for ``patience``
    seconds, and likewise, at once, when the log's lock was not had in time; it must be one that
    may run twice. One statement at a time: callers queue.
    ``connected`` is asked about each new connection, before the first statement.
    """

    def __init__(self, pool: Pool, patience: float, connected: Connected | None = None) -> None:
        self._pool = pool
        self._patience = patience
        self._connected = connected
        self._connection: PoolConnectionProxy[Row] | None = None
        self._turn = asyncio.Lock()

    async def fetch(self, statement: str, *arguments: object) -> Sequence[Row]:
        """Rows of ``statement``, run outside of a transaction block; raises ``Unavailable``."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._patience
        pause = FIRST_PAUSE
        async with self._turn:
            while True:
                try:
                    return await self._fetch(statement, arguments)
                except LATE as error:
                    raise TimedOut("the log did not answer in time") from error
                except QUEUED as error:
                    if loop.time() > deadline:
                        raise Unavailable("others kept the log's lock") from error
                    continue
                except BROKEN as error:
                    await self._drop()
                    if loop.time() + pause > deadline:
                        raise Unavailable("the log cannot be reached") from error
                except FULL as error:
                    raise Unavailable("the log's server has run out of disk or memory") from error
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)

    async def close(self) -> None:
        """Gives the connection back."""
        async with self._turn:
            connection, self._connection = self._connection, None
            if connection is not None:
                await self._pool.release(connection)

    async def _fetch(self, statement: str, arguments: Sequence[object]) -> Sequence[Row]:
        connection = self._connection
        if connection is None:
            connection = await self._opened()
        return await connection.fetch(statement, *arguments, timeout=ANSWER_WITHIN)

    async def _opened(self) -> "PoolConnectionProxy[Row]":
        connection = self._connection = await self._pool.acquire(timeout=ANSWER_WITHIN)
        try:
            await connection.execute(SETTINGS, timeout=ANSWER_WITHIN)
            if self._connected is not None:
                await self._connected(connection)
        except BaseException:
            await self._drop()  # or the next statement would use what has not been looked at
            raise
        return connection

    async def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(asyncpg.InterfaceError):  # one that broke is back in the pool already
                connection.terminate()
            await self._pool.release(connection)
