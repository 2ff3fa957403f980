"""The numbers that combine services: of a person, of a team, of roles."""

from datetime import date
from typing import Annotated

import strawberry

from services.gateway.nodes import agility, career_path, next_action, readiness, role, team_risk
from services.gateway.nodes.agility import Adaptability, SkillFreshness
from services.gateway.nodes.bench import BenchStrength, bench_of
from services.gateway.nodes.career_path import CareerPath, TransferableSkills
from services.gateway.nodes.context import Info
from services.gateway.nodes.next_action import NextAction
from services.gateway.nodes.readiness import Readiness
from services.gateway.nodes.team_risk import DemandedSkill, SingleExpert, SkillAtRisk
from services.gateway.queries.arguments import Token, Whose, subject

From = Annotated[strawberry.ID, strawberry.argument(name="from")]


@strawberry.type
class NumbersRoots:
    @strawberry.field(description="As the field of a person.")
    async def readiness(
        self,
        info: Info,
        person: Whose = None,
        role: strawberry.ID | None = None,
        as_of: date | None = None,
        after: Token = None,  # noqa: ARG002 - waited for before
    ) -> Readiness | None:
        whose = await subject(info, person, "numbers")
        if whose is None:
            return None
        wanted = await readiness.role_aimed_at(info.context, whose.id, role, whose.role_id)
        if wanted is None:
            return None
        day = as_of or info.context.today
        return await readiness.readiness_for(info.context, whose.id, wanted, day)

    @strawberry.field(description="As the field of a person.")
    async def skill_freshness(
        self,
        info: Info,
        person: Whose = None,
        as_of: date | None = None,
        after: Token = None,  # noqa: ARG002 - waited for before
    ) -> list[SkillFreshness] | None:
        whose = await subject(info, person, "numbers")
        day = as_of or info.context.today
        return await agility.freshness_of(info.context, whose.id, day) if whose else None

    @strawberry.field(description="As the field of a person.")
    async def adaptability(
        self,
        info: Info,
        person: Whose = None,
        after: Token = None,  # noqa: ARG002 - waited for before
    ) -> Adaptability | None:
        whose = await subject(info, person, "numbers")
        if whose is None:
            return None
        return await agility.adaptability_of(info.context, whose.id, whose.role_id)

    @strawberry.field(description="As the field of a person.")
    async def demand_gap(
        self,
        info: Info,
        person: Whose = None,
        after: Token = None,  # noqa: ARG002 - waited for before
    ) -> list[DemandedSkill] | None:
        whose = await subject(info, person, "numbers")
        return await team_risk.demand_gap_of(info.context, whose.id) if whose else None

    @strawberry.field(description="As the field of a person.")
    async def next_actions(
        self,
        info: Info,
        person: Whose = None,
        role: strawberry.ID | None = None,
        gaps: int = 5,
        after: Token = None,  # noqa: ARG002 - waited for before
    ) -> list[NextAction] | None:
        most = next_action.gaps_wanted(gaps)
        whose = await subject(info, person, "numbers")
        if whose is None:
            return None
        return await next_action.next_actions_of(info.context, whose.id, role, whose.role_id, most)

    @strawberry.field(description="As the field of a team, named by its manager.")
    async def single_expert_risk(
        self,
        info: Info,
        team: Whose = None,
        after: Token = None,  # noqa: ARG002 - waited for before
    ) -> list[SingleExpert] | None:
        whose = await subject(info, team, "team")
        return await team_risk.single_experts_in(info.context, whose.id) if whose else None

    @strawberry.field(description="As the field of a team, named by its manager.")
    async def skills_at_risk(
        self,
        info: Info,
        team: Whose = None,
        after: Token = None,  # noqa: ARG002 - waited for before
    ) -> list[SkillAtRisk] | None:
        whose = await subject(info, team, "team")
        return await team_risk.skills_at_risk_in(info.context, whose.id) if whose else None

    @strawberry.field(description="As the field of a role.")
    async def bench_strength(
        self,
        info: Info,
        role: strawberry.ID,
        after: Token = None,  # noqa: ARG002 - waited for before
    ) -> BenchStrength | None:
        return await bench_of(info.context, role) if await _known_role(info, role) else None

    @strawberry.field(
        description="Over roles in use, in at most 4 steps: the three whose largest step is "
        "smallest, of equal ones the shortest."
    )
    async def career_paths(
        self,
        info: Info,
        from_: From,
        to: strawberry.ID,
        after: Token = None,  # noqa: ARG002 - waited for before
    ) -> list[CareerPath]:
        if not await _known_role(info, from_):
            return []
        return await career_path.career_paths_between(info.context, from_, to)

    @strawberry.field(description="What a role requires that another one's requirements meet.")
    async def transferable_skills(
        self,
        info: Info,
        from_: From,
        to: strawberry.ID,
        after: Token = None,  # noqa: ARG002 - waited for before
    ) -> TransferableSkills | None:
        if not (await _known_role(info, from_) and await _known_role(info, to)):
            return None
        return await career_path.transferable_between(info.context, from_, to)


async def _known_role(info: Info, given: str) -> bool:
    return await info.context.reading.one(role.ROLES, given) is not None
