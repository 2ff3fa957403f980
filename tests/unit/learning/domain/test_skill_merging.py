"""Merged skills, and how fast a skill fades: the rules 2, 4 and 5 of the skill."""

import json
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from services.learning.commands.skill import (
    AddSynonym,
    DefineSkill,
    MergeSkill,
    RenameSkill,
    RetireSkill,
    SetVolatility,
    SkillCommand,
)
from services.learning.domain import skill
from services.learning.events import EVENTS
from services.learning.events.skill import SkillAbsorbed, SkillDefined, SkillMerged, VolatilitySet
from shared.eventstore.codec import Codec
from shared.kernel.errors import DomainError, NotFound
from shared.kernel.messages import StreamId
from shared.testing.decider_spec import DeciderSpec
from tests.unit.learning.domain.streams import Streams

given = DeciderSpec(skill.decider).given

TODAY = date(2026, 11, 23)
GOFER, HASKELL, ML = StreamId("skill-1"), StreamId("skill-2"), StreamId("skill-3")
MERGE = MergeSkill(skill=GOFER, into=HASKELL, today=TODAY)
MERGED = SkillMerged(skill=GOFER, into=HASKELL, merged_on=TODAY)
ABSORBED = SkillAbsorbed(skill=HASKELL, absorbed=GOFER, absorbed_on=TODAY)
SET = SetVolatility(skill=GOFER, volatility=0.5, today=TODAY)
WAS_SET = VolatilitySet(skill=GOFER, volatility=0.5, set_on=TODAY)


def defining(stream: StreamId) -> DefineSkill:
    return DefineSkill(skill=stream, name=stream, onet_id="2.A.1.a", today=TODAY)


def defined(stream: StreamId) -> SkillDefined:
    (event,) = skill.decide(defining(stream), skill.Skill())
    assert isinstance(event, SkillDefined)
    return event


@pytest.fixture
def skills() -> Streams:
    """Three skills that are in use."""
    found = Streams()
    for stream in (GOFER, HASKELL, ML):
        found.handle(defining(stream))
    return found


def test_the_id_of_onet_is_kept() -> None:
    assert defined(GOFER).onet_id == "2.A.1.a"


def test_a_definition_of_before_onet_can_still_be_read() -> None:
    stored: dict[str, object] = {
        "skill": GOFER, "name": "Gofer", "description": None, "kind": None, "esco_uri": None,
        "synonyms": [], "defined_on": "2026-01-01",
    }  # fmt: skip
    codec = Codec("learning", EVENTS)
    readable = codec.read("mastery.learning.skill-defined.v1", json.dumps(stored))
    assert readable is not None
    event = readable.event(UUID(int=1), {})
    assert isinstance(event, SkillDefined)
    assert event.onet_id is None


def test_both_skills_say_that_one_was_merged_into_the_other(skills: Streams) -> None:
    assert skills.handle(MERGE) == [MERGED, ABSORBED]
    assert skills.handle(replace(MERGE, today=date(2027, 1, 1))) == []


def test_a_skill_is_merged_into_another_one(skills: Streams) -> None:
    with pytest.raises(skill.SkillMergedIntoItself):
        skills.handle(replace(MERGE, into=GOFER))


def test_a_skill_is_merged_once(skills: Streams) -> None:
    skills.handle(MERGE)
    with pytest.raises(skill.SkillIsMerged, match=HASKELL):
        skills.handle(replace(MERGE, into=ML))


def test_no_merge_goes_back_to_where_it_came_from(skills: Streams) -> None:
    skills.handle(MERGE)
    skills.handle(MergeSkill(skill=HASKELL, into=ML, today=TODAY))
    with pytest.raises(skill.SkillIsMerged):
        skills.handle(MergeSkill(skill=ML, into=GOFER, today=TODAY))


def test_nothing_is_merged_into_a_retired_skill(skills: Streams) -> None:
    skills.handle(RetireSkill(skill=HASKELL, today=TODAY))
    with pytest.raises(skill.SkillIsRetired) as refused:
        skills.handle(MERGE)
    assert refused.value.field == "into"


def test_a_retired_skill_can_still_be_merged_into_one_in_use(skills: Streams) -> None:
    skills.handle(RetireSkill(skill=GOFER, today=TODAY))
    assert skills.handle(MERGE) == [MERGED, ABSORBED]


def test_both_skills_of_a_merge_are_known(skills: Streams) -> None:
    with pytest.raises(skill.UnknownSkill):
        skills.handle(replace(MERGE, into=StreamId("skill-9")))
    with pytest.raises(NotFound):
        skills.handle(replace(MERGE, skill=StreamId("skill-9")))


@pytest.mark.parametrize(
    "command",
    [
        RenameSkill(skill=GOFER, name="Other", today=TODAY),
        AddSynonym(skill=GOFER, synonym="Other", today=TODAY),
        SET,
    ],
)
def test_a_merged_skill_takes_nothing_of_its_own_any_more(command: SkillCommand) -> None:
    given(defined(GOFER), MERGED).when(command).then_refused(skill.SkillIsMerged)


def test_a_volatility_is_set_and_set_again() -> None:
    given(defined(GOFER)).when(SET).then(WAS_SET)
    given(defined(GOFER), WAS_SET).when(SET).then_nothing()
    given(defined(GOFER)).when(replace(SET, volatility=1)).then_nothing()


@pytest.mark.parametrize("volatility", [0.49, 2.01, float("nan")])
def test_a_volatility_lies_between_a_half_and_two(volatility: float) -> None:
    outcome = given(defined(GOFER)).when(replace(SET, volatility=volatility))
    outcome.then_refused(skill.VolatilityOutOfRange)


def test_only_a_known_skill_in_use_takes_evidence(skills: Streams) -> None:
    def state(stream: StreamId) -> skill.Skill:
        found = skills.state(stream, skill.decider)
        assert isinstance(found, skill.Skill)
        return found

    skill.usable(GOFER, {GOFER: state(GOFER)}, "skill")
    with pytest.raises(skill.UnknownSkill):
        skill.usable(GOFER, {GOFER: skill.Skill()}, "skill")
    skills.handle(MERGE)
    with pytest.raises(skill.SkillIsMerged, match=HASKELL) as refused:
        skill.usable(GOFER, {GOFER: state(GOFER)}, "skills")
    assert refused.value.field == "skills"
    skills.handle(RetireSkill(skill=ML, today=TODAY))
    with pytest.raises(skill.SkillIsRetired):
        skill.usable(ML, {ML: state(ML)}, "skill")


MANY = [StreamId(f"skill-{number}") for number in range(5)]
any_step = st.one_of(
    st.builds(
        MergeSkill, skill=st.sampled_from(MANY), into=st.sampled_from(MANY), today=st.just(TODAY)
    ),
    st.builds(RetireSkill, skill=st.sampled_from(MANY), today=st.just(TODAY)),
)


@for_all(st.lists(any_step, max_size=12))
def test_every_chain_of_merges_ends_at_a_skill_that_is_not_merged(
    steps: list[MergeSkill | RetireSkill],
) -> None:
    skills = Streams()
    for stream in MANY:
        skills.handle(defining(stream))
    for step in steps:
        try:
            skills.handle(step)
            assert skills.handle(step) == []
        except DomainError:
            continue
    into = {stream: skills.state(stream, skill.decider).merged_into for stream in MANY}
    for stream in MANY:
        seen = [stream]
        while (further := into[seen[-1]]) is not None:
            assert further not in seen
            seen.append(further)
