"""A request over HTTP becomes an operation, after the GraphQL-over-HTTP specification.

Only JSON is taken: a browser sends that to another site with that site's consent alone, which is
the protection against forged requests. There is no batching.
"""

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.nodes.errors import ErrorCode
from services.gateway.schema.operations import Asked
from shared.runtime import callers_json

RESPONSE = "application/graphql-response+json"
JSON = "application/json"
_PASSED = ("authorization", "mastery-time", "mastery-origin")


class TurnedAway(Exception):
    """A request that is answered before anything of it runs: with a status, code and message."""

    def __init__(
        self, status: int, code: ErrorCode, message: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.headers = headers or {}


def unfit(status: int, message: str) -> TurnedAway:
    """What is wrong with a request as HTTP, before it is one of GraphQL."""
    return TurnedAway(status, ErrorCode.BAD_REQUEST, message)


def answer_type(request: Request) -> str:
    """The media type to answer in, whether or not the client takes it."""
    return _accepted(request) or JSON


def require_acceptable(request: Request) -> None:
    """Raises ``TurnedAway``."""
    if _accepted(request) is None:
        raise unfit(406, f"Answers are {RESPONSE} or {JSON}.")


def _accepted(request: Request) -> str | None:
    accepted = request.headers.get("accept", "*/*").lower().split(",")
    kinds = {part.partition(";")[0].strip() for part in accepted}
    if JSON in kinds and RESPONSE not in kinds:
        return JSON
    return RESPONSE if kinds & {RESPONSE, "application/*", "*/*"} else None


async def asked(request: Request, limit: int) -> Asked:
    """Raises ``TurnedAway``."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != JSON:
        raise unfit(415, f"The body must be {JSON}.")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise unfit(413, f"The body must be at most {limit} bytes.")
    try:
        content = callers_json.read(body)
    except callers_json.NotJson as error:
        raise unfit(400, f"The body {error}.") from error
    if isinstance(content, list):
        raise unfit(400, "One request at a time: there is no batching.")
    if not isinstance(content, dict):
        raise unfit(400, "The body must be a JSON object.")
    return _read(content)


def _read(content: Mapping[str, Any]) -> Asked:
    query, variables = content.get("query"), content.get("variables")
    operation, extensions = content.get("operationName"), content.get("extensions")
    if not isinstance(query, str) or not query:
        raise unfit(400, "query must be a text.")
    if not isinstance(variables, dict | None) or not isinstance(extensions, dict | None):
        raise unfit(400, "variables and extensions must be objects.")
    if not isinstance(operation, str | None):
        raise unfit(400, "operationName must be a text.")
    wants_cost = bool((extensions or {}).get("cost"))
    return Asked(query, variables or {}, operation, wants_cost)


def passed_headers(request: Request, correlation: str, traceparent: str) -> dict[str, str]:
    """What of the request goes along to a service."""
    found = {name: request.headers[name] for name in _PASSED if name in request.headers}
    return {**found, "x-correlation-id": correlation, "traceparent": traceparent}


def respond(
    status: int, body: Mapping[str, Any], kind: str, headers: Mapping[str, str]
) -> Response:
    return Response(orjson.dumps(body), status, dict(headers), f"{kind}; charset=utf-8")
