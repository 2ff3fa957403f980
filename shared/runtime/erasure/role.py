"""Purging in one process of a service, forgetting in each of them."""

import asyncio
from collections.abc import Sequence
from typing import Any

from shared.eventstore.folding import Folds
from shared.kernel.messages import StreamId
from shared.readmodel.rebuild.run import ALONE
from shared.runtime import leader
from shared.runtime.erasure.directing import Directing
from shared.runtime.erasure.fence import Fence
from shared.runtime.erasure.ledger import LOOK, Erasures
from shared.runtime.erasure.purging import Purging
from shared.runtime.logging import logger
from shared.runtime.parts import Parts
from shared.runtime.reactions import TRANSIENT

FREE = "SELECT pg_advisory_unlock(hashtextextended('rebuild of ' || $1, 0))"
KEYS = "the keys that processes keep in memory"
REBUILD = "a rebuild that is at work"

_log = logger(__name__)


class Erasing:
    """One process of a service leads; the directory's also directs all services."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._name = parts.definition.name
        self._erasures = Erasures(parts.keys_pool)
        self._fence = Fence(parts.definition, parts.settings.topic_partitions)
        self._purging = Purging(parts)
        erasure = parts.definition.erasure
        self._directing = None if erasure is None else Directing(parts, self._erasures, erasure)

    async def run(self, stop: asyncio.Event) -> None:
        """Until ``stop``; a database that is away is waited for."""
        await leader.in_turn(self._parts.read, "erasure", self._lead, stop)

    async def _lead(self, connection: Any, stop: asyncio.Event) -> None:
        while not stop.is_set():
            if self._directing is not None:
                await self._directing.look()
            await self._look(connection)
            await leader.pause(stop, LOOK)

    async def _look(self, connection: Any) -> None:
        waits: dict[StreamId, str] = {}
        ready: list[StreamId] = []
        for due in await self._erasures.due(self._name):
            if not due.forgotten:
                waits[due.person] = KEYS
            elif why := await self._fence.waits_for(connection, due.person, due.position):
                waits[due.person] = why
            else:
                ready.append(due.person)
        if ready and not await self._purged(connection, ready):
            waits |= dict.fromkeys(ready, REBUILD)
        if waits:
            await self._erasures.wait(self._name, waits)

    async def _purged(self, connection: Any, people: Sequence[StreamId]) -> bool:
        """No rebuild begins meanwhile; one that began before may hold what it opened."""
        rows = self._parts.definition.row_schema
        if not await connection.fetchval(ALONE, rows):
            return False
        try:
            counts = await self._purging.purge(connection, people)
        finally:
            await connection.execute(FREE, rows)
        await self._erasures.confirm(self._name, counts)
        self._fence.forget(people)
        _log.info("people_purged", people=len(people))
        return True


class Forgetting:
    """In each process: what was folded with a key that is destroyed does not stay in memory.

    While a destruction is so recent that a cached key may open texts, all is forgotten again.
    """

    def __init__(self, erasures: Erasures, folds: Folds) -> None:
        self._erasures = erasures
        self._folds = folds

    async def run(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                if await self._erasures.recent():
                    self._folds.forget()
            except TRANSIENT as error:
                self._folds.forget()  # whether somebody was erased cannot be asked
                _log.warning("forgetting_interrupted", exc_info=error)
            await leader.pause(stop, LOOK)
