"""How the viewer stands to the person whom an object is about, for fields that not all read."""

from typing import Protocol

import strawberry

from services.gateway.nodes.errors import ErrorCode, Fault
from services.gateway.sql.reads import Record
from services.gateway.visibility import Content, Relation, Viewer, refusal
from shared.kernel.messages import StreamId


class Stands(Protocol):
    """A person, or what is about one."""

    @property
    def relations(self) -> frozenset[Relation]: ...
    @property
    def public(self) -> bool: ...


@strawberry.type
class Standing:
    """``public`` is whether the person's profile is."""

    relations: strawberry.Private[frozenset[Relation]]
    public: strawberry.Private[bool]


def relations(row: Record, viewer: Viewer, person: str) -> frozenset[Relation]:
    """To ``person``, from a row that says how far below the viewer they report."""
    return viewer.relations(StreamId(person), row["depth"])


def require(standing: Stands, content: Content) -> None:
    """Raises what the matrix says where the viewer may not read it."""
    refused = refusal(content, standing.relations, public=standing.public)
    if refused is not None:
        raise Fault(ErrorCode(refused), "This is not for you to read.")
