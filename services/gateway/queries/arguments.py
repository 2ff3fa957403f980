"""Arguments that many roots have."""

from typing import Annotated

import strawberry

from services.gateway.nodes import person
from services.gateway.nodes.connection import MARK
from services.gateway.nodes.context import Info
from services.gateway.nodes.errors import ErrorCode, Fault, bad_request
from services.gateway.nodes.person import Person
from services.gateway.visibility import Content, refusal

Token = Annotated[
    str | None, strawberry.argument(description="A token from a command's answer: wait for it.")
]
TokenOrCursor = Annotated[
    str | None,
    strawberry.argument(
        description="A cursor: what comes after its row. Or a token from a command's answer: wait."
    ),
]
Whose = Annotated[strawberry.ID | None, strawberry.argument(description="You, unless given.")]


def cursor(after: str | None) -> str | None:
    """Tokens have been waited for before anything was read."""
    return after if after is not None and after.startswith(MARK) else None


def own_id(info: Info, given: str | None) -> str:
    """``given``, or the viewer's own id; a program has none."""
    whose = given if given is not None else info.context.viewer.person
    if whose is None:
        raise bad_request("A program is no person: say whose.")
    return whose


async def subject(info: Info, given: str | None, content: Content) -> Person | None:
    """Whose content is asked for, if the viewer may ask; none if nobody is of that id."""
    found = await info.context.reading.one(person.PEOPLE, own_id(info, given))
    if found is None:
        return None
    refused = refusal(content, found.relations, public=found.public)
    if refused is not None:
        raise Fault(ErrorCode(refused), "This is not for you to read.")
    return found
