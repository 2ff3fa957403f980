"""From messages to recorded events, as far as a policy reads them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from shared.bus.envelope import Envelope
from shared.eventstore.codec import Codec
from shared.eventstore.readable import Readable
from shared.kernel.errors import UnreadableEvent
from shared.kernel.messages import NOBODY, Event, StreamId
from shared.kernel.recorded import Recorded
from shared.kernel.replacing import caused_by
from shared.privacy.port import Key, KeyStore


@dataclass(frozen=True, slots=True)
class PolicyEvents:
    """``types`` are the stored types, without version, that some policy reacts to."""

    codec: Codec
    keys: KeyStore
    types: frozenset[str]

    async def read(
        self, envelopes: Sequence[Envelope]
    ) -> Mapping[int, Recorded[Event] | UnreadableEvent]:
        """By position; absent is what no policy reads, and what is an erased person's record.

        An event that should be read and cannot be is told as such: it may be newer than this
        process, and what follows from it must not be lost.
        """
        found: dict[int, Recorded[Event] | UnreadableEvent] = {}
        readable: dict[int, Readable] = {}
        for envelope in envelopes:
            if envelope.type.rpartition(".v")[0] in self.types:
                self._begin(envelope, readable, found)
        wanted = [envelope for envelope in envelopes if envelope.position in readable]
        keys = await self._keys(wanted, readable.values())
        for envelope in wanted:
            if keys.get(envelope.about[0]) != "destroyed":
                try:
                    event = readable[envelope.position].event(envelope.event_id, keys)
                    found[envelope.position] = recorded(envelope, caused_by(event, envelope.actor))
                except UnreadableEvent as error:
                    found[envelope.position] = error
        return found

    def _begin(
        self,
        envelope: Envelope,
        readable: dict[int, Readable],
        found: dict[int, Recorded[Event] | UnreadableEvent],
    ) -> None:
        try:
            one = self.codec.read(envelope.type, envelope.data)
        except UnreadableEvent as error:
            found[envelope.position] = error
        else:
            if one is not None:
                readable[envelope.position] = one

    async def _keys(
        self, envelopes: Sequence[Envelope], readable: Collection[Readable]
    ) -> Mapping[StreamId, Key]:
        people = {envelope.about[0] for envelope in envelopes} - {NOBODY}
        return await self.keys.existing(people.union(*(found.people for found in readable)))


def recorded(envelope: Envelope, event: Event) -> Recorded[Event]:
    return Recorded(
        event=event,
        event_id=envelope.event_id,
        service=envelope.service,
        stream=envelope.stream,
        version=envelope.version,
        position=envelope.position,
        recorded_at=envelope.recorded_at,
        about=envelope.about,
        actor=envelope.actor,
        command_id=envelope.command_id,
        correlation_id=envelope.correlation_id,
        causation_id=envelope.causation_id,
        origin=envelope.origin,
    )
