"""Which version of each projection its table holds: rows of an older one are to be built anew."""

from collections.abc import Sequence
from typing import Any

from shared.bus.cursor import Connection
from shared.kernel.projection import Derived, Projection
from shared.readmodel.tables import TableMismatch

# A projection that comes when its projector has passed events already has never been built.
REGISTER = """
INSERT INTO projections (name, version, relation)
SELECT name, CASE WHEN EXISTS (
    SELECT FROM projection_offsets WHERE projector = $3 AND next_offset > 0
) THEN 0 ELSE version END, current_schema() || '.' || name
FROM unnest($1::text[], $2::integer[]) AS one (name, version)
ON CONFLICT (name) DO NOTHING
"""
OTHERS = """
SELECT name, built.version AS built, code.version AS wanted
FROM unnest($1::text[], $2::integer[]) AS code (name, version)
JOIN projections AS built USING (name)
WHERE built.version <> code.version
ORDER BY name
"""
WANT = """
UPDATE projections SET wanted = code.version
FROM unnest($1::text[], $2::integer[]) AS code (name, version)
WHERE projections.name = code.name AND projections.version < code.version
  AND projections.wanted IS DISTINCT FROM code.version
"""
BUILT = """
INSERT INTO projections AS p (name, version, relation)
SELECT name, version, current_schema() || '.' || name
FROM unnest($1::text[], $2::integer[]) AS one (name, version)
ON CONFLICT (name) DO UPDATE
SET version = excluded.version, relation = excluded.relation, wanted = NULL, built_at = now()
"""


class RebuildNeeded(TableMismatch):
    """Tables stand that an older version built: they serve until they have been built anew."""


async def register(
    connection: Connection,
    projections: Sequence[Projection[Any, Any] | Derived[Any]],
    projector: str | None = None,
) -> None:
    """Notes what is built from now on.

    Raises ``RebuildNeeded`` where an older version stands, or none though ``projector`` has passed
    events; ``TableMismatch`` where a newer one does.
    """
    columns = _columns(projections)
    await connection.execute(REGISTER, *columns, projector)
    others = await connection.fetch(OTHERS, *columns)
    if not others:
        return
    listed = ", ".join(f"{row['name']} ({row['built']}, not {row['wanted']})" for row in others)
    what = f"tables built by another version of their projection: {listed}"
    if any(row["built"] > row["wanted"] for row in others):
        raise TableMismatch(f"{what}: run the newer version of the service")
    await connection.execute(WANT, *columns)
    raise RebuildNeeded(f"{what}: run 'mastery rebuild {projector or '<service>'}'")


async def built(
    connection: Connection, projections: Sequence[Projection[Any, Any] | Derived[Any]]
) -> bool:
    """Notes that their tables stand in these versions; answers whether any version is new."""
    columns = _columns(projections)
    changed = bool(await connection.fetch(OTHERS, *columns))
    await connection.execute(BUILT, *columns)
    return changed


def _columns(
    projections: Sequence[Projection[Any, Any] | Derived[Any]],
) -> tuple[list[str], list[int]]:
    return [one.table for one in projections], [one.version for one in projections]
