"""The journal: reflections and setbacks, for the one who keeps it."""

from datetime import date

import strawberry

from services.gateway.nodes import assignment
from services.gateway.nodes.context import Info
from services.gateway.nodes.enums import EntryKind
from services.gateway.nodes.reading import Listing
from services.gateway.nodes.refs import StretchAssignmentRef
from services.gateway.sql import journal as sql
from services.gateway.sql.reads import Record
from services.gateway.visibility import Viewer


@strawberry.type(description="A reflection, or a setback with what it taught.")
class JournalEntry:
    id: strawberry.ID
    kind: EntryKind
    text: str
    lesson: str | None
    draft: bool = strawberry.field(description="Offered to its owner, who keeps or discards it.")
    shared: bool = strawberry.field(description="With the owner's mentors.")
    recorded_on: date
    assignment_id: strawberry.Private[str | None]

    @strawberry.field(description="Where the setback came from.")
    async def assignment(self, info: Info) -> StretchAssignmentRef | None:
        return await info.context.reading.one(assignment.ASSIGNMENTS, self.assignment_id)


def entry(row: Record, _viewer: Viewer) -> JournalEntry:
    return JournalEntry(
        id=strawberry.ID(row["entry"]),
        kind=EntryKind(row["kind"]),
        text=row["text"],
        lesson=row["lesson"],
        draft=row["draft"],
        shared=row["shared"],
        recorded_on=row["recorded_on"],
        assignment_id=row["assignment"],
    )


TIMELINE = Listing(
    sql.TIMELINE_OF,
    sql.TIMELINE_COUNT,
    (("recorded_on", date), ("entry", str)),
    entry,
    viewer="own_rows",
)
