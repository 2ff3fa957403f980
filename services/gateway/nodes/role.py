"""Roles and what they require."""

from datetime import date

import strawberry

from services.gateway.nodes import bench, skill
from services.gateway.nodes.context import Info
from services.gateway.nodes.enums import RoleStatus
from services.gateway.nodes.node import Node
from services.gateway.nodes.numbers_refs import BenchStrengthRef
from services.gateway.nodes.reading import ById, Children, Listing
from services.gateway.nodes.refs import SkillRef
from services.gateway.sql import roles as sql
from services.gateway.sql.reads import Record
from services.gateway.visibility import Viewer


@strawberry.type(description="A skill that a role requires.")
class Requirement:
    skill_id: strawberry.ID
    level: int = strawberry.field(description="1 novice … 5 expert.")
    importance: int = strawberry.field(description="1 helpful, 2 important, 3 essential.")
    valid_from: date

    @strawberry.field(description="Null while the catalogue does not know it yet.")
    async def skill(self, info: Info) -> SkillRef | None:
        return await info.context.reading.one(skill.SKILLS, self.skill_id)


@strawberry.type(description="A job that people hold or aim for.")
class Role(Node):
    id: strawberry.ID
    title: str
    family: str | None
    rung: int | None = strawberry.field(description="Of the family's ladder, 1 the lowest.")
    esco_uri: str | None
    status: RoleStatus
    defined_on: date
    retired_on: date | None
    day: strawberry.Private[date | None] = None

    @strawberry.field(description="What it required by the end of a day, today unless given.")
    async def requirements(self, info: Info, as_of: date | None = None) -> list[Requirement]:
        day = as_of or self.day or info.context.today
        return await info.context.reading.children(REQUIREMENTS, self.id, day)

    @strawberry.field(description="Who outside it is ready for it, of those you may read.")
    async def bench_strength(self, info: Info) -> BenchStrengthRef:
        return await bench.bench_of(info.context, self.id)


def role(row: Record, _viewer: Viewer) -> Role:
    return Role(
        id=strawberry.ID(row["role"]),
        title=row["title"],
        family=row["family"],
        rung=row["rung"],
        esco_uri=row["esco_uri"],
        status=RoleStatus(row["status"]),
        defined_on=row["defined_on"],
        retired_on=row["retired_on"],
    )


def requirement(row: Record) -> Requirement:
    return Requirement(
        skill_id=strawberry.ID(row["skill"]),
        level=row["level"],
        importance=row["importance"],
        valid_from=row["valid_from"],
    )


ROLES = ById(sql.ROLES_BY_ID, "role", role)
EVERY_ROLE = Listing(sql.ROLES, sql.ROLES_COUNT, (("title", str), ("role", str)), role)
REQUIREMENTS = Children(sql.REQUIREMENTS_OF, requirement)
