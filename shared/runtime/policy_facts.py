"""What a policy reads besides its event: the service's own tables, once they hold that event.

Two events that meet in one decision, such as a leaving and an enrolling, may be read in either
order: whichever policy comes last finds both in the tables.
"""

from collections.abc import Sequence
from typing import Any

from shared.bus.topics import partition_of
from shared.kernel.messages import Command, Event
from shared.kernel.policy import Reaction
from shared.kernel.recorded import Recorded
from shared.readmodel.barrier import Mark, reached
from shared.runtime.clock import Clock
from shared.runtime.pools import Pool

PATIENCE = 5.0
"""Seconds; then it is tried again, so that a process that is to end need not wait for tables."""


class NotYetInTables(Exception):
    """The tables have not come as far as the event; they will."""


class PolicyFacts:
    """``reader`` is the service whose tables are read."""

    def __init__(self, pool: Pool, reader: str, partitions: int, clock: Clock) -> None:
        self._pool = pool
        self._reader = reader
        self._partitions = partitions
        self._clock = clock

    async def commands(self, reaction: Reaction, recorded: Recorded[Event]) -> Sequence[Command]:
        """What follows from the event; raises ``NotYetInTables``, or what the database raises."""
        if reaction.facts is None:
            return reaction.react(recorded)
        partition = partition_of(recorded.stream, self._partitions)
        mark = Mark(recorded.service, partition, recorded.position)
        if not await reached(self._pool, self._reader, [mark], PATIENCE):
            raise NotYetInTables
        today = self._clock.now().date()
        facts: Any = await reaction.facts(self._pool, recorded, today)
        return reaction.react(recorded, facts)
