"""Every event, as it is stored and read again; what is personal is not there in clear."""

import dataclasses
import re
from datetime import date
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from hypothesis import given as for_all
from hypothesis import strategies as st

from services.learning import foreign_events
from services.learning.events import EVENTS
from services.learning.upcasters import UPCASTERS
from shared.eventstore.codec import Codec
from shared.kernel.markers import PII
from shared.kernel.messages import Event, ForeignEvent, StreamId

FOREIGN = [
    kind
    for kind in vars(foreign_events).values()
    if isinstance(kind, type) and issubclass(kind, ForeignEvent) and kind is not ForeignEvent
]
CODEC = Codec("learning", EVENTS, UPCASTERS, FOREIGN)
EVENT_ID = UUID("01938f6e-0000-7000-8000-000000000001")
SECRET = re.compile("s3cret")

SIMPLE: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(max_size=5),
    int: st.integers(-(2**31), 2**31 - 1),
    float: st.floats(0, 100),
    date: st.dates(date(1970, 1, 1), date(2100, 1, 1)),
    StreamId: st.uuids().map(lambda found: f"person-{found}"),
}

WHOLE_NUMBERS = st.integers(-(2**63), 2**63 - 1)
"""Of 64 bits, as readers of JSON have them."""


def plain(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a field; a personal text holds a mark that can be searched for."""
    if get_origin(hint) is Annotated:
        inner, *marks = get_args(hint)
        found = plain(inner)
        return found.map(marked) if any(isinstance(mark, PII) for mark in marks) else found
    if hint in SIMPLE:
        return SIMPLE[hint]
    if get_origin(hint) is tuple:
        return st.lists(plain(get_args(hint)[0]), max_size=3).map(tuple)
    if get_origin(hint) is Union or type(hint).__name__ == "UnionType":
        return st.one_of(*(plain(part) for part in get_args(hint)))
    if dataclasses.is_dataclass(hint):
        return instance(hint)
    return WHOLE_NUMBERS if hint is int else st.from_type(hint)


def marked(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(map(marked, value))
    return value if value is None else f"s3cret{value}"


def instance(kind: Any) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind, include_extras=True)
    fields = {field.name: plain(hints[field.name]) for field in dataclasses.fields(kind)}
    return st.builds(kind, **fields)


def personal(kind: type[Event]) -> list[PII]:
    marks = []
    for hint in get_type_hints(kind, include_extras=True).values():
        if get_origin(hint) is Annotated:
            marks += [mark for mark in get_args(hint)[1:] if isinstance(mark, PII)]
    return marks


@for_all(st.sampled_from(EVENTS).flatmap(instance))
def test_what_is_stored_is_read_again(event: Event) -> None:
    keys = dict.fromkeys(CODEC.people(event), b"k" * 32)
    payload = CODEC.encode(event, EVENT_ID, keys)
    readable = CODEC.read(CODEC.type_of(type(event)), payload)
    assert readable is not None
    assert readable.event(EVENT_ID, dict(keys)) == event
    erased = readable.event(EVENT_ID, dict.fromkeys(keys, "destroyed"))
    assert type(erased) is type(event)


@for_all(st.sampled_from([kind for kind in EVENTS if personal(kind)]).flatmap(instance))
def test_no_personal_text_is_stored_in_clear(event: Event) -> None:
    keys = dict.fromkeys(CODEC.people(event), b"k" * 32)
    assert SECRET.search(CODEC.encode(event, EVENT_ID, keys)) is None


def test_every_personal_text_has_its_person_in_the_event() -> None:
    for kind in EVENTS:
        names = {field.name for field in dataclasses.fields(kind)}
        assert {mark.subject for mark in personal(kind)} <= names


def test_foreign_events_have_no_personal_field() -> None:
    assert FOREIGN
    assert [kind for kind in FOREIGN if personal(kind)] == []
