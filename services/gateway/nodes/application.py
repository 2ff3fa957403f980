"""Applications to stretch assignments, from applying to the validated outcome."""

from datetime import date

import strawberry

from services.gateway.nodes import assignment, person
from services.gateway.nodes.context import Info
from services.gateway.nodes.enums import ApplicationStatus, Outcome
from services.gateway.nodes.reading import Listing
from services.gateway.nodes.refs import PersonRef, StretchAssignmentRef
from services.gateway.sql import assignments as sql
from services.gateway.sql.reads import Record
from services.gateway.visibility import Viewer


@strawberry.type(description="Somebody's way through a stretch assignment.")
class Application:
    assignment_id: strawberry.ID
    applicant_id: strawberry.ID
    status: ApplicationStatus
    note: str | None
    applied_on: date
    waiting_since: date | None = strawberry.field(description="While an approval is awaited.")
    reminded_on: date | None
    decided_on: date | None
    accepted_on: date | None
    outcome: Outcome | None
    learnt: str | None
    completed_by_id: strawberry.ID | None
    completed_on: date | None
    validated_on: date | None = strawberry.field(description="From then on it is evidence.")
    ended_on: date | None

    @strawberry.field(description="Null once the person has been erased.")
    async def applicant(self, info: Info) -> PersonRef | None:
        return await info.context.reading.one(person.PEOPLE, self.applicant_id)

    @strawberry.field
    async def assignment(self, info: Info) -> StretchAssignmentRef | None:
        return await info.context.reading.one(assignment.ASSIGNMENTS, self.assignment_id)


def application(row: Record, _viewer: Viewer) -> Application:
    completed_by = row["completed_by"]
    return Application(
        assignment_id=strawberry.ID(row["assignment"]),
        applicant_id=strawberry.ID(row["applicant"]),
        status=ApplicationStatus(row["status"]),
        note=row["note"],
        applied_on=row["applied_on"],
        waiting_since=row["waiting_since"],
        reminded_on=row["reminded_on"],
        decided_on=row["decided_on"],
        accepted_on=row["accepted_on"],
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        learnt=row["learnt"],
        completed_by_id=strawberry.ID(completed_by) if completed_by else None,
        completed_on=row["completed_on"],
        validated_on=row["validated_on"],
        ended_on=row["ended_on"],
    )


APPLICATIONS = Listing(
    sql.APPLICATIONS_OF,
    sql.APPLICATIONS_COUNT,
    (("applied_on", date), ("applicant", str)),
    application,
    viewer="rows",
)
HISTORY = Listing(
    sql.HISTORY_OF,
    sql.HISTORY_COUNT,
    (("applied_on", date), ("assignment", str)),
    application,
    viewer="rows",
)
