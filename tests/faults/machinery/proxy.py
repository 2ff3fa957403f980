"""A road to the broker that can be slow, or swallow what the broker answers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Literal

import aiokafka.client
import pytest

Mode = Literal["open", "slow", "answers are lost"]


class Road:
    """Of all connections of producers; ``lost`` counts the answers that were swallowed."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self.mode: Mode = "open"
        self.lost = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        up, down = await asyncio.open_connection(self._host, self._port)
        with suppress(OSError):
            await asyncio.gather(self._pass(reader, down, True), self._pass(up, writer, False))

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, there: bool
    ) -> None:
        try:
            while chunk := await reader.read(65536):
                if self.mode == "slow":
                    await asyncio.sleep(0.3)
                if self.mode == "answers are lost" and not there:
                    self.lost += 1
                    continue
                writer.write(chunk)
                await writer.drain()
        finally:
            writer.close()


@asynccontextmanager
async def road(kafka: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Road]:
    host, _, port = kafka.partition(":")
    made = Road(host, int(port))
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    address = server.sockets[0].getsockname()
    client: Any = aiokafka.client
    connect = client.create_conn

    async def by_road(host: str, port: int, *, client_id: str, **settings: Any) -> Any:
        if client_id.startswith("aiokafka-producer"):
            host, port = address[:2]
        return await connect(host, port, client_id=client_id, **settings)

    monkeypatch.setattr(client, "create_conn", by_road)
    try:
        yield made
    finally:
        made.mode = "open"
        server.close()
