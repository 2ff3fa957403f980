"""An erased person's texts in records that are not theirs: the id stays, the text goes.

A row of nobody's record may hold a text of somebody: why an assignment was cancelled, by whom it
was. Which columns that are tells the log: its events are folded as a rebuild would, with the key
gone, and where the row says ``Erased``, the table says so too.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from typing import Any

from shared.eventstore.codec import Codec
from shared.eventstore.port import StoredEvent
from shared.eventstore.postgres import PostgresEventStore
from shared.kernel.erased import ERASED, Erased
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection
from shared.privacy.port import KeyStore
from shared.readmodel.tables import quoted
from shared.runtime.pools import Pool

STREAMS = """
SELECT DISTINCT stream_id FROM events
WHERE about && $1::text[] AND about[1] <> ALL ($1::text[])
  AND strpos(payload, '"personal"') > 0
ORDER BY stream_id
"""
SLOW = 3600.0

Column = tuple[str, str, str, str]
"""Table, key column, column, key."""


async def erased_columns(
    log: Pool,
    store: PostgresEventStore,
    codec: Codec,
    keys: KeyStore,
    projections: Sequence[Projection[Any, Any]],
    people: Collection[StreamId],
) -> Sequence[Column]:
    found: set[Column] = set()
    for row in await log.fetch(STREAMS, list(people), timeout=SLOW):
        history = await store.read_stream(StreamId(row["stream_id"]))
        found.update(await _columns(history, codec, keys, projections))
    return sorted(found)


async def _columns(
    history: Sequence[StoredEvent],
    codec: Codec,
    keys: KeyStore,
    projections: Sequence[Projection[Any, Any]],
) -> set[Column]:
    readable = [
        (one, found) for one in history if (found := codec.read(one.type, one.payload)) is not None
    ]
    people = {one.about[0] for one, _ in readable}.union(*(found.people for _, found in readable))
    known = await keys.existing([person for person in people if person != "-"])
    rows: dict[tuple[str, str], View | None] = {}
    for one, found in readable:
        if known.get(one.about[0]) == "destroyed":
            continue
        event = found.event(one.event_id, known)
        for projection in projections:
            if isinstance(event, projection.on):
                for key in projection.keys(event):
                    place = (projection.table, key)
                    rows[place] = projection.evolve(key, rows.get(place), event)
    views = {one.table: one.view for one in projections}
    return {
        (table, fields(views[table])[0].name, field.name, key)
        for (table, key), row in rows.items()
        if row is not None
        for field in fields(row)
        if isinstance(getattr(row, field.name), Erased)
    }


async def blank(connection: Any, columns: Sequence[Column]) -> Mapping[str, int]:
    """Answers how many texts it has taken away, by table."""
    counts: dict[str, int] = {}
    for table, key_column, column, key in columns:
        statement = (
            f"UPDATE {quoted(table)} SET {quoted(column)} = $2 "  # noqa: S608 - names of the code
            f"WHERE {quoted(key_column)} = $1 AND {quoted(column)} IS DISTINCT FROM $2"
        )
        done = await connection.execute(statement, key, str(ERASED))
        counts[table] = counts.get(table, 0) + int(done.rpartition(" ")[2])
    return counts
