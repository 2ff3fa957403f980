"""Which version of each projection its table holds: rows of an older one are to be built anew."""

from collections.abc import Sequence
from typing import Any

from shared.bus.cursor import Connection
from shared.kernel.projection import Derived, Projection
from shared.readmodel.tables import TableMismatch

REGISTER = """
INSERT INTO projections (name, version, relation)
SELECT name, version, current_schema() || '.' || name
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


async def register(
    connection: Connection, projections: Sequence[Projection[Any, Any] | Derived[Any]]
) -> None:
    """Notes what is built from now on; raises ``TableMismatch`` where another version stands."""
    columns = [one.table for one in projections], [one.version for one in projections]
    await connection.execute(REGISTER, *columns)
    if others := await connection.fetch(OTHERS, *columns):
        listed = ", ".join(f"{row['name']} ({row['built']}, not {row['wanted']})" for row in others)
        raise TableMismatch(f"tables built by another version of their projection: {listed}")
