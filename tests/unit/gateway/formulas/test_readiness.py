"""Readiness is an interval that narrows with what is verified, and progress a mean of two parts."""

from math import isclose
from random import Random

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from services.gateway.formulas.progress import progress, skills_share
from services.gateway.formulas.readiness import readiness, stand
from services.gateway.formulas.required import Known, Required
from tests.unit.gateway.formulas.some import (
    MANY,
    known_skills,
    levels,
    masteries,
    requirements,
    skills,
)

RUST, SQL, HASTE = Required("rust", 4, 3), Required("sql", 2, 1), Required("haste", 5, 2)


def verified(mastery: float) -> Known:
    return Known(mastery, "verified")


def test_what_is_not_known_counts_for_the_high_end_alone() -> None:
    found = readiness([RUST, SQL], {"rust": verified(3.0), "sql": Known(5.0, "provisional")})
    assert found is not None
    assert (found.low, found.high) == (3 * 0.75 / 4, (3 * 0.75 + 1) / 4)
    assert [each.standing for each in found.stands] == ["below", "not_known"]


@pytest.mark.parametrize(("mastery", "standing"), [(3.49, "below"), (3.5, "met"), (5.0, "met")])
def test_a_requirement_is_met_from_half_a_level_below_on(mastery: float, standing: str) -> None:
    assert stand(RUST, verified(mastery)).standing == standing


@pytest.mark.parametrize("status", ["provisional", "stale"])
def test_what_was_once_or_may_be_known_is_not_known(status: str) -> None:
    known = Known(5.0, "stale" if status == "stale" else "provisional")
    assert stand(RUST, known).standing == "not_known"


def test_nobody_is_ready_for_a_role_that_requires_nothing() -> None:
    assert readiness([], {"rust": verified(5)}) is None


def test_the_bench_begins_at_four_fifths() -> None:
    found = readiness([HASTE], {"haste": verified(4.0)})
    assert found is not None
    assert found.ready
    below = readiness([HASTE, RUST], {"haste": verified(3.9), "rust": Known(None, "unassessed")})
    assert below is not None
    assert not below.ready
    assert below.possibly_ready


@MANY
@for_all(requirements(), known_skills)
def test_readiness_is_the_weighted_mean_of_its_definition(
    wanted: tuple[Required, ...], known: dict[str, Known]
) -> None:
    found = readiness(wanted, known)
    if not wanted:
        assert found is None
        return
    assert found is not None
    assert 0 <= found.low <= found.high <= 1
    low = high = weights = 0.0
    for each in wanted:
        one = known.get(each.skill)
        seen = one is not None and one.status == "verified" and one.mastery is not None
        share = min(1, (one.mastery or 0) / each.level) if seen and one else None
        low += each.importance * (share if share is not None else 0)
        high += each.importance * (share if share is not None else 1)
        weights += each.importance
    assert isclose(found.low, low / weights, abs_tol=1e-12)
    assert isclose(found.high, high / weights, abs_tol=1e-12)
    exact = all(each.standing != "not_known" for each in found.stands)
    assert (found.low == found.high) is exact


@MANY
@for_all(requirements(1), known_skills, st.randoms(use_true_random=False))
def test_the_order_of_requirements_changes_no_bit(
    wanted: tuple[Required, ...], known: dict[str, Known], dice: Random
) -> None:
    shuffled = list(wanted)
    dice.shuffle(shuffled)
    one, other = readiness(wanted, known), readiness(shuffled, known)
    assert one is not None
    assert other is not None
    assert (one.low, one.high) == (other.low, other.high)


@MANY
@for_all(requirements(1), known_skills, skills, masteries)
def test_verifying_a_skill_leads_inside_the_interval(
    wanted: tuple[Required, ...], known: dict[str, Known], skill: str, mastery: float
) -> None:
    if known.get(skill, Known(None, "unassessed")).status == "verified":
        return
    before, after = readiness(wanted, known), readiness(wanted, {**known, skill: verified(mastery)})
    assert before is not None
    assert after is not None
    assert before.low - 1e-12 <= after.low <= after.high <= before.high + 1e-12


@MANY
@for_all(requirements(1), known_skills, skills, masteries, masteries)
def test_a_higher_mastery_lowers_neither_end(
    wanted: tuple[Required, ...], known: dict[str, Known], skill: str, one: float, other: float
) -> None:
    low, high = sorted((one, other))
    worse = readiness(wanted, {**known, skill: verified(low)})
    better = readiness(wanted, {**known, skill: verified(high)})
    assert worse is not None
    assert better is not None
    assert worse.low <= better.low
    assert worse.high <= better.high


@pytest.mark.parametrize(
    ("completed", "total", "skills_part", "expected"),
    [
        (0, 0, None, 0),
        (1, 4, None, 0.25),
        (0, 0, 0.5, 0.5),
        (1, 4, 0.75, 0.5),
        (4, 4, 1.0, 1),
        (4, 4, 0.0, 0.5),
    ],
)
def test_progress_is_the_mean_of_the_parts_that_a_goal_has(
    completed: int, total: int, skills_part: float | None, expected: float
) -> None:
    assert progress(completed=completed, total=total, skills=skills_part) == expected


targets = st.dictionaries(skills, levels)


@MANY
@for_all(targets, known_skills, st.integers(0, 9), st.integers(0, 9))
def test_progress_is_a_share_that_no_step_lowers(
    wanted: dict[str, int], known: dict[str, Known], completed: int, more: int
) -> None:
    share = skills_share(wanted.items(), known)
    assert (share is None) is (not wanted)
    total = completed + more
    before = progress(completed=completed, total=total, skills=share)
    assert 0 <= before <= 1
    if more:
        assert progress(completed=completed + 1, total=total, skills=share) > before
    best = skills_share(wanted.items(), {skill: verified(5.0) for skill in wanted})
    assert progress(completed=completed, total=total, skills=best) >= before
    if share is not None:
        each = [
            min(1, (known[skill].mastery or 0) / level)
            if skill in known and known[skill].status == "verified"
            else 0
            for skill, level in wanted.items()
        ]
        assert isclose(share, sum(each) / len(each), abs_tol=1e-12)
