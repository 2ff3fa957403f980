"""How far each policy has come in each partition: written after its commands were answered."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from shared.runtime.pools import Pool

READ = """
SELECT policy, last_position, next_offset FROM policy_offsets
WHERE source = $1 AND partition = $2 AND policy = ANY ($3::text[])
"""
WRITE = """
INSERT INTO policy_offsets (policy, source, partition, last_position, next_offset)
SELECT policy, $2, $3, last_position, $5
FROM unnest($1::text[], $4::bigint[]) AS done (policy, last_position)
ON CONFLICT (policy, source, partition) DO UPDATE
SET last_position = excluded.last_position, next_offset = excluded.next_offset
WHERE policy_offsets.last_position <= excluded.last_position
"""


@dataclass(slots=True)
class Progress:
    """In one partition: the last answered position of each policy, and where to read on."""

    positions: dict[str, int]
    next_offset: int


async def read(pool: Pool, source: str, partition: int, policies: Sequence[str]) -> Progress:
    """A policy without a row has answered nothing; then reading begins at the first event."""
    rows = await pool.fetch(READ, source, partition, list(policies))
    found = {row["policy"]: row["last_position"] for row in rows}
    whole = len(found) == len(policies)
    return Progress(
        positions={policy: found.get(policy, 0) for policy in policies},
        next_offset=min((row["next_offset"] for row in rows), default=0) if whole else 0,
    )


async def write(
    pool: Pool, source: str, partition: int, positions: Mapping[str, int], next_offset: int
) -> None:
    """Never backwards: another process may have come further meanwhile."""
    names: Collection[str] = positions.keys()
    await pool.execute(WRITE, list(names), source, partition, list(positions.values()), next_offset)
