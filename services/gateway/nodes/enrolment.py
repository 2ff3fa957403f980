"""Somebody's way through an activity, from the plan to the score."""

from datetime import date

import strawberry

from services.gateway.nodes import activity, person
from services.gateway.nodes.context import Info
from services.gateway.nodes.learning_enums import ActivityKind, EnrolmentStatus
from services.gateway.nodes.node import Node
from services.gateway.nodes.reading import ById, Listing
from services.gateway.nodes.refs import ActivityRef, PersonRef
from services.gateway.nodes.standing import Standing, relations
from services.gateway.sql import enrolments as sql
from services.gateway.sql.reads import Record
from services.gateway.visibility import Viewer


@strawberry.type(description="Somebody's way through an activity.")
class Enrolment(Standing, Node):
    id: strawberry.ID
    person_id: strawberry.ID
    activity_id: strawberry.ID
    occurrence_id: strawberry.ID | None
    day: date | None = strawberry.field(description="Of the occurrence.")
    kind: ActivityKind
    status: EnrolmentStatus
    assessed: bool = strawberry.field(description="Completing it counts by a score alone.")
    minutes_planned: int | None
    minutes_spent: int | None
    planned_on: date | None
    planned_for: date | None
    enrolled_on: date | None
    started_on: date | None
    completed_on: date | None
    score: float | None = strawberry.field(description="0 to 1.")
    scored_on: date | None
    revoked_on: date | None = strawberry.field(description="From then on it is no evidence.")
    ended_on: date | None

    @strawberry.field(description="Null once the person has been erased.")
    async def person(self, info: Info) -> PersonRef | None:
        return await info.context.reading.one(person.PEOPLE, self.person_id)

    @strawberry.field
    async def activity(self, info: Info) -> ActivityRef | None:
        return await info.context.reading.one(activity.ACTIVITIES, self.activity_id)


def enrolment(row: Record, viewer: Viewer) -> Enrolment:
    return Enrolment(
        id=strawberry.ID(row["enrolment"]),
        person_id=strawberry.ID(row["person"]),
        activity_id=strawberry.ID(row["activity"]),
        occurrence_id=strawberry.ID(row["occurrence"]) if row["occurrence"] else None,
        day=row["day"],
        kind=ActivityKind(row["kind"]),
        status=EnrolmentStatus(row["status"]),
        assessed=row["assessed"],
        minutes_planned=row["minutes_planned"],
        minutes_spent=row["minutes_spent"],
        planned_on=row["planned_on"],
        planned_for=row["planned_for"],
        enrolled_on=row["enrolled_on"],
        started_on=row["started_on"],
        completed_on=row["completed_on"],
        score=row["score"],
        scored_on=row["scored_on"],
        revoked_on=row["revoked_on"],
        ended_on=row["ended_on"],
        relations=relations(row, viewer, row["person"]),
        public=row["public"],
    )


ENROLMENTS: ById[Enrolment] = ById(sql.ENROLMENTS_BY_ID, "enrolment", enrolment, viewer="rows")
ENROLMENTS_OF = Listing(
    sql.ENROLMENTS_OF, sql.ENROLMENTS_COUNT, (("enrolment", str),), enrolment, viewer="rows"
)
TO_SCORE = Listing(
    sql.TO_SCORE_OF,
    sql.TO_SCORE_COUNT,
    (("completed_on", date), ("enrolment", str)),
    enrolment,
    viewer="rows",
)
