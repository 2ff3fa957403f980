"""Goals, stretch assignments and the journal: of a person, or of a manager's team."""

from datetime import date
from typing import Annotated

import strawberry

from services.gateway.nodes import application, assignment, journal
from services.gateway.nodes.application import Application
from services.gateway.nodes.assignment import StretchAssignment
from services.gateway.nodes.career_goal import AT_RISK, GOALS_OF, CareerGoal
from services.gateway.nodes.connection import DEFAULT_FIRST, Connection, First, connect
from services.gateway.nodes.context import Info
from services.gateway.nodes.filters import CareerGoalFilter
from services.gateway.nodes.journal import JournalEntry
from services.gateway.queries.arguments import TokenOrCursor, Whose, cursor, own_id, subject


@strawberry.type
class WorkRoots:
    @strawberry.field(description="A person's, those that you may read, the next due first.")
    async def career_goals(
        self,
        info: Info,
        person: Whose = None,
        filter: CareerGoalFilter | None = None,  # noqa: A002 - the argument's name in the graph
        first: First = DEFAULT_FIRST,
        after: TokenOrCursor = None,
    ) -> Connection[CareerGoal] | None:
        whose = await subject(info, person, "career_goals")
        if whose is None:
            return None
        wanted = (filter or CareerGoalFilter()).values()
        return await connect(
            info.context, GOALS_OF, whose.id, first=first, after=cursor(after), filters=wanted
        )

    @strawberry.field(description="Of a manager's direct reports; of yours, unless given.")
    async def goals_at_risk(
        self,
        info: Info,
        team: Whose = None,
        as_of: date | None = None,
        first: First = DEFAULT_FIRST,
        after: TokenOrCursor = None,
    ) -> Connection[CareerGoal]:
        return await connect(
            info.context,
            AT_RISK,
            own_id(info, team),
            first=first,
            after=cursor(after),
            filters=(as_of or info.context.today,),
        )

    @strawberry.field(
        description="With a place left, the first to end first; with `for`, those that this person "
        "neither published nor has applied for."
    )
    async def open_assignments(
        self,
        info: Info,
        for_: Annotated[strawberry.ID | None, strawberry.argument(name="for")] = None,
        skill: strawberry.ID | None = None,
        first: First = DEFAULT_FIRST,
        after: TokenOrCursor = None,
    ) -> Connection[StretchAssignment] | None:
        whose = None
        if for_ is not None:
            whose = await subject(info, for_, "assignments")
            if whose is None:
                return None
        wanted = (info.context.today, whose.id if whose else None, skill)
        return await connect(
            info.context, assignment.OPEN, "", first=first, after=cursor(after), filters=wanted
        )

    @strawberry.field(description="A person's applications, the newest first.")
    async def assignment_history(
        self,
        info: Info,
        person: Whose = None,
        first: First = DEFAULT_FIRST,
        after: TokenOrCursor = None,
    ) -> Connection[Application] | None:
        whose = await subject(info, person, "assignments")
        if whose is None:
            return None
        return await connect(
            info.context, application.HISTORY, whose.id, first=first, after=cursor(after)
        )

    @strawberry.field(description="A person's journal, the newest entry first; your own alone.")
    async def growth_timeline(
        self,
        info: Info,
        person: Whose = None,
        first: First = DEFAULT_FIRST,
        after: TokenOrCursor = None,
    ) -> Connection[JournalEntry] | None:
        whose = await subject(info, person, "journal")
        if whose is None:
            return None
        return await connect(
            info.context, journal.TIMELINE, whose.id, first=first, after=cursor(after)
        )
