"""A level that is held lapses later than it is attained."""

import pytest

from services.learning.formulas.holding import attains, holds, lapses
from services.learning.formulas.mastery import Assessment, Evidence, assess
from tests.unit.learning.formulas.strategies import AS_OF, ago


def verified(mastery: float) -> Assessment:
    return assess([Evidence("manager_review", mastery, AS_OF)], AS_OF)


STALE = assess([Evidence("manager_review", 5, ago(1000))], AS_OF)
PROVISIONAL = assess([Evidence("self_assessment", 5, AS_OF)], AS_OF)
UNASSESSED = assess([], AS_OF)


@pytest.mark.parametrize(("mastery", "level"), [(3.49, 3), (3.5, 4), (4.49, 4), (4.5, 5)])
def test_a_level_is_attained_half_a_level_below(mastery: float, level: int) -> None:
    assert attains(verified(mastery)) == level


@pytest.mark.parametrize("assessment", [STALE, PROVISIONAL, UNASSESSED])
def test_what_is_not_verified_attains_nothing_and_lets_all_lapse(assessment: Assessment) -> None:
    assert attains(assessment) is None
    assert lapses(1, assessment)
    assert holds(4, assessment) is None


@pytest.mark.parametrize(("mastery", "lapsed"), [(3.5, False), (3.25, False), (3.24, True)])
def test_a_level_lapses_three_quarters_below(mastery: float, lapsed: bool) -> None:
    assert lapses(4, verified(mastery)) is lapsed


@pytest.mark.parametrize(
    ("held", "mastery", "holding"),
    [(None, 3.4, 3), (3, 3.6, 4), (4, 3.3, 4), (4, 3.2, 3), (5, 3.3, 3)],
)
def test_what_is_held_follows_from_what_was(held: int | None, mastery: float, holding: int) -> None:
    assert holds(held, verified(mastery)) == holding
