"""The rules of the role: given events, when a command, then events."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from services.goals.commands.role import (
    DefineRole,
    DropRequirement,
    RenameRole,
    RetireRole,
    RoleCommand,
    SetRequirement,
)
from services.goals.domain import role
from services.goals.events.role import (
    RequirementDropped,
    RequirementSet,
    RoleDefined,
    RoleEvent,
    RoleRenamed,
    RoleRetired,
)
from shared.kernel.errors import NotFound, SuiteError
from shared.kernel.messages import NOBODY, StreamId
from shared.testing.decider_spec import DeciderSpec

given = DeciderSpec(role.decider).given

LEAD, RUST, SQL = StreamId("role-1"), StreamId("skill-1"), StreamId("skill-2")
TODAY, LATER = date(2026, 11, 23), date(2026, 12, 1)
DEFINE = DefineRole(role=LEAD, title="Lead", family="2512", rung=3, esco_uri=None, today=TODAY)
DEFINED = RoleDefined(
    role=LEAD, title="Lead", family="2512", rung=3, esco_uri=None, defined_on=TODAY
)
SET = SetRequirement(role=LEAD, skill=RUST, level=3, importance=2, today=TODAY)
WAS_SET = RequirementSet(
    role=LEAD, skill=RUST, number=1, level=3, importance=2, replaces=None, valid_from=TODAY
)
DROP = DropRequirement(role=LEAD, skill=RUST, today=LATER)
DROPPED = RequirementDropped(role=LEAD, skill=RUST, number=1, valid_to=LATER)
RENAME = RenameRole(role=LEAD, title="Head", today=LATER)
RENAMED = RoleRenamed(role=LEAD, title="Head", renamed_on=LATER)
RETIRE, RETIRED = RetireRole(role=LEAD, today=LATER), RoleRetired(role=LEAD, retired_on=LATER)


def test_a_role_is_defined() -> None:
    given().when(DEFINE).then(DEFINED)


@pytest.mark.parametrize("history", [[DEFINED], [DEFINED, WAS_SET], [DEFINED, RETIRED]])
def test_an_import_that_runs_again_changes_nothing(history: list[RoleEvent]) -> None:
    given(*history).when(replace(DEFINE, today=LATER)).then_nothing()


@pytest.mark.parametrize(
    "command",
    [
        replace(DEFINE, title="Head"),
        replace(DEFINE, family=None),
        replace(DEFINE, rung=4),
        replace(DEFINE, esco_uri="http://data.europa.eu/esco/occupation/1"),
    ],
)
def test_a_role_is_not_defined_in_other_words(command: RoleCommand) -> None:
    given(DEFINED).when(command).then_refused(role.RoleAlreadyDefined)


def test_a_role_gets_another_title_and_keeps_its_requirements() -> None:
    given(DEFINED, WAS_SET).when(RENAME).then(RENAMED)
    given(DEFINED, WAS_SET, RENAMED).when(replace(SET, today=LATER)).then_nothing()
    given(DEFINED, RENAMED).when(replace(RENAME, title="Lead")).then(replace(RENAMED, title="Lead"))


def test_the_title_that_a_role_has_renames_nothing() -> None:
    given(DEFINED).when(replace(RENAME, title="Lead")).then_nothing()
    given(DEFINED, RENAMED).when(RENAME).then_nothing()
    given(DEFINED, RENAMED, RETIRED).when(RENAME).then_nothing()


@pytest.mark.parametrize("title", ["Lead", "Head"])
def test_a_renamed_role_is_defined_by_its_first_title_and_by_its_newest(title: str) -> None:
    given(DEFINED, RENAMED).when(replace(DEFINE, title=title)).then_nothing()


def test_a_renamed_role_is_not_defined_in_other_words() -> None:
    for other in (replace(DEFINE, title="Chief"), replace(DEFINE, title="Head", rung=4)):
        given(DEFINED, RENAMED).when(other).then_refused(role.RoleAlreadyDefined)


@pytest.mark.parametrize("rung", [0, -1, 21, 2**40])
def test_a_rung_counts_the_ladder(rung: int) -> None:
    given().when(replace(DEFINE, rung=rung)).then_refused(role.RungOutOfRange)


def test_a_changed_requirement_ends_one_version_and_begins_the_next() -> None:
    given(DEFINED).when(SET).then(WAS_SET)
    given(DEFINED, WAS_SET).when(replace(SET, level=4, today=LATER)).then(
        replace(WAS_SET, number=2, level=4, replaces=1, valid_from=LATER)
    )


def test_an_equal_requirement_changes_nothing() -> None:
    given(DEFINED, WAS_SET).when(replace(SET, today=LATER)).then_nothing()
    given(DEFINED, WAS_SET).when(replace(SET, importance=3)).then(
        replace(WAS_SET, number=2, importance=3, replaces=1)
    )


def test_a_dropped_requirement_can_be_set_again() -> None:
    given(DEFINED, WAS_SET).when(DROP).then(DROPPED)
    given(DEFINED, WAS_SET, DROPPED).when(replace(SET, today=LATER)).then(
        replace(WAS_SET, number=2, valid_from=LATER)
    )


def test_only_what_holds_is_dropped() -> None:
    given(DEFINED).when(DROP).then_nothing()
    given(DEFINED, WAS_SET, DROPPED).when(DROP).then_nothing()


def test_a_retired_role_keeps_its_title_and_its_requirements() -> None:
    given(DEFINED, WAS_SET).when(RETIRE).then(RETIRED)
    given(DEFINED, WAS_SET, RETIRED).when(replace(SET, skill=SQL)).then_refused(role.RoleIsRetired)
    given(DEFINED, WAS_SET, RETIRED).when(DROP).then_refused(role.RoleIsRetired)
    given(DEFINED, WAS_SET, RETIRED).when(RENAME).then_refused(role.RoleIsRetired)
    given(DEFINED, RETIRED).when(RETIRE).then_nothing()


@pytest.mark.parametrize("command", [SET, DROP, RENAME, RETIRE])
def test_nothing_happens_to_a_role_that_does_not_exist(command: RoleCommand) -> None:
    with pytest.raises(NotFound):
        role.decide(command, role.decider.initial_state)


def test_a_role_is_nobodys_record() -> None:
    assert role.about(role.decider.initial_state, DEFINED) == (NOBODY,)


any_command = st.one_of(
    st.sampled_from([DEFINE, DROP, RENAME, RETIRE, replace(DROP, skill=SQL)]),
    st.builds(
        replace,
        st.just(SET),
        skill=st.sampled_from([RUST, SQL]),
        level=st.integers(1, 5),
        importance=st.integers(1, 3),
    ),
)


@for_all(st.lists(any_command, max_size=20))
def test_versions_of_a_requirement_are_numbered_and_one_at_most_holds(
    commands: list[RoleCommand],
) -> None:
    history: list[RoleEvent] = []
    holding: dict[StreamId, int] = {}
    newest: dict[StreamId, int] = {}
    for command in commands:
        try:
            events = role.decide(command, role.decider.fold(history))
        except SuiteError:
            continue
        history += events
        assert role.decide(command, role.decider.fold(history)) == []
        for event in events:
            if isinstance(event, RequirementSet):
                assert event.replaces == holding.get(event.skill)
                assert event.number == newest.get(event.skill, 0) + 1
                holding[event.skill] = newest[event.skill] = event.number
            elif isinstance(event, RequirementDropped):
                assert holding.pop(event.skill) == event.number
