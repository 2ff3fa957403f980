"""The ASGI application of a service: commands, what describes them, and the health routes."""

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from shared.runtime import openapi, problems
from shared.runtime.asyncapi import asyncapi
from shared.runtime.erasure import route as erasures
from shared.runtime.erasure.ledger import Erasures
from shared.runtime.front import Front
from shared.runtime.health import Health
from shared.runtime.http import CommandRoutes
from shared.runtime.parts import Parts
from shared.runtime.tokens import ConsistencyTokens


def application(parts: Parts, health: Health) -> ASGIApp:
    settings, definition = parts.settings, parts.definition
    routes = list(health.routes())
    if "api" in settings.roles:
        commands = CommandRoutes(
            service=definition.name,
            company=settings.company,
            handled=definition.commands.handled,
            handler=parts.handler,
            verifier=parts.verifier,
            tokens=ConsistencyTokens(settings.token_key.get_secret_value()),
            clock=parts.clock,
            partitions=settings.topic_partitions,
            body_limit=settings.body_limit,
            client_time=settings.client_time,
            accepts=lambda: health.started,
        )
        routes += commands.routes()
        if definition.erasure is not None:
            services = definition.erasure.services
            routes.append(erasures.route(Erasures(parts.keys_pool), services, parts.verifier))
        routes.append(
            _json("/openapi.json", openapi.document(definition.name, definition.commands.handled))
        )
    if "policies" in settings.roles:
        routes.append(_json("/asyncapi.json", asyncapi(definition)))
    routed = Starlette(routes=routes, exception_handlers={HTTPException: problems.handle})
    return Front(routed, settings.body_seconds)


def _json(path: str, document: Mapping[str, Any]) -> Route:
    content = orjson.dumps(document)

    async def answer(_request: Request) -> Response:
        return Response(content, media_type="application/json")

    return Route(path, answer)
