"""A team: the direct reports of a manager, named by the manager. It has no stream of its own."""

from datetime import date

import strawberry

from services.gateway.nodes import career_goal, person
from services.gateway.nodes.connection import DEFAULT_FIRST, After, Connection, First, connect
from services.gateway.nodes.context import Info
from services.gateway.nodes.refs import CareerGoalRef, PersonRef
from services.gateway.nodes.team_learning import TeamLearning
from services.gateway.nodes.team_numbers import TeamNumbers
from services.gateway.visibility import Relation


@strawberry.type(description="The direct reports of a manager.")
class Team(TeamLearning, TeamNumbers):
    manager: PersonRef

    @property
    def relations(self) -> frozenset[Relation]:
        return self.manager.relations

    @property
    def public(self) -> bool:
        return False

    @strawberry.field(description="Direct reports, by name.")
    async def members(
        self, info: Info, first: First = DEFAULT_FIRST, after: After = None
    ) -> Connection[PersonRef]:
        return await connect(
            info.context, person.REPORTS, self.manager.id, first=first, after=after
        )

    @strawberry.field(
        description="Active goals with a reason to worry on a day, today unless given."
    )
    async def goals_at_risk(
        self,
        info: Info,
        as_of: date | None = None,
        first: First = DEFAULT_FIRST,
        after: After = None,
    ) -> Connection[CareerGoalRef]:
        day = as_of or info.context.today
        return await connect(
            info.context,
            career_goal.AT_RISK,
            self.manager.id,
            first=first,
            after=after,
            filters=(day,),
        )
