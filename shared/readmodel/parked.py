"""Messages that could not be applied, and the events that follow them in their stream.

Operators list them, look at one, ask for another try of a key or drop a message for good. The
projector itself tries again, in the order of the stream; what was dropped stays noted, so that a
rebuild drops it too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shared.bus.cursor import Connection, Pool
from shared.readmodel.folding import Park
from shared.readmodel.offsets import Place

Decision = Literal["retry", "drop"]

PARK = """
INSERT INTO parked (projector, source, partition, record_offset, key, position, raw, error)
SELECT $1, * FROM unnest(
    $2::text[], $3::integer[], $4::bigint[], $5::text[], $6::bigint[], $7::bytea[], $8::text[])
ON CONFLICT (projector, source, partition, record_offset) DO NOTHING
"""
LIST = """
SELECT projector, source, partition, record_offset, key, position, error, parked_at, decision
FROM parked
WHERE projector = coalesce($1, projector)
ORDER BY projector, source, key, record_offset
LIMIT $2
"""
COUNT = "SELECT count(*) FROM parked WHERE projector = $1"
SHOW = """
SELECT raw FROM parked
WHERE projector = $1 AND source = $2 AND partition = $3 AND record_offset = $4
"""
ASK_RETRY = """
UPDATE parked SET decision = 'retry'
WHERE projector = $1 AND source = $2 AND key = $3 AND decision IS NULL
"""
ASK_RETRY_OF = """
WITH message AS (
    SELECT source, key FROM parked
    WHERE projector = $1 AND source = $2 AND partition = $3 AND record_offset = $4
      AND decision IS NULL
), asked AS (
    UPDATE parked SET decision = 'retry' FROM message
    WHERE parked.projector = $1 AND parked.source = message.source
      AND parked.key = message.key AND parked.decision IS NULL
    RETURNING parked.key
)
SELECT count(*) > 0 FROM asked
"""
ASK_RETRY_OF_ALL = """
WITH asked AS (
    UPDATE parked SET decision = 'retry' WHERE projector = $1 AND decision IS NULL
    RETURNING source, key
)
SELECT count(*) FROM (SELECT DISTINCT source, key FROM asked) AS streams
"""
DROP = """
UPDATE parked SET decision = 'drop', raw = NULL
WHERE projector = $1 AND source = $2 AND partition = $3 AND record_offset = $4
"""
ASKED = """
SELECT DISTINCT source, partition, key
FROM parked
JOIN unnest($2::text[], $3::integer[]) AS place (source, partition) USING (source, partition)
WHERE projector = $1 AND decision = 'retry'
"""
TAKE = """
SELECT record_offset, raw FROM parked
WHERE projector = $1 AND source = $2 AND partition = $3 AND key = $4
  AND decision IS DISTINCT FROM 'drop'
ORDER BY record_offset
FOR UPDATE
"""
SETTLE = """
WITH still AS (
    SELECT * FROM unnest($5::bigint[], $6::text[]) AS still (record_offset, error)
), gone AS (
    DELETE FROM parked
    WHERE projector = $1 AND source = $2 AND partition = $3 AND key = $4
      AND decision IS DISTINCT FROM 'drop'
      AND record_offset NOT IN (SELECT record_offset FROM still)
)
UPDATE parked SET decision = NULL, error = still.error
FROM still
WHERE projector = $1 AND source = $2 AND partition = $3 AND key = $4
  AND parked.record_offset = still.record_offset
"""
DROPPED = """
SELECT source, partition, record_offset, position FROM parked
WHERE projector = $1 AND decision = 'drop'
"""


@dataclass(frozen=True, slots=True)
class Parked:
    """One parked message, without its bytes."""

    projector: str
    source: str
    partition: int
    record_offset: int
    key: str
    position: int | None
    error: str
    parked_at: datetime
    decision: Decision | None


async def list_parked(pool: Pool, projector: str | None = None, most: int = 1000) -> list[Parked]:
    """By key, in the order of each stream; ``count`` says how many there are in all."""
    return [Parked(*row) for row in await pool.fetch(LIST, projector, most)]


async def count(pool: Pool, projector: str) -> int:
    """All that is parked, with what has been dropped."""
    found: int = await pool.fetchval(COUNT, projector)
    return found


async def show(pool: Pool, projector: str, place: Place, record_offset: int) -> bytes | None:
    """The message as it came; none if it had no value, has been dropped or is not parked."""
    raw: bytes | None = await pool.fetchval(SHOW, projector, *place, record_offset)
    return raw


async def ask_retry(pool: Pool, projector: str, source: str, key: str) -> bool:
    """Has the projector try the key again within a second or so; false if nothing is parked."""
    return await pool.execute(ASK_RETRY, projector, source, key) != "UPDATE 0"


async def ask_retry_of(pool: Pool, projector: str, place: Place, record_offset: int) -> bool:
    """The same for the stream of one message; false if that message is not undecided."""
    return bool(await pool.fetchval(ASK_RETRY_OF, projector, *place, record_offset))


async def ask_retry_of_all(pool: Pool, projector: str) -> int:
    """The same for all that is undecided; answers of how many streams that is."""
    streams: int = await pool.fetchval(ASK_RETRY_OF_ALL, projector)
    return streams


async def drop(pool: Pool, projector: str, place: Place, record_offset: int) -> bool:
    """For good; what follows in the stream stays parked until it is tried again."""
    return await pool.execute(DROP, projector, *place, record_offset) != "UPDATE 0"


async def park(connection: Connection, projector: str, parks: Sequence[Park]) -> None:
    """Within the batch that could not apply them."""
    if not parks:
        return
    arrivals = [one.arrival for one in parks]
    await connection.execute(
        PARK,
        projector,
        [arrival.place.source for arrival in arrivals],
        [arrival.place.partition for arrival in arrivals],
        [arrival.offset for arrival in arrivals],
        [arrival.key for arrival in arrivals],
        [arrival.position for arrival in arrivals],
        [arrival.raw for arrival in arrivals],
        [one.error for one in parks],
    )


async def asked_again(
    pool: Pool, projector: str, places: Sequence[Place]
) -> list[tuple[Place, str]]:
    """Keys that an operator wants tried again."""
    rows = await pool.fetch(
        ASKED, projector, [place.source for place in places], [p.partition for p in places]
    )
    return [(Place(row["source"], row["partition"]), row["key"]) for row in rows]


async def take(
    connection: Connection, projector: str, place: Place, key: str
) -> list[tuple[int, bytes | None]]:
    """Offset and bytes of all that is parked under the key, in order."""
    rows = await connection.fetch(TAKE, projector, *place, key)
    return [(row["record_offset"], row["raw"]) for row in rows]


async def settle(
    connection: Connection, projector: str, place: Place, key: str, still: Sequence[Park]
) -> None:
    """After another try: what is not ``still`` parked is gone."""
    await connection.execute(
        SETTLE,
        projector,
        *place,
        key,
        [one.arrival.offset for one in still],
        [one.error for one in still],
    )


@dataclass(frozen=True, slots=True)
class Dropped:
    """What an operator has dropped: by position, and by place where there is no position."""

    positions: frozenset[tuple[str, int]]
    records: frozenset[tuple[Place, int]]


async def dropped(connection: Connection, projector: str) -> Dropped:
    rows = await connection.fetch(DROPPED, projector)
    return Dropped(
        positions=frozenset(
            (row["source"], row["position"]) for row in rows if row["position"] is not None
        ),
        records=frozenset(
            (Place(row["source"], row["partition"]), row["record_offset"])
            for row in rows
            if row["position"] is None
        ),
    )
