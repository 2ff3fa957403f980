"""``POST /graphql``: who asks, how often, what, and the answer's status and headers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.clients import CommandSender, Passed
from services.gateway.main import metrics, requests
from services.gateway.main.rates import Rates
from services.gateway.main.requests import TurnedAway
from services.gateway.nodes.context import Context
from services.gateway.nodes.errors import ErrorCode
from services.gateway.nodes.reading import Reading
from services.gateway.schema.errors import formatted
from services.gateway.schema.operations import Operations
from services.gateway.sql.barrier import Barrier
from services.gateway.sql.reads import Reads
from services.gateway.visibility import Viewer, viewer_of
from shared.kernel.errors import Unavailable
from shared.runtime import tracing
from shared.runtime.auth import Unauthenticated
from shared.runtime.claims import Principal
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
        with (
            metrics.request() as counted,
            tracing.span(
                "POST /graphql",
                traceparent=request.headers.get("traceparent"),
                correlation_id=correlation,
            ) as traceparent,
        ):
            headers = {**_PRIVATE, tracing.CORRELATION_HEADER: correlation}
            passed = Passed(requests.passed_headers(request, correlation, traceparent))
            try:
                status, body = await self._answered(request, passed, headers)
            except TurnedAway as away:
                error = GraphQLError(str(away), extensions={"code": away.code.value})
                status, body = away.status, {"errors": formatted([error])}
                headers |= away.headers
            counted.status = status
        return requests.respond(status, body, requests.answer_type(request), headers)

    async def _answered(
        self, request: Request, passed: Passed, headers: dict[str, str]
    ) -> tuple[int, Mapping[str, Any]]:
        """Status and body; raises ``TurnedAway``.

        What the client is told in any case goes into ``headers``.
        """
        requests.require_acceptable(request)
        viewer = await self._viewer(request)
        allowance = self.rates.take(viewer.reference)
        headers |= allowance.headers
        if allowance.retry_after is not None:
            after = {"retry-after": str(allowance.retry_after)}
            raise TurnedAway(429, ErrorCode.RATE_LIMITED, "Too many requests.", after)
        asked = await requests.asked(request, self.body_limit)
        context = Context(
            viewer=viewer,
            today=self.clock.now().date(),
            reading=Reading(self.reads, viewer),
            barrier=self.barrier,
            sender=self.sender,
            passed=passed,
        )
        try:
            answered = await self.operations.answer(asked, context)
        except Unavailable as error:
            raise _not_now() from error
        headers |= self.rates.charge(viewer.reference, answered.cost)
        return (200 if answered.ran else 400), answered.body

    async def _viewer(self, request: Request) -> Viewer:
        try:
            return viewer_of(await self.verifier.principal(request.headers.get("authorization")))
        except Unauthenticated as error:
            _log.info("unauthenticated", reason=str(error))
            text = "Send a bearer token of an active person or a client."
            challenge = {"www-authenticate": 'Bearer error="invalid_token"'}
            raise TurnedAway(401, ErrorCode.UNAUTHENTICATED, text, challenge) from error
        except Unavailable as error:
            raise _not_now() from error


def _not_now() -> TurnedAway:
    return TurnedAway(503, ErrorCode.UNAVAILABLE, "Not available now.", {"retry-after": "5"})
