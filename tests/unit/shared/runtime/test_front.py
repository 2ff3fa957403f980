"""What is turned away before any route sees it."""

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from shared.runtime.front import Front


async def echo(request: Request) -> Response:
    return Response(await request.body())


async def post(*headers: tuple[str, str]) -> httpx.Response:
    front = Front(Starlette(routes=[Route("/echo", echo, methods=["POST"])]), 10)
    transport = httpx.ASGITransport(front)
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as http:
        return await http.post("/echo", content=b"text", headers=list(headers))


@pytest.mark.parametrize(
    "name", ["Authorization", "Idempotency-Key", "Mastery-Time", "Mastery-Origin", "Content-Type"]
)
async def test_a_header_that_decides_is_there_once(name: str) -> None:
    answer = await post((name, "sesame"), (name.upper(), "other"))
    assert (answer.status_code, answer.json()["code"]) == (400, "HeaderTwice")
    assert "sesame" not in answer.text
    assert (await post((name, "one"))).status_code == 200


async def test_other_headers_may_be_repeated() -> None:
    assert (await post(("Accept", "a/b"), ("Accept", "c/d"))).status_code == 200
