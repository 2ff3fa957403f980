"""The view ``skill_placements``: one row for each skill that stands under another."""

from services.learning.events.skill_hierarchy import SkillHierarchyEvent, SkillPlaced
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection


class SkillPlacement(View):
    skill_id: StreamId
    parent_id: StreamId


def evolve(
    _key: str, _row: SkillPlacement | None, event: SkillHierarchyEvent
) -> SkillPlacement | None:
    """The row after ``event``; none of a skill at the top."""
    if event.parent is None:
        return None
    return SkillPlacement(skill_id=event.skill, parent_id=event.parent)


def keys(event: SkillHierarchyEvent) -> tuple[str]:
    return (event.skill,)


projection = Projection(
    table="skill_placements",
    view=SkillPlacement,
    on=(SkillPlaced,),
    keys=keys,
    evolve=evolve,
    person=None,
)
