"""Roles, skills and the market's demand: the same for every viewer."""

from dataclasses import replace
from datetime import date

import strawberry

from services.gateway.nodes import demand, role, skill
from services.gateway.nodes.connection import DEFAULT_FIRST, Connection, First, connect
from services.gateway.nodes.context import Info
from services.gateway.nodes.demand import DemandSnapshot, ObsoleteSkill
from services.gateway.nodes.filters import RoleFilter, SkillFilter, searched
from services.gateway.nodes.role import Role
from services.gateway.nodes.skill import Skill
from services.gateway.queries.arguments import Token, TokenOrCursor, cursor


@strawberry.type
class CatalogueRoots:
    @strawberry.field(description="With `asOf`, its requirements are those of that day.")
    async def role(
        self,
        info: Info,
        id: strawberry.ID,  # noqa: A002 - the argument's name in the graph
        as_of: date | None = None,
        after: Token = None,  # noqa: ARG002 - waited for before
    ) -> Role | None:
        found = await info.context.reading.one(role.ROLES, id)
        return replace(found, day=as_of) if found else None

    @strawberry.field(description="By title; those in use, unless the filter says otherwise.")
    async def roles(
        self,
        info: Info,
        filter: RoleFilter | None = None,  # noqa: A002 - the argument's name in the graph
        first: First = DEFAULT_FIRST,
        after: TokenOrCursor = None,
    ) -> Connection[Role]:
        wanted = (filter or RoleFilter()).values()
        return await connect(
            info.context, role.EVERY_ROLE, "", first=first, after=cursor(after), filters=wanted
        )

    @strawberry.field
    async def skill(self, info: Info, id: strawberry.ID, after: Token = None) -> Skill | None:  # noqa: A002, ARG002 - names in the graph
        return await info.context.reading.one(skill.SKILLS, id)

    @strawberry.field(
        description="By name, or the best first of a search; those in use, unless the filter says "
        "otherwise."
    )
    async def skills(
        self,
        info: Info,
        filter: SkillFilter | None = None,  # noqa: A002 - the argument's name in the graph
        first: First = DEFAULT_FIRST,
        after: TokenOrCursor = None,
    ) -> Connection[Skill]:
        wanted = filter or SkillFilter()
        kind, filters = skill.CATALOGUE, wanted.values()
        if wanted.search is not None:
            kind, filters = skill.FOUND, (*filters, searched(wanted.search))
        return await connect(
            info.context, kind, "", first=first, after=cursor(after), filters=filters
        )

    @strawberry.field(description="The newest first.")
    async def demand_snapshots(
        self,
        info: Info,
        source: str | None = None,
        first: First = DEFAULT_FIRST,
        after: TokenOrCursor = None,
    ) -> Connection[DemandSnapshot]:
        return await connect(
            info.context, demand.SNAPSHOTS, "", first=first, after=cursor(after), filters=(source,)
        )

    @strawberry.field(description="Skills that HR declared obsolete, the latest first.")
    async def obsolete_skills(
        self, info: Info, first: First = DEFAULT_FIRST, after: TokenOrCursor = None
    ) -> Connection[ObsoleteSkill]:
        return await connect(info.context, demand.OBSOLETE, "", first=first, after=cursor(after))
