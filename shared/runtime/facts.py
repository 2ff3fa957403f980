"""What a permission is judged by besides the folded states: read only where it is needed.

Who manages whom comes from the directory's events. A projection of them that has not seen its
partitions' end for a while might name a manager of yesterday, so it is not asked: unknown is no.
"""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from shared.kernel.actor import Actor
from shared.kernel.errors import Unavailable
from shared.kernel.messages import Command, StreamId
from shared.privacy.coalescing import Coalescer
from shared.runtime.coalesce import Kept
from shared.runtime.definition import Commands
from shared.runtime.pools import Pool

LINES_SERVICE = "directory"
STALE_AFTER = timedelta(seconds=30)
FRESH = """
SELECT count(*) >= $2 AND coalesce(bool_and(caught_up_at > now() - $3::interval), false)
FROM projection_offsets WHERE projector = $4 AND source = $1
"""


class FactsReader:
    """Questions at the same time share a statement; each gets facts about at least its people."""

    def __init__(self, commands: Commands, pool: Pool, partitions: int, projector: str) -> None:
        self._commands = commands
        self._projector = projector
        self._pool = pool
        self._partitions = partitions
        self._asked: Coalescer[frozenset[StreamId], Any] = Coalescer(self._read, most=200)
        self._fresh = Kept(self._ask_fresh, missing=False, seconds=1.0)

    async def __call__(self, actor: Actor, command: Command, states: tuple[Any, ...]) -> Any:
        people = self._commands.needs(actor, command, states)
        if not people:
            return self._commands.no_facts
        if not await self._fresh.get(LINES_SERVICE):
            raise Unavailable("Who manages whom is not up to date at the moment.")
        return (await self._asked.answers([people]))[people]

    async def _read(
        self, asked: Collection[frozenset[StreamId]]
    ) -> Mapping[frozenset[StreamId], Any]:
        facts = await self._commands.facts(self._pool, frozenset().union(*asked))
        return dict.fromkeys(asked, facts)

    async def _ask_fresh(self, services: Collection[str]) -> Mapping[str, bool]:
        return {
            service: await self._pool.fetchval(
                FRESH, service, self._partitions, STALE_AFTER, self._projector
            )
            for service in services
        }
