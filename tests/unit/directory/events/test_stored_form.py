"""Every event as it is stored and read again; what is personal does not stand there in clear."""

import dataclasses
from datetime import date
from typing import Annotated, get_args, get_origin, get_type_hints
from uuid import UUID

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from services.directory.events import EVENTS
from services.directory.events.person import JobChanged, PersonHired, ProfileChanged
from services.directory.upcasters import UPCASTERS
from shared.eventstore.codec import Codec
from shared.kernel.erased import ERASED
from shared.kernel.markers import PII
from shared.kernel.messages import Event, StreamId

CODEC = Codec("directory", EVENTS, UPCASTERS)
EVENT_ID = UUID("01938f6e-0000-7000-8000-000000000001")
ADA, DAY = StreamId("person-0192d3a0-0000-7000-8000-000000000001"), date(2026, 11, 23)
KEYS = {ADA: b"k" * 32}

PERSONAL = {
    PersonHired: {"external_id", "name", "mail", "title", "time_zone", "languages"},
    ProfileChanged: {"name", "mail", "time_zone", "languages"},
    JobChanged: {"title"},
}


@pytest.mark.parametrize("kind", EVENTS)
def test_what_is_personal_is_marked(kind: type[Event]) -> None:
    marked = {
        name
        for name, hint in get_type_hints(kind, include_extras=True).items()
        if get_origin(hint) is Annotated and PII("person") in get_args(hint)[1:]
    }
    assert marked == PERSONAL.get(kind, set())


@for_all(st.sampled_from(EVENTS).flatmap(lambda kind: st.builds(kind, person=st.just(ADA))))
def test_what_is_stored_is_read_again(event: Event) -> None:
    keys = dict.fromkeys(CODEC.people(event), KEYS[ADA])
    readable = CODEC.read(CODEC.type_of(type(event)), CODEC.encode(event, EVENT_ID, keys))
    assert readable is not None
    assert readable.event(EVENT_ID, dict(keys)) == event


def test_of_an_erased_person_the_dry_facts_stay() -> None:
    hired = PersonHired(
        person=ADA,
        external_id="E-7",
        name="Ada Byron",
        mail="ada@acme.example",
        title="Engineer",
        department="Engines",
        role=None,
        time_zone="Europe/London",
        languages=("en", "fr"),
        hired_on=DAY,
    )
    payload = CODEC.encode(hired, EVENT_ID, KEYS)
    assert "Ada" not in payload
    assert "Engineer" not in payload
    readable = CODEC.read(CODEC.type_of(PersonHired), payload)
    assert readable is not None
    assert readable.event(EVENT_ID, {ADA: "destroyed"}) == dataclasses.replace(
        hired,
        external_id=ERASED,
        name=ERASED,
        mail=ERASED,
        title=ERASED,
        time_zone=ERASED,
        languages=(ERASED,),
    )
