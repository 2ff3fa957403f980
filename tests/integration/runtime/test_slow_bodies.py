"""A body that does not arrive holds no connection; the same limit in services and gateway."""

import asyncio

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from shared.runtime import process
from shared.runtime.front import Front
from tests.integration.runtime.running import Service

LONG = 3600.0
HEAD = "POST {} HTTP/1.1\r\nHost: here\r\nContent-Length: 4\r\n\r\n"


async def plain(request: Request) -> Response:
    return Response(await request.body(), headers={"connection": "close"})


async def swallowing(request: Request) -> Response:
    """As routes do that answer whatever goes wrong."""
    try:
        return await plain(request)
    except Exception:
        return Response(status_code=499)


async def connected(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """The server listens once its task has run."""
    while True:
        try:
            return await asyncio.open_connection("127.0.0.1", port)
        except ConnectionRefusedError:
            await asyncio.sleep(0)


async def exchanged(front: Front, path: str, body: str) -> str:
    """What a real server answers until it closes the connection."""
    server = process.HttpServer(front, "127.0.0.1", 0, drain=1)
    server.start()
    try:
        reader, writer = await connected(server.port)
        writer.write((HEAD.format(path) + body).encode())
        answer = await asyncio.wait_for(reader.read(), 30)
        writer.close()
        return answer.decode()
    finally:
        await server.stop()


def front(seconds: float) -> Front:
    named = {"/plain": plain, "/swallowing": swallowing}
    routes = [Route(path, endpoint, methods=["POST"]) for path, endpoint in named.items()]
    return Front(Starlette(routes=routes), seconds)


@pytest.mark.parametrize("path", ["/plain", "/swallowing"])
async def test_a_body_that_does_not_arrive_is_closed(path: str) -> None:
    answer = await exchanged(front(0.1), path, "te")
    assert answer.startswith("HTTP/1.1 408 ")
    assert "BodyTooSlow" in answer


async def test_a_body_that_arrives_is_answered() -> None:
    assert (await exchanged(front(LONG), "/plain", "text")).endswith("text")


async def test_the_limit_is_the_bodys_not_the_answers() -> None:
    """What is still awaited after the body is the caller's going away."""
    late = asyncio.Event()

    async def answers_late(request: Request) -> Response:
        await request.body()
        gone = asyncio.ensure_future(request.receive())
        await asyncio.wait({gone}, timeout=0.3)
        if gone.done():
            late.set()
        return Response(b"whole", headers={"connection": "close"})

    limited = Front(Starlette(routes=[Route("/plain", answers_late, methods=["POST"])]), 0.1)
    assert (await exchanged(limited, "/plain", "text")).endswith("whole")
    assert not late.is_set()


async def test_a_service_is_behind_the_same_front(directory: Service) -> None:
    twice = [("authorization", "Bearer one"), ("authorization", "Bearer other")]
    answer = await directory.http.post("/commands/hire-person", json={}, headers=twice)
    assert (answer.status_code, answer.json()["code"]) == (400, "HeaderTwice")
