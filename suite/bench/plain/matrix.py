"""The matrix's own statement behind an ASGI application that asks nobody who it is."""

import os
import sys
from datetime import UTC, datetime

import asyncpg
import orjson
from starlette.types import Receive, Scope, Send

from services.gateway.sql.reads import Unreset
from services.gateway.sql.team_skills import MATRIX_OF
from shared.runtime import process
from suite.bench.plain.api import HEADERS
from suite.local.ports import LOOPBACK

CONNECTIONS = 4


class Matrix:
    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]", manager: str) -> None:
        self._pool = pool
        self._manager = manager

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        more = True
        while more:
            more = (await receive()).get("more_body", False)
        answer = orjson.dumps(await self._rows())
        headers = [*HEADERS, (b"content-length", b"%d" % len(answer))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": answer})

    async def _rows(self) -> dict[str, list[dict[str, object]]]:
        today = datetime.now(UTC).date()
        found: dict[str, list[dict[str, object]]] = {}
        for row in await self._pool.fetch(MATRIX_OF, self._manager, True, [self._manager], today):
            cell = {
                "skillId": row["skill"], "level": row["level"], "confidence": row["confidence"],
                "status": row["status"], "requiredLevel": row["required"],
                "importance": row["importance"],
            }  # fmt: skip
            found.setdefault(row["person_id"], []).append(cell)
        return found


async def serve() -> int:
    asked = process.stop_on_signals()
    manager, url = os.environ["BENCH_MANAGER"], os.environ["MASTERY_READ_URL"]
    settings = {"jit": "off", "search_path": "pg_catalog"}
    async with asyncpg.create_pool(
        url,
        min_size=1,
        max_size=CONNECTIONS,
        connection_class=Unreset,
        server_settings=settings,
    ) as pool:
        port = int(os.environ["MASTERY_HTTP_PORT"])
        server = process.HttpServer(Matrix(pool, manager), LOOPBACK, port, 1.0)
        server.start()
        await asked.wait()
        await server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(process.run(serve()))
