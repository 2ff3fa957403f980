"""Requests over connections that stay open, as lean as a load can be made in Python."""

import asyncio
import re
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import cast

from suite.local.ports import LOOPBACK

LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)
END = b"\r\n\r\n"


class Unexpected(Exception):
    """An answer that is no success; the message begins with it."""


class Connection(asyncio.Protocol):
    """One request at a time."""

    def __init__(self) -> None:
        self._buffer = b""
        self._answer: asyncio.Future[bytes] | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is no subclass

    def data_received(self, received: bytes) -> None:
        self._buffer += received
        head = self._buffer.find(END)
        if head < 0 or self._answer is None:
            return
        found = LENGTH.search(self._buffer, 0, head)
        whole = head + len(END) + (int(found[1]) if found else 0)
        if len(self._buffer) >= whole and not self._answer.done():
            answer, self._buffer = self._buffer[:whole], self._buffer[whole:]
            self._answer.set_result(answer)

    def connection_lost(self, error: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error or ConnectionResetError("closed by the server"))

    async def send(self, request: bytes) -> bytes:
        """The whole answer; raises ``Unexpected`` unless it is a 200."""
        if self._transport is None:
            raise ConnectionResetError("not connected")
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        answer = await self._answer
        if not answer.startswith(b"HTTP/1.1 200"):
            raise Unexpected(answer[:600].decode(errors="replace"))
        return answer

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


async def connected(port: int) -> Connection:
    _, connection = await asyncio.get_running_loop().create_connection(Connection, LOOPBACK, port)
    return connection


def post(path: str, body: bytes, token: str, *more: str) -> bytes:
    lines = [
        f"POST {path} HTTP/1.1", "host: localhost", f"authorization: Bearer {token}",
        "content-type: application/json", f"content-length: {len(body)}", *more,
    ]  # fmt: skip
    return "\r\n".join(lines).encode() + END + body


async def load(port: int, clients: Sequence[Sequence[bytes]]) -> tuple[float, Sequence[float]]:
    """Requests a second, and the seconds that each needed; a connection for each client."""
    waited: list[float] = []

    async def client(connection: Connection, requests: Sequence[bytes]) -> None:
        for request in requests:
            began = time.perf_counter()
            await connection.send(request)
            waited.append(time.perf_counter() - began)

    async with AsyncExitStack() as stack:
        connections = []
        for _ in clients:
            connections.append(await connected(port))
            stack.callback(connections[-1].close)
        started = time.perf_counter()
        await asyncio.gather(*map(client, connections, clients))
        return len(waited) / (time.perf_counter() - started), waited
