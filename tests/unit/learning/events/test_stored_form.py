"""Every event as it is stored and read again; no event of a skill is about a person."""

from uuid import UUID

from hypothesis import given as for_all
from hypothesis import strategies as st

from services.learning.events import EVENTS
from services.learning.upcasters import UPCASTERS
from shared.eventstore.codec import Codec
from shared.kernel.messages import Event

CODEC = Codec("learning", EVENTS, UPCASTERS)
EVENT_ID = UUID("01938f6e-0000-7000-8000-000000000001")


@for_all(st.sampled_from(EVENTS).flatmap(st.from_type))
def test_what_is_stored_is_read_again(event: Event) -> None:
    assert CODEC.people(event) == frozenset()
    readable = CODEC.read(CODEC.type_of(type(event)), CODEC.encode(event, EVENT_ID, {}))
    assert readable is not None
    assert readable.event(EVENT_ID, {}) == event
