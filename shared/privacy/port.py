"""The key store as its users see it."""

from collections.abc import Collection, Mapping
from typing import Literal, Protocol

from shared.kernel.messages import StreamId

Key = bytes | Literal["destroyed"]
"""A person's unwrapped 256-bit key, or the tombstone of one."""


class KeyStore(Protocol):
    async def existing(self, people: Collection[StreamId]) -> Mapping[StreamId, Key]:
        """Keys and tombstones of those who have one; at most half a minute old."""
        ...

    async def ensured(self, people: Collection[StreamId]) -> Mapping[StreamId, bytes]:
        """Keys of all, made and committed where missing; raises ``SubjectGone`` at a tombstone."""
        ...

    async def destroy(self, person: StreamId) -> None:
        """Leaves a tombstone; twice is harmless. Nobody can use or make that key again."""
        ...
