"""What a file says that the catalogue does not, and nothing else, becomes a command."""

from dataclasses import replace
from datetime import date

from hypothesis import given as for_all
from hypothesis import strategies as st

from services.learning.commands.skill import AddSynonym, DefineSkill, RenameSkill
from services.learning.commands.skill_hierarchy import PlaceUnder
from services.learning.domain import skill_hierarchy
from services.learning.events.skill_hierarchy import SkillPlaced
from services.learning.imports.differences import Differences, KnownSkill, differences
from shared.kernel.messages import StreamId

TODAY = date(2026, 11, 23)
A, B, C, D, OWN = (StreamId(f"skill-{name}") for name in "abcde")
NOTHING = Differences(defined=[], renamed=[], synonyms=[], placed=[], held=1)


def defined(skill: StreamId, name: str = "Rust", *synonyms: str) -> DefineSkill:
    return DefineSkill(skill=skill, name=name, synonyms=synonyms, today=TODAY)


def placed(skill: StreamId, parent: StreamId | None) -> PlaceUnder:
    return PlaceUnder(skill=skill, parent=parent, today=TODAY)


def test_what_is_not_there_is_defined() -> None:
    found = differences([defined(A, "Rust", "rustlang")], {}, {}, TODAY)
    assert found == replace(NOTHING, defined=[defined(A, "Rust", "rustlang")], held=0)


def test_what_is_the_same_brings_nothing() -> None:
    known = {A: KnownSkill("Rust", ["rustlang"], B)}
    for file in (defined(A, "Rust", "RustLang", "rust"), defined(A)):
        assert differences([file], {}, known, TODAY) == NOTHING


def test_another_name_renames_and_a_further_label_becomes_a_synonym() -> None:
    known = {A: KnownSkill("Rust", ["rustlang"])}
    found = differences([defined(A, "Rust language", "rustlang", "Rust", "RUST")], {}, known, TODAY)
    assert found == replace(
        NOTHING,
        renamed=[RenameSkill(skill=A, name="Rust language", today=TODAY)],
        synonyms=[AddSynonym(skill=A, synonym="Rust", today=TODAY)],
        held=0,
    )


def test_what_is_retired_or_merged_is_left_as_it_is() -> None:
    known = {A: KnownSkill("Rust", in_use=False), B: KnownSkill("Languages")}
    file = [defined(A, "Rust language", "rustlang"), defined(B, "Languages")]
    assert differences(file, {A: [B]}, known, TODAY) == replace(NOTHING, held=2)


def test_a_skill_moves_under_the_broader_one_that_the_file_says() -> None:
    file = [defined(A), defined(B, "Languages"), defined(C, "Systems")]
    for parent, moved in ((None, True), (B, True), (C, False)):
        known = {A: KnownSkill("Rust", (), parent), B: KnownSkill("Languages")}
        found = differences(file, {A: [C]}, {**known, C: KnownSkill("Systems")}, TODAY)
        assert found.placed == ([[placed(A, C)]] if moved else [])
        assert found.held == 3 - moved


def test_of_several_broader_skills_any_will_do_and_the_first_is_taken() -> None:
    file = [defined(A), defined(B, "Languages"), defined(C, "Systems")]
    known = {B: KnownSkill("Languages"), C: KnownSkill("Systems")}
    for parent, commands in ((C, []), (B, []), (None, [[placed(A, B)]])):
        there = {**known, A: KnownSkill("Rust", (), parent)}
        assert differences(file, {A: [B, C]}, there, TODAY).placed == commands


def test_what_hr_placed_under_a_skill_of_its_own_stays_there() -> None:
    known = {A: KnownSkill("Rust", (), OWN), B: KnownSkill("Languages"), OWN: KnownSkill("Ours")}
    file = [defined(A), defined(B, "Languages")]
    assert differences(file, {A: [B]}, known, TODAY).placed == []


def test_without_relations_the_order_stays() -> None:
    known = {A: KnownSkill("Rust", (), B), B: KnownSkill("Languages")}
    assert differences([defined(A), defined(B, "Languages")], {}, known, TODAY).placed == []


def test_what_the_file_puts_at_the_top_goes_there() -> None:
    known = {
        A: KnownSkill("Rust", (), B),
        B: KnownSkill("Languages"),
        C: KnownSkill("Systems"),
    }
    file = [defined(A), defined(B, "Languages"), defined(C, "Systems")]
    assert differences(file, {B: [A]}, known, TODAY).placed == [[placed(A, None)], [placed(B, A)]]


SKILLS = [StreamId(f"skill-{n}") for n in range(7)]


@st.composite
def forests(draw: st.DrawFn) -> dict[StreamId, StreamId]:
    """Who stands under whom, without rings: under one that comes before in some order."""
    order = draw(st.permutations(SKILLS))
    places: dict[StreamId, StreamId] = {}
    for at, skill in enumerate(order[1:], start=1):
        above = draw(st.none() | st.integers(0, at - 1))
        if above is not None:
            places[skill] = order[above]
    return places


@for_all(forests(), forests())
def test_any_order_becomes_any_other_without_a_ring_on_the_way(
    now: dict[StreamId, StreamId], wanted: dict[StreamId, StreamId]
) -> None:
    known = {skill: KnownSkill("S", (), now.get(skill)) for skill in SKILLS}
    file = [defined(skill, "S") for skill in SKILLS]
    broader = {skill: [above] for skill, above in wanted.items()}
    hierarchy = skill_hierarchy.decider.fold(
        SkillPlaced(skill=skill, parent=above, placed_on=TODAY) for skill, above in now.items()
    )
    for group in differences(file, broader, known, TODAY).placed:
        for command in reversed(group):
            events = skill_hierarchy.decide(command, hierarchy)
            assert len(events) == 1
            for event in events:
                hierarchy = skill_hierarchy.evolve(hierarchy, event)
    assert dict(hierarchy.parents) == (wanted or now)
