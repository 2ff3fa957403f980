"""The numbers about a person, as fields of a person."""

from datetime import date

import strawberry

from services.gateway.nodes import agility, next_action, readiness, team_risk
from services.gateway.nodes.context import Info
from services.gateway.nodes.numbers_refs import (
    AdaptabilityRef,
    DemandedSkillRef,
    NextActionRef,
    ReadinessRef,
    SkillFreshnessRef,
)


@strawberry.type
class PersonNumbers:
    id: strawberry.ID
    role_id: strawberry.Private[str | None]

    @strawberry.field(
        description="For a role: the target of the active goal due next, else the job's, unless "
        "given. By the end of a day, today unless given. Null if it requires nothing."
    )
    async def readiness(
        self, info: Info, role: strawberry.ID | None = None, as_of: date | None = None
    ) -> ReadinessRef | None:
        wanted = await readiness.role_aimed_at(info.context, self.id, role, self.role_id)
        if wanted is None:
            return None
        day = as_of or info.context.today
        return await readiness.readiness_for(info.context, self.id, wanted, day)

    @strawberry.field(description="Of each skill with strong evidence, the stalest first.")
    async def skill_freshness(
        self, info: Info, as_of: date | None = None
    ) -> list[SkillFreshnessRef] | None:
        day = as_of or info.context.today
        return await agility.freshness_of(info.context, self.id, day)

    @strawberry.field
    async def adaptability(self, info: Info) -> AdaptabilityRef | None:
        return await agility.adaptability_of(info.context, self.id, self.role_id)

    @strawberry.field(
        description="Skills in the top tenth of the newest snapshot that the job's role family "
        "requires anywhere and the person does not hold at 3; the most wanted first."
    )
    async def demand_gap(self, info: Info) -> list[DemandedSkillRef] | None:
        return await team_risk.demand_gap_of(info.context, self.id)

    @strawberry.field(
        description="For the largest gaps to a role, 1 to 10 of them: that of the active goal due "
        "next, or its skills, else the job's, unless given. Only what can be done now."
    )
    async def next_actions(
        self, info: Info, role: strawberry.ID | None = None, gaps: int = 5
    ) -> list[NextActionRef] | None:
        most = next_action.gaps_wanted(gaps)
        return await next_action.next_actions_of(info.context, self.id, role, self.role_id, most)
