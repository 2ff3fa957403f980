"""The views of learning: given events, then the row."""

from datetime import date
from functools import reduce

import pytest

from services.learning.events.skill import (
    SkillDefined,
    SkillEvent,
    SkillRenamed,
    SkillRetired,
    SynonymAdded,
)
from services.learning.events.skill_hierarchy import SkillPlaced
from services.learning.foreign_events import (
    PersonDeactivated,
    PersonEvent,
    PersonHired,
    PersonReactivated,
    SubjectErased,
)
from services.learning.projections import known_people, skill_placements, skills
from shared.kernel.errors import ProjectionGap
from shared.kernel.messages import StreamId

SKILL, PARENT, DAY = StreamId("skill-1"), StreamId("skill-2"), date(2026, 11, 23)
DEFINED = SkillDefined(
    skill=SKILL,
    name="Haskell",
    description=None,
    kind="knowledge",
    esco_uri=None,
    synonyms=("GHC",),
    defined_on=DAY,
)


def row_after(*history: SkillEvent) -> skills.SkillRow | None:
    def step(row: skills.SkillRow | None, event: SkillEvent) -> skills.SkillRow:
        return skills.evolve(SKILL, row, event)

    return reduce(step, history, None)


def test_a_skill_has_its_newest_name_and_all_others_it_was_given() -> None:
    row = row_after(
        DEFINED,
        SkillRenamed(skill=SKILL, name="Gofer", renamed_on=DAY),
        SynonymAdded(skill=SKILL, synonym="Hugs", added_on=DAY),
    )
    assert row is not None
    assert (row.name, row.synonyms, row.retired_on) == ("Gofer", ("GHC", "Hugs"), None)


def test_a_retired_skill_stays_with_the_day() -> None:
    row = row_after(DEFINED, SkillRetired(skill=SKILL, retired_on=DAY))
    assert row is not None
    assert row.retired_on == DAY


def test_a_row_is_opened_by_its_first_event_only() -> None:
    with pytest.raises(ProjectionGap):
        row_after(SkillRenamed(skill=SKILL, name="Gofer", renamed_on=DAY))


def test_a_placement_lasts_until_the_skill_is_taken_out() -> None:
    placed = SkillPlaced(skill=SKILL, parent=PARENT, placed_on=DAY)
    row = skill_placements.evolve(SKILL, None, placed)
    assert row == skill_placements.SkillPlacement(skill_id=SKILL, parent_id=PARENT)
    out = SkillPlaced(skill=SKILL, parent=None, placed_on=DAY)
    assert skill_placements.evolve(SKILL, row, out) is None


def test_each_view_of_skills_is_keyed_by_the_skill() -> None:
    assert skills.projection.keys(DEFINED) == (SKILL,)
    assert skill_placements.projection.keys(
        SkillPlaced(skill=SKILL, parent=None, placed_on=DAY)
    ) == (SKILL,)


def test_who_may_act_is_who_works_here_now() -> None:
    person = StreamId("person-1")
    hired, left = PersonHired(person=person), PersonDeactivated(person=person)
    erased, back = SubjectErased(person=person), PersonReactivated(person=person)

    def acts(*history: PersonEvent) -> bool | None:
        row = None
        for event in history:
            row = known_people.evolve(person, row, event)
        return None if row is None else row.active

    assert [acts(hired), acts(hired, left), acts(hired, left, back), acts(hired, erased)] == [
        True, False, True, None
    ]  # fmt: skip
    assert known_people.projection.keys(hired) == (person,)
