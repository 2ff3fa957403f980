"""Since when a partition is up to date."""

import time

import pytest

from shared.readmodel.assignment import Slot
from shared.readmodel.ends import Ends
from shared.readmodel.offsets import Held, Place

PLACE = Place("goals", 3)


def slot(next_offset: int) -> Slot:
    return Slot(PLACE, Held(7, next_offset, 0), 0)


def ago(ends: Ends, next_offset: int) -> float | None:
    [seen] = ends.reached([slot(next_offset)])
    assert (seen.place, seen.epoch) == (PLACE, 7)
    return seen.caught_up_seconds_ago


def test_nothing_is_known_before_the_first_look() -> None:
    assert Ends().reached([slot(0)]) == []


def test_at_the_end_it_is_up_to_date_since_the_look() -> None:
    ends, now = Ends(), time.monotonic()
    ends.looked(now - 5, {PLACE: 10})
    assert ago(ends, 9) is None
    assert ago(ends, 10) == pytest.approx(5, abs=1)


def test_under_load_it_is_up_to_date_since_the_look_whose_end_it_has_reached() -> None:
    ends, now = Ends(), time.monotonic()
    ends.looked(now - 9, {PLACE: 10})
    ends.looked(now - 4, {PLACE: 20})
    assert ago(ends, 12) == pytest.approx(9, abs=1)
    assert ago(ends, 15) is None
    ends.looked(now - 2, {PLACE: 30})
    assert ago(ends, 21) == pytest.approx(4, abs=1)
    [seen] = ends.reached([slot(30)])
    assert seen.end_offset == 30
    assert seen.caught_up_seconds_ago == pytest.approx(2, abs=1)
