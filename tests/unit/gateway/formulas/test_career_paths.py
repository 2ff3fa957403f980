"""Paths between roles are those that trying every path finds."""

from collections.abc import Mapping
from itertools import pairwise, permutations

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from services.gateway.formulas.career_paths import ANSWERS, career_paths
from services.gateway.formulas.required import Required
from services.gateway.formulas.steps import Steps, step
from services.gateway.formulas.transferable import transferable
from tests.unit.gateway.formulas.some import MANY, requirements

Roles = Mapping[str, tuple[Required, ...]]


def needs(**levels: int) -> tuple[Required, ...]:
    return tuple(Required(skill, level, 1) for skill, level in levels.items())


def roles(most: int) -> st.SearchStrategy[Roles]:
    """Two at least: the way leads from the first to the second."""
    every = st.lists(requirements(), min_size=2, max_size=most)
    return every.map(lambda found: {f"role-{n}": each for n, each in enumerate(found)})


LADDER = {
    "junior": needs(code=2),
    "senior": needs(code=4),
    "lead": needs(code=4, people=3),
    "head": needs(code=4, people=5),
    "empty": (),
}


def test_a_path_of_small_steps_comes_before_the_direct_one() -> None:
    found = career_paths("junior", "head", LADDER)
    assert found[0].stops == ("senior", "lead", "head")
    assert list(found[0].sizes) == [2, 1.5, 1]
    assert [path.largest for path in found] == sorted(path.largest for path in found)
    assert len(found) == ANSWERS
    assert not any("empty" in path.stops for path in found)


@pytest.mark.parametrize(
    ("origin", "target"), [("junior", "empty"), ("junior", "junior"), ("junior", "nowhere")]
)
def test_no_path_leads_to_what_requires_nothing_or_is_there_already(
    origin: str, target: str
) -> None:
    assert career_paths(origin, target, LADDER) == ()


def test_one_may_begin_with_nothing() -> None:
    assert career_paths("empty", "junior", {"empty": (), "junior": needs(code=2)})[0].sizes == (2,)


def test_a_path_is_found_among_thousands_of_roles() -> None:
    """Families of roles that share skills with the next one: too far for four small steps."""

    def role(n: int) -> tuple[Required, ...]:
        skills = range(n * 5, n * 5 + 40)
        return tuple(Required(f"skill-{k}", 2 + k % 2, 1 + k % 3) for k in skills)

    many = {f"role-{n}": role(n) for n in range(3000)}
    near = career_paths("role-0", "role-6", many)
    assert len(near[0].sizes) == 4
    assert near[0].largest < step(many["role-0"], many["role-6"]) / 2
    far = career_paths("role-0", "role-2999", many)
    assert len(far) == ANSWERS
    assert far[0].largest <= step(many["role-0"], many["role-2999"])


@MANY
@for_all(roles(6))
def test_the_paths_are_those_that_trying_all_finds(every: Roles) -> None:
    origin, target = "role-0", "role-1"
    between = [role for role in every if every[role] and role not in (origin, target)]
    tried = []
    for length in range(4) if every[target] else ():
        for stops in permutations(between, length):
            way = (origin, *stops, target)
            sizes = [step(every[one], every[other]) for one, other in pairwise(way)]
            tried.append((max(sizes), sum(sizes)))
    found = career_paths(origin, target, every)
    assert len(found) == min(ANSWERS, len(tried))
    for path, (largest, total) in zip(found, sorted(tried), strict=False):
        assert path.largest == pytest.approx(largest, abs=1e-9)
        assert path.total == pytest.approx(total, abs=1e-9)


@MANY
@for_all(roles(7))
def test_a_path_is_what_it_says(every: Roles) -> None:
    for path in career_paths("role-0", "role-1", every):
        way = ("role-0", *path.stops)
        assert way[-1] == "role-1"
        assert len(set(way)) == len(way) <= 5
        assert path.sizes == tuple(step(every[one], every[other]) for one, other in pairwise(way))
        assert path.largest == max(path.sizes)
        assert path.total == sum(path.sizes)


@MANY
@for_all(roles(6), requirements(), st.floats(0, 5))
def test_steps_among_many_are_those_of_two(
    every: Roles, origin: tuple[Required, ...], most: float
) -> None:
    wanted = {role: each for role, each in every.items() if each}
    known = Steps(wanted)
    onwards = {role: step(origin, each) for role, each in wanted.items()}
    assert dict(known.onwards(origin, most)) == {r: s for r, s in onwards.items() if s <= most}
    for target in wanted:
        towards = {role: step(each, wanted[target]) for role, each in wanted.items()}
        found = dict(known.towards(target, most))
        assert found == {role: size for role, size in towards.items() if size <= most}


@MANY
@for_all(requirements(), requirements(1), requirements())
def test_a_step_is_of_0_to_5_levels_and_no_larger_with_more(
    a: tuple[Required, ...], b: tuple[Required, ...], more: tuple[Required, ...]
) -> None:
    size = step(a, b)
    assert 0 <= size <= 5
    assert step(b, b) == 0
    further = {each.skill: each for each in a}
    further |= {each.skill: each for each in more if each.skill not in further}
    assert step(further.values(), b) <= size


@MANY
@for_all(requirements(), requirements(), requirements())
def test_what_transfers_is_what_is_met_and_more_takes_nothing_away(
    a: tuple[Required, ...], b: tuple[Required, ...], more: tuple[Required, ...]
) -> None:
    found = transferable(a, b)
    met = [e for e in b if any(o.skill == e.skill and o.level >= e.level for o in a)]
    assert list(found.met) == met
    assert sorted((*found.met, *found.missing), key=repr) == sorted(b, key=repr)
    assert transferable(b, b).share == (1 if b else None)
    if found.share is None:
        assert not b
        return
    assert 0 <= found.share <= 1
    assert found.share * sum(e.importance for e in b) == pytest.approx(
        sum(e.importance for e in met)
    )
    further = (*a, *(each for each in more if all(each.skill != own.skill for own in a)))
    assert (transferable(further, b).share or 0) >= found.share
