"""A team's skill matrix: people by skills, each level against what the person's role requires."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter

import strawberry

from services.gateway.formulas.readiness import standing
from services.gateway.formulas.required import verified
from services.gateway.nodes import person, skill
from services.gateway.nodes.context import Info
from services.gateway.nodes.learning_enums import AgainstRequired, MasteryStatus
from services.gateway.nodes.reading import Children
from services.gateway.nodes.refs import PersonRef, SkillRef
from services.gateway.sql import team_skills as sql
from services.gateway.sql.reads import Record


@strawberry.type(
    description="A skill that a role in the team requires, or that somebody has shown."
)
class MatrixSkill:
    skill_id: strawberry.ID

    @strawberry.field(description="Null while the catalogue does not know it yet.")
    async def skill(self, info: Info) -> SkillRef | None:
        return await info.context.reading.one(skill.SKILLS, self.skill_id)


@strawberry.type(description="A person's level in a skill.")
class MatrixCell:
    skill_id: strawberry.ID
    level: int | None
    confidence: float | None
    status: MasteryStatus
    required_level: int | None = strawberry.field(description="By the person's role.")
    importance: int | None = strawberry.field(description="1 helpful … 3 essential.")
    against: AgainstRequired | None = strawberry.field(description="Null: not required.")


@strawberry.type(description="A person's levels, one cell for each skill of the matrix, in order.")
class MatrixRow:
    person_id: strawberry.ID
    cells: list[MatrixCell]

    @strawberry.field(description="Null once the person has been erased.")
    async def person(self, info: Info) -> PersonRef | None:
        return await info.context.reading.one(person.PEOPLE, self.person_id)


@strawberry.type(description="A team's people by skills.")
class SkillMatrix:
    skills: list[MatrixSkill]
    rows: list[MatrixRow] = strawberry.field(description="By the person's name.")


PersonCell = tuple[str, MatrixCell | None]
"""Whose cell; none for somebody in a team without any skill."""

_STATUS: Mapping[str | None, MasteryStatus] = {
    None: MasteryStatus.UNASSESSED,
    **{each.value: each for each in MasteryStatus},
}
_AGAINST = {each.value: each for each in AgainstRequired}


def _cell(row: Record) -> PersonCell:
    skill_id, status, required = row["skill"], row["status"], row["required"]
    if skill_id is None:
        return row["person_id"], None
    counting = verified(row["mastery"], status)
    against = None if required is None else _AGAINST[standing(required, counting)]
    return row["person_id"], MatrixCell(
        skill_id=skill_id,
        level=row["level"],
        confidence=row["confidence"],
        status=_STATUS[status],
        required_level=required,
        importance=row["importance"],
        against=against,
    )


MATRIX = Children(sql.MATRIX_OF, _cell, viewer="rows")


def skill_matrix(found: Sequence[PersonCell]) -> SkillMatrix:
    """From cells by person, and by skill in the same order for each."""
    rows = [
        MatrixRow(person_id=strawberry.ID(who), cells=[cell for _, cell in cells if cell])
        for who, cells in groupby(found, key=itemgetter(0))
    ]
    skills = [MatrixSkill(skill_id=cell.skill_id) for cell in rows[0].cells] if rows else []
    return SkillMatrix(skills=skills, rows=rows)
