"""What clients are told of an error: a code of the closed list, and nothing that we did not write.

Whatever else goes wrong is masked: the client gets an id, the log says what it was.
"""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from graphql import GraphQLError

from services.gateway.nodes.errors import ErrorCode
from services.gateway.sql.reads import Unusable
from shared.kernel.errors import Unavailable
from shared.runtime.logging import logger

_log = logger(__name__)


def formatted(errors: Sequence[GraphQLError]) -> list[dict[str, Any]]:
    return [dict(_told(error).formatted) for error in errors]


def _told(error: GraphQLError) -> GraphQLError:
    if "code" in (error.extensions or {}):
        return error
    if error.path is None:  # of the request itself, such as a variable of another type
        error.extensions = {"code": ErrorCode.BAD_REQUEST.value}
        return error
    fault = error.original_error or error
    if isinstance(fault, Unavailable):
        return _at(error, ErrorCode.UNAVAILABLE, "Not available now: ask again.")
    if isinstance(fault, Unusable):
        return _at(error, ErrorCode.BAD_REQUEST, "An argument has a value that cannot be used.")
    reference = str(uuid4())
    _log.error("resolver_failed", reference=reference, field=error.path[-1], exc_info=fault)
    text = "Something went wrong here: quote the id when you report it."
    return _at(error, ErrorCode.INTERNAL, text, id=reference)


def _at(error: GraphQLError, code: ErrorCode, message: str, **extensions: str) -> GraphQLError:
    """In place of ``error``, at the same field."""
    found: dict[str, Any] = {"code": code.value, **extensions}
    return GraphQLError(message, nodes=error.nodes, path=error.path, extensions=found)
