"""Evidence of all services and what is held of it: given events, then the rows."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from services.learning.events.assessment import PriorLearningConfirmed, PriorLearningRevoked
from services.learning.events.mastery import (
    MasteryAssessed,
    MasteryEvent,
    MasteryLevelAttained,
    MasteryLevelLapsed,
    Status,
)
from services.learning.formulas.mastery import InvalidField
from services.learning.projections import evidence, mastery, mastery_held
from services.learning.projections.evidence_items import EvidenceRow
from shared.kernel.errors import ProjectionGap
from shared.kernel.messages import StreamId
from tests.integration.learning import given

PERSON, SKILL, OTHER = StreamId("person-1"), StreamId("skill-1"), StreamId("skill-2")
DAY = date(2026, 3, 1)
LATER, LAST = DAY + timedelta(days=1), DAY + timedelta(days=2)


def rows_after(*events: Any) -> dict[str, EvidenceRow]:
    rows: dict[str, EvidenceRow] = {}
    for event in events:
        for key in evidence.keys(event):
            row = evidence.evolve(key, rows.get(key), event)
            if row is not None:
                assert row.evidence_id == key
                rows[key] = row
    return rows


def the_row(*events: Any) -> EvidenceRow:
    (row,) = rows_after(*events).values()
    return row


def what(row: EvidenceRow) -> tuple[str, float, int, str, date, date | None]:
    return (row.kind, row.value, row.raters, row.rater_or_test, row.occurred_on, row.revoked_on)


SEEN = given.completed(PERSON, (SKILL, 3), day=DAY, assessed=False)
TAKEN = given.completed(PERSON, (SKILL, 3), (OTHER, 1), day=DAY, assessed=True)
RESULT = given.result(PERSON, SKILL, 4, DAY)
CERTIFIED = given.certified(PERSON, (SKILL, 4), day=DAY, expires_on=LAST)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (given.self_assessed(PERSON, SKILL, 4, DAY), ("self_assessment", 4, 1, "")),
        (given.reviewed(PERSON, SKILL, 4, DAY), ("manager_review", 4, 1, "person-m")),
        (given.mentored(PERSON, SKILL, 3, DAY), ("mentor_assessment", 3, 1, "person-mentor")),
        (given.cell(PERSON, SKILL, 3.25, 4, DAY), ("peer_feedback", 3.25, 4, "")),
        (given.cell(PERSON, SKILL, 3.5, 3, DAY, "upward"), ("upward_feedback", 3.5, 3, "")),
        (RESULT, ("test_score", 4, 1, "t")),
        (SEEN, ("learning_completed", 2, 1, "")),
        (CERTIFIED, ("certification", 4, 1, "")),
        (given.validated(PERSON, (SKILL, 3), day=DAY), ("stretch_assignment", 3, 1, "")),
        (given.session(PERSON, SKILL, 4, DAY), ("mentorship_session", 3, 1, "")),
    ],
    ids=lambda value: type(value).__name__,
)
def test_each_kind_enters_with_its_finished_value(
    event: Any, expected: tuple[str, float, int, str]
) -> None:
    row = the_row(event)
    assert what(row) == (*expected, DAY, None)
    assert (row.person_id, row.skill_id, row.recorded_on) == (PERSON, SKILL, DAY)


@pytest.mark.parametrize(
    "event",
    [
        TAKEN,
        given.validated(PERSON, (SKILL, 3), day=DAY, outcome="not_met"),
        given.cell(PERSON, SKILL, 3, 1, DAY, "self"),
        given.cell(PERSON, SKILL, 3, 1, DAY, "manager"),
        given.session(PERSON, None, 4, DAY),
        given.session(PERSON, SKILL, None, DAY),
    ],
    ids=lambda event: type(event).__name__,
)
def test_what_says_nothing_of_a_level_is_no_evidence(event: Any) -> None:
    assert rows_after(event) == {}


@pytest.mark.parametrize(("outcome", "value"), [("exceeded", 3.5), ("met", 3.0), ("partly", 2.0)])
def test_an_outcome_counts_by_how_it_went(outcome: Any, value: float) -> None:
    assert the_row(given.validated(PERSON, (SKILL, 3), day=DAY, outcome=outcome)).value == value


def test_a_score_is_evidence_in_each_skill_until_the_next_one() -> None:
    rows = rows_after(
        TAKEN, given.scored(TAKEN, 1, 0.5, LATER), given.scored(TAKEN, 2, 0.75, LAST)
    ).values()
    assert [(row.skill_id, row.value, row.recorded_on, row.revoked_on) for row in rows] == [
        (SKILL, 2.5, LATER, LAST),
        (OTHER, 1.0, LATER, LAST),
        (SKILL, 2.75, LAST, None),
        (OTHER, 1.0, LAST, None),
    ]
    assert {row.occurred_on for row in rows} == {DAY}


@pytest.mark.parametrize("scores", [0, 1, 2])
def test_a_revoked_completion_ends_the_score_that_counted(scores: int) -> None:
    scored = [given.scored(TAKEN, number, 0.5, DAY) for number in range(1, scores + 1)]
    rows = rows_after(TAKEN, *scored, given.completion_revoked(TAKEN, scores, LATER)).values()
    ended = [row.revoked_on for row in rows]
    assert ended == [DAY, DAY] * (scores - 1) + [LATER, LATER] * (scores > 0)


def test_a_revoked_attendance_counts_no_longer() -> None:
    assert the_row(SEEN, given.completion_revoked(SEEN, 0, LATER)).revoked_on == LATER


def test_a_revoked_result_stays_with_the_day() -> None:
    assert the_row(RESULT, given.result_revoked(RESULT, LATER)).revoked_on == LATER


def test_a_renewal_takes_the_place_of_the_former_term() -> None:
    rows = rows_after(CERTIFIED, given.renewed(CERTIFIED, LATER, LAST)).values()
    assert [(row.occurred_on, row.expires_on, row.revoked_on) for row in rows] == [
        (DAY, LAST, LATER),
        (LATER, LAST, None),
    ]


def test_a_revoked_certificate_counts_no_longer() -> None:
    assert the_row(CERTIFIED, given.certificate_revoked(CERTIFIED, LATER)).revoked_on == LATER


@pytest.mark.parametrize(
    ("kind", "score", "value"), [("certification", None, 4.0), ("learning_assessed", 0.5, 3.5)]
)
def test_prior_learning_is_evidence_of_the_kind_that_it_proves(
    kind: Any, score: float | None, value: float
) -> None:
    confirmed = PriorLearningConfirmed(
        person=PERSON,
        skill=SKILL,
        claim="1",
        item="item-1",
        kind=kind,
        level=4,
        score=score,
        occurred_on=DAY,
        expires_on=None if score else LAST,
        confirmed_by=given.HR,
        recorded_on=LATER,
    )
    revoked = PriorLearningRevoked(
        person=PERSON,
        skill=SKILL,
        claim="1",
        item="item-1",
        reason="not theirs",
        revoked_by=given.HR,
        revoked_on=LAST,
    )
    row = the_row(confirmed, revoked)
    assert what(row) == (kind, value, 1, "", DAY, LAST)
    assert (row.recorded_on, row.expires_on) == (LATER, confirmed.expires_on)


def test_what_the_model_cannot_read_is_not_taken() -> None:
    with pytest.raises(InvalidField):
        rows_after(given.reviewed(PERSON, SKILL, 6, DAY))


def test_a_pair_without_evidence_has_no_row() -> None:
    assert mastery.compute(f"{PERSON}/{SKILL}", [], DAY) == []


def assessed(status: Status, as_of: date) -> MasteryAssessed:
    return MasteryAssessed(
        person=PERSON,
        skill=SKILL,
        mastery=4.0,
        confidence=0.5,
        weight=1.0,
        standard_error=1.0,
        level=4,
        status=status,
        as_of=as_of,
        recorded_on=LAST,
    )


def held_after(*events: MasteryEvent) -> mastery_held.MasteryHeldRow:
    row = None
    for event in events:
        (key,) = mastery_held.keys(event)
        row = mastery_held.evolve(key, row, event)
    assert row is not None
    return row


ATTAINED: Sequence[MasteryEvent] = (
    assessed("provisional", DAY),
    assessed("verified", LATER),
    MasteryLevelAttained(person=PERSON, skill=SKILL, level=4, as_of=LATER, recorded_on=LAST),
)


def test_a_held_level_is_held_since_it_was_attained() -> None:
    row = held_after(*ATTAINED)
    assert (row.held_level, row.held_since, row.first_verified_on) == (4, LATER, LATER)
    assert (row.last_level, row.last_status, row.last_as_of, row.version) == (
        4, "verified", LATER, 3
    )  # fmt: skip


@pytest.mark.parametrize(("left", "since"), [(3, LAST), (None, None)])
def test_a_lapse_leaves_what_is_held_below(left: int | None, since: date | None) -> None:
    lapse = MasteryLevelLapsed(
        person=PERSON,
        skill=SKILL,
        level=4,
        held=left,
        reason="below",
        as_of=LAST,
        recorded_on=LAST,
    )
    row = held_after(*ATTAINED, assessed("verified", LAST), lapse)
    assert (row.held_level, row.held_since, row.first_verified_on) == (left, since, LATER)


def test_a_level_is_attained_after_the_first_assessment_only() -> None:
    with pytest.raises(ProjectionGap):
        held_after(ATTAINED[2])
