"""Decided events become what is appended: sealed, encoded, with the people whom they concern."""

from collections.abc import Mapping, Sequence

from shared.eventstore.codec import Codec
from shared.eventstore.event_ids import uuid7
from shared.eventstore.folding import Folded, Named
from shared.eventstore.personal import Text
from shared.eventstore.port import NewEvent, StreamWrite
from shared.kernel.errors import TooLarge
from shared.kernel.messages import NOBODY, Event, State, StreamId
from shared.privacy.port import KeyStore

LARGEST = 1_048_576 - 8_192
"""Bytes of payload and ``about``: Kafka's record limit less what else an envelope holds."""
SMALL, FEW = LARGEST // 8, 100
"""Characters and people that are not too much in any case."""


class Writer:
    """Needs the keys of the people in the events: made and committed before they are used."""

    def __init__(self, codec: Codec, keys: KeyStore) -> None:
        self._codec = codec
        self._keys = keys

    async def write(
        self,
        named: Sequence[Named],
        folded: Sequence[Folded],
        decided: Sequence[Sequence[Event]],
    ) -> tuple[tuple[StreamWrite, ...], Mapping[StreamId, State]]:
        """What to append to each stream, and the states that they will have.

        Raises ``SubjectGone`` and ``TooLarge``.
        """
        texts = [self._codec.texts(event) for events in decided for event in events]
        people = {person for sealed in texts for person, _, _ in sealed}
        keys = await self._keys.ensured(people) if people else {}
        sealed = iter(texts)
        writes = []
        after: dict[StreamId, State] = {}
        for of, since, events in zip(named, folded, decided, strict=True):
            state = since.state
            new = []
            for event in events:
                state = of.decider.evolve(state, event)
                new.append(self._new(event, of.decider.about(state, event), keys, next(sealed)))
            writes.append(StreamWrite(of.stream, since.version, tuple(new)))
            after[of.stream] = state
        return tuple(writes), after

    def _new(
        self,
        event: Event,
        about: Sequence[StreamId],
        keys: Mapping[StreamId, bytes],
        sealed: Sequence[Text],
    ) -> NewEvent:
        event_id = uuid7()
        payload = self._codec.encode(event, event_id, keys, sealed)
        concerned = tuple(about) or (NOBODY,)
        if len(payload) > SMALL or len(concerned) > FEW:
            size = len(payload.encode()) + sum(map(len, concerned)) + len(concerned)
            if size > LARGEST:
                raise TooLarge("One event of this would be larger than the log takes.")
        return NewEvent(event_id, self._codec.type_of(type(event)), payload, concerned)
