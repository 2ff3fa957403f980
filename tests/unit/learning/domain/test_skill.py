"""The rules of the skill: given events, when a command, then events."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from services.learning.commands.skill import (
    AddSynonym,
    DefineSkill,
    RenameSkill,
    RetireSkill,
    SkillCommand,
)
from services.learning.domain import skill
from services.learning.events.skill import (
    SkillDefined,
    SkillEvent,
    SkillRenamed,
    SkillRetired,
    SynonymAdded,
)
from shared.kernel.errors import NotFound, SuiteError
from shared.kernel.messages import NOBODY, StreamId
from shared.testing.decider_spec import DeciderSpec

given = DeciderSpec(skill.decider).given

SKILL = StreamId("skill-1")
TODAY, LATER = date(2026, 11, 23), date(2026, 12, 1)
URI = "http://data.europa.eu/esco/skill/1"
DEFINE = DefineSkill(
    skill=SKILL,
    name="Haskell",
    description="A language.",
    kind="knowledge",
    esco_uri=URI,
    synonyms=("GHC", "haskell", "ghc", "Hugs"),
    today=TODAY,
)
DEFINED = SkillDefined(
    skill=SKILL,
    name="Haskell",
    description="A language.",
    kind="knowledge",
    esco_uri=URI,
    synonyms=("GHC", "Hugs"),
    defined_on=TODAY,
)
RENAME = RenameSkill(skill=SKILL, name="Lazy programming", today=LATER)
RENAMED = SkillRenamed(skill=SKILL, name="Lazy programming", renamed_on=LATER)
ADD = AddSynonym(skill=SKILL, synonym="Gofer", today=LATER)
ADDED = SynonymAdded(skill=SKILL, synonym="Gofer", added_on=LATER)
RETIRE = RetireSkill(skill=SKILL, today=LATER)
RETIRED = SkillRetired(skill=SKILL, retired_on=LATER)


def test_a_skill_is_defined_with_each_other_name_once() -> None:
    given().when(DEFINE).then(DEFINED)


@pytest.mark.parametrize("since", [[], [RENAMED, ADDED], [RETIRED]])
def test_the_same_definition_again_changes_nothing(since: list[SkillEvent]) -> None:
    given(DEFINED, *since).when(replace(DEFINE, today=LATER)).then_nothing()


def test_another_definition_is_refused() -> None:
    given(DEFINED).when(replace(DEFINE, name="Gofer")).then_refused(skill.SkillAlreadyDefined)


def test_a_skill_is_renamed() -> None:
    given(DEFINED).when(RENAME).then(RENAMED)
    given(DEFINED, RENAMED).when(RENAME).then_nothing()


def test_a_synonym_differs_from_the_name_and_the_other_synonyms() -> None:
    given(DEFINED).when(ADD).then(ADDED)
    given(DEFINED, ADDED).when(replace(ADD, synonym="GOFER")).then_nothing()
    given(DEFINED).when(replace(ADD, synonym="hugs")).then_nothing()
    given(DEFINED).when(replace(ADD, synonym="HASKELL")).then_nothing()


def test_a_skill_is_retired_once() -> None:
    given(DEFINED).when(RETIRE).then(RETIRED)
    given(DEFINED, RETIRED).when(RETIRE).then_nothing()


@pytest.mark.parametrize("command", [RENAME, ADD])
def test_a_retired_skill_takes_no_other_name(command: SkillCommand) -> None:
    given(DEFINED, RETIRED).when(command).then_refused(skill.SkillIsRetired)


@pytest.mark.parametrize("command", [RENAME, ADD, RETIRE])
def test_a_skill_is_defined_first(command: SkillCommand) -> None:
    with pytest.raises(NotFound):
        given().when(command)


def test_a_skill_is_nobodys_record() -> None:
    assert skill.about(skill.Skill(), DEFINED) == (NOBODY,)


any_command = st.sampled_from([DEFINE, RENAME, ADD, RETIRE])


def history_of(commands: list[SkillCommand]) -> list[SkillEvent]:
    history: list[SkillEvent] = []
    for command in commands:
        try:
            history += skill.decide(command, skill.decider.fold(history))
        except SuiteError:
            continue
    return history


@for_all(st.lists(any_command, max_size=12))
def test_a_repeated_command_adds_nothing(commands: list[SkillCommand]) -> None:
    twice = [command for command in commands for _ in range(2)]
    assert history_of(twice) == history_of(commands)
    assert RETIRED not in history_of(commands)[:-1]
