"""The directory's part: it notes who was erased, destroys the keys, and says when all is done.

It reads its own log, from the beginning when it starts to lead: so people whom an older version
erased are purged too, and nothing depends on a message that was read once.
"""

from uuid import NAMESPACE_URL, uuid4, uuid5

from shared.eventstore.handler import Request
from shared.kernel.actor import Policy
from shared.kernel.messages import StreamId
from shared.runtime.definition import Erasure
from shared.runtime.erasure.ledger import Erasures
from shared.runtime.parts import Parts

HEAD = "SELECT coalesce(max(position), 0) FROM events"
ERASED = """
SELECT stream_id, position FROM events
WHERE position > $1 AND position <= $2 AND type = $3 ORDER BY position
"""
SLOW = 3600.0


class Directing:
    def __init__(self, parts: Parts, erasures: Erasures, erasure: Erasure) -> None:
        self._parts = parts
        self._erasures = erasures
        self._services = erasure.services
        self._complete = erasure.complete
        self._type = parts.codec.type_of(erasure.erased)
        self._seen = 0

    async def look(self) -> None:
        """Each step is tried again at the next look if it fails."""
        await self._note()
        for person in await self._erasures.to_destroy():
            await self._parts.keys.destroy(person)
        for person in await self._erasures.confirmed(self._services):
            await self._finish(person)

    async def _note(self) -> None:
        head = await self._parts.log.fetchval(HEAD)
        if head <= self._seen:
            return
        rows = await self._parts.log.fetch(ERASED, self._seen, head, self._type, timeout=SLOW)
        if rows:
            await self._erasures.note({StreamId(row[0]): row[1] for row in rows})
        self._seen = head

    async def _finish(self, person: StreamId) -> None:
        now = self._parts.clock.now()
        await self._parts.handler.handle(
            Request(
                command=self._complete(person, now.date()),
                actor=Policy(name="erasure"),
                command_id=uuid5(NAMESPACE_URL, f"urn:mastery:erasure:{person}"),
                body=b"",
                at=now,
                correlation_id=str(uuid4()),
            )
        )
        await self._erasures.complete(person)
