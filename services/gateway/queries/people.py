"""People, teams, departments, and any object by its id."""

import strawberry

from services.gateway.nodes import department, nodes, person
from services.gateway.nodes.connection import DEFAULT_FIRST, Connection, First, connect
from services.gateway.nodes.context import Info
from services.gateway.nodes.department import Department
from services.gateway.nodes.filters import PeopleFilter
from services.gateway.nodes.node import Node
from services.gateway.nodes.person import Person
from services.gateway.nodes.team import Team
from services.gateway.queries.arguments import Token, TokenOrCursor, Whose, cursor, own_id


@strawberry.type
class PeopleRoots:
    @strawberry.field(description="You; null for a program.")
    async def viewer(self, info: Info, after: Token = None) -> Person | None:  # noqa: ARG002 - waited for before
        return await info.context.reading.one(person.PEOPLE, info.context.viewer.person)

    @strawberry.field
    async def person(self, info: Info, id: strawberry.ID, after: Token = None) -> Person | None:  # noqa: A002, ARG002 - names in the graph
        return await info.context.reading.one(person.PEOPLE, id)

    @strawberry.field(description="By name; those who work here, unless the filter says otherwise.")
    async def people(
        self,
        info: Info,
        filter: PeopleFilter | None = None,  # noqa: A002 - the argument's name in the graph
        first: First = DEFAULT_FIRST,
        after: TokenOrCursor = None,
    ) -> Connection[Person]:
        wanted = (filter or PeopleFilter()).values()
        return await connect(
            info.context, person.EVERYONE, "", first=first, after=cursor(after), filters=wanted
        )

    @strawberry.field(description="The direct reports of a person; yours, unless given.")
    async def team(self, info: Info, manager: Whose = None, after: Token = None) -> Team | None:  # noqa: ARG002 - waited for before
        found = await info.context.reading.one(person.PEOPLE, own_id(info, manager))
        return Team(manager=found) if found else None

    @strawberry.field(description="Those that somebody works in.")
    async def departments(
        self, info: Info, first: First = DEFAULT_FIRST, after: TokenOrCursor = None
    ) -> Connection[Department]:
        return await connect(
            info.context, department.DEPARTMENTS, "", first=first, after=cursor(after)
        )

    @strawberry.field(description="Whatever has this id, if you may read it.")
    async def node(self, info: Info, id: strawberry.ID, after: Token = None) -> Node | None:  # noqa: A002, ARG002 - names in the graph
        return await nodes.node(info.context, id)
