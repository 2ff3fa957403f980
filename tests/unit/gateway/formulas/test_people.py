"""Freshness by half-lives, adaptability as three figures, and what depends on one person."""

from datetime import date, timedelta
from statistics import median

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from services.gateway.formulas.adaptability import (
    newly_verified,
    recoveries,
    recovery,
    share_fresh,
)
from services.gateway.formulas.experts import single_experts
from services.gateway.formulas.freshness import Freshness, freshness, half_lives
from services.gateway.formulas.required import Required
from tests.unit.gateway.formulas.some import MANY, SKILLS, held_levels, requirements

DAY = date(2026, 6, 15)
days = st.integers(-900, 900).map(lambda n: DAY + timedelta(days=n))


@pytest.mark.parametrize(
    ("age", "state"),
    [(0, "fresh"), (99, "fresh"), (100, "ageing"), (199, "ageing"), (200, "stale")],
)
def test_what_is_known_ages_by_half_lives(age: int, state: str) -> None:
    assert freshness(DAY - timedelta(days=age), 100, DAY) == state


@MANY
@for_all(days, st.floats(1, 1100), days, st.integers(0, 900))
def test_time_only_makes_it_staler(start: date, half_life: float, day: date, more: int) -> None:
    order = ["fresh", "ageing", "stale"]
    later = day + timedelta(days=more)
    assert half_lives(start, half_life, day) >= 0
    assert half_lives(start, half_life, later) >= half_lives(start, half_life, day)
    before, after = freshness(start, half_life, day), freshness(start, half_life, later)
    assert order.index(after) >= order.index(before)


def test_a_skill_is_new_for_365_days() -> None:
    first = [DAY, DAY - timedelta(days=364), DAY - timedelta(days=365), DAY + timedelta(1), None]
    assert newly_verified(first, DAY) == 2


def test_without_requirements_there_is_no_share() -> None:
    assert share_fresh([]) is None
    assert share_fresh(["fresh", "stale", None, "fresh"]) == 0.5


@MANY
@for_all(st.lists(st.sampled_from(["fresh", "ageing", "stale", None]), min_size=1))
def test_the_share_that_is_fresh_is_one(states: list[Freshness | None]) -> None:
    found = share_fresh(states)
    assert found is not None
    assert 0 <= found <= 1
    assert found * len(states) == pytest.approx(states.count("fresh"))


def test_recovery_is_the_median_way_to_the_next_success() -> None:
    setbacks = [date(2026, 1, 1), date(2026, 3, 1), date(2026, 5, 1)]
    successes = [date(2026, 1, 11), date(2026, 3, 31), date(2026, 5, 1)]
    assert recoveries(setbacks, successes) == [10, 30]
    assert recovery(setbacks, successes) == 20
    assert recovery(setbacks, []) is None
    assert recovery([], successes) is None


@MANY
@for_all(st.lists(days), st.lists(days))
def test_recovery_is_what_trying_all_finds(setbacks: list[date], successes: list[date]) -> None:
    ways = []
    for setback in setbacks:
        after = [(success - setback).days for success in successes if success > setback]
        if after:
            ways.append(min(after))
    assert sorted(recoveries(setbacks, successes)) == sorted(ways)
    found = recovery(setbacks, successes)
    assert found == (median(ways) if ways else None)
    assert found is None or found >= 1
    assert recovery(setbacks[::-1], successes[::-1]) == found


@MANY
@for_all(st.lists(days), st.lists(days), st.lists(days))
def test_later_success_makes_no_way_back_shorter(
    setbacks: list[date], successes: list[date], more: list[date]
) -> None:
    latest = max((*setbacks, *successes), default=DAY)
    later = [latest + timedelta(days=1 + (each - date(2020, 1, 1)).days) for each in more]
    before = recoveries(setbacks, successes)
    after = recoveries(setbacks, successes + later)
    assert after[: len(before)] == before


def test_a_team_depends_on_the_only_one_who_holds_what_it_needs() -> None:
    wanted = [Required("rust", 3, 1), Required("rust", 5, 1), Required("sql", 2, 3)]
    held = {"ada": {"rust": 4, "sql": 5}, "ben": {"rust": 3}}
    (found,) = single_experts(wanted, held)
    assert (found.skill, found.person, found.level, found.required) == ("rust", "ada", 4, 5)
    assert single_experts(wanted, {**held, "eve": {"rust": 4}}) == ()
    assert single_experts(wanted, {"ben": {"rust": 3}}) == ()


teams = st.dictionaries(st.sampled_from(["ada", "ben", "eve", "kim"]), held_levels)


@MANY
@for_all(st.lists(requirements(), max_size=3), teams)
def test_single_experts_are_what_counting_finds(
    wanted: list[tuple[Required, ...]], held: dict[str, dict[str, int]]
) -> None:
    every = [each for role in wanted for each in role]
    found = {each.skill: each for each in single_experts(every, held)}
    for skill in SKILLS:
        asked = max((each.level for each in every if each.skill == skill), default=0)
        who = [person for person in held if held[person].get(skill, 0) >= 4]
        assert (skill in found) is (asked >= 3 and len(who) == 1)
        if skill in found:
            assert found[skill].person == who[0]
            assert found[skill].required == asked
