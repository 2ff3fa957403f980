"""What the market asks for: the top tenth, what is missing of it, and what it turns away from."""

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from services.gateway.formulas.demand import demand_gap, fall, skills_at_risk, top_tenth
from tests.unit.gateway.formulas.some import MANY, SKILLS, held_levels, skills

indices = st.dictionaries(st.integers(0, 60).map(lambda n: f"skill-{n}"), st.floats(0, 100))


def test_a_tenth_is_rounded_up_and_takes_equals_along() -> None:
    ranked = {f"skill-{n}": float(n) for n in range(11)}
    assert top_tenth(ranked) == {"skill-10", "skill-9"}
    assert top_tenth({"rust": 1.0}) == {"rust"}
    assert top_tenth({}) == set()
    assert top_tenth(dict.fromkeys("abc", 5.0)) == {"a", "b", "c"}


@MANY
@for_all(indices)
def test_the_top_tenth_is_a_tenth_and_nobody_outside_is_wanted_more(
    measured: dict[str, float],
) -> None:
    top = top_tenth(measured)
    assert bool(top) is bool(measured)
    rest = [measured[skill] for skill in measured if skill not in top]
    assert all(measured[skill] > max(rest, default=-1) for skill in top)
    fewer = [skill for skill in top if measured[skill] > min(measured[each] for each in top)]
    assert len(fewer) < max(1, -(-len(measured) // 10)) <= max(1, len(top))


def test_a_gap_is_wanted_required_and_not_held_at_three() -> None:
    measured = {"rust": 90.0, "sql": 90.0, "go": 90.0, **{f"x{n}": 1.0 for n in range(27)}}
    found = demand_gap(measured, {"rust", "sql", "x1"}, {"rust": 2, "sql": 3})
    assert [(each.skill, each.index, each.held) for each in found] == [("rust", 90.0, 2)]


@MANY
@for_all(st.dictionaries(skills, st.floats(0, 100)), st.sets(skills), held_levels)
def test_the_gap_is_what_filtering_finds(
    measured: dict[str, float], required: set[str], held: dict[str, int]
) -> None:
    found = demand_gap(measured, required, held)
    top = top_tenth(measured)
    expected = {s for s in SKILLS if s in top and s in required and held.get(s, 0) < 3}
    assert {each.skill for each in found} == expected
    assert [each.index for each in found] == sorted((e.index for e in found), reverse=True)


@pytest.mark.parametrize(
    ("before", "after", "lost"),
    [(50, 40, 0.2), (50, 40.1, None), (50, 0, 1.0), (0, 0, None), (40, 50, None), (10, 8, 0.2)],
)
def test_a_fall_is_of_a_fifth_at_least(before: float, after: float, lost: float | None) -> None:
    assert fall(before, after) == (None if lost is None else pytest.approx(lost))


@MANY
@for_all(st.floats(0, 100), st.floats(0, 100), st.floats(0, 100))
def test_a_lower_index_is_no_smaller_fall(before: float, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 <= (fall(before, high) or 0) <= (fall(before, low) or 0) <= 1


def test_what_is_obsolete_or_falling_is_at_risk_where_it_concerns_the_team() -> None:
    found = skills_at_risk(
        {"cobol", "flash"},
        [("sql", 50.0, 30.0), ("sql", 50.0, 20.0), ("rust", 50.0, 49.0), ("go", 50.0, 1.0)],
        {"sql", "rust"},
        {"ada": {"cobol": 4, "sql": 3}, "ben": {"sql": 2}},
    )
    assert [(each.skill, each.obsolete, each.fall) for each in found] == [
        ("cobol", True, None),
        ("sql", False, pytest.approx(0.6)),
    ]
    assert found[0].holders == (("ada", 4),)
    assert found[1].holders == (("ada", 3), ("ben", 2))


falls = st.lists(st.tuples(skills, st.floats(0, 100), st.floats(0, 100)))


@MANY
@for_all(st.sets(skills), falls, st.sets(skills), st.dictionaries(st.just("ada"), held_levels))
def test_skills_at_risk_are_what_filtering_finds(
    obsolete: set[str],
    measured: list[tuple[str, float, float]],
    concerned: set[str],
    held: dict[str, dict[str, int]],
) -> None:
    found = {each.skill: each for each in skills_at_risk(obsolete, measured, concerned, held)}
    for skill in SKILLS:
        lost = [fall(before, after) for name, before, after in measured if name == skill]
        fell = [each for each in lost if each is not None]
        touches = skill in concerned or any(skill in levels for levels in held.values())
        assert (skill in found) is (touches and (skill in obsolete or bool(fell)))
        if skill in found:
            assert found[skill].fall == max(fell, default=None)
            assert dict(found[skill].holders) == {
                who: levels[skill] for who, levels in held.items() if skill in levels
            }
