"""What is stored of an event, and what is read again."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, ClassVar
from uuid import UUID, uuid4

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.eventstore.codec import Codec
from shared.eventstore.readable import Payload
from shared.kernel.erased import ERASED, Erased
from shared.kernel.errors import UnreadableEvent
from shared.kernel.markers import PII
from shared.kernel.messages import Event, ForeignEvent, Part, StreamId
from shared.privacy.sealing import new_key, ready

ANNA, BEN = StreamId("person-anna"), StreamId("person-ben")
KEYS = {ANNA: new_key(), BEN: new_key()}
ID = UUID(int=7)


class Line(Part):
    line: int
    text: Annotated[str, PII("author")]


class Reply(Part):
    by: StreamId
    text: Annotated[str | None, PII("by")]


class LetterSent(Event):
    author: StreamId
    reader: StreamId | None
    subject: Annotated[str, PII("author")]
    answer: Annotated[str | None, PII("reader")]
    tags: Annotated[tuple[str, ...], PII("author")]
    lines: tuple[Line, ...]
    reply: Reply | None
    sent_on: date
    weight: float
    numbers: tuple[int, ...]


class LetterBurnt(Event):
    letter: StreamId


class LetterStamped(Event):
    version: ClassVar[int] = 3

    letter: StreamId
    cents: int
    text: Annotated[str, PII("letter")]


class GoodsWeighed(ForeignEvent):
    service: ClassVar[str] = "store"
    version: ClassVar[int] = 2

    grams: int


UPCASTERS = {
    "mastery.post.letter-stamped.v1": lambda old: {**old, "price": old["euros"] * 100},
    "mastery.post.letter-stamped.v2": lambda old: {**old, "cents": old["price"]},
    "mastery.store.goods-weighed.v1": lambda old: {"grams": old["kilos"] * 1000},
}
codec = Codec("post", (LetterSent, LetterBurnt, LetterStamped), UPCASTERS, (GoodsWeighed,))

SENT = LetterSent(
    author=ANNA,
    reader=BEN,
    subject="Ä ~ / letter",
    answer="yes",
    tags=("a", "b"),
    lines=(Line(line=1, text="one"), Line(line=2, text="two")),
    reply=Reply(by=BEN, text="thanks"),
    sent_on=date(2026, 1, 2),
    weight=1.5,
    numbers=(1, 2),
)
SENT_TYPE = "mastery.post.letter-sent.v1"


def stored(event: Event) -> str:
    return codec.encode(event, ID, KEYS)


def read(kind: str, payload: str | bytes, keys: Mapping[StreamId, Any] = KEYS) -> Event:
    """From its text; what has been read of the text is the same event, and stays as it is."""
    event = opened(kind, payload, keys)
    document = orjson.loads(payload)
    assert opened(kind, document, ready(keys)) == event
    assert document == orjson.loads(payload)
    return event


def opened(kind: str, payload: Payload, keys: Mapping[StreamId, Any]) -> Event:
    readable = codec.read(kind, payload)
    assert readable is not None
    needed = {person: keys[person] for person in readable.people}
    event = readable.event(ID, needed)
    assert readable.event(str(ID), needed) == event
    return event


texts = st.text(st.characters(codec="utf-8"))
people = st.sampled_from([ANNA, BEN])
letters = st.builds(
    LetterSent,
    author=people,
    reader=people,
    subject=texts,
    answer=st.none() | texts,
    tags=st.lists(texts).map(tuple),
    lines=st.lists(st.builds(Line, line=st.integers(-(2**53), 2**53), text=texts)).map(tuple),
    reply=st.none() | st.builds(Reply, by=people, text=st.none() | texts),
    sent_on=st.dates(),
    weight=st.floats(allow_nan=False, allow_infinity=False),
    numbers=st.lists(st.integers(-(2**53), 2**53)).map(tuple),
)


@given(letters)
def test_what_was_encoded_is_decoded(event: LetterSent) -> None:
    assert read(SENT_TYPE, stored(event)) == event


@given(letters)
def test_no_personal_text_stands_in_clear(event: LetterSent) -> None:
    document = orjson.loads(stored(event))
    assert {"subject", "answer", "tags"}.isdisjoint(document)
    assert all(line.keys() == {"line"} for line in document["lines"])
    assert {block["person"] for block in document["personal"]} == codec.people(event)


@given(letters)
def test_the_erased_read_as_erased_and_the_others_as_before(event: LetterSent) -> None:
    found = read(SENT_TYPE, stored(event), {ANNA: "destroyed", BEN: KEYS[BEN]})
    assert isinstance(found, LetterSent)
    if event.author == ANNA:
        assert isinstance(found.subject, Erased)
        assert found.tags == (ERASED,)
        assert all(isinstance(line.text, Erased) for line in found.lines)
    else:
        assert (found.subject, found.tags, found.lines) == (event.subject, event.tags, event.lines)
    if event.reader == BEN:
        assert found.answer == event.answer
    kept = ("author", "reader", "sent_on", "weight", "numbers")
    assert [getattr(found, name) for name in kept] == [getattr(event, name) for name in kept]


def test_a_type_says_service_event_and_version() -> None:
    assert codec.type_of(LetterSent) == SENT_TYPE
    assert codec.type_of(LetterStamped) == "mastery.post.letter-stamped.v3"
    assert codec.type_of(GoodsWeighed) == "mastery.store.goods-weighed.v2"


def test_an_event_without_personal_text_is_plain_json() -> None:
    text = stored(LetterBurnt(letter=StreamId("letter-1")))
    assert text == '{"letter":"letter-1"}'
    assert codec.people(LetterBurnt(letter=StreamId("letter-1"))) == frozenset()


def test_a_text_that_is_none_needs_no_key() -> None:
    event = replace(SENT, reader=None, answer=None, reply=None)
    assert codec.people(event) == {ANNA}
    assert read(SENT_TYPE, stored(event)) == event


def test_a_text_about_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="/answer is about nobody"):
        stored(replace(SENT, reader=None))


def test_a_value_of_another_type_is_refused() -> None:
    with pytest.raises(ValueError, match="numbers"):
        stored(replace(SENT, numbers=("one",)))  # type: ignore[arg-type]  # the point of the test


def test_a_block_opens_only_where_it_was_sealed() -> None:
    readable = codec.read(SENT_TYPE, stored(SENT))
    assert readable is not None
    with pytest.raises(UnreadableEvent):
        readable.event(uuid4(), KEYS)
    with pytest.raises(UnreadableEvent):
        readable.event(ID, {ANNA: KEYS[BEN], BEN: KEYS[ANNA]})


def test_a_person_without_key_or_tombstone_is_not_taken_for_erased() -> None:
    readable = codec.read(SENT_TYPE, stored(SENT))
    assert readable is not None
    with pytest.raises(UnreadableEvent):
        readable.event(ID, {ANNA: KEYS[ANNA]})


@pytest.mark.parametrize(
    "payload",
    [
        "", "[]", "7", '{"author": "x"}', '{"personal": 5}', '{"personal": [{"alg": "none"}]}', "{",
        '{"personal": [{"person": ["x"], "alg": "A256GCM", "data": ""}]}',
    ],
)  # fmt: skip
def test_what_is_no_such_event_is_unreadable(payload: str) -> None:
    with pytest.raises(UnreadableEvent):
        read(SENT_TYPE, payload)
    with pytest.raises(UnreadableEvent):
        read("mastery.post.letter-burnt.v1", payload)


def test_an_error_quotes_no_value() -> None:
    with pytest.raises(UnreadableEvent) as caught:
        read("mastery.post.letter-burnt.v1", '{"letter": ["a secret"]}')
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_other_types_are_none_of_this_services_business() -> None:
    for kind in ("mastery.post.letter-lost.v1", "mastery.store.letter-sent.v1", "nonsense", ""):
        assert codec.read(kind, "{}") is None


def test_old_versions_go_through_every_step() -> None:
    old = '{"letter": "letter-1", "euros": 2, "text": "t"}'
    now = LetterStamped(letter=StreamId("letter-1"), cents=200, text="t")
    assert read("mastery.post.letter-stamped.v1", old) == now


def test_an_old_version_of_an_erased_person_is_read() -> None:
    text = stored(LetterStamped(letter=ANNA, cents=200, text="t"))
    kind = "mastery.post.letter-stamped.v2"
    document = {**orjson.loads(text), "price": 200}
    found = read(kind, orjson.dumps(document), {ANNA: "destroyed"})
    assert found == LetterStamped(letter=ANNA, cents=200, text=ERASED)


@pytest.mark.parametrize("version", ["4", "0", "x", "-1"])
def test_an_unknown_version_of_an_own_event_is_unreadable(version: str) -> None:
    with pytest.raises(UnreadableEvent):
        codec.read(f"mastery.post.letter-stamped.v{version}", "{}")


def test_of_foreign_events_every_version_and_only_the_known_fields_are_read() -> None:
    assert read("mastery.store.goods-weighed.v1", '{"kilos": 2, "x": 1}') == GoodsWeighed(
        grams=2000
    )
    for version in (2, 3, 9):
        kind, payload = f"mastery.store.goods-weighed.v{version}", '{"grams": 5, "personal": [1]}'
        assert read(kind, payload) == GoodsWeighed(grams=5)


def test_an_event_may_be_read_twice() -> None:
    readable = codec.read("mastery.post.letter-stamped.v1", '{"letter":"l","euros":2,"text":"t"}')
    assert readable is not None
    assert readable.event(ID, {}) == readable.event(ID, {})


class NoSubject(Event):
    text: Annotated[str, PII("owner")]


class NoText(Event):
    owner: StreamId
    age: Annotated[int, PII("owner")]


class Taken(Event):
    personal: str


class Hidden(Event):
    owner: StreamId
    lines: Mapping[str, Line]


class ForeignText(ForeignEvent):
    service: ClassVar[str] = "store"

    owner: StreamId
    text: Annotated[str, PII("owner")]


@pytest.mark.parametrize("cls", [NoSubject, NoText, Taken, Hidden])
def test_a_mark_that_cannot_be_honoured_is_refused_at_the_start(cls: type[Event]) -> None:
    with pytest.raises(TypeError):
        Codec("post", [cls])


def test_no_foreign_event_has_a_personal_field() -> None:
    with pytest.raises(TypeError):
        Codec("post", [], foreign=[ForeignText])
