"""The key store in memory, for tests."""

from collections.abc import Collection, Mapping

from shared.kernel.errors import SubjectGone
from shared.kernel.messages import StreamId
from shared.privacy.port import Key
from shared.privacy.sealing import new_key


class MemoryKeyStore:
    """Keeps keys unwrapped, and nothing longer than its process."""

    def __init__(self) -> None:
        self._keys: dict[StreamId, Key] = {}

    async def existing(self, people: Collection[StreamId]) -> Mapping[StreamId, Key]:
        return {person: self._keys[person] for person in people if person in self._keys}

    async def ensured(self, people: Collection[StreamId]) -> Mapping[StreamId, bytes]:
        keys: dict[StreamId, bytes] = {}
        for person in people:
            key = self._keys.setdefault(person, new_key())
            if key == "destroyed":
                raise SubjectGone("the person has been erased")
            keys[person] = key
        return keys

    async def destroy(self, person: StreamId) -> None:
        self._keys[person] = "destroyed"
