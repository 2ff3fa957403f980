"""Stretch assignments: work beyond one's job that everybody may read about."""

from datetime import date

import strawberry

from services.gateway.nodes import application, person, skill
from services.gateway.nodes.connection import DEFAULT_FIRST, After, Connection, First, connect
from services.gateway.nodes.context import Info
from services.gateway.nodes.enums import AssignmentStatus
from services.gateway.nodes.filters import ApplicationFilter
from services.gateway.nodes.node import Node
from services.gateway.nodes.reading import ById, Children, Listing
from services.gateway.nodes.refs import ApplicationRef, PersonRef, SkillRef
from services.gateway.sql import assignments as sql
from services.gateway.sql.reads import Record
from services.gateway.visibility import Viewer


@strawberry.type(description="A skill that an assignment exercises.")
class AskedSkill:
    skill_id: strawberry.ID
    level: int = strawberry.field(description="The level that it asks for, 1 novice … 5 expert.")

    @strawberry.field(description="Null while the catalogue does not know it yet.")
    async def skill(self, info: Info) -> SkillRef | None:
        return await info.context.reading.one(skill.SKILLS, self.skill_id)


@strawberry.type(description="Work beyond one's job, with a number of places.")
class StretchAssignment(Node):
    id: strawberry.ID
    publisher_id: strawberry.ID
    title: str
    description: str
    hours_a_week: int
    starts_on: date
    ends_on: date
    places: int
    status: AssignmentStatus
    published_on: date
    cancelled_on: date | None
    cancel_reason: str | None

    @strawberry.field(description="Null once the person has been erased.")
    async def publisher(self, info: Info) -> PersonRef | None:
        return await info.context.reading.one(person.PEOPLE, self.publisher_id)

    @strawberry.field
    async def skills(self, info: Info) -> list[AskedSkill]:
        return await info.context.reading.children(ASKED_SKILLS, self.id)

    @strawberry.field(description="Those that you may read, the oldest first.")
    async def applications(
        self,
        info: Info,
        filter: ApplicationFilter | None = None,  # noqa: A002 - the argument's name in the graph
        first: First = DEFAULT_FIRST,
        after: After = None,
    ) -> Connection[ApplicationRef]:
        wanted = (filter or ApplicationFilter()).values()
        return await connect(
            info.context,
            application.APPLICATIONS,
            self.id,
            first=first,
            after=after,
            filters=wanted,
        )


def assignment(row: Record, _viewer: Viewer) -> StretchAssignment:
    return StretchAssignment(
        id=strawberry.ID(row["assignment"]),
        publisher_id=strawberry.ID(row["publisher"]),
        title=row["title"],
        description=row["description"],
        hours_a_week=row["hours_a_week"],
        starts_on=row["starts_on"],
        ends_on=row["ends_on"],
        places=row["places"],
        status=AssignmentStatus(row["status"]),
        published_on=row["published_on"],
        cancelled_on=row["cancelled_on"],
        cancel_reason=row["cancel_reason"],
    )


def asked_skill(row: Record) -> AskedSkill:
    return AskedSkill(skill_id=strawberry.ID(row["skill"]), level=row["level"])


ASSIGNMENTS: ById[StretchAssignment] = ById(sql.ASSIGNMENTS_BY_ID, "assignment", assignment)
OPEN = Listing(
    sql.OPEN_ASSIGNMENTS,
    sql.OPEN_ASSIGNMENTS_COUNT,
    (("ends_on", date), ("assignment", str)),
    assignment,
)
ASKED_SKILLS = Children(sql.ASKED_SKILLS_OF, asked_skill)
