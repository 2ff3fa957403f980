"""The view ``skill_names``: what learning calls a skill."""

from typing import get_args

from services.goals.foreign_events import SkillDefined, SkillEvent, SkillRenamed, SkillRetired
from services.goals.projections.opened import opened
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection
from shared.kernel.replacing import replace


class SkillNameRow(View):
    skill: StreamId
    name: str
    retired: bool


def keys(event: SkillEvent) -> tuple[str]:
    return (event.skill,)


def evolve(_key: str, row: SkillNameRow | None, event: SkillEvent) -> SkillNameRow:
    match event:
        case SkillDefined(name=name):
            return SkillNameRow(skill=event.skill, name=name, retired=False)
        case SkillRenamed(name=name):
            return replace(opened(row, event), name=name)
        case SkillRetired():
            return replace(opened(row, event), retired=True)


projection = Projection(
    table="skill_names",
    view=SkillNameRow,
    on=get_args(SkillEvent),
    keys=keys,
    evolve=evolve,
    person=None,
)
