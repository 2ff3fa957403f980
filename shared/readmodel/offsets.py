"""How far each partition has been applied, in the transaction that writes the rows.

A worker raises a partition's epoch when it is assigned, and advances it by compare-and-set on
epoch and offset: what another worker has taken over, or has applied already, changes nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import asyncpg

from shared.bus.cursor import Connection

CLAIM = """
INSERT INTO projection_offsets AS o (projector, source, partition, epoch)
SELECT $1, source, partition, 1
FROM unnest($2::text[], $3::integer[]) AS place (source, partition)
ORDER BY source, partition
ON CONFLICT (projector, source, partition)
    DO UPDATE SET epoch = o.epoch + 1, updated_at = now()
RETURNING source, partition, epoch, next_offset, last_position, last_event
"""

ADVANCE = """
UPDATE projection_offsets o
SET next_offset = step.next_offset, last_position = step.last_position,
    last_event = step.last_event, updated_at = now()
FROM unnest(
    $2::text[], $3::integer[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::text[]
) AS step (source, partition, epoch, first_offset, next_offset, last_position, last_event)
WHERE o.projector = $1 AND o.source = step.source AND o.partition = step.partition
  AND o.epoch = step.epoch AND o.next_offset = step.first_offset
RETURNING o.source, o.partition, ARRAY(
    SELECT DISTINCT key FROM parked p
    WHERE p.projector = $1 AND p.source = o.source AND p.partition = o.partition
      AND p.decision IS DISTINCT FROM 'drop'
) AS parked_keys, EXISTS (
    SELECT FROM parked p
    WHERE p.projector = $1 AND p.source = o.source AND p.decision = 'drop'
) AS has_dropped
"""

READ = """
SELECT source, partition, epoch, next_offset, last_position, last_event
FROM projection_offsets
JOIN unnest($2::text[], $3::integer[]) AS place (source, partition) USING (source, partition)
WHERE projector = $1
"""

HOLD = """
SELECT true FROM projection_offsets
WHERE projector = $1 AND source = $2 AND partition = $3 AND epoch = $4
FOR UPDATE
"""

SAW_END = """
UPDATE projection_offsets o
SET end_offset = seen.end_offset, caught_up_at = coalesce(
    now() - make_interval(secs => seen.caught_up_seconds_ago), o.caught_up_at)
FROM unnest($2::text[], $3::integer[], $4::bigint[], $5::bigint[], $6::double precision[])
    AS seen (source, partition, epoch, end_offset, caught_up_seconds_ago)
WHERE o.projector = $1 AND o.source = seen.source AND o.partition = seen.partition
  AND o.epoch = seen.epoch
"""


class Place(NamedTuple):
    """A partition of a source, whatever its topic is called."""

    source: str
    partition: int


@dataclass(slots=True)
class Held:
    """What a worker holds of a partition, as Postgres has it."""

    epoch: int
    next_offset: int
    last_position: int
    last_event: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A partition's part of a batch: records ``first_offset`` up to before ``next_offset``."""

    place: Place
    epoch: int
    first_offset: int
    next_offset: int
    last_position: int
    last_event: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What the partitions of a batch know of earlier poison."""

    parked: frozenset[tuple[str, str]]  # source and key
    has_dropped: bool


@dataclass(frozen=True, slots=True)
class SeenEnd:
    """``caught_up_seconds_ago``: when the end was asked for that has been applied now."""

    place: Place
    epoch: int
    end_offset: int
    caught_up_seconds_ago: float | None


class Superseded(Exception):
    """These partitions are not where the worker believed; nothing of the batch was applied."""

    def __init__(self, places: Collection[Place]) -> None:
        super().__init__(", ".join(f"{place.source}/{place.partition}" for place in places))
        self.places = places


async def claim(
    connection: Connection, projector: str, places: Collection[Place]
) -> Mapping[Place, Held]:
    """Takes the partitions over from whoever had them."""
    return _held(await connection.fetch(CLAIM, projector, *_columns(places)))


async def read(
    connection: Connection, projector: str, places: Collection[Place]
) -> Mapping[Place, Held]:
    return _held(await connection.fetch(READ, projector, *_columns(places)))


async def advance(connection: Connection, projector: str, steps: Sequence[Step]) -> Standing:
    """First statement of a batch; raises ``Superseded``, and the caller rolls back."""
    rows = await connection.fetch(
        ADVANCE,
        projector,
        *_columns([step.place for step in steps]),
        [step.epoch for step in steps],
        [step.first_offset for step in steps],
        [step.next_offset for step in steps],
        [step.last_position for step in steps],
        [step.last_event for step in steps],
    )
    missing = {step.place for step in steps} - {Place(row[0], row[1]) for row in rows}
    if missing:
        raise Superseded(missing)
    return Standing(
        parked=frozenset((row["source"], key) for row in rows for key in row["parked_keys"]),
        has_dropped=any(row["has_dropped"] for row in rows),
    )


async def hold(connection: Connection, projector: str, place: Place, epoch: int) -> bool:
    """Whether the partition is still this worker's; then until the end of the transaction."""
    return bool(await connection.fetchval(HOLD, projector, *place, epoch))


async def saw_end(connection: Connection, projector: str, seen: Sequence[SeenEnd]) -> None:
    await connection.execute(
        SAW_END,
        projector,
        *_columns([end.place for end in seen]),
        [end.epoch for end in seen],
        [end.end_offset for end in seen],
        [end.caught_up_seconds_ago for end in seen],
    )


def _columns(places: Collection[Place]) -> tuple[list[str], list[int]]:
    return [place.source for place in places], [place.partition for place in places]


def _held(rows: Sequence[asyncpg.Record]) -> Mapping[Place, Held]:
    return {
        Place(row["source"], row["partition"]): Held(
            row["epoch"], row["next_offset"], row["last_position"], row["last_event"]
        )
        for row in rows
    }
