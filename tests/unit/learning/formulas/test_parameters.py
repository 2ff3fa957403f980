"""Parameters as HR gives them: what is left out keeps its default, what is wrong is named."""

import json
from typing import Any

import pytest

from services.learning.formulas.mastery import (
    DEFAULTS,
    InvalidField,
    KindParameters,
    ModelParameters,
    parameters_as_json,
    parameters_from_json,
)


def test_nothing_given_is_the_default() -> None:
    assert parameters_from_json({}) == DEFAULTS
    assert parameters_from_json('{"kinds": {}}') == DEFAULTS
    assert parameters_from_json({"kinds": {"manager_review": {}}}) == DEFAULTS


def test_what_is_given_is_set_and_the_rest_is_kept() -> None:
    given = '{"enough": 1, "kinds": {"peer_feedback": {"cap": null, "half_life": 100}}}'
    found = parameters_from_json(given)
    assert found.enough == 1
    assert found.volatility == 1
    assert found.kinds["peer_feedback"] == KindParameters(0.37, 100, None)
    assert found.kinds["manager_review"] == DEFAULTS.kinds["manager_review"]


def test_they_are_read_back_as_they_were_written() -> None:
    changed = ModelParameters({"test_score": KindParameters(0.8, 730, None)}, 0.7, 2)
    assert parameters_from_json(json.dumps(parameters_as_json(changed))) == changed


KIND = "kinds.test_score"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ("{", "parameters"),
        ("[]", "parameters"),
        ("[" * 100_000, "parameters"),
        ('{"enough": NaN}', "enough"),
        ('{"enough": 1e999}', "enough"),
        ('{"enough": ' + "9" * 400 + "}", "enough"),
        ({"enough": 0}, "enough"),
        ({"enough": None}, "enough"),
        ({"enough": True}, "enough"),
        ({"enough": "1"}, "enough"),
        ({"volatility": 0.4}, "volatility"),
        ({"volatility": 2.1}, "volatility"),
        ({"mood": 1}, "mood"),
        ({"kinds": []}, "kinds"),
        ({"kinds": {"boss": {}}}, "kinds.boss"),
        ({"kinds": {"test_score": 1}}, KIND),
        ({"kinds": {"test_score": {"weight": 1}}}, f"{KIND}.weight"),
        ({"kinds": {"test_score": {"reliability": 0}}}, f"{KIND}.reliability"),
        ({"kinds": {"test_score": {"reliability": 1}}}, f"{KIND}.reliability"),
        ({"kinds": {"test_score": {"reliability": None}}}, f"{KIND}.reliability"),
        ({"kinds": {"test_score": {"half_life": 0}}}, f"{KIND}.half_life"),
        ({"kinds": {"test_score": {"half_life": 1e9}}}, f"{KIND}.half_life"),
        ({"kinds": {"test_score": {"cap": 0}}}, f"{KIND}.cap"),
        ({"kinds": {"test_score": {"cap": -1}}}, f"{KIND}.cap"),
        ({"kinds": {"test_score": {"cap": [3]}}}, f"{KIND}.cap"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_is_wrong_is_named(given: Any, field: str) -> None:
    with pytest.raises(InvalidField) as refused:
        parameters_from_json(given)
    assert refused.value.field == field
    assert str(refused.value).startswith(f"{field}: ")


def test_an_unknown_kind_is_none() -> None:
    with pytest.raises(ValueError, match=r"kinds\.boss"):
        ModelParameters({"boss": KindParameters(0.5, 365)})
