"""What a service waits for before it purges: nobody may write an erased person's text afterwards.

The key has been destroyed for so long that no process has a copy of it. From that moment on every
reader opens nothing of the person. What was opened before may still be on its way into a table:
so each partition must have been applied up to where it ended after that moment.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from shared.bus.topics import partition_of
from shared.kernel.messages import StreamId
from shared.runtime.definition import ServiceDefinition
from shared.runtime.policy_role import by_source

DIRECTORY = "directory"
NOW = "SELECT clock_timestamp()"
PROGRESS = """
SELECT source, partition, last_position, caught_up_at FROM projection_offsets
WHERE projector = $1
"""
ANSWERED = """
SELECT policy, last_position FROM policy_offsets
WHERE source = $1 AND partition = $2 AND policy = ANY ($3::text[])
"""


class Fence:
    """``since`` of a person: when this process first saw that the key is forgotten.

    That time is of the read database's server, as ``caught_up_at`` is.
    """

    def __init__(self, definition: ServiceDefinition, partitions: int) -> None:
        self._name = definition.name
        self._sources = sorted(definition.sources)
        self._policies = [one.name for one in by_source(definition).get(DIRECTORY, ())]
        self._partitions = partitions
        self._since: dict[StreamId, datetime] = {}

    def forget(self, people: Collection[StreamId]) -> None:
        for person in people:
            self._since.pop(person, None)

    async def waits_for(self, connection: Any, person: StreamId, position: int) -> str | None:
        """``position`` of ``SubjectErased``. ``None``: the tables may be purged."""
        if person not in self._since:
            self._since[person] = await connection.fetchval(NOW)
        since = self._since[person]
        home = partition_of(person, self._partitions)
        rows = await connection.fetch(PROGRESS, self._name)
        found = {(row["source"], row["partition"]): row for row in rows}
        for source in self._sources:
            for partition in range(self._partitions):
                row = found.get((source, partition))
                if row is None or row["caught_up_at"] is None or row["caught_up_at"] <= since:
                    return f"the projector, at partition {partition} of {source}"
                behind = row["last_position"] < position
                if source == DIRECTORY and partition == home and behind:
                    return f"the projector, at partition {partition} of {source}"
        return await self._waits_for_policies(connection, home, position)

    async def _waits_for_policies(
        self, connection: Any, partition: int, position: int
    ) -> str | None:
        if not self._policies:
            return None
        rows = await connection.fetch(ANSWERED, DIRECTORY, partition, self._policies)
        reached = {row["policy"]: row["last_position"] for row in rows}
        for policy in self._policies:
            if reached.get(policy, 0) < position:
                return f"the policy {policy}, at partition {partition} of {DIRECTORY}"
        return None
