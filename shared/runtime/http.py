"""HTTP in: one route a command, generated from what the service handles.

``POST /commands/<command-in-kebab-case>``; the body is the command's own fields, the answer says
which streams moved and carries the token for reading one's own write.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID, uuid4

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from shared.bus.topics import partition_of
from shared.eventstore.handler import Request as Asked
from shared.eventstore.kinds import namer
from shared.eventstore.port import Answer
from shared.kernel.decider import Handled
from shared.kernel.errors import Forbidden, Unavailable
from shared.kernel.ids import caller_command_id
from shared.kernel.messages import Command
from shared.kernel.naming import kebab
from shared.kernel.recorded import Origin
from shared.readmodel.barrier import Mark
from shared.runtime import bodies, metrics, problems, tracing
from shared.runtime.auth import Verifier
from shared.runtime.claims import Principal
from shared.runtime.clock import Clock
from shared.runtime.problems import Malformed
from shared.runtime.tokens import ConsistencyTokens

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
"""What happened in a company; days and months before it are still in the calendar."""


class Handler(Protocol):
    async def handle(self, request: Asked) -> Answer: ...


@dataclass(frozen=True, slots=True)
class CommandRoutes:
    """What the routes of one service stand on.

    ``accepts`` answers whether commands may be taken yet: not before the start check has passed.
    """

    service: str
    company: str
    handled: Mapping[type[Command], Handled]
    handler: Handler
    verifier: Verifier
    tokens: ConsistencyTokens
    clock: Clock
    partitions: int
    body_limit: int
    client_time: bool
    accepts: Callable[[], bool]

    def routes(self) -> list[Route]:
        return [
            Route(f"/commands/{kebab(kind.__name__)}", self._endpoint(kind), methods=["POST"])
            for kind, handled in self.handled.items()
            if not handled.policy_only
        ]

    def _endpoint(self, kind: type[Command]) -> Callable[[Request], object]:
        async def issue(request: Request) -> Response:
            correlation = tracing.correlation_of(request.headers)
            with tracing.span(
                f"POST {request.url.path}",
                traceparent=request.headers.get("traceparent"),
                correlation_id=correlation,
            ) as traceparent:
                try:
                    with metrics.command(kind.__name__):
                        response = await self._issue(kind, request, correlation, traceparent)
                except Exception as error:  # all of them become a problem, none leaves the server
                    response = await problems.handle(request, error)
            response.headers[tracing.CORRELATION_HEADER] = correlation
            return response

        return issue

    async def _issue(
        self, kind: type[Command], request: Request, correlation: str, traceparent: str
    ) -> Response:
        actor = await self.verifier.principal(request.headers.get("authorization"))
        if not self.accepts():
            raise Unavailable("The service is starting.")
        body = bodies.parse(await _body(request, self.body_limit))
        at, origin = self._time(request, actor)
        command_id = _command_id(request, actor, kind)
        command = bodies.command_of(kind, body, actor=actor, at=at, command_id=command_id)
        answer = await self.handler.handle(
            Asked(
                command=command,
                actor=actor,
                command_id=command_id,
                body=orjson.dumps(body, option=orjson.OPT_SORT_KEYS),
                at=at,
                correlation_id=correlation,
                origin=origin,
                traceparent=traceparent,
            )
        )
        return self._answer(command, answer)

    def _answer(self, command: Command, answer: Answer) -> Response:
        first = self.handled[type(command)].targets[0]
        marks = [
            Mark(self.service, partition_of(moved.stream, self.partitions), moved.position)
            for moved in answer
        ]
        content = {
            "stream": answer[0].stream if answer else namer(first, self.company)(command),
            "version": answer[0].version if answer else None,
            "token": self.tokens.issue(marks) if answer else None,
            "streams": [{"stream": moved.stream, "version": moved.version} for moved in answer],
        }
        return Response(
            orjson.dumps(content),
            headers={"cache-control": "no-store"},
            media_type="application/json",
        )

    def _time(self, request: Request, actor: Principal) -> tuple[datetime, Origin]:
        """A caller's time is taken where the setting and the token's scope allow it."""
        given, origin = request.headers.get("mastery-time"), request.headers.get("mastery-origin")
        if given is None and origin is None:
            return self.clock.now(), "live"
        if not self.client_time:
            raise Malformed([_header("Mastery-Time", "is not taken here: MASTERY_CLIENT_TIME")])
        if "backdate" not in actor.scopes:
            raise Forbidden("Setting a command's time needs the scope backdate.")
        match origin:
            case "import" | "demo":
                return self._given(given), origin
            case _:
                raise Malformed([_header("Mastery-Origin", "must be import or demo")])

    def _given(self, text: str | None) -> datetime:
        now = self.clock.now()
        if text is None:
            return now
        try:
            given = datetime.fromisoformat(text)
            at = given.astimezone(UTC) if given.tzinfo else None
        except (ValueError, OverflowError):
            at = None
        if at is None or not EARLIEST <= at <= now:
            rule = f"must be RFC 3339, from {EARLIEST:%Y} on and not in the future"
            raise Malformed([_header("Mastery-Time", rule)])
        return at


async def _body(request: Request, limit: int) -> bytes:
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip()
    if kind.lower() != "application/json":
        raise HTTPException(415, "The body must be application/json")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise HTTPException(413, f"The body must be at most {limit} bytes")
    return bytes(body)


def _command_id(request: Request, actor: Principal, kind: type[Command]) -> UUID:
    key = request.headers.get("idempotency-key")
    if key is None:
        return uuid4()
    if not (1 <= len(key) <= 200 and key.isprintable()):
        raise Malformed([_header("Idempotency-Key", "must be 1 to 200 printable characters")])
    return caller_command_id(actor.reference, kind.__name__, key)


def _header(name: str, rule: str) -> dict[str, str]:
    return {"field": name, "rule": rule}
