"""What would raise a level: each step does, and none smaller would."""

from itertools import takewhile

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from services.learning.formulas.mastery import (
    Assessment,
    Evidence,
    InvalidField,
    ModelParameters,
    assess,
    what_would_raise,
)
from tests.unit.learning.formulas.strategies import AS_OF, CELLS, STRONG, ago, evidence

often = settings(max_examples=300, deadline=None)
OWN = Evidence("self_assessment", 4, AS_OF, evidence_id="own")
SIZES = {
    kind: [(1, n) for n in range(3, 13)] if kind in CELLS else [(n, 1) for n in range(1, 13)]
    for kind in STRONG
}
"""Items and raters, from small to large."""


def with_new(
    given: list[Evidence], kind: str, size: tuple[int, int], value: float, again: tuple[str, ...]
) -> Assessment:
    """With new items: of the raters of those in ``again``, and of new raters."""
    items, raters = size
    who = [item.rater_or_test for name in again for item in given if item.evidence_id == name]
    who += [f"new {n}" for n in range(items - len(who))]
    new = [Evidence(kind, value, AS_OF, raters, by, f"~{n}") for n, by in enumerate(who)]
    return assess([*given, *new], AS_OF)


def is_verified(found: Assessment, level: int) -> bool:
    return found.status == "verified" and (found.level or 0) >= level


@often
@for_all(evidence(most=6), st.integers(1, 5))
def test_a_step_does_what_it_says(given: list[Evidence], level: int) -> None:
    steps = what_would_raise(given, AS_OF, level)
    assert not (steps and is_verified(assess(given, AS_OF), level))
    for step in steps:
        size = (step.items, step.raters)
        assert size in SIZES[step.kind]
        assert with_new(given, step.kind, size, step.value, step.replaces) == step.assessment
        assert is_verified(step.assessment, level)


@often
@for_all(evidence(most=5), st.integers(2, 5), st.sampled_from(STRONG))
def test_nothing_smaller_would_do(given: list[Evidence], level: int, kind: str) -> None:
    """Where a kind is not offered, a dozen new items at 5 would not do either."""
    if is_verified(assess(given, AS_OF), level):
        return
    step = next((s for s in what_would_raise(given, AS_OF, level) if s.kind == kind), None)
    size = (step.items, step.raters) if step else None
    for smaller in takewhile(lambda other: other != size, SIZES[kind]):
        assert not is_verified(with_new(given, kind, smaller, 5, ()), level)
    if step and size and step.value > 1:
        lower = step.value - 1 / step.raters
        assert not is_verified(with_new(given, kind, size, lower, step.replaces), level)


def offered(
    given: list[Evidence], level: int, minutes: dict[str, float] | None = None
) -> dict[str, tuple[int, int, float]]:
    found = what_would_raise(given, AS_OF, level, minutes=minutes)
    return {step.kind: (step.items, step.raters, round(step.value, 2)) for step in found}


def test_from_nothing_one_strong_word_is_enough_but_a_mentors_is_not() -> None:
    assert offered([OWN], 4) == {
        "manager_review": (1, 1, 4),
        "test_score": (1, 1, 4),
        "certification": (1, 1, 4),
        "stretch_assignment": (1, 1, 4),
        "peer_feedback": (1, 3, 3.67),
        "upward_feedback": (1, 3, 3.67),
        "learning_assessed": (2, 1, 4),
    }


def test_what_is_verified_needs_nothing() -> None:
    review = Evidence("manager_review", 4, AS_OF)
    assert offered([review], 4) == {}
    assert offered([review], 5) != {}


def test_the_manager_who_has_spoken_speaks_again() -> None:
    review = Evidence("manager_review", 3, ago(30), 1, "ana", "review")
    found = next(s for s in what_would_raise([review], AS_OF, 4) if s.kind == "manager_review")
    assert (found.items, found.value, found.replaces) == (1, 4, ("review",))


def test_a_cap_makes_a_kind_impossible() -> None:
    """Two assignments fill the cap of 2; against five managers and a test at 3 they give 3.47."""
    reviews = [Evidence("manager_review", 3, AS_OF, 1, f"m{n}", f"e{n}") for n in range(5)]
    test = Evidence("test_score", 3, AS_OF, 1, "", "test")
    assert "stretch_assignment" not in offered([*reviews, test, OWN], 4)
    assert "learning_assessed" not in offered([*reviews, test, OWN], 4)
    assert offered([*reviews, test, OWN], 4)["certification"] == (2, 1, 5)


def test_volatility_lets_old_words_weigh_less() -> None:
    old = [Evidence("manager_review", 2, ago(400), 1, f"m{n}", f"e{n}") for n in range(5)]
    durable, fast = (
        {s.kind: s.value for s in what_would_raise(old, AS_OF, 4, ModelParameters(volatility=v))}
        for v in (2, 0.5)
    )
    assert "certification" in fast
    assert durable.get("certification", 6) > fast["certification"]


def test_the_cheapest_comes_first() -> None:
    minutes = {"stretch_assignment": 4800, "test_score": 60, "learning_assessed": 300}
    found = what_would_raise([], AS_OF, 3, minutes=minutes)
    kinds = [step.kind for step in found]
    assert kinds[:3] == ["test_score", "stretch_assignment", "manager_review"]
    assert kinds[-1] == "learning_assessed"
    assert found[-1].minutes == 600
    assert found[2].minutes is None


@pytest.mark.parametrize("level", [0, 6])
def test_a_level_lies_between_1_and_5(level: int) -> None:
    with pytest.raises(InvalidField, match="to_level"):
        what_would_raise([], AS_OF, level)
