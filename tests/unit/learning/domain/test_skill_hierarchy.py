"""The rules of the order of skills: given events, when a command, then events."""

from datetime import date

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from services.learning.commands.skill_hierarchy import PlaceUnder
from services.learning.domain import skill_hierarchy
from services.learning.events.skill_hierarchy import SkillPlaced
from shared.kernel.errors import DomainError
from shared.kernel.messages import NOBODY, StreamId
from shared.testing.decider_spec import DeciderSpec

given = DeciderSpec(skill_hierarchy.decider).given

CODE, LISP, SCHEME = (StreamId(f"skill-{name}") for name in ("code", "lisp", "scheme"))
DAY = date(2026, 11, 23)


def place(skill: StreamId, parent: StreamId | None) -> PlaceUnder:
    return PlaceUnder(skill=skill, parent=parent, today=DAY)


def placed(skill: StreamId, parent: StreamId | None) -> SkillPlaced:
    return SkillPlaced(skill=skill, parent=parent, placed_on=DAY)


ORDER = (placed(LISP, CODE), placed(SCHEME, LISP))


def test_a_skill_is_placed_moved_and_taken_out() -> None:
    given().when(place(LISP, CODE)).then(placed(LISP, CODE))
    given(*ORDER).when(place(SCHEME, CODE)).then(placed(SCHEME, CODE))
    given(*ORDER).when(place(LISP, None)).then(placed(LISP, None))


def test_the_same_place_again_changes_nothing() -> None:
    given(*ORDER).when(place(LISP, CODE)).then_nothing()
    given(*ORDER, placed(LISP, None)).when(place(LISP, None)).then_nothing()
    given().when(place(CODE, None)).then_nothing()


@pytest.mark.parametrize("parent", [CODE, LISP, SCHEME])
def test_no_skill_stands_under_itself(parent: StreamId) -> None:
    given(*ORDER).when(place(CODE, parent)).then_refused(skill_hierarchy.SkillsFormCycle)


def test_a_place_is_nobodys_record() -> None:
    assert skill_hierarchy.about(given(*ORDER).state, ORDER[0]) == (NOBODY,)


SKILLS = st.sampled_from([CODE, LISP, SCHEME, StreamId("skill-ml")])


@for_all(st.lists(st.builds(place, SKILLS, st.none() | SKILLS), max_size=20))
def test_no_cycle_is_ever_recorded(commands: list[PlaceUnder]) -> None:
    history: list[SkillPlaced] = []
    for command in commands:
        try:
            history += skill_hierarchy.decide(command, skill_hierarchy.decider.fold(history))
        except DomainError:
            continue
        assert not skill_hierarchy.decide(command, skill_hierarchy.decider.fold(history))
    parents = skill_hierarchy.decider.fold(history).parents
    for skill in parents:
        passed, above = {skill}, parents.get(skill)
        while above is not None:
            assert above not in passed
            passed.add(above)
            above = parents.get(above)
