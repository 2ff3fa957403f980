"""What people can learn by: courses and the like, and the days on which they take place."""

from datetime import date

import strawberry

from services.gateway.nodes import person
from services.gateway.nodes.connection import DEFAULT_FIRST, After, Connection, First, connect
from services.gateway.nodes.context import Info
from services.gateway.nodes.learning_enums import ActivityKind, ActivityStatus, OccurrenceStatus
from services.gateway.nodes.node import Node
from services.gateway.nodes.reading import ById, Children, Listing
from services.gateway.nodes.refs import PersonRef
from services.gateway.nodes.skill_level import SkillAtLevel, skill_at_level
from services.gateway.sql import activities as sql
from services.gateway.sql.reads import Record
from services.gateway.visibility import Viewer


@strawberry.type(description="A day on which an activity takes place, with a number of seats.")
class Occurrence:
    id: strawberry.ID
    day: date
    place: str | None
    status: OccurrenceStatus
    seats: int
    taken: int
    waiting: int

    @strawberry.field(description="Seats that nobody has.")
    def free(self) -> int:
        return max(self.seats - self.taken, 0)


@strawberry.type(description="A course, workshop, seminar, conference, programme or certification.")
class Activity(Node):
    id: strawberry.ID
    title: str
    description: str
    kind: ActivityKind
    minutes: int = strawberry.field(description="The time that it takes.")
    link: str | None
    status: ActivityStatus
    published_on: date
    retired_on: date | None
    assessor_id: strawberry.ID | None = strawberry.field(
        description="Who scores completions; null: they count without a score."
    )

    @strawberry.field(description="Null also once the person has been erased.")
    async def assessor(self, info: Info) -> PersonRef | None:
        return await info.context.reading.one(person.PEOPLE, self.assessor_id)

    @strawberry.field(description="What it teaches, the highest level first.")
    async def skills(self, info: Info) -> list[SkillAtLevel]:
        return await info.context.reading.children(SKILLS_TAUGHT, self.id)

    @strawberry.field(description="The next first; past ones only from a day on that is given.")
    async def occurrences(
        self,
        info: Info,
        from_day: date | None = None,
        first: First = DEFAULT_FIRST,
        after: After = None,
    ) -> Connection[Occurrence]:
        day = from_day or info.context.today
        return await connect(
            info.context, OCCURRENCES, self.id, first=first, after=after, filters=(day,)
        )


def occurrence(row: Record, _viewer: Viewer) -> Occurrence:
    return Occurrence(
        id=strawberry.ID(row["occurrence"]),
        day=row["day"],
        place=row["place"],
        status=OccurrenceStatus(row["status"]),
        seats=row["seats"],
        taken=row["taken"],
        waiting=row["waiting"],
    )


def activity(row: Record, _viewer: Viewer) -> Activity:
    return Activity(
        id=strawberry.ID(row["activity"]),
        title=row["title"],
        description=row["description"],
        kind=ActivityKind(row["kind"]),
        minutes=row["minutes"],
        link=row["link"],
        status=ActivityStatus(row["status"]),
        published_on=row["published_on"],
        retired_on=row["retired_on"],
        assessor_id=strawberry.ID(row["assessor"]) if row["assessor"] else None,
    )


ACTIVITIES: ById[Activity] = ById(sql.ACTIVITIES_BY_ID, "activity", activity)
CATALOGUE = Listing(
    sql.ACTIVITIES, sql.ACTIVITIES_COUNT, (("title", str), ("activity", str)), activity
)
OCCURRENCES = Listing(
    sql.OCCURRENCES_OF, sql.OCCURRENCES_COUNT, (("day", date), ("occurrence", str)), occurrence
)
SKILLS_TAUGHT = Children(sql.SKILLS_OF, skill_at_level)
