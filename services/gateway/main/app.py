"""The gateway as an ASGI application: its parts opened in order, its routes, its health."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp
from strawberry.http.ides import get_graphql_ide_html

from services.gateway.clients import CommandSender
from services.gateway.main.endpoint import Endpoint
from services.gateway.main.rates import Rates
from services.gateway.schema import Graph
from services.gateway.schema.operations import Operations
from services.gateway.settings import GatewaySettings
from services.gateway.sql import people
from services.gateway.sql.barrier import Barrier
from services.gateway.sql.reads import Reads
from shared.kernel.messages import StreamId
from shared.runtime.auth import Verifier
from shared.runtime.clock import OffsetClock, SystemClock
from shared.runtime.coalesce import Kept
from shared.runtime.front import Front
from shared.runtime.health import Health
from shared.runtime.jwks import KeyRing, fetcher
from shared.runtime.tokens import ConsistencyTokens

ACTIVE_FOR = 1.0
"""Seconds for which somebody stays active who has just been deactivated."""


async def open_endpoint(settings: GatewaySettings, stack: AsyncExitStack) -> Endpoint:
    """Whatever is opened here is closed by ``stack``; raises ``DemoKeyRefused``."""
    reads = await Reads.open(settings.read_url.get_secret_value(), settings.read_pool)
    stack.push_async_callback(reads.close)
    http = httpx.AsyncClient(timeout=settings.service_timeout, follow_redirects=False)
    sender = CommandSender(http, settings.services)
    stack.push_async_callback(sender.close)
    tokens = ConsistencyTokens(settings.token_key.get_secret_value())
    return Endpoint(
        operations=Operations(Graph()),
        verifier=await _verifier(settings, reads),
        rates=Rates(settings.rate_burst, settings.rate_per_second),
        reads=reads,
        barrier=Barrier(reads, tokens),
        sender=sender,
        clock=OffsetClock(settings.clock_file) if settings.clock_file else SystemClock(),
        body_limit=settings.body_limit,
    )


def application(endpoint: Endpoint, health: Health, *, local: bool, body_seconds: float) -> ASGIApp:
    """With ``local``, a browser gets GraphiQL at the same address."""
    routes = [Route("/graphql", endpoint.post, methods=["POST"]), *health.routes()]
    if local:
        page = get_graphql_ide_html("graphiql")
        routes.insert(0, Route("/graphql", _page(page), methods=["GET"]))
    return Front(Starlette(routes=routes), body_seconds)


def _page(html: str) -> Callable[[Request], Awaitable[Response]]:
    async def answer(_request: Request) -> Response:
        return HTMLResponse(html, headers={"cache-control": "private, no-store"})

    return answer


async def _verifier(settings: GatewaySettings, reads: Reads) -> Verifier:
    ring = KeyRing(fetcher(settings.jwks_url), demo_allowed=settings.mode == "local")
    await ring.start()

    async def ask(asked: Sequence[StreamId]) -> Mapping[StreamId, bool]:
        rows = await reads.rows(people.ACTIVE, list(asked))
        return {StreamId(row["person_id"]): True for row in rows}

    active = Kept(ask, missing=False, seconds=ACTIVE_FOR)
    return Verifier(
        ring,
        issuer=settings.jwt_issuer,
        audience=settings.jwt_audience,
        names=settings.claim_names,
        is_active=active.get,
    )
