"""The view ``linked_skills``: one row a goal and skill, with the level aimed at."""

from datetime import date

from services.goals.events.career_goal import SkillLinked
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection


class LinkedSkillRow(View):
    linked_skill_key: str
    goal: StreamId
    skill: StreamId
    owner: StreamId
    level: int
    linked_on: date


def keys(event: SkillLinked) -> tuple[str]:
    return (f"{event.goal}/{event.skill}",)


def evolve(key: str, _row: LinkedSkillRow | None, event: SkillLinked) -> LinkedSkillRow:
    """Linked again, a skill has the newest level."""
    return LinkedSkillRow(
        linked_skill_key=key,
        goal=event.goal,
        skill=event.skill,
        owner=event.owner,
        level=event.level,
        linked_on=event.linked_on,
    )


projection = Projection(
    table="linked_skills",
    view=LinkedSkillRow,
    on=(SkillLinked,),
    keys=keys,
    evolve=evolve,
    person="owner",
)
