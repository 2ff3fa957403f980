"""What holds of every assessment, whatever the evidence."""

from datetime import date
from typing import Any

import pytest
from hypothesis import assume, settings
from hypothesis import given as for_all
from hypothesis import strategies as st

from services.learning.formulas.mastery import (
    DEFAULTS,
    Evidence,
    ModelParameters,
    assess,
    explain,
)
from tests.unit.learning.formulas.brute_force import verdict
from tests.unit.learning.formulas.strategies import (
    AS_OF,
    ONE_SIDED,
    WEAK,
    ago,
    evidence,
    items,
    known,
)

thorough = settings(max_examples=1000, deadline=None)
ANY_AGE = st.one_of(st.integers(0, 3000), st.integers(0, (AS_OF - date.min).days))
volatilities = st.floats(0.5, 2).map(lambda factor: ModelParameters(volatility=factor))


@thorough
@for_all(evidence(ages=ANY_AGE), volatilities)
def test_every_number_keeps_to_its_range_and_to_the_others(
    given: list[Evidence], parameters: ModelParameters
) -> None:
    found = assess(given, AS_OF, parameters)
    assert 0 <= found.confidence < 1
    assert found.weight >= 0
    if found.mastery is None:
        assert (found.weight, found.status, found.level) == (0, "unassessed", None)
        return
    assert found.standard_error is not None
    assert 1 <= found.mastery <= 5
    assert found.level == max(n for n in range(1, 6) if found.mastery >= n - 0.5 - 1e-9)
    assert found.confidence == pytest.approx(1 / (1 + found.standard_error**2), abs=1e-12)


@thorough
@for_all(evidence(most=8), st.randoms(use_true_random=False))
def test_neither_the_order_nor_what_lies_ahead_changes_a_bit(
    given: list[Evidence], dice: Any
) -> None:
    other = [item for item in given if item.occurred_on <= AS_OF]
    dice.shuffle(other)
    assert explain(other, AS_OF) == explain(given, AS_OF)
    assert assess(other, AS_OF) == assess(given, AS_OF)


@thorough
@for_all(st.one_of(evidence(), known()))
def test_mastery_is_the_highest_mean_that_enough_strong_evidence_supports(
    given: list[Evidence],
) -> None:
    found, expected = assess(given, AS_OF), verdict(given, AS_OF)
    assert found.status == expected.status
    assert found.mastery == pytest.approx(expected.mastery, abs=1e-8)


@thorough
@for_all(known(), items(ONE_SIDED))
def test_an_achievement_never_lowers_a_verified_level(given: list[Evidence], new: Evidence) -> None:
    before, after = assess(given, AS_OF), assess([*given, new], AS_OF)
    assume(before.status == "verified")
    assert after.status == "verified"
    assert (after.mastery or 0) >= (before.mastery or 5) - 1e-9


@thorough
@for_all(known(), items(WEAK))
def test_weak_evidence_never_changes_a_level_that_is_or_was_verified(
    given: list[Evidence], new: Evidence
) -> None:
    before = assess(given, AS_OF)
    assert before.status in ("verified", "stale")
    assert assess([*given, new], AS_OF) == before


@thorough
@for_all(known(), st.floats(1, 5), st.integers(0, 1000))
def test_a_rating_pulls_the_mean_to_its_side(given: list[Evidence], value: float, age: int) -> None:
    before = assess(given, AS_OF)
    assume(before.weight > DEFAULTS.enough + 1e-9 and before.mastery is not None)
    rating = Evidence("manager_review", value, ago(age), rater_or_test="new", evidence_id="new")
    after = assess([*given, rating], AS_OF)
    if value >= (before.mastery or 0):
        assert (after.mastery or 0) >= (before.mastery or 5) - 1e-8
    else:
        assert (after.mastery or 5) <= (before.mastery or 0) + 1e-8


@thorough
@for_all(evidence(), volatilities)
def test_the_lines_of_an_explanation_add_up(
    given: list[Evidence], parameters: ModelParameters
) -> None:
    found = explain(given, AS_OF, parameters)
    assert found.assessment == assess(given, AS_OF, parameters)
    assert len(found.lines) == sum(item.occurred_on <= AS_OF for item in given)
    shares = sum(line.share for line in found.lines)
    contributions = sum(line.contribution for line in found.lines)
    assert shares == pytest.approx(0 if found.assessment.mastery is None else 1, abs=1e-9)
    assert contributions == pytest.approx(found.assessment.mastery or 0, abs=1e-9)
    assert sum(line.weight for line in found.lines) == pytest.approx(found.assessment.weight)


@thorough
@for_all(evidence(ages=st.integers(0, 1500)), st.integers(25, 400))
def test_what_nobody_confirms_fades(given: list[Evidence], years: int) -> None:
    later = assess(given, date(AS_OF.year + years, 1, 1))
    assert later.confidence < 0.001
    assert later.status in ("stale", "provisional") or not given


@thorough
@for_all(st.integers(1, 30), st.floats(1, 5))
def test_confidence_is_the_reliability_of_as_many_raters(raters: int, value: float) -> None:
    """Spearman-Brown: n raters of reliability r have n·r / (1 + (n - 1)·r)."""
    given = [Evidence("manager_review", value, AS_OF, 1, f"m{n}", f"e{n}") for n in range(raters)]
    expected = raters * 0.5 / (1 + (raters - 1) * 0.5)
    assert assess(given, AS_OF).confidence == pytest.approx(expected, abs=1e-12)
