"""The view ``assignment_skills``: one row for each skill that an assignment exercises."""

from services.goals.events.stretch_assignment import AssignmentPublished
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection


class AssignmentSkillRow(View):
    assignment_skill_key: str
    assignment: StreamId
    skill: StreamId
    level: int


def keys(event: AssignmentPublished) -> tuple[str, ...]:
    return tuple(f"{event.assignment}/{asked.skill}" for asked in event.skills)


def evolve(
    key: str, _row: AssignmentSkillRow | None, event: AssignmentPublished
) -> AssignmentSkillRow:
    levels = {asked.skill: asked.level for asked in event.skills}
    skill = StreamId(key.rpartition("/")[2])
    return AssignmentSkillRow(
        assignment_skill_key=key, assignment=event.assignment, skill=skill, level=levels[skill]
    )


projection = Projection(
    table="assignment_skills",
    view=AssignmentSkillRow,
    on=(AssignmentPublished,),
    keys=keys,
    evolve=evolve,
    person=None,
)
