"""What cut an item, and that no line tells who said it."""

from dataclasses import fields

import pytest

from services.learning.formulas.mastery import Evidence, Line, explain
from tests.unit.learning.formulas.strategies import AS_OF, ago


def lines(*evidence: Evidence) -> dict[str, Line]:
    return {line.evidence_id: line for line in explain(evidence, AS_OF).lines}


REVIEW = Evidence("manager_review", 4, AS_OF, 1, "ana", "review")


def test_fresh_evidence_that_is_all_used_is_not_cut() -> None:
    assert lines(REVIEW)["review"].cuts == ()


def test_a_newer_item_supersedes() -> None:
    older = Evidence("manager_review", 5, ago(30), 1, "ana", "older")
    found = lines(REVIEW, older)["older"]
    assert (found.cuts, found.weight, found.full, found.age) == (("superseded",), 0, 1, 30)


def test_age_cuts() -> None:
    found = lines(Evidence("manager_review", 4, ago(365), evidence_id="old"))["old"]
    assert (found.cuts, found.full, found.weight) == (("age",), 1, 0.5)


def test_a_cap_cuts_and_so_may_age() -> None:
    cell = Evidence("peer_feedback", 4, ago(10), 8, evidence_id="cell")
    found = lines(cell)["cell"]
    assert (found.cuts, found.weight, found.raters) == (("age", "cap"), 2, 8)


def test_weak_evidence_is_shown_beside_enough_strong() -> None:
    own = Evidence("self_assessment", 5, AS_OF, evidence_id="own")
    assert lines(REVIEW, own)["own"].cuts == ("weak",)
    assert lines(own)["own"].cuts == ()


def test_a_lower_achievement_is_not_needed() -> None:
    badge = Evidence("certification", 3, AS_OF, evidence_id="badge")
    found = lines(REVIEW, badge)["badge"]
    assert (found.cuts, found.share, found.contribution) == (("not_needed",), 0, 0)


def test_an_achievement_that_is_needed_in_part_is_cut() -> None:
    old = Evidence("manager_review", 4, ago(730), evidence_id="old")
    passed = Evidence("learning_assessed", 3, AS_OF, evidence_id="passed")
    found = lines(old, passed)
    assert found["passed"].cuts == ("not_needed",)
    assert (found["passed"].share, found["old"].share) == (0.5, 0.5)


def test_the_largest_contribution_comes_first() -> None:
    test = Evidence("test_score", 5, AS_OF, evidence_id="test")
    found = explain([REVIEW, test], AS_OF).lines
    assert [line.evidence_id for line in found] == ["test", "review"]
    assert [line.contribution for line in found] == pytest.approx([3.0, 1.6])


def test_no_line_says_who() -> None:
    assert not {field.name for field in fields(Line)} & {"rater", "rater_or_test", "rated_by"}
