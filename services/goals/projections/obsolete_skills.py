"""The view ``obsolete_skills``: the skills that HR declared obsolete."""

from datetime import date

from services.goals.events.demand import SkillDeclaredObsolete
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection


class ObsoleteSkillRow(View):
    skill: StreamId
    declared_on: date


def keys(event: SkillDeclaredObsolete) -> tuple[str]:
    return (event.skill,)


def evolve(
    _key: str, _row: ObsoleteSkillRow | None, event: SkillDeclaredObsolete
) -> ObsoleteSkillRow:
    return ObsoleteSkillRow(skill=event.skill, declared_on=event.declared_on)


projection = Projection(
    table="obsolete_skills",
    view=ObsoleteSkillRow,
    on=(SkillDeclaredObsolete,),
    keys=keys,
    evolve=evolve,
    person=None,
)
