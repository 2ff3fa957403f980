"""What an achievement says of a level."""

from typing import Literal

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from services.learning.formulas.evidence_values import (
    Outcome,
    assignment_value,
    course_value,
    session_value,
)


@pytest.mark.parametrize(("level", "value"), [(1, 1), (2, 2), (3, 2), (5, 2)])
def test_a_course_without_a_test_says_advanced_beginner_at_most(level: int, value: float) -> None:
    assert course_value(level) == value


@pytest.mark.parametrize(
    ("level", "score", "value"), [(3, 0.8, 2.8), (3, 1, 3), (3, 0, 2), (1, 0.4, 1), (5, 1, 5)]
)
def test_a_course_with_a_test_loses_what_is_missing(level: int, score: float, value: float) -> None:
    assert course_value(level, score) == pytest.approx(value)


@pytest.mark.parametrize("score", [-0.01, 1.01, float("nan")])
def test_a_score_lies_between_0_and_1(score: float) -> None:
    with pytest.raises(ValueError, match="score"):
        course_value(3, score)


@pytest.mark.parametrize(
    ("level", "outcome", "value"),
    [
        (4, "exceeded", 4.5),
        (5, "exceeded", 5),
        (4, "met", 4),
        (4, "partly", 3),
        (1, "partly", 1),
        (4, "not_met", None),
    ],
)
def test_an_assignment_says_how_it_went(level: int, outcome: Outcome, value: float | None) -> None:
    assert assignment_value(level, outcome) == value


@pytest.mark.parametrize(("level", "value"), [(1, 1), (3, 3), (4, 3), (5, 3)])
def test_a_session_says_competent_at_most(level: int, value: float) -> None:
    assert session_value(level) == value


achieved: st.SearchStrategy[Literal["exceeded", "met", "partly"]] = st.sampled_from(
    ["exceeded", "met", "partly"]
)


@for_all(st.integers(1, 5), st.none() | st.floats(0, 1), achieved)
def test_every_value_lies_between_1_and_5(
    level: int, score: float | None, outcome: Outcome
) -> None:
    for value in (
        course_value(level, score),
        assignment_value(level, outcome),
        session_value(level),
    ):
        assert value is not None
        assert 1 <= value <= 5
