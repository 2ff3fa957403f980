"""Pool, connection and transaction, as far as the code under test uses asyncpg's."""

import asyncio
from collections.abc import Generator
from types import TracebackType
from typing import Any, Self

import asyncpg

from tests.unit.shared.simulation.server import Server, Session

BEGIN, COMMIT, ROLLBACK = "BEGIN", "COMMIT", "ROLLBACK"


class Connection:
    def __init__(self, session: Session) -> None:
        self.session = session

    async def fetch(self, statement: str, *arguments: Any, timeout: float | None = None) -> Any:  # noqa: ASYNC109 - as asyncpg has it
        return await self.session.ask(statement, arguments, timeout)

    execute = fetch

    async def fetchrow(self, statement: str, *arguments: Any) -> Any:
        found = await self.fetch(statement, *arguments)
        return found[0] if found else None

    async def fetchval(self, statement: str, *arguments: Any) -> Any:
        row = await self.fetchrow(statement, *arguments)
        return row[0] if row else None

    def transaction(self) -> "Transaction":
        return Transaction(self)

    def terminate(self) -> None:
        self.session.server.dice.later(self.session.server.dice.quick(), self.session.cut)
        self.session.closed = True


class Transaction:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def __aenter__(self) -> Self:
        await self._connection.execute(BEGIN)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, _error: object, _trace: TracebackType | None
    ) -> None:
        if kind is None:
            await self._connection.execute(COMMIT)
        elif not self._connection.session.closed:
            await self._connection.execute(ROLLBACK)


class Acquiring:
    """Awaited, or a context, as with asyncpg."""

    def __init__(self, pool: "Pool") -> None:
        self._pool = pool
        self._connection: Connection | None = None

    def __await__(self) -> Generator[Any, Any, Connection]:
        return self._pool.opened().__await__()

    async def __aenter__(self) -> Connection:
        self._connection = await self._pool.opened()
        return self._connection

    async def __aexit__(self, *_error: object) -> None:
        assert self._connection is not None
        await self._pool.release(self._connection)


class Pool:
    """Of one process; as many connections as are asked for."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._idle: list[Connection] = []

    def get_max_size(self) -> int:
        return 10

    def acquire(self, **_limits: object) -> Acquiring:
        return Acquiring(self)

    async def opened(self) -> Connection:
        dice = self._server.dice
        while self._idle:
            connection = self._idle.pop()
            if not connection.session.closed:
                return connection
        await asyncio.sleep(dice.quick())
        await dice.resumed()
        if dice.happens():
            raise dice.random.choice((asyncpg.CannotConnectNowError, ConnectionRefusedError))("no")
        return Connection(Session(self._server))

    async def release(self, connection: Connection) -> None:
        session = connection.session
        if session.closed:
            return
        session.end()
        self._idle.append(connection)

    async def fetch(self, statement: str, *arguments: Any) -> Any:
        async with self.acquire() as connection:
            return await connection.fetch(statement, *arguments)

    async def fetchval(self, statement: str, *arguments: Any) -> Any:
        async with self.acquire() as connection:
            return await connection.fetchval(statement, *arguments)

    def close(self) -> None:
        for connection in self._idle:
            connection.session.cut()
