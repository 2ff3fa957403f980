"""A team's skill matrix: people by skills, each level against what the person's role requires."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

import strawberry

from services.gateway.formulas.readiness import stand
from services.gateway.formulas.required import NOTHING, Known, Required
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


@dataclass(frozen=True, slots=True)
class PersonCell:
    """``cell`` is none for somebody in a team without any skill."""

    person: str
    cell: MatrixCell | None


def _against(row: Record) -> AgainstRequired | None:
    if row["required"] is None:
        return None
    required = Required(row["skill"], row["required"], row["importance"])
    known = Known(row["mastery"], row["status"]) if row["status"] else NOTHING
    return AgainstRequired(stand(required, known).standing)


def _cell(row: Record) -> PersonCell:
    if row["skill"] is None:
        return PersonCell(row["person_id"], None)
    cell = MatrixCell(
        skill_id=strawberry.ID(row["skill"]),
        level=row["level"],
        confidence=row["confidence"],
        status=MasteryStatus(row["status"] or "unassessed"),
        required_level=row["required"],
        importance=row["importance"],
        against=_against(row),
    )
    return PersonCell(row["person_id"], cell)


MATRIX = Children(sql.MATRIX_OF, _cell, viewer="rows")


def skill_matrix(found: Sequence[PersonCell]) -> SkillMatrix:
    """From cells by person, and by skill in the same order for each."""
    rows = [
        MatrixRow(person_id=strawberry.ID(who), cells=[each.cell for each in cells if each.cell])
        for who, cells in groupby(found, key=attrgetter("person"))
    ]
    skills = [MatrixSkill(skill_id=cell.skill_id) for cell in rows[0].cells] if rows else []
    return SkillMatrix(skills=skills, rows=rows)
