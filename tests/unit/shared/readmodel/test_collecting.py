"""The collector rests for a while, and never for good."""

import gc

import pytest

from shared.readmodel.collecting import no_collection


def test_the_collector_rests_within_and_goes_on_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError):
        fail_within()
    assert gc.isenabled()


def fail_within() -> None:
    with no_collection():
        assert not gc.isenabled()
        raise ZeroDivisionError


@pytest.mark.parametrize("first", [0, 1])
def test_whoever_of_two_ends_first_it_goes_on_after_both(first: int) -> None:
    both = no_collection(), no_collection()
    for one in both:
        one.__enter__()
    for one in (both[first], both[1 - first]):
        one.__exit__(None, None, None)
    assert gc.isenabled()


def test_who_had_it_switched_off_finds_it_so() -> None:
    gc.disable()
    try:
        with no_collection():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
