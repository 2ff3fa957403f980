"""The numbers about a team, as fields of a team: for whoever leads it, and for HR."""

import strawberry

from services.gateway.nodes import team_risk
from services.gateway.nodes.context import Info
from services.gateway.nodes.numbers_refs import SingleExpertRef, SkillAtRiskRef
from services.gateway.nodes.refs import PersonRef


@strawberry.type
class TeamNumbers:
    manager: PersonRef

    @strawberry.field(
        description="Skills that the members' roles require at 3 or more and exactly one member "
        "holds at 4 or more, the highest required first."
    )
    async def single_expert_risk(self, info: Info) -> list[SingleExpertRef] | None:
        return await team_risk.single_experts_in(info.context, self.manager.id)

    @strawberry.field(
        description="Skills declared obsolete or asked for less by a fifth or more, which members "
        "hold or their roles require; the obsolete ones first."
    )
    async def skills_at_risk(self, info: Info) -> list[SkillAtRiskRef] | None:
        return await team_risk.skills_at_risk_in(info.context, self.manager.id)
