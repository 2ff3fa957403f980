"""The rules of the mastery model's parameters: given events, when a command, then events."""

from dataclasses import replace
from datetime import date
from typing import get_args

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from services.learning.commands.model import EvidenceKind, KindSetting, SetModelParameters
from services.learning.domain import model
from services.learning.events.model import KindParameters, ModelParametersSet, Parameters
from services.learning.formulas.mastery import DEFAULTS, parameters_from_json
from services.learning.formulas.mastery.kinds import KINDS
from shared.kernel.messages import NOBODY, StreamId
from shared.testing.decider_spec import DeciderSpec

given = DeciderSpec(model.decider).given

BOSS, TODAY, NEXT_MONTH = StreamId("person-1"), date(2026, 11, 23), date(2026, 12, 1)
SET = SetModelParameters(
    effective_from=NEXT_MONTH,
    enough=1,
    kinds=(KindSetting(kind="test_score", reliability=0.7, uncapped=True),),
    set_by=BOSS,
    today=TODAY,
)
WAS_SET = ModelParametersSet(
    number=1,
    effective_from=NEXT_MONTH,
    parameters=Parameters(
        enough=1.0,
        kinds=(
            KindParameters(
                kind="test_score", reliability=0.7, half_life=None, cap=None, uncapped=True
            ),
        ),
    ),
    set_by=BOSS,
    set_on=TODAY,
)


def test_parameters_take_effect_today_or_later() -> None:
    given().when(SET).then(WAS_SET)
    given().when(replace(SET, effective_from=TODAY)).then(replace(WAS_SET, effective_from=TODAY))
    past = replace(SET, effective_from=date(2026, 11, 22))
    given().when(past).then_refused(model.TakesEffectInThePast)


def test_what_is_set_reads_as_the_model_reads_it() -> None:
    parameters = parameters_from_json(WAS_SET.parameters.as_json())
    assert parameters.enough == 1
    assert parameters.kinds["test_score"].reliability == 0.7
    assert parameters.kinds["test_score"].cap is None
    assert parameters.kinds["test_score"].half_life == DEFAULTS.kinds["test_score"].half_life
    assert parameters.kinds["manager_review"] == DEFAULTS.kinds["manager_review"]


@pytest.mark.parametrize(
    ("setting", "field"),
    [
        (KindSetting(kind="test_score", reliability=0.0), "kinds.test_score.reliability"),
        (KindSetting(kind="test_score", reliability=1.0), "kinds.test_score.reliability"),
        (KindSetting(kind="test_score", half_life=0.0), "kinds.test_score.half_life"),
        (KindSetting(kind="test_score", cap=-1.0), "kinds.test_score.cap"),
        (KindSetting(kind="test_score", cap=1.0, uncapped=True), "kinds.test_score.cap"),
        (KindSetting(kind="test_score", half_life=float("nan")), "kinds.test_score.half_life"),
    ],
)
def test_each_parameter_lies_in_its_range(setting: KindSetting, field: str) -> None:
    outcome = given().when(replace(SET, kinds=(setting,)))
    outcome.then_refused(model.ParametersOutOfRange)
    assert outcome.refusal is not None
    assert outcome.refusal.field == field


def test_enough_is_more_than_nothing() -> None:
    given().when(replace(SET, enough=0)).then_refused(model.ParametersOutOfRange)


def test_each_kind_is_named_once() -> None:
    twice = replace(SET, kinds=2 * SET.kinds)
    given().when(twice).then_refused(model.ParametersOutOfRange)


def test_what_is_set_for_a_day_replaces_what_was_set_for_it_alone() -> None:
    given(WAS_SET).when(SET).then_nothing()
    given(WAS_SET).when(replace(SET, effective_from=TODAY)).then(
        replace(WAS_SET, number=2, effective_from=TODAY)
    )
    again = replace(WAS_SET, number=2, parameters=Parameters(enough=None, kinds=()))
    given(WAS_SET).when(replace(SET, enough=None, kinds=())).then(again)
    given(WAS_SET, again).when(SET).then(replace(WAS_SET, number=3))


def test_the_model_is_nobodys_record() -> None:
    assert model.about(model.Model(), WAS_SET) == (NOBODY,)


def test_the_kinds_that_can_be_set_are_the_models() -> None:
    assert set(get_args(EvidenceKind)) == set(KINDS)


numbers = st.none() | st.floats(allow_nan=True, allow_infinity=True)
any_kind = st.builds(
    KindSetting, kind=st.sampled_from(list(KINDS)), reliability=numbers, half_life=numbers,
    cap=numbers, uncapped=st.booleans(),
)  # fmt: skip


@for_all(st.lists(any_kind, max_size=3).map(tuple), numbers)
def test_whatever_is_accepted_can_be_read(
    kinds: tuple[KindSetting, ...], enough: float | None
) -> None:
    for event in given().when(replace(SET, kinds=kinds, enough=enough)).events:
        parameters_from_json(event.parameters.as_json())
