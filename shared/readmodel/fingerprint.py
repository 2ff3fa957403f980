"""What the rows of a table amount to, in a few letters: equal rows, equal fingerprints."""

from typing import Any, NamedTuple

from shared.bus.cursor import Connection
from shared.kernel.projection import Derived, Projection
from shared.readmodel.tables import quoted

# In the order of bytes, whatever the database's collation is.
OF_TABLE = """
SELECT count(*) AS rows,
       md5(coalesce(string_agg(md5(row::text), '' ORDER BY {key} COLLATE "C"), '')) AS md5
FROM {schema}.{table} AS row
"""


class Fingerprint(NamedTuple):
    rows: int
    md5: str


async def fingerprint(
    connection: Connection, schema: str, built: Projection[Any, Any] | Derived[Any]
) -> Fingerprint:
    key = next(iter(built.view.__dataclass_fields__))
    question = OF_TABLE.format(schema=quoted(schema), table=quoted(built.table), key=quoted(key))
    row = await connection.fetchrow(question)
    return Fingerprint(*row) if row else Fingerprint(0, "")
