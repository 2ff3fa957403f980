"""Skills of the catalogue."""

from datetime import date
from typing import Annotated

import strawberry

from services.gateway.nodes.connection import DEFAULT_FIRST, After, Connection, First, connect
from services.gateway.nodes.context import Info
from services.gateway.nodes.node import Node
from services.gateway.nodes.reading import ById, Listing
from services.gateway.sql import skills as sql
from services.gateway.sql.reads import Record
from services.gateway.visibility import Viewer

SkillHere = Annotated["Skill", strawberry.lazy("services.gateway.nodes.skill")]


@strawberry.type(description="Something that one can be good at.")
class Skill(Node):
    id: strawberry.ID
    name: str
    description: str | None
    kind: str | None
    esco_uri: str | None
    synonyms: list[str]
    defined_on: date
    retired_on: date | None
    onet_id: str | None
    merged_on: date | None
    volatility: float = strawberry.field(
        description="A factor on how long evidence lasts: 0.5 fast-moving … 2 durable."
    )
    merged_into_id: strawberry.Private[str | None]
    parent_id: strawberry.Private[str | None]

    @strawberry.field(description="The broader skill under which it is placed.")
    async def parent(self, info: Info) -> SkillHere | None:
        return await info.context.reading.one(SKILLS, self.parent_id)

    @strawberry.field(description="The skills in use that are placed right under it, by name.")
    async def narrower(
        self, info: Info, first: First = DEFAULT_FIRST, after: After = None
    ) -> Connection[SkillHere]:
        return await connect(info.context, NARROWER, self.id, first=first, after=after)

    @strawberry.field(description="The skill that counts instead, if it was merged into one.")
    async def merged_into(self, info: Info) -> SkillHere | None:
        return await info.context.reading.one(SKILLS, self.merged_into_id)


def skill(row: Record, _viewer: Viewer) -> Skill:
    return Skill(
        id=strawberry.ID(row["skill_id"]),
        name=row["name"],
        description=row["description"],
        kind=row["kind"],
        esco_uri=row["esco_uri"],
        synonyms=row["synonyms"],
        defined_on=row["defined_on"],
        retired_on=row["retired_on"],
        onet_id=row["onet_id"],
        merged_on=row["merged_on"],
        volatility=row["volatility"],
        merged_into_id=row["merged_into"],
        parent_id=row["parent_id"],
    )


_BY_NAME = (("sort_name", str), ("skill_id", str))
_BY_LIKENESS = (("grade", int), ("distance", float), *_BY_NAME)

SKILLS = ById(sql.SKILLS_BY_ID, "skill_id", skill)
CATALOGUE = Listing(sql.SKILLS, sql.SKILLS_COUNT, _BY_NAME, skill)
FOUND = Listing(sql.FOUND, sql.FOUND_COUNT, _BY_LIKENESS, skill)
NARROWER = Listing(sql.NARROWER_OF, sql.NARROWER_COUNT, _BY_NAME, skill)
