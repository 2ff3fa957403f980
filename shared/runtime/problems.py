"""Errors over HTTP: ``application/problem+json`` (RFC 9457), one shape for all of them."""

import inspect
from collections.abc import Mapping, Sequence
from uuid import uuid4

import asyncpg
import orjson
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from shared.kernel.errors import (
    Busy,
    DomainError,
    Forbidden,
    KeyReused,
    NotFound,
    SubjectGone,
    SuiteError,
    TooLarge,
    Unavailable,
)
from shared.runtime.auth import Unauthenticated
from shared.runtime.logging import logger

MEDIA_TYPE = "application/problem+json"
AWAY = (
    ConnectionError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
"""Of the database that a permission asks; the log's adapters say ``Unavailable`` themselves."""

_log = logger(__name__)

_STATUS: Mapping[type[SuiteError], tuple[int, str]] = {
    DomainError: (409, "A rule refused this"),
    SubjectGone: (409, "The person has been erased"),
    NotFound: (404, "Not found"),
    Forbidden: (403, "Not allowed"),
    KeyReused: (422, "The idempotency key was used for another body"),
    TooLarge: (422, "Too large to record"),
    Busy: (503, "Too busy"),
    Unavailable: (503, "Not available now"),
}
_RETRY_AFTER = {Busy: "1", Unavailable: "5"}
_HTTP_CODES = {404: "NotFound", 405: "MethodNotAllowed", 413: "BodyTooLarge", 415: "NotJson"}


class Malformed(Exception):
    """The request is not what the command's schema says; ``errors`` name field and rule."""

    def __init__(self, errors: Sequence[Mapping[str, str]]) -> None:
        super().__init__("malformed")
        self.errors = tuple(errors)


def problem(  # one parameter a member of the object
    status: int,
    code: str,
    title: str,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    **members: object,
) -> Response:
    body = {
        "type": f"urn:mastery:problem:{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        **{name: value for name, value in members.items() if value is not None},
    }
    return Response(
        orjson.dumps(body), status, {"cache-control": "no-store", **(headers or {})}, MEDIA_TYPE
    )


def of_suite_error(error: SuiteError) -> Response:
    """A refusal, or what the caller may do about it; anything else of the tree is a fault."""
    kind = next((kind for kind in _STATUS if isinstance(error, kind)), None)
    if kind is None:
        return unexpected(error)
    status, title = _STATUS[kind]
    refusal = isinstance(error, DomainError)
    return problem(
        status,
        error.code if refusal else kind.__name__,
        title,
        str(error) or title,
        headers={"retry-after": _RETRY_AFTER[kind]} if kind in _RETRY_AFTER else None,
        field=error.field if isinstance(error, DomainError) else None,
        rule=inspect.getdoc(type(error)) if refusal else None,
    )


def unexpected(error: Exception) -> Response:
    """The caller gets an id to quote; what happened stands in the log beside it."""
    reference = str(uuid4())
    _log.error("unexpected_error", reference=reference, exc_info=error)
    return problem(
        500, "Unexpected", "Something went wrong here", f"Quote {reference} when you report it."
    )


async def handle(_request: Request, error: Exception) -> Response:
    """Starlette's handler for everything that a route raises."""
    match error:
        case Malformed():
            return problem(
                422,
                "Malformed",
                "The request is malformed",
                "Each entry of errors names a field and what it must be.",
                errors=list(error.errors),
            )
        case Unauthenticated():
            _log.info("unauthenticated", reason=str(error))
            return problem(
                401,
                "Unauthenticated",
                "No valid bearer token",
                "Send a token of the company's identity provider for an active person or a client.",
                headers={"www-authenticate": 'Bearer error="invalid_token"'},
            )
        case ClientDisconnect():
            return Response(status_code=499)
        case SuiteError():
            return of_suite_error(error)
        case _ if isinstance(error, AWAY):
            _log.warning("part_away", exc_info=error)
            return of_suite_error(Unavailable("A part that this needs cannot be reached now."))
        case HTTPException():
            code = _HTTP_CODES.get(error.status_code, "HttpError")
            return problem(
                error.status_code, code, error.detail, error.detail, headers=error.headers
            )
        case _:
            return unexpected(error)
