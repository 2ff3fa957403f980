"""How fresh somebody's skills are, and how they adapt: three figures, never one."""

from datetime import date

import strawberry

from services.gateway.formulas import adaptability as formula
from services.gateway.formulas.freshness import half_lives
from services.gateway.nodes import skill
from services.gateway.nodes.context import Context, Info
from services.gateway.nodes.enums import Freshness
from services.gateway.nodes.known import HELD, SkillThen, required_by, skills_on
from services.gateway.nodes.reading import Children
from services.gateway.nodes.refs import SkillRef
from services.gateway.sql import numbers as sql
from services.gateway.sql.reads import Record


@strawberry.type(description="How fresh what is known of a skill is.")
class SkillFreshness:
    skill_id: strawberry.ID
    freshness: Freshness
    days: int = strawberry.field(
        description="Since the newest strong evidence; a certificate's since it expired."
    )
    half_life: float = strawberry.field(description="Of that evidence, in days.")
    half_lives: float = strawberry.field(description="Fresh below 1, ageing below 2, then stale.")

    @strawberry.field(description="Null while the catalogue does not know it yet.")
    async def skill(self, info: Info) -> SkillRef | None:
        return await info.context.reading.one(skill.SKILLS, self.skill_id)


@strawberry.type(description="Three figures that are never made into one.")
class Adaptability:
    newly_verified: int = strawberry.field(
        description="Skills verified for the first time in the last 12 months."
    )
    share_fresh: float | None = strawberry.field(
        description="Of the skills that the job's role requires, 0 to 1; null if it requires none."
    )
    recovery_days: float | None = strawberry.field(
        description='Median of days from an outcome "not met" or an abandoned goal to the next '
        "outcome met or goal achieved; null where there was no such way."
    )


def _turn(row: Record) -> tuple[date, bool]:
    return row["day"], row["setback"]


TURNS = Children(sql.TURNS_OF, _turn)


def skill_freshness(then: SkillThen, day: date) -> SkillFreshness | None:
    """None without strong evidence."""
    found = then.freshness(day)
    if found is None or then.fresh_from is None or then.half_life is None:
        return None
    return SkillFreshness(
        skill_id=strawberry.ID(then.skill),
        freshness=Freshness(found),
        days=max((day - then.fresh_from).days, 0),
        half_life=then.half_life,
        half_lives=half_lives(then.fresh_from, then.half_life, day),
    )


async def freshness_of(context: Context, person: str, day: date) -> list[SkillFreshness]:
    """The stalest first."""
    every = [skill_freshness(then, day) for then in await skills_on(context, person, day)]
    found = [each for each in every if each is not None]
    return sorted(found, key=lambda each: (-each.half_lives, each.skill_id))


async def adaptability_of(context: Context, person: str, own_role: str | None) -> Adaptability:
    day = context.today
    first: dict[str, date] = {}
    for held in await context.reading.children(HELD, person):
        if held.first_verified_on is not None:
            first[held.root] = min(held.first_verified_on, first.get(held.root, date.max))
    required = await required_by(context, own_role, day) if own_role else []
    skills = {then.skill: then.freshness(day) for then in await skills_on(context, person, day)}
    turns = await context.reading.children(TURNS, person, day)
    return Adaptability(
        newly_verified=formula.newly_verified(first.values(), day),
        share_fresh=formula.share_fresh([skills.get(each.skill) for each in required]),
        recovery_days=formula.recovery(
            [on for on, setback in turns if setback], [on for on, setback in turns if not setback]
        ),
    )
