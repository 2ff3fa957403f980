"""What the market asks for."""

from datetime import date

import strawberry

from services.gateway.nodes import skill
from services.gateway.nodes.connection import DEFAULT_FIRST, After, Connection, First, connect
from services.gateway.nodes.context import Info
from services.gateway.nodes.reading import Listing
from services.gateway.nodes.refs import SkillRef
from services.gateway.sql import demand as sql
from services.gateway.sql.reads import Record
from services.gateway.visibility import Viewer


@strawberry.type(description="The demand for a skill in a snapshot.")
class DemandRow:
    skill_id: strawberry.ID
    index: float = strawberry.field(description="0 nobody asks for it … 100 the most wanted.")

    @strawberry.field(description="Null while the catalogue does not know it yet.")
    async def skill(self, info: Info) -> SkillRef | None:
        return await info.context.reading.one(skill.SKILLS, self.skill_id)


@strawberry.type(description="What a source measured on a day.")
class DemandSnapshot:
    source: str
    taken_on: date
    imported_on: date
    key: strawberry.Private[str]

    @strawberry.field(description="The most wanted first.")
    async def rows(
        self, info: Info, first: First = DEFAULT_FIRST, after: After = None
    ) -> Connection[DemandRow]:
        return await connect(info.context, ROWS, self.key, first=first, after=after)


@strawberry.type(description="A skill that HR declared obsolete.")
class ObsoleteSkill:
    skill_id: strawberry.ID
    declared_on: date

    @strawberry.field(description="Null while the catalogue does not know it yet.")
    async def skill(self, info: Info) -> SkillRef | None:
        return await info.context.reading.one(skill.SKILLS, self.skill_id)


def demand_row(row: Record, _viewer: Viewer) -> DemandRow:
    return DemandRow(skill_id=strawberry.ID(row["skill"]), index=row["index"])


def snapshot(row: Record, _viewer: Viewer) -> DemandSnapshot:
    return DemandSnapshot(
        source=row["source"],
        taken_on=row["taken_on"],
        imported_on=row["imported_on"],
        key=row["snapshot_key"],
    )


def obsolete(row: Record, _viewer: Viewer) -> ObsoleteSkill:
    return ObsoleteSkill(skill_id=strawberry.ID(row["skill"]), declared_on=row["declared_on"])


ROWS = Listing(sql.ROWS_OF, sql.ROWS_COUNT, (("index", float), ("skill", str)), demand_row)
SNAPSHOTS = Listing(
    sql.SNAPSHOTS, sql.SNAPSHOTS_COUNT, (("taken_on", date), ("source", str)), snapshot
)
OBSOLETE = Listing(
    sql.OBSOLETE, sql.OBSOLETE_COUNT, (("declared_on", date), ("skill", str)), obsolete
)
