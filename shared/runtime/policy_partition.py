"""What a service's policies do with the messages of one partition, in order.

An event at or below a policy's last position is skipped; one whose predecessor the policy has not
seen means that something is missing. A message that is no event of the source is passed over:
were it one that has been damaged, the next event's ``prev`` would say so.
"""

from collections.abc import Sequence

from aiokafka import ConsumerRecord

from shared.bus.envelope import Envelope, parse
from shared.bus.lost import fills_a_hole
from shared.bus.seen import refuse_other_past
from shared.kernel.errors import LogBroken, UnreadableEvent
from shared.kernel.messages import Event
from shared.kernel.policy import Reaction
from shared.kernel.recorded import Recorded
from shared.runtime import metrics, policy_offsets
from shared.runtime.logging import logger
from shared.runtime.policy_events import PolicyEvents
from shared.runtime.policy_offsets import Progress
from shared.runtime.pools import Pool
from shared.runtime.reactions import Reactor

Record = ConsumerRecord[bytes, bytes]

_log = logger(__name__)


class Hole(LogBroken):
    """The topic does not hold an event that must have stood before this one."""


class PolicyReader:
    """The reactions of one service to the events of ``source``."""

    def __init__(
        self,
        *,
        source: str,
        reactions: Sequence[Reaction],
        events: PolicyEvents,
        reactor: Reactor,
        pool: Pool,
    ) -> None:
        self.source = source
        self.reactions = reactions
        self._events = events
        self._reactor = reactor
        self._pool = pool

    async def progress(self, partition: int) -> Progress:
        names = [reaction.name for reaction in self.reactions]
        return await policy_offsets.read(self._pool, self.source, partition, names)

    async def handle(self, partition: int, records: Sequence[Record], progress: Progress) -> None:
        """Moves ``progress`` on and stores it, also when something is raised in between."""
        envelopes = [self._envelope(record) for record in records]
        found = await self._events.read(
            [
                envelope
                for envelope in envelopes
                if envelope is not None and envelope.position > min(progress.positions.values())
            ]
        )
        try:
            for record, envelope in zip(records, envelopes, strict=True):
                if envelope is not None:
                    await self._react(envelope, found.get(envelope.position), progress)
                    if envelope.position > progress.seen.newest:
                        progress.seen.add([(envelope.position, str(envelope.event_id))])
                progress.next_offset = record.offset + 1
        finally:
            await policy_offsets.write(self._pool, self.source, partition, progress)

    async def _react(
        self,
        envelope: Envelope,
        recorded: Recorded[Event] | UnreadableEvent | None,
        progress: Progress,
    ) -> None:
        event = str(envelope.event_id)
        if not fills_a_hole(envelope.type, self.source):
            progress.seen.refuse_other(self.source, envelope.position, event)
        for reaction in self.reactions:
            last = progress.positions[reaction.name]
            if envelope.position <= last:
                continue
            if envelope.prev > last:
                raise Hole(f"{self.source}: an event between {last} and {envelope.position}")
            refuse_other_past(self.source, envelope.position, envelope.prev, last)
            if isinstance(recorded, UnreadableEvent):
                raise recorded
            if recorded is not None and isinstance(recorded.event, reaction.on):
                await self._reactor.react(reaction, recorded, envelope.traceparent)
            progress.positions[reaction.name] = envelope.position
            progress.events[reaction.name] = event

    def _envelope(self, record: Record) -> Envelope | None:
        try:
            envelope = parse(record.value, record.headers)
        except UnreadableEvent as error:
            metrics.POLICY_EVENTS.labels("-", "Unreadable").inc()
            _log.error("policy_passes_over", offset=record.offset, exc_info=error)
            return None
        return envelope if envelope.service == self.source else None
