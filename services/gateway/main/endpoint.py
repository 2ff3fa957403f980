"""``POST /graphql``: who asks, how often, what, and the answer's status and headers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.clients import CommandSender, Passed
from services.gateway.main import requests
from services.gateway.main.rates import Rates
from services.gateway.nodes.context import Context
from services.gateway.nodes.errors import ErrorCode, Fault
from services.gateway.nodes.reading import Reading
from services.gateway.schema.errors import formatted
from services.gateway.schema.operations import Operations
from services.gateway.sql.barrier import Barrier
from services.gateway.sql.reads import Reads
from services.gateway.visibility import Viewer, viewer_of
from shared.kernel.errors import Unavailable
from shared.runtime import tracing
from shared.runtime.auth import Principal, Unauthenticated
from shared.runtime.clock import Clock
from shared.runtime.logging import logger

_log = logger(__name__)
_PRIVATE = {"cache-control": "private, no-store", "vary": "authorization, accept"}


class Verifies(Protocol):
    async def principal(self, authorization: str | None) -> Principal: ...


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What every request needs; none of it belongs to one."""

    operations: Operations
    verifier: Verifies
    rates: Rates
    reads: Reads
    barrier: Barrier
    sender: CommandSender
    clock: Clock
    body_limit: int

    async def post(self, request: Request) -> Response:
        correlation = tracing.correlation_of(request.headers)
        with tracing.span(
            "POST /graphql",
            traceparent=request.headers.get("traceparent"),
            correlation_id=correlation,
        ) as traceparent:
            response = await self._answered(request, correlation, traceparent)
        response.headers[tracing.CORRELATION_HEADER] = correlation
        return response

    async def _answered(self, request: Request, correlation: str, traceparent: str) -> Response:
        try:
            kind = requests.answer_type(request)
        except requests.NotAcceptable as error:
            return _fault(error.status, ErrorCode.BAD_REQUEST, str(error), requests.JSON)
        try:
            principal = await self.verifier.principal(request.headers.get("authorization"))
        except Unauthenticated as error:
            _log.info("unauthenticated", reason=str(error))
            return _fault(
                401,
                ErrorCode.UNAUTHENTICATED,
                "Send a bearer token of an active person or a client.",
                kind,
                {"www-authenticate": 'Bearer error="invalid_token"'},
            )
        except Unavailable:
            return _fault(503, ErrorCode.UNAVAILABLE, "Not available now.", kind, _retry(5))
        viewer = viewer_of(principal)
        allowance = self.rates.take(viewer.reference)
        if allowance.retry_after is not None:
            headers = {**allowance.headers, **_retry(allowance.retry_after)}
            return _fault(429, ErrorCode.RATE_LIMITED, "Too many requests.", kind, headers)
        passed = Passed(requests.passed_headers(request, correlation, traceparent))
        return await self._run(request, self._context(viewer, passed), kind, allowance.headers)

    async def _run(
        self, request: Request, context: Context, kind: str, headers: Mapping[str, str]
    ) -> Response:
        try:
            asked = await requests.asked(request, self.body_limit)
        except requests.NotAcceptable as error:
            return _fault(error.status, ErrorCode.BAD_REQUEST, str(error), kind, headers)
        except Fault as fault:
            return _fault(400, fault.code, fault.message, kind, headers)
        answered = await self.operations.answer(asked, context)
        status = 200 if answered.ran else 400
        return requests.respond(status, answered.body, kind, {**_PRIVATE, **headers})

    def _context(self, viewer: Viewer, passed: Passed) -> Context:
        return Context(
            viewer=viewer,
            today=self.clock.now().date(),
            reading=Reading(self.reads, viewer),
            barrier=self.barrier,
            sender=self.sender,
            passed=passed,
        )


def _retry(seconds: int) -> Mapping[str, str]:
    return {"retry-after": str(seconds)}


def _fault(
    status: int,
    code: ErrorCode,
    message: str,
    kind: str,
    headers: Mapping[str, str] | None = None,
) -> Response:
    error = GraphQLError(message, extensions={"code": code.value})
    body = {"errors": formatted([error])}
    return requests.respond(status, body, kind, {**_PRIVATE, **(headers or {})})
