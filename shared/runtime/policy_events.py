"""From messages to recorded events, as far as a policy reads them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from shared.bus.envelope import Envelope
from shared.eventstore.codec import Codec, Readable
from shared.kernel.errors import UnreadableEvent
from shared.kernel.messages import NOBODY, Event, StreamId
from shared.kernel.recorded import Recorded
from shared.privacy.port import Key, KeyStore
from shared.runtime.logging import logger

_log = logger(__name__)


@dataclass(frozen=True, slots=True)
class PolicyEvents:
    """``types`` are the stored types, without version, that some policy reacts to."""

    codec: Codec
    keys: KeyStore
    types: frozenset[str]

    async def read(self, envelopes: Sequence[Envelope]) -> Mapping[int, Recorded[Event]]:
        """By position; absent: what no policy reads, is unreadable or is an erased person's."""
        readable = {
            envelope.position: found
            for envelope in envelopes
            if envelope.type.rpartition(".v")[0] in self.types
            and (found := self._readable(envelope)) is not None
        }
        wanted = [envelope for envelope in envelopes if envelope.position in readable]
        keys = await self._keys(wanted, readable.values())
        return {
            envelope.position: recorded(
                envelope, readable[envelope.position].event(envelope.event_id, keys)
            )
            for envelope in wanted
            if keys.get(envelope.about[0]) != "destroyed"
        }

    def _readable(self, envelope: Envelope) -> Readable | None:
        """An unreadable event is parked by the projector; no command can follow from it."""
        try:
            return self.codec.read(envelope.type, envelope.data)
        except UnreadableEvent as error:
            _log.error("policy_cannot_read", event_id=str(envelope.event_id), exc_info=error)
            return None

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
