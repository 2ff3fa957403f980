"""From which day the newest strong evidence ages, and how fast."""

from datetime import date

import pytest

from services.learning.formulas.mastery import Evidence, ModelParameters, freshest_strong
from tests.unit.learning.formulas.strategies import AS_OF, ago


def item(kind: str, days: int, expires_on: date | None = None) -> Evidence:
    return Evidence(kind, 4, ago(days), evidence_id=f"{kind} {days}", expires_on=expires_on)


def test_the_newest_strong_item_is_the_freshest() -> None:
    given = [item("stretch_assignment", 90), item("manager_review", 30), item("test_score", 60)]
    assert freshest_strong(given, AS_OF) == (ago(30), 365)


def test_weak_evidence_freshens_nothing() -> None:
    assert freshest_strong([item("self_assessment", 1)], AS_OF) is None
    assert freshest_strong([], AS_OF) is None


def test_what_lies_ahead_freshens_nothing() -> None:
    assert freshest_strong([item("manager_review", -1)], AS_OF) is None


@pytest.mark.parametrize(
    ("expires_on", "day"), [(ago(-10), AS_OF), (AS_OF, AS_OF), (ago(20), ago(20)), (None, AS_OF)]
)
def test_a_certificate_ages_from_its_expiry(expires_on: date | None, day: date) -> None:
    assert freshest_strong([item("certification", 500, expires_on)], AS_OF) == (day, 180)


def test_of_one_day_the_slower_counts() -> None:
    given = [item("manager_review", 5), item("stretch_assignment", 5)]
    assert freshest_strong(given, AS_OF) == (ago(5), 540)


def test_volatility_is_part_of_the_half_life() -> None:
    fast = ModelParameters(volatility=0.5)
    assert freshest_strong([item("manager_review", 5)], AS_OF, fast) == (ago(5), 182.5)
