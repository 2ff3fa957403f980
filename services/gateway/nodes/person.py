"""People: the card that everybody sees, and what only some do."""

from datetime import date
from typing import Annotated

import strawberry

from services.gateway.nodes import application, career_goal, journal, role
from services.gateway.nodes.connection import DEFAULT_FIRST, After, Connection, First, connect
from services.gateway.nodes.context import Info
from services.gateway.nodes.filters import CareerGoalFilter
from services.gateway.nodes.node import Node
from services.gateway.nodes.person_learning import PersonLearning
from services.gateway.nodes.person_numbers import PersonNumbers
from services.gateway.nodes.reading import ById, Listing
from services.gateway.nodes.refs import ApplicationRef, CareerGoalRef, JournalEntryRef, RoleRef
from services.gateway.sql import people as sql
from services.gateway.sql.reads import Record
from services.gateway.visibility import Viewer
from shared.kernel.messages import StreamId

PersonHere = Annotated["Person", strawberry.lazy("services.gateway.nodes.person")]


@strawberry.type(description="Somebody of the company.")
class Person(Node, PersonLearning, PersonNumbers):
    id: strawberry.ID
    name: str
    title: str | None
    department: str | None
    active: bool
    mail: str | None
    time_zone: str | None
    languages: list[str] | None
    hired_on: date | None
    deactivated_on: date | None
    role_id: strawberry.Private[str | None]
    manager_id: strawberry.Private[str | None]

    @strawberry.field(description="What the job requires comes from its role.")
    async def role(self, info: Info) -> RoleRef | None:
        return await info.context.reading.one(role.ROLES, self.role_id)

    @strawberry.field
    async def manager(self, info: Info) -> PersonHere | None:
        return await info.context.reading.one(PEOPLE, self.manager_id)

    @strawberry.field(description="Direct reports, by name.")
    async def reports(
        self, info: Info, first: First = DEFAULT_FIRST, after: After = None
    ) -> Connection[PersonHere]:
        return await connect(info.context, REPORTS, self.id, first=first, after=after)

    @strawberry.field(description="Those that you may read, the next due first.")
    async def career_goals(
        self,
        info: Info,
        filter: CareerGoalFilter | None = None,  # noqa: A002 - the argument's name in the graph
        first: First = DEFAULT_FIRST,
        after: After = None,
    ) -> Connection[CareerGoalRef] | None:
        wanted = (filter or CareerGoalFilter()).values()
        return await connect(
            info.context, career_goal.GOALS_OF, self.id, first=first, after=after, filters=wanted
        )

    @strawberry.field(description="Applications to stretch assignments, the newest first.")
    async def assignment_history(
        self, info: Info, first: First = DEFAULT_FIRST, after: After = None
    ) -> Connection[ApplicationRef] | None:
        return await connect(info.context, application.HISTORY, self.id, first=first, after=after)

    @strawberry.field(description="The journal, the newest entry first; for its owner alone.")
    async def growth_timeline(
        self, info: Info, first: First = DEFAULT_FIRST, after: After = None
    ) -> Connection[JournalEntryRef] | None:
        return await connect(info.context, journal.TIMELINE, self.id, first=first, after=after)


def person(row: Record, viewer: Viewer) -> Person:
    return Person(
        id=strawberry.ID(row["person_id"]),
        name=row["name"],
        title=row["title"],
        department=row["department"],
        active=row["active"],
        mail=row["mail"],
        time_zone=row["time_zone"],
        languages=row["languages"],
        hired_on=row["hired_on"],
        deactivated_on=row["deactivated_on"],
        relations=viewer.relations(StreamId(row["person_id"]), row["depth"]),
        public=row["public"],
        role_id=row["role_id"],
        manager_id=row["manager_id"],
    )


PEOPLE: ById[Person] = ById(sql.PEOPLE_BY_ID, "person_id", person, viewer="columns")

_BY_NAME = (("sort_name", str), ("person_id", str))
EVERYONE = Listing(sql.PEOPLE, sql.PEOPLE_COUNT, _BY_NAME, person, viewer="columns")
REPORTS = Listing(sql.REPORTS_OF, sql.REPORTS_COUNT, _BY_NAME, person, viewer="columns")
