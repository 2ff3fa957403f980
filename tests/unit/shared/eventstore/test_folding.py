"""States are folded page by page, and what has been folded is not folded again."""

from collections.abc import AsyncIterator, Sequence

import pytest

from shared.eventstore.folding import Folds, Named
from shared.eventstore.memory import MemoryEventStore
from shared.eventstore.port import NewEvent, StoredEvent, StreamWrite
from shared.kernel.errors import Unavailable
from shared.kernel.messages import StreamId
from shared.privacy.memory import MemoryKeyStore
from shared.testing import shelf
from shared.testing.library import CODEC
from shared.testing.logs import append, new_event

NAMED = Named(StreamId("visitors-1"), shelf.visitors)
EVENTS, PAGE = 10, 4


class FailingStore(MemoryEventStore):
    """Fails once, after its first page."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[int] = []

    async def pages(self, stream: StreamId, after: int = 0) -> AsyncIterator[Sequence[StoredEvent]]:
        self.asked.append(after)
        events = await self.read_stream(stream, after)
        for start in range(0, len(events), PAGE):
            if start and len(self.asked) == 1:
                raise Unavailable("the log did not answer in time")
            yield events[start : start + PAGE]


def visit(number: int) -> NewEvent:
    payload = f'{{"owner":"person-anna","number":{number}}}'
    return new_event(payload=payload)._replace(type="mastery.library.visit-counted.v1")


async def test_a_long_fold_that_was_interrupted_goes_on_where_it_was() -> None:
    store = FailingStore()
    visits = tuple(visit(number) for number in range(1, EVENTS + 1))
    await store.append(append(StreamWrite(NAMED.stream, 0, visits)))
    folds = Folds(store, CODEC, MemoryKeyStore(), 100)
    with pytest.raises(Unavailable):
        await folds.current(NAMED)
    folded = await folds.current(NAMED, folds.kept(NAMED))
    assert folded == (shelf.Visits(number=EVENTS), EVENTS)
    assert store.asked == [0, PAGE]
