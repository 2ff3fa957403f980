"""The borders of single rules."""

from datetime import date, timedelta
from typing import get_args

import pytest

from services.learning.formulas.mastery import (
    DEFAULTS,
    KINDS,
    Evidence,
    InvalidField,
    Kind,
    ModelParameters,
    assess,
    kind_rule,
)
from tests.unit.learning.formulas.strategies import AS_OF, ago


def review(value: float, days: int = 0, by: str = "", name: str = "r") -> Evidence:
    return Evidence("manager_review", value, ago(days), 1, by, name)


def course(value: float, name: str = "c") -> Evidence:
    return Evidence("learning_assessed", value, AS_OF, evidence_id=name)


def certificate(days: int, expires_on: date | None = None) -> Evidence:
    return Evidence("certification", 4, ago(days), expires_on=expires_on)


@pytest.mark.parametrize(("days", "status"), [(0, "verified"), (365, "verified"), (366, "stale")])
def test_a_review_is_enough_for_a_year(days: int, status: str) -> None:
    assert assess([review(4, days)], AS_OF).status == status


@pytest.mark.parametrize(("volatility", "days"), [(0.5, 182), (1, 365), (2, 730)])
def test_volatility_is_a_factor_on_the_half_lives(volatility: float, days: int) -> None:
    parameters = ModelParameters(volatility=volatility)
    assert assess([review(4, days)], AS_OF, parameters).status == "verified"
    assert assess([review(4, days + 1)], AS_OF, parameters).status == "stale"


@pytest.mark.parametrize(("days", "used"), [(363, 0.0), (370, 0.5)])
def test_a_lower_achievement_counts_only_while_there_is_not_enough(days: int, used: float) -> None:
    found = assess([review(4, days), course(1)], AS_OF)
    assert found.status == "verified"
    assert found.weight == pytest.approx(
        used or kind_rule("manager_review").weight * 2 ** (-days / 365)
    )


def test_of_two_reviews_by_one_manager_the_newer_counts() -> None:
    found = assess([review(5, 10, "ana", "old"), review(3, 9, "ana", "new")], AS_OF)
    assert found.mastery == 3


def test_of_two_reviews_of_one_day_the_larger_id_counts() -> None:
    assert assess([review(5, 9, "ana", "a"), review(3, 9, "ana", "b")], AS_OF).mastery == 3


def test_reviews_by_two_managers_both_count() -> None:
    assert assess([review(5, 0, "ana", "a"), review(3, 0, "jun", "b")], AS_OF).mastery == 4


def test_one_self_assessment_counts_whoever_entered_it() -> None:
    old = Evidence("self_assessment", 1, ago(2), 1, "ana", "old")
    new = Evidence("self_assessment", 4, ago(1), 1, "jun", "new")
    assert assess([old, new], AS_OF).mastery == 4


@pytest.mark.parametrize(("days", "halved"), [(1095, 0), (1095 + 180, 1), (1095 + 360, 2)])
def test_a_certificate_that_does_not_say_expires_after_three_years(days: int, halved: int) -> None:
    assert assess([certificate(days)], AS_OF).weight == pytest.approx(1.5 * 0.5**halved)


def test_a_certificate_keeps_its_weight_until_it_expires() -> None:
    expires_on = AS_OF + timedelta(days=1)
    assert assess([certificate(5000, expires_on)], AS_OF) == assess([certificate(0)], AS_OF)


@pytest.mark.parametrize(("peers", "weight"), [(3, 3 * 0.37 / 0.63), (4, 2.0), (8, 2.0)])
def test_a_cap_holds_a_kind(peers: int, weight: float) -> None:
    cell = Evidence("peer_feedback", 4, AS_OF, raters=peers)
    assert assess([cell], AS_OF).weight == pytest.approx(weight)


@pytest.mark.parametrize(
    ("value", "level"), [(3.5, 4), (3.5 - 1e-10, 4), (3.499, 3), (5, 5), (1, 1)]
)
def test_a_level_begins_half_a_level_below(value: float, level: int) -> None:
    assert assess([review(value)], AS_OF).level == level


def test_two_items_with_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="evidence_id: must be unique"):
        assess([review(4), course(3, "r")], AS_OF)


def test_evidence_of_another_age_of_the_world_weighs_nothing() -> None:
    found = assess([Evidence("manager_review", 4, date(1, 1, 1))], date.max)
    assert (found.status, found.weight, found.mastery) == ("unassessed", 0, None)


@pytest.mark.parametrize(
    ("kind", "value", "raters", "field"),
    [
        ("boss", 3.0, 1, "kind"),
        ("manager_review", 0.99, 1, "value"),
        ("manager_review", 5.01, 1, "value"),
        ("manager_review", float("nan"), 1, "value"),
        ("manager_review", float("inf"), 1, "value"),
        ("peer_feedback", 3.0, 0, "raters"),
        ("peer_feedback", 3.0, 10**400, "raters"),
    ],
)
def test_evidence_names_the_field_that_is_wrong(
    kind: str, value: float, raters: int, field: str
) -> None:
    with pytest.raises(InvalidField) as refused:
        Evidence(kind, value, AS_OF, raters)
    assert refused.value.field == field


def test_kinds_have_the_same_names_everywhere() -> None:
    assert set(get_args(Kind)) == set(KINDS) == set(DEFAULTS.rules)


def test_a_kind_has_its_rule() -> None:
    assert {kind for kind in KINDS if not kind_rule(kind).strong} == {
        "self_assessment",
        "learning_completed",
        "mentorship_session",
    }
    assert kind_rule("stretch_assignment", ModelParameters(volatility=2)).half_life == 1080
    assert kind_rule("stretch_assignment", DEFAULTS).one_sided
    with pytest.raises(InvalidField, match="kind: must be one of"):
        kind_rule("boss")
