"""A database server as asyncpg shows it: sessions, transactions, locks, and answers that get lost.

A statement is known by its text, which the code under test gives; ``log.py`` and ``reads.py``
say what it does. One that stands alone commits as it ends, and is done even if its client has
gone: the server notices that only when it wants to answer.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Any

import asyncpg

from tests.unit.shared.simulation.dice import Dice, Fate
from tests.unit.shared.simulation.loop import PROCESS


class Row(tuple[Any, ...]):
    """A record: by number and by name."""

    names: tuple[str, ...]

    def __getitem__(self, at: Any) -> Any:
        return super().__getitem__(self.names.index(at) if isinstance(at, str) else at)

    def keys(self) -> Sequence[str]:
        return self.names


def rows(names: str, values: Sequence[Sequence[Any]]) -> list[Row]:
    split = tuple(names.split())
    found = [Row(each) for each in values]
    for row in found:
        row.names = split
    return found


class Locks:
    """Exclusive, first come, first served, each held by a session."""

    def __init__(self) -> None:
        self.held: dict[Hashable, object] = {}
        self._waiting: dict[Hashable, deque[tuple[object, asyncio.Future[None]]]] = {}

    async def take(self, name: Hashable, owner: object, most: float, late: Exception) -> None:
        if self.held.setdefault(name, owner) is owner:
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(name, deque()).append((owner, turn))
        try:
            async with asyncio.timeout(most):
                await turn
        except TimeoutError:
            raise late from None

    def leave(self, name: Hashable, owner: object) -> None:
        if self.held.get(name) is not owner:
            return
        del self.held[name]
        waiting = self._waiting.get(name, deque())
        while waiting:
            following, turn = waiting.popleft()
            if not turn.done():
                self.held[name] = following
                turn.set_result(None)
                return

    def leave_all(self, owner: object) -> None:
        for name in [name for name, holder in self.held.items() if holder is owner]:
            self.leave(name, owner)


class Server:
    """Restarted by ``crash``, which ends all sessions and forgets what was not yet durable."""

    def __init__(self, dice: Dice) -> None:
        self.dice = dice
        self.locks = Locks()
        self.sessions: list[Session] = []
        self.life = 0
        self.at_once: dict[str, Callable[..., Any]] = {}
        self.waiting: dict[str, Callable[..., Awaitable[Any]]] = {}

    def crash(self) -> None:
        self.life += 1
        for session in list(self.sessions):
            session.cut()

    async def pause(self, life: int) -> None:
        """Within a statement; raises if the server has gone down meanwhile."""
        await asyncio.sleep(self.dice.quick())
        self.still(life)

    def still(self, life: int) -> None:
        if life != self.life:
            raise asyncpg.CrashShutdownError("the server has crashed")


class Session:
    """One connection; ``changes`` are those of its open transaction."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.process = PROCESS.get()
        self.closed = False
        self.changes: dict[Hashable, Any] | None = None
        self.durable = True
        self._replies: list[asyncio.Future[Any]] = []
        server.sessions.append(self)

    async def ask(self, statement: str, arguments: Sequence[Any], timeout: float | None) -> Any:  # noqa: ASYNC109 - as asyncpg has it
        await self.server.dice.resumed()
        if self.closed:
            raise asyncpg.InterfaceError("connection is closed")
        reply = self.server.dice.loop.create_future()
        self._replies.append(reply)
        self._send(statement, arguments, reply)
        try:
            if timeout is None:
                answer = await reply
            else:
                async with asyncio.timeout(timeout):
                    answer = await reply
        except (asyncio.CancelledError, TimeoutError):
            self.cut()
            raise
        finally:
            self._replies.remove(reply)
        await self.server.dice.resumed()
        return answer

    def _send(self, statement: str, arguments: Sequence[Any], reply: asyncio.Future[Any]) -> None:
        dice = self.server.dice
        fate = dice.fate()
        delay = dice.slow() if fate == "slow" else dice.quick()
        if fate == "refused":
            dice.later(delay, fail, reply, asyncpg.QueryCanceledError("statement timeout"))
        elif fate == "lost":
            dice.later(dice.silence() if dice.happens() else delay, self.cut)
        else:
            inside = self.changes is not None
            dice.later(delay, self._arrived, statement, arguments, reply, fate, inside)

    def _arrived(
        self,
        statement: str,
        arguments: Sequence[Any],
        reply: asyncio.Future[Any],
        fate: Fate,
        inside: bool,
    ) -> None:
        if inside and self.changes is None:
            return  # its transaction has gone
        if statement in self.server.waiting:
            _running = self.server.dice.beside(self._wait(statement, arguments, reply, fate))
            return
        self._answer(lambda: self.server.at_once[statement](self, *arguments), reply, fate)

    async def _wait(
        self, statement: str, arguments: Sequence[Any], reply: asyncio.Future[Any], fate: Fate
    ) -> None:
        try:
            found = await self.server.waiting[statement](self, *arguments)
        except asyncpg.PostgresError as error:
            wrong = error
            if self.closed:
                self.end()
            self._answer(lambda: raised(wrong), reply, fate)
        else:
            self._answer(lambda: found, reply, fate)

    def _answer(self, run: Callable[[], Any], reply: asyncio.Future[Any], fate: Fate) -> None:
        dice = self.server.dice
        try:
            found = run()
        except asyncpg.PostgresError as error:
            dice.later(dice.quick(), fail, reply, error)
            return
        if self.closed:
            self.end()
        elif fate == "unanswered":
            self.cut()
        elif fate == "silent":
            dice.later(dice.silence(), self.cut)
        else:
            dice.later(dice.quick(), answer, reply, found)

    def cut(self) -> None:
        """The connection is gone, for both sides; what was open is rolled back."""
        self.closed = True
        self.end()
        if self in self.server.sessions:
            self.server.sessions.remove(self)
        for reply in self._replies:
            fail(reply, self.server.dice.random.choice(CUT)("the connection was closed"))

    def end(self) -> None:
        """Of the session, or of its transaction: nothing of it stays but what was committed."""
        self.changes = None
        self.server.locks.leave_all(self)


CUT = (
    asyncpg.ConnectionDoesNotExistError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    ConnectionResetError,
)


def raised(error: Exception) -> Any:
    raise error


def answer(reply: asyncio.Future[Any], found: Any) -> None:
    if not reply.done():
        reply.set_result(found)


def fail(reply: asyncio.Future[Any], error: BaseException) -> None:
    if not reply.done():
        reply.set_exception(error)
