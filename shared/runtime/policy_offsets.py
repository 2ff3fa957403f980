"""How far each policy has come in each partition: written after its commands were answered."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from shared.bus.seen import Seen
from shared.runtime.pools import Pool

READ = """
SELECT policy, last_position, last_event, next_offset FROM policy_offsets
WHERE source = $1 AND partition = $2 AND policy = ANY ($3::text[])
"""
WRITE = """
INSERT INTO policy_offsets AS o
    (policy, source, partition, last_position, last_event, next_offset)
SELECT policy, $2, $3, last_position, last_event, $6
FROM unnest($1::text[], $4::bigint[], $5::text[]) AS done (policy, last_position, last_event)
ON CONFLICT (policy, source, partition) DO UPDATE
SET last_position = excluded.last_position, last_event = excluded.last_event,
    next_offset = excluded.next_offset
WHERE o.last_position <= excluded.last_position
"""


@dataclass(slots=True)
class Progress:
    """In one partition: the last answered position of each policy, and where to read on.

    ``events`` are those at the positions; ``seen`` is what any of the policies has seen last.
    """

    positions: dict[str, int]
    next_offset: int
    events: dict[str, str | None] = field(default_factory=dict)
    seen: Seen = field(init=False)

    def __post_init__(self) -> None:
        furthest = max(self.positions, key=self.positions.__getitem__)
        self.seen = Seen(self.positions[furthest], self.events.get(furthest))


async def read(pool: Pool, source: str, partition: int, policies: Sequence[str]) -> Progress:
    """A policy without a row has answered nothing; then reading begins at the first event."""
    rows = await pool.fetch(READ, source, partition, list(policies))
    found = {row["policy"]: row["last_position"] for row in rows}
    whole = len(found) == len(policies)
    return Progress(
        positions={policy: found.get(policy, 0) for policy in policies},
        events={row["policy"]: row["last_event"] for row in rows},
        next_offset=min((row["next_offset"] for row in rows), default=0) if whole else 0,
    )


async def write(pool: Pool, source: str, partition: int, progress: Progress) -> None:
    """Never backwards: another process may have come further meanwhile."""
    names = list(progress.positions)
    positions = list(progress.positions.values())
    events = [progress.events.get(name) for name in names]
    await pool.execute(WRITE, names, source, partition, positions, events, progress.next_offset)
