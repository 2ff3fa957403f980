"""States of streams, folded from the log and kept as a baseline for the next command.

A kept state may be behind the log: what is decided on it counts only once the log has said that
the stream still has that version.
"""

from collections import OrderedDict
from collections.abc import Sequence
from functools import reduce
from typing import Any, NamedTuple

from shared.eventstore.codec import Codec
from shared.eventstore.port import EventStore, StoredEvent
from shared.kernel.decider import Decider
from shared.kernel.errors import UnreadableEvent
from shared.kernel.messages import State, StreamId
from shared.privacy.port import KeyStore


class Folded(NamedTuple):
    """The state of a stream after its first ``version`` events."""

    state: State
    version: int


class Named(NamedTuple):
    """A stream that a command names, with its decider."""

    stream: StreamId
    decider: Decider[Any, Any, Any]


class Folds:
    """Keeps the ``most`` states that were used last."""

    def __init__(self, store: EventStore, codec: Codec, keys: KeyStore, most: int) -> None:
        self._store = store
        self._codec = codec
        self._keys = keys
        self._most = most
        self._kept: OrderedDict[StreamId, Folded] = OrderedDict()

    def kept(self, named: Named) -> Folded | None:
        kept = self._kept.get(named.stream)
        if kept is not None:
            self._kept.move_to_end(named.stream)
        return kept

    async def current(self, named: Named, since: Folded | None = None) -> Folded:
        """The state that the log has now, folded on from ``since``.

        What has been folded of a long stream is kept page by page: when the log fails in the
        middle, the next call goes on from there.
        """
        folded = since or Folded(named.decider.initial_state, 0)
        async for page in self._store.pages(named.stream, folded.version):
            folded = self.keep(named.stream, await self._folded_on(named, folded, page))
        return folded

    async def _folded_on(self, named: Named, since: Folded, page: Sequence[StoredEvent]) -> Folded:
        readable = []
        for event in page:
            found = self._codec.read(event.type, event.payload)
            if found is None:
                raise UnreadableEvent(f"{event.type} is no event of {self._codec.service}")
            readable.append((found, event.event_id))
        people = frozenset().union(*(found.people for found, _ in readable))
        keys = await self._keys.existing(people) if people else {}
        history = (found.event(event_id, keys) for found, event_id in readable)
        state = reduce(named.decider.evolve, history, since.state)
        return Folded(state, page[-1].version)

    async def states(self, named: Sequence[Named]) -> dict[StreamId, State]:
        """As the log has them now; what is kept is asked for its version alone, all in one."""
        if not named:
            return {}
        versions = await self._store.versions([of.stream for of in named])
        found: dict[StreamId, State] = {}
        for of in named:
            folded = self.kept(of)
            if versions[of.stream] != (folded.version if folded else 0):
                folded = await self.current(of, folded)
            found[of.stream] = folded.state if folded else of.decider.initial_state
        return found

    def keep(self, stream: StreamId, folded: Folded) -> Folded:
        self._kept[stream] = folded
        self._kept.move_to_end(stream)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return folded

    def forget(self) -> None:
        """Drops what is kept; after an erasure."""
        self._kept.clear()
