"""A repetition has its old id; another event at an old position is a broken log."""

import pytest

from shared.bus.seen import KEPT, Forked, Seen, refuse_other_past


def test_what_comes_again_as_it_was_is_a_repetition() -> None:
    seen = Seen(3, "c")
    seen.add([(5, "e"), (8, "h")])
    for position, event in ((3, "c"), (5, "e"), (8, "h"), (9, "new")):
        seen.refuse_other("graph", position, event)


def test_another_event_at_a_position_that_was_seen_is_refused() -> None:
    seen = Seen(3, "c")
    seen.add([(5, "e"), (8, "h")])
    for position in (3, 5, 8):
        with pytest.raises(Forked, match=f"position {position}, where . stood"):
            seen.refuse_other("graph", position, "x")


def test_a_position_that_never_stood_in_this_partition_is_refused() -> None:
    seen = Seen(3, "c")
    seen.add([(8, "h")])
    with pytest.raises(Forked, match="none stood in this partition"):
        seen.refuse_other("graph", 6, "x")


def test_what_nobody_remembers_is_taken_for_a_repetition() -> None:
    unknown = Seen(7, None)
    unknown.refuse_other("graph", 7, "x")
    unknown.add([(9, "i")])
    unknown.refuse_other("graph", 7, "x")


def test_the_last_ones_are_kept_without_a_gap() -> None:
    seen = Seen(0, None)
    for position in range(1, 3 * KEPT):
        seen.add([(position, str(position))])
    assert seen.newest == 3 * KEPT - 1
    seen.refuse_other("graph", 1, "forgotten")
    for position in range(2 * KEPT, 3 * KEPT):
        with pytest.raises(Forked):
            seen.refuse_other("graph", position, "x")
    seen.clear()
    seen.add([(4 * KEPT, "z")])
    seen.refuse_other("graph", 3 * KEPT, "never heard of")


def test_an_event_follows_the_last_one_that_was_seen() -> None:
    refuse_other_past("graph", 9, prev=7, last=7)
    with pytest.raises(Forked, match="7 has been seen"):
        refuse_other_past("graph", 9, prev=5, last=7)
