"""The rules of recorded mastery: given events, when an assessment, then events."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from services.learning.commands.mastery import RecordMastery
from services.learning.domain import mastery
from services.learning.events.mastery import (
    MasteryAssessed,
    MasteryEvent,
    MasteryLevelAttained,
    MasteryLevelLapsed,
    Status,
)
from shared.kernel.messages import StreamId
from shared.testing.decider_spec import DeciderSpec

given = DeciderSpec(mastery.decider).given

PERSON, SKILL = StreamId("person-1"), StreamId("skill-1")
FIRST, NEXT, TODAY = date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 9)
Reason = Literal["below", "not_verified"]


def record(
    value: float | None,
    status: Status = "verified",
    confidence: float = 0.5,
    as_of: date = NEXT,
) -> RecordMastery:
    weight = confidence / (1 - confidence)
    return RecordMastery(
        person=PERSON,
        skill=SKILL,
        mastery=value,
        confidence=confidence,
        weight=weight,
        standard_error=weight**-0.5 if weight else None,
        level=None if value is None else min(int(value + 0.5), 5),
        status=status,
        as_of=as_of,
        today=TODAY,
    )


NOTHING = record(None, "unassessed", 0.0)


def assessed(command: RecordMastery) -> MasteryAssessed:
    return MasteryAssessed(
        person=PERSON,
        skill=SKILL,
        mastery=command.mastery,
        confidence=command.confidence,
        weight=command.weight,
        standard_error=command.standard_error,
        level=command.level,
        status=command.status,
        as_of=command.as_of,
        recorded_on=TODAY,
    )


def attained(level: int, as_of: date = NEXT) -> MasteryLevelAttained:
    return MasteryLevelAttained(
        person=PERSON, skill=SKILL, level=level, as_of=as_of, recorded_on=TODAY
    )


def lapsed(level: int, held: int | None, reason: Reason) -> MasteryLevelLapsed:
    return MasteryLevelLapsed(
        person=PERSON,
        skill=SKILL,
        level=level,
        held=held,
        reason=reason,
        as_of=NEXT,
        recorded_on=TODAY,
    )


def holding(level: int) -> tuple[MasteryEvent, ...]:
    return assessed(record(float(level), as_of=FIRST)), attained(level, FIRST)


def test_days_are_recorded_in_their_order() -> None:
    late = record(5.0, as_of=FIRST - timedelta(days=1))
    given(*holding(3)).when(late).then_nothing()
    given(*holding(3)).when(replace(late, as_of=FIRST)).then(
        assessed(replace(late, as_of=FIRST)), attained(5, FIRST)
    )


def test_the_first_assessment_is_recorded_if_there_is_evidence() -> None:
    weak = record(3.0, "provisional", 0.1)
    given().when(weak).then(assessed(weak))
    given().when(NOTHING).then_nothing()


@pytest.mark.parametrize("now", [record(3.02), record(2.98), record(3.0, confidence=0.52)])
def test_what_moved_by_two_hundredths_is_recorded(now: RecordMastery) -> None:
    given(*holding(3)).when(now).then(assessed(now))


@pytest.mark.parametrize("now", [record(3.019), record(2.981), record(3.0, confidence=0.519)])
def test_what_moved_by_less_is_not(now: RecordMastery) -> None:
    given(*holding(3)).when(now).then_nothing()


def test_another_status_is_recorded() -> None:
    before = record(3.0, "provisional", as_of=FIRST)
    given(assessed(before)).when(record(3.0, "stale")).then(assessed(record(3.0, "stale")))


def test_another_level_is_recorded() -> None:
    before = record(3.495, "stale", as_of=FIRST)
    given(assessed(before)).when(record(3.505, "stale")).then(assessed(record(3.505, "stale")))


@pytest.mark.parametrize("before", [(), holding(2)])
def test_a_level_is_attained_directly(before: tuple[MasteryEvent, ...]) -> None:
    given(*before).when(record(4.5)).then(assessed(record(4.5)), attained(5))


def test_a_level_that_is_not_verified_is_not_attained() -> None:
    given().when(record(4.0, "provisional")).then(assessed(record(4.0, "provisional")))


def test_a_held_level_stays_for_three_quarters() -> None:
    given(*holding(4)).when(record(3.25)).then(assessed(record(3.25)))


def test_a_held_level_lapses_below_that_to_what_is_attained_then() -> None:
    given(*holding(4)).when(record(3.24)).then(assessed(record(3.24)), lapsed(4, 3, "below"))


def test_a_held_level_lapses_when_it_is_not_verified_any_more() -> None:
    given(*holding(4)).when(record(4.0, "stale", 0.3)).then(
        assessed(record(4.0, "stale", 0.3)), lapsed(4, None, "not_verified")
    )
    given(*holding(4)).when(NOTHING).then(assessed(NOTHING), lapsed(4, None, "not_verified"))


def test_a_lapse_is_recorded_though_nothing_moved_by_two_hundredths() -> None:
    before = record(3.255, as_of=FIRST)
    given(*holding(4), assessed(before)).when(record(3.245)).then(
        assessed(record(3.245)), lapsed(4, 3, "below")
    )


COMMANDS = st.builds(
    record,
    st.floats(1, 5),
    st.sampled_from(["verified", "provisional", "stale"]),
    st.floats(0.05, 0.9),
    st.integers(0, 400).map(lambda days: FIRST + timedelta(days=days)),
)


def after(commands: list[RecordMastery]) -> tuple[mastery.Mastery, list[MasteryEvent]]:
    state, events = mastery.Mastery(), []
    for command in commands:
        for event in mastery.decide(command, state):
            state = mastery.evolve(state, event)
            events.append(event)
    return state, events


@for_all(st.lists(COMMANDS, max_size=12), COMMANDS)
def test_the_same_assessment_again_changes_nothing(
    before: list[RecordMastery], command: RecordMastery
) -> None:
    state, _ = after([*before, command])
    assert list(mastery.decide(command, state)) == []


@for_all(st.lists(COMMANDS, max_size=12))
def test_who_holds_a_level_was_verified_within_three_quarters_of_it(
    commands: list[RecordMastery],
) -> None:
    state, _ = after(sorted(commands, key=lambda command: command.as_of))
    if state.held is not None:
        assert state.last is not None
        assert state.last.mastery is not None
        assert state.last.status == "verified"
        assert state.last.mastery >= state.held - 0.75 - 1e-9


@for_all(st.lists(COMMANDS, max_size=12))
def test_levels_are_attained_upwards_and_lapse_downwards(commands: list[RecordMastery]) -> None:
    held: int | None = None
    for event in after(commands)[1]:
        match event:
            case MasteryLevelAttained(level=level):
                assert held is None or level > held
                held = level
            case MasteryLevelLapsed(level=level, held=left):
                assert level == held
                assert left is None or left < level
                held = left
            case MasteryAssessed():
                pass


@for_all(COMMANDS)
def test_mastery_is_its_persons_record(command: RecordMastery) -> None:
    for event in mastery.decide(command, mastery.Mastery()):
        assert mastery.about(mastery.Mastery(), event) == (PERSON,)
