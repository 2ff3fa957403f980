"""Which tables are built in one go."""

from datetime import date
from typing import Any

import pytest

from shared.eventstore.codec import Codec
from shared.kernel.messages import Event, StreamId, View
from shared.kernel.projection import Derived, Marking, Projection
from shared.privacy.memory import MemoryKeyStore
from shared.readmodel.rebuild.plan import ReadModel, RebuildRefused, selected


class Happened(Event):
    thing: StreamId


class Row(View):
    key: str


def folded(table: str) -> Projection[Any, Any]:
    return Projection(table, Row, (Happened,), lambda event: [event.thing], lambda *_: None)


def derived(table: str, *sources: str) -> Derived[Any]:
    return Derived(table, Row, "key", sources, "", "", lambda *_: [])


def model(*markings: Marking) -> ReadModel:
    return ReadModel(
        name="thing",
        url="",
        rows="thing_rows",
        views="thing",
        connect={},
        topics={},
        partitions=1,
        codec=Codec("thing", [Happened]),
        keys=MemoryKeyStore(),
        projections=[folded(name) for name in ("a", "b", "c", "d")],
        derived=[derived("ab", "a", "b"), derived("abc", "ab", "c")],
        markings=markings,
        today=lambda: date(2026, 1, 1),
    )


@pytest.mark.parametrize(
    ("names", "tables"),
    [
        ([], ["a", "ab", "abc", "b", "c", "d"]),
        (["d"], ["d"]),
        (["a"], ["a", "ab", "abc", "b", "c"]),
        (["abc"], ["a", "ab", "abc", "b", "c"]),
        (["c", "d"], ["a", "ab", "abc", "b", "c", "d"]),
    ],
)
def test_a_derived_table_goes_with_its_sources_both_ways(
    names: list[str], tables: list[str]
) -> None:
    selection = selected(model(), names)
    assert selection.tables == tables
    assert selection.whole == (len(tables) == 6)


def test_what_a_marking_watches_goes_with_derived_tables() -> None:
    watching = model(Marking("note", ("d",), ""))
    assert selected(watching, ["a"]).whole
    assert selected(watching, ["d"]).tables == ["d"]


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(RebuildRefused, match="no projection e, x: there are a, ab"):
        selected(model(), ["x", "a", "e"])
