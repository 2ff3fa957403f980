"""Rebuilds of the small service: its read model, from this process or another, and its views."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from shared.kernel.projection import Derived, Projection
from shared.readmodel.folding import utc_today
from shared.readmodel.rebuild.plan import ReadModel
from shared.readmodel.rebuild.run import Built, rebuild
from tests.integration.machinery import graph
from tests.integration.machinery.world import SERVICE, World, entered

VIEWS = """
CREATE VIEW graph.edges AS SELECT edge_id, weight, drawn FROM edges;
CREATE VIEW graph.heavy WITH (security_barrier) AS
    SELECT e.edge_id, d.weight FROM edges e JOIN degrees d ON d.node = e.source;
CREATE VIEW graph.heaviest AS SELECT max(weight) AS weight FROM graph.heavy;
CREATE FUNCTION graph.weight_of(wanted text) RETURNS bigint LANGUAGE sql STABLE
    SET search_path = graph_rows, pg_temp
    AS $$ SELECT weight FROM degrees WHERE node = wanted $$;
ALTER TABLE edges ALTER COLUMN note SET STATISTICS 0;
ALTER TABLE degrees SET (fillfactor = 70);
COMMENT ON TABLE edges IS 'It''s edges';
"""


@dataclass
class Steps:
    """A watch that remembers."""

    totals: dict[str, int | None] = field(default_factory=dict)
    read: Counter[str] = field(default_factory=Counter)
    now: str = ""

    def phase(self, name: str, total: int | None = None) -> None:
        self.now = name
        self.totals[name] = total

    def advance(self, count: int) -> None:
        self.read[self.now] += count


def model(
    world: World,
    projections: Sequence[Projection[Any, Any]] = graph.PROJECTIONS,
    derived: Sequence[Derived[Any]] = graph.DERIVED,
    **others: Any,
) -> ReadModel:
    return ReadModel(
        **{
            "name": SERVICE,
            "url": world.url,
            "rows": f"{SERVICE}_rows",
            "views": SERVICE,
            "connect": world.connect,
            "topics": world.topics,
            "partitions": world.partitions,
            "codec": world.codec,
            "keys": world.keys,
            "projections": projections,
            "derived": derived,
            "markings": (),
            "today": utc_today,
            **others,
        }
    )


@asynccontextmanager
async def entered_model(
    url: str, kafka: str, prefix: str, partitions: int
) -> AsyncIterator[ReadModel]:
    """For worker processes, which are given words only."""
    async with entered(url, kafka, prefix, partitions) as world:
        yield model(world)


def place_of(world: World) -> tuple[str, str, str, int]:
    return world.url, world.kafka, world.prefix, world.partitions


async def rebuilt(
    world: World, *names: str, watch: Steps | None = None, check: bool = False, **others: Any
) -> Built:
    @asynccontextmanager
    async def opened() -> AsyncIterator[ReadModel]:
        yield model(world, **others)

    return await rebuild(opened, (), names, watch or Steps(), check=check)


async def with_views(world: World) -> None:
    await world.rows.execute(VIEWS)
