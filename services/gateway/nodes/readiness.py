"""Readiness of a person for a role, requirement by requirement."""

from datetime import date

import strawberry

from services.gateway.formulas import readiness as formula
from services.gateway.nodes import role, skill
from services.gateway.nodes.context import Context, Info
from services.gateway.nodes.known import aims_of, known_on, required_by
from services.gateway.nodes.learning_enums import AgainstRequired, MasteryStatus
from services.gateway.nodes.refs import RoleRef, SkillRef


@strawberry.type(description="How a person stands against one requirement.")
class RequirementStanding:
    skill_id: strawberry.ID
    level: int = strawberry.field(description="Required: 1 novice … 5 expert.")
    importance: int = strawberry.field(description="1 helpful, 2 important, 3 essential.")
    standing: AgainstRequired
    mastery: float | None = strawberry.field(description="1 to 5; null without evidence.")
    status: MasteryStatus

    @strawberry.field(description="Null while the catalogue does not know it yet.")
    async def skill(self, info: Info) -> SkillRef | None:
        return await info.context.reading.one(skill.SKILLS, self.skill_id)


@strawberry.type(
    description="A share from 0 to 1, as an interval: what is not known counts as missing for the "
    "low end and as there for the high end."
)
class Readiness:
    person_id: strawberry.ID
    role_id: strawberry.ID
    as_of: date
    low: float
    high: float
    met: int = strawberry.field(description="How many requirements are met.")
    below: int
    not_known: int
    requirements: list[RequirementStanding] = strawberry.field(description="The weightiest first.")

    @strawberry.field
    async def role(self, info: Info) -> RoleRef | None:
        return await info.context.reading.one(role.ROLES, self.role_id)


def requirement_standing(stand: formula.Stand) -> RequirementStanding:
    return RequirementStanding(
        skill_id=strawberry.ID(stand.required.skill),
        level=stand.required.level,
        importance=stand.required.importance,
        standing=AgainstRequired(stand.standing),
        mastery=stand.known.mastery,
        status=MasteryStatus(stand.known.status),
    )


async def role_aimed_at(
    context: Context, person: str, given: str | None, own: str | None
) -> str | None:
    """``given``; else the target of the active goal that is due next, else the job's ``own``."""
    if given is not None:
        return given
    aims = await aims_of(context, person)
    return next((aim.role for aim in aims if aim.role is not None), own)


async def readiness_for(context: Context, person: str, wanted: str, day: date) -> Readiness | None:
    """None where the role requires nothing on that day."""
    known = await known_on(context, person, day)
    found = formula.readiness(await required_by(context, wanted, day), known)
    if found is None:
        return None
    standings = [stand.standing for stand in found.stands]
    return Readiness(
        person_id=strawberry.ID(person),
        role_id=strawberry.ID(wanted),
        as_of=day,
        low=found.low,
        high=found.high,
        met=standings.count("met"),
        below=standings.count("below"),
        not_known=standings.count("not_known"),
        requirements=[requirement_standing(stand) for stand in found.stands],
    )
