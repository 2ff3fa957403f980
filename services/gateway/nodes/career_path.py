"""Ways from one role to another, and what counts in both."""

import asyncio

import strawberry

from services.gateway.formulas import career_paths as paths
from services.gateway.formulas import transferable as transfers
from services.gateway.formulas.required import Required
from services.gateway.nodes import role, skill
from services.gateway.nodes.context import Context, Info
from services.gateway.nodes.known import required_by
from services.gateway.nodes.reading import Children
from services.gateway.nodes.refs import RoleRef, SkillRef
from services.gateway.sql import numbers as sql
from services.gateway.sql.reads import Record


@strawberry.type(description="One step of a path: to this role.")
class CareerStep:
    role_id: strawberry.ID
    size: float = strawberry.field(
        description="What is to be learned for it, 0 to 5 levels: the mean over what it requires, "
        "by importance."
    )

    @strawberry.field
    async def role(self, info: Info) -> RoleRef | None:
        return await info.context.reading.one(role.ROLES, self.role_id)


@strawberry.type(description="A way to a role in at most 4 steps; the last one is to that role.")
class CareerPath:
    largest_step: float
    total: float
    steps: list[CareerStep]


@strawberry.type(description="A skill that a role requires.")
class RequiredSkill:
    skill_id: strawberry.ID
    level: int = strawberry.field(description="1 novice … 5 expert.")
    importance: int = strawberry.field(description="1 helpful, 2 important, 3 essential.")

    @strawberry.field(description="Null while the catalogue does not know it yet.")
    async def skill(self, info: Info) -> SkillRef | None:
        return await info.context.reading.one(skill.SKILLS, self.skill_id)


@strawberry.type(description="What of one role counts in another.")
class TransferableSkills:
    share: float | None = strawberry.field(
        description="The part of the second role's importance that the first one meets, 0 to 1; "
        "null if it requires nothing."
    )
    transferable: list[RequiredSkill]
    missing: list[RequiredSkill]


def required_skill(required: Required) -> RequiredSkill:
    return RequiredSkill(
        skill_id=strawberry.ID(required.skill),
        level=required.level,
        importance=required.importance,
    )


def _role(row: Record) -> tuple[str, tuple[Required, ...]]:
    each = zip(row["skills"], row["levels"], row["importances"], strict=True)
    return row["role"], tuple(Required(*one) for one in each)


ROLES = Children(sql.REQUIRED_BY_ALL, _role)


async def career_paths_between(context: Context, origin: str, target: str) -> list[CareerPath]:
    """Beside the event loop: among thousands of roles the search takes a second."""
    roles = dict(await context.reading.children(ROLES, origin, context.today))
    found = await asyncio.to_thread(paths.career_paths, origin, target, roles)
    return [_path(path) for path in found]


def _path(path: paths.Path) -> CareerPath:
    steps = zip(path.stops, path.sizes, strict=True)
    return CareerPath(
        largest_step=path.largest,
        total=path.total,
        steps=[CareerStep(role_id=strawberry.ID(stop), size=size) for stop, size in steps],
    )


async def transferable_between(context: Context, origin: str, target: str) -> TransferableSkills:
    here = await required_by(context, origin, context.today)
    found = transfers.transferable(here, await required_by(context, target, context.today))
    return TransferableSkills(
        share=found.share,
        transferable=[required_skill(each) for each in found.met],
        missing=[required_skill(each) for each in found.missing],
    )
