"""The key store on PostgreSQL: keys wrapped under a master key, in a database of their own."""

import time
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, TypeAlias

import asyncpg
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap, aes_key_wrap

from shared.kernel.errors import SubjectGone, Unavailable
from shared.kernel.messages import StreamId
from shared.privacy.coalescing import Coalescer
from shared.privacy.port import Key
from shared.privacy.sealing import KEY_BYTES, new_key

if TYPE_CHECKING:
    Pool: TypeAlias = asyncpg.Pool[asyncpg.Record]

READ = "SELECT person, wrapped FROM people_keys WHERE person = ANY ($1::text[])"
MAKE = """
INSERT INTO people_keys (person, wrapped)
SELECT * FROM unnest($1::text[], $2::bytea[]) AS made (person, wrapped) ORDER BY person
ON CONFLICT (person) DO NOTHING
"""
DESTROY = """
INSERT INTO people_keys (person, destroyed_on) VALUES ($1, current_date)
ON CONFLICT (person) DO UPDATE SET wrapped = NULL,
    destroyed_on = coalesce(people_keys.destroyed_on, excluded.destroyed_on)
"""
DESTROYED = """
UPDATE people_keys SET destroyed_at = clock_timestamp()
WHERE person = $1 AND wrapped IS NULL AND destroyed_at IS NULL
"""

KEPT_SECONDS = 30.0
"""An erasure waits as long, and a margin, before it purges."""
MOST_PEOPLE = 1_000
MOST_KEPT = 20_000
TRIES = 3
BROKEN = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # of a connection that was cut at the wrong moment
)


class PostgresKeyStore:
    """One statement for many people, also of several callers; keys are kept for half a minute."""

    def __init__(
        self, pool: "Pool", master_key: bytes, *, kept_seconds: float = KEPT_SECONDS
    ) -> None:
        if len(master_key) != KEY_BYTES:
            raise ValueError(f"the master key has {KEY_BYTES} bytes")
        self._pool = pool
        self._master_key = master_key
        self._kept_seconds = kept_seconds
        self._kept: dict[StreamId, tuple[float, Key]] = {}
        self._reads = Coalescer(self._read, MOST_PEOPLE)
        self._makes = Coalescer(self._make, MOST_PEOPLE)

    async def existing(self, people: Collection[StreamId]) -> Mapping[StreamId, Key]:
        return await self._known(people, self._reads)

    async def ensured(self, people: Collection[StreamId]) -> Mapping[StreamId, bytes]:
        keys: dict[StreamId, bytes] = {}
        for person, key in (await self._known(people, self._makes)).items():
            if key == "destroyed":
                raise SubjectGone("the person has been erased")
            keys[person] = key
        return keys

    async def destroy(self, person: StreamId) -> None:
        self._kept.pop(person, None)
        await self._fetch(DESTROY, person)
        await self._fetch(DESTROYED, person)  # a statement of its own: after the commit
        self._kept.pop(person, None)

    async def _known(
        self, people: Collection[StreamId], ask: Coalescer[StreamId, Key]
    ) -> Mapping[StreamId, Key]:
        now = time.monotonic()
        found: dict[StreamId, Key] = {}
        for person in people:
            until, key = self._kept.get(person, (0.0, b""))
            if now < until:
                found[person] = key
        missing = [person for person in people if person not in found]
        if missing:
            answers = await ask.answers(missing)
            found.update({person: answers[person] for person in missing if person in answers})
        return found

    async def _read(self, people: Sequence[StreamId]) -> Mapping[StreamId, Key]:
        """Kept as of before the question, so that no key outlives its time."""
        until = time.monotonic() + self._kept_seconds
        rows = await self._fetch(READ, people)
        found = {StreamId(row[0]): self._unwrapped(row[1]) for row in rows}
        if len(self._kept) + len(found) > MOST_KEPT:
            self._kept.clear()
        self._kept.update({person: (until, key) for person, key in found.items()})
        return found

    async def _make(self, people: Sequence[StreamId]) -> Mapping[StreamId, Key]:
        """Committed before it is read, so that every process uses the one that won."""
        found = dict(await self._read(people))
        missing = [person for person in people if person not in found]
        if missing:
            wrapped = [aes_key_wrap(self._master_key, new_key()) for _ in missing]
            await self._fetch(MAKE, missing, wrapped)
            found.update(await self._read(missing))
        return found

    async def _fetch(self, statement: str, *arguments: object) -> Sequence[asyncpg.Record]:
        """Tried again on another connection: each statement may run twice."""
        for _ in range(TRIES - 1):
            try:
                return await self._pool.fetch(statement, *arguments)
            except BROKEN:
                continue
        try:
            return await self._pool.fetch(statement, *arguments)
        except (*BROKEN, asyncpg.PostgresError) as error:
            raise Unavailable("the key store cannot be reached") from error

    def _unwrapped(self, wrapped: bytes | None) -> bytes | Literal["destroyed"]:
        return "destroyed" if wrapped is None else aes_key_unwrap(self._master_key, wrapped)
