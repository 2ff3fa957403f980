"""A skill with a level, as activities teach it and certificates attest it."""

import strawberry

from services.gateway.nodes import skill
from services.gateway.nodes.context import Info
from services.gateway.nodes.refs import SkillRef
from services.gateway.sql.reads import Record


@strawberry.type(description="A skill at the level that something teaches or attests.")
class SkillAtLevel:
    skill_id: strawberry.ID
    level: int = strawberry.field(description="1 novice … 5 expert.")

    @strawberry.field(description="Null while the catalogue does not know it yet.")
    async def skill(self, info: Info) -> SkillRef | None:
        return await info.context.reading.one(skill.SKILLS, self.skill_id)


def skill_at_level(row: Record) -> SkillAtLevel:
    return SkillAtLevel(skill_id=strawberry.ID(row["skill"]), level=row["level"])
