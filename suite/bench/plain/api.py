"""An ASGI application that only parses and answers, on the same server."""

import os
import sys
from typing import Any

import orjson
from starlette.types import Receive, Scope, Send

from shared.runtime import process
from suite.local.ports import LOOPBACK

HEADERS = [(b"content-type", b"application/json")]


async def application(_scope: Scope, receive: Receive, send: Send) -> None:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    parsed: Any = orjson.loads(body) if body else {}
    answer = orjson.dumps({"stream": parsed.get("goal"), "version": 1, "token": None})
    headers = [*HEADERS, (b"content-length", b"%d" % len(answer))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": answer})


async def serve() -> int:
    asked = process.stop_on_signals()
    server = process.HttpServer(application, LOOPBACK, int(os.environ["MASTERY_HTTP_PORT"]), 1.0)
    server.start()
    await asked.wait()
    await server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(process.run(serve()))
