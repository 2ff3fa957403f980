"""What the market asks for and a person lacks; what a team loses or depends on one person for."""

import strawberry

from services.gateway.formulas import demand as formula
from services.gateway.formulas.experts import single_experts
from services.gateway.nodes import person, skill
from services.gateway.nodes.context import Context, Info
from services.gateway.nodes.known import held_now, required
from services.gateway.nodes.reading import Children
from services.gateway.nodes.refs import PersonRef, SkillRef
from services.gateway.sql import numbers_team as sql
from services.gateway.sql.reads import Record


@strawberry.type(description="A skill that is much asked for and not held at 3.")
class DemandedSkill:
    skill_id: strawberry.ID
    index: float = strawberry.field(description="In the newest snapshot: 0 … 100 the most wanted.")
    held_level: int | None = strawberry.field(description="1 or 2; null for none.")

    @strawberry.field(description="Null while the catalogue does not know it yet.")
    async def skill(self, info: Info) -> SkillRef | None:
        return await info.context.reading.one(skill.SKILLS, self.skill_id)


@strawberry.type(description="A member of a team, with the level that they hold.")
class Holder:
    person_id: strawberry.ID
    level: int

    @strawberry.field(description="Null once the person has been erased.")
    async def person(self, info: Info) -> PersonRef | None:
        return await info.context.reading.one(person.PEOPLE, self.person_id)


@strawberry.type(description="A skill that the market turns away from, and the team needs or has.")
class SkillAtRisk:
    skill_id: strawberry.ID
    obsolete: bool = strawberry.field(description="Whether HR declared it so.")
    fall: float | None = strawberry.field(
        description="The share of its index lost between the last two snapshots of a source, "
        "0.2 to 1; null if less was lost."
    )
    holders: list[Holder]

    @strawberry.field(description="Null while the catalogue does not know it yet.")
    async def skill(self, info: Info) -> SkillRef | None:
        return await info.context.reading.one(skill.SKILLS, self.skill_id)


@strawberry.type(description="A skill that a team's roles require and one member alone masters.")
class SingleExpert:
    skill_id: strawberry.ID
    required_level: int = strawberry.field(description="The highest that the roles require.")
    holder: Holder

    @strawberry.field(description="Null while the catalogue does not know it yet.")
    async def skill(self, info: Info) -> SkillRef | None:
        return await info.context.reading.one(skill.SKILLS, self.skill_id)


def _skill(row: Record) -> str:
    found: str = row["skill"]
    return found


def _member(row: Record) -> tuple[str, str, int]:
    return row["person_id"], row["skill_id"], row["held_level"]


def _demand(row: Record) -> tuple[str, float]:
    return row["skill"], row["index"]


def _fall(row: Record) -> tuple[str, float, float]:
    return row["skill"], row["before"], row["after"]


NEWEST_DEMAND = Children(sql.NEWEST_DEMAND, _demand)
FALLS = Children(sql.FALLS, _fall)
OBSOLETE_SKILLS = Children(sql.OBSOLETE_SKILLS, _skill)
FAMILY_REQUIRED = Children(sql.FAMILY_REQUIRED_OF, _skill)
TEAM_REQUIRED = Children(sql.TEAM_REQUIRED_OF, required)
TEAM_HELD = Children(sql.TEAM_HELD_OF, _member)


async def demand_gap_of(context: Context, whose: str) -> list[DemandedSkill]:
    day = context.today
    wanted = await context.reading.children(FAMILY_REQUIRED, whose, day)
    indices = dict(await context.reading.children(NEWEST_DEMAND, "", day) if wanted else ())
    held = await held_now(context, whose)
    return [
        DemandedSkill(skill_id=strawberry.ID(gap.skill), index=gap.index, held_level=gap.held)
        for gap in formula.demand_gap(indices, wanted, held)
    ]


async def skills_at_risk_in(context: Context, manager: str) -> list[SkillAtRisk]:
    """Obsolete ones first, then the steepest fall."""
    day = context.today
    concerned = await context.reading.children(TEAM_REQUIRED, manager, day)
    found = formula.skills_at_risk(
        set(await context.reading.children(OBSOLETE_SKILLS, "", day)),
        await context.reading.children(FALLS, "", day),
        {each.skill for each in concerned},
        await _held_in(context, manager),
    )
    return [
        SkillAtRisk(
            skill_id=strawberry.ID(each.skill),
            obsolete=each.obsolete,
            fall=each.fall,
            holders=[_holder(*holder) for holder in each.holders],
        )
        for each in found
    ]


async def single_experts_in(context: Context, manager: str) -> list[SingleExpert]:
    """The highest required level first."""
    wanted = await context.reading.children(TEAM_REQUIRED, manager, context.today)
    return [
        SingleExpert(
            skill_id=strawberry.ID(each.skill),
            required_level=each.required,
            holder=_holder(each.person, each.level),
        )
        for each in single_experts(wanted, await _held_in(context, manager))
    ]


async def _held_in(context: Context, manager: str) -> dict[str, dict[str, int]]:
    held: dict[str, dict[str, int]] = {}
    for who, what, level in await context.reading.children(TEAM_HELD, manager):
        held.setdefault(who, {})[what] = level
    return held


def _holder(who: str, level: int) -> Holder:
    return Holder(person_id=strawberry.ID(who), level=level)
