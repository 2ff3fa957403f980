"""What a policy gets to read: its types, opened, and nothing about somebody erased."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID, uuid4

import pytest

from shared.bus.envelope import Envelope
from shared.eventstore.codec import Codec
from shared.kernel.errors import UnreadableEvent
from shared.kernel.markers import PII
from shared.kernel.messages import NOBODY, Event, StreamId
from shared.kernel.recorded import Recorded
from shared.privacy.memory import MemoryKeyStore
from shared.runtime.policy_events import PolicyEvents

ADA, EVE = StreamId("person-ada"), StreamId("person-eve")


class NoteKept(Event):
    person: StreamId
    text: Annotated[str, PII("person")]


class NoteLost(Event):
    person: StreamId


CODEC = Codec("notes", (NoteKept, NoteLost))


@pytest.fixture
def keys() -> MemoryKeyStore:
    return MemoryKeyStore()


async def envelope(keys: MemoryKeyStore, event: Event, position: int, *about: StreamId) -> Envelope:
    event_id = UUID(int=position)
    made = await keys.ensured(CODEC.people(event))
    return Envelope(
        service="notes", event_id=event_id, type=CODEC.type_of(type(event)),
        stream=StreamId("note-1"), version=1, position=position, prev=0,
        recorded_at=datetime(2026, 1, 1, tzinfo=UTC), about=about or (NOBODY,), actor="client:x",
        command_id=uuid4(), correlation_id="c", causation_id=None, origin="live",
        traceparent=None, data=CODEC.encode(event, event_id, made).encode(),
    )  # fmt: skip


def reading(keys: MemoryKeyStore) -> PolicyEvents:
    return PolicyEvents(CODEC, keys, frozenset({"mastery.notes.note-kept"}))


async def test_events_of_its_types_are_opened(keys: MemoryKeyStore) -> None:
    kept = NoteKept(person=ADA, text="Hello")
    envelopes = [
        await envelope(keys, kept, 1, ADA),
        await envelope(keys, NoteLost(person=ADA), 2, ADA),
    ]
    ((position, recorded),) = (await reading(keys).read(envelopes)).items()
    assert isinstance(recorded, Recorded)
    assert (position, recorded.event, recorded.about) == (1, kept, (ADA,))


async def test_nothing_follows_from_the_record_of_an_erased_person(keys: MemoryKeyStore) -> None:
    """Where that person only stands beside, the event is read, with that block erased."""
    own = await envelope(keys, NoteKept(person=ADA, text="Hello"), 1, ADA)
    beside = await envelope(keys, NoteKept(person=ADA, text="Hello"), 2, EVE, ADA)
    await keys.destroy(ADA)
    found = await reading(keys).read([own, beside])
    assert set(found) == {2}


async def test_what_cannot_be_read_is_not_passed_over(keys: MemoryKeyStore) -> None:
    """It may be newer than this process: a policy stops there, and its successor goes on."""
    good = await envelope(keys, NoteKept(person=ADA, text="Hello"), 1, ADA)
    newer = replace(good, position=2, type="mastery.notes.note-kept.v9")
    broken = replace(good, position=3, data=b"{}")
    found = await reading(keys).read([good, newer, broken])
    kinds = {position: type(what) for position, what in found.items()}
    assert kinds == {1: Recorded, 2: UnreadableEvent, 3: UnreadableEvent}
