"""Faults of the graph: errors with a code from one closed list. Refusals are data instead."""

from enum import StrEnum
from typing import Any

import strawberry
from graphql import GraphQLError


@strawberry.enum(description="What stands in `extensions.code` of an error.")
class ErrorCode(StrEnum):
    BAD_REQUEST = "BAD_REQUEST"
    """The request is no GraphQL request, or its document or an argument cannot be used."""
    TOO_LONG = "TOO_LONG"
    TOO_DEEP = "TOO_DEEP"
    TOO_MANY_ALIASES = "TOO_MANY_ALIASES"
    TOO_MANY_OPERATIONS = "TOO_MANY_OPERATIONS"
    TOO_COSTLY = "TOO_COSTLY"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    """Not for this viewer."""
    WITHHELD = "WITHHELD"
    """For this viewer only in another form, as an aggregate."""
    RATE_LIMITED = "RATE_LIMITED"
    UNAVAILABLE = "UNAVAILABLE"
    """A part that is needed is not there now, or is busy: try again."""
    INTERNAL = "INTERNAL"


class Fault(GraphQLError):
    """What a client is told of something that went wrong: ``code`` and a text of ours."""

    def __init__(self, code: ErrorCode, message: str, **extensions: Any) -> None:
        super().__init__(message, extensions={"code": code.value, **extensions})
        self.code = code


def bad_request(message: str) -> Fault:
    return Fault(ErrorCode.BAD_REQUEST, message)
