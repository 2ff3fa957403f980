"""A TCP proxy of the tests' own: it can lose an answer, which comes only after COMMIT."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit, urlunsplit


class Proxy:
    """Passes bytes on between clients and one server, until it is told to lose some."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self._to_lose = 0
        self._holding = b""
        self._passing: set[asyncio.Task[None]] = set()
        self.lost = 0
        self.silent = False
        """While it is, bytes are swallowed, in both directions; no connection ends."""
        self.swallowed = 0
        self.lost_one = asyncio.Event()

    def lose_answers(self, number: int, holding: bytes) -> None:
        """The next answers that hold this never arrive: their connections are cut instead."""
        self._to_lose = number
        self._holding = holding
        self.lost_one.clear()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            from_server, to_server = await asyncio.open_connection(self._host, self._port)
        except OSError:
            writer.transport.abort()  # the server is away, and so is this one
            return
        asking = asyncio.create_task(self._pass_on(reader, to_server))
        answering = asyncio.current_task()
        assert answering is not None
        for passing in (asking, answering):
            self._passing.add(passing)
            passing.add_done_callback(self._passing.discard)
        try:
            while answer := await from_server.read(65_536):
                if self._to_lose > 0 and self._holding in answer:
                    self._to_lose -= 1
                    self.lost += 1
                    self.lost_one.set()
                    writer.transport.abort()
                    return
                if self.silent:
                    self.swallowed += 1
                    continue
                writer.write(answer)
                await writer.drain()
        except OSError:
            pass  # the client has gone
        finally:
            for end in (to_server, writer):
                end.close()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while question := await reader.read(65_536):
                if self.silent:
                    self.swallowed += 1
                    continue
                writer.write(question)
                await writer.drain()
        writer.close()

    async def close(self) -> None:
        for passing in tuple(self._passing):
            passing.cancel()
        await asyncio.gather(*self._passing, return_exceptions=True)


@asynccontextmanager
async def proxied(url: str) -> AsyncIterator[tuple[Proxy, str]]:
    """A proxy before the server of ``url``, and the address to use instead."""
    parts = urlsplit(url)
    proxy = Proxy(parts.hostname or "127.0.0.1", parts.port or 5432)
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    user = f"{parts.netloc.rpartition('@')[0]}@" if "@" in parts.netloc else ""
    async with server:
        yield proxy, urlunsplit(parts._replace(netloc=f"{user}127.0.0.1:{port}"))
        server.close()
        await proxy.close()
