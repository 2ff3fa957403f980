"""The views of skills' merges, certificates, tests, prior learning, contests and the model."""

from dataclasses import replace
from datetime import date

import pytest

from services.learning.commands.certification import ExpireCertification
from services.learning.events.assessment import (
    ContestDecided,
    LevelContested,
    PriorLearningConfirmed,
    PriorLearningDeclined,
    PriorLearningRevoked,
    PriorLearningSubmitted,
    TestResultRecorded,
    TestResultRevoked,
)
from services.learning.events.certification import (
    CertificationClaimed,
    CertificationConfirmed,
    CertificationDeclined,
    CertificationExpired,
    CertificationRenewed,
    CertificationRevoked,
    RenewalClaimed,
    RenewalDeclined,
)
from services.learning.events.model import KindParameters, ModelParametersSet, Parameters
from services.learning.events.skill import (
    SkillAbsorbed,
    SkillDefined,
    SkillLevel,
    SkillMerged,
    VolatilitySet,
)
from services.learning.policies import on_deadline
from services.learning.projections import (
    certification_skills,
    certifications,
    contests,
    deadlines,
    model_parameters,
    prior_learning,
    skill_volatilities,
    skills,
    test_results,
)
from shared.kernel.errors import ProjectionGap
from shared.kernel.messages import Event, StreamId
from shared.kernel.projection import Projection
from tests.unit.goals.projections.folding import rows_after

ADA, BOSS = StreamId("person-1"), StreamId("person-2")
PAPER, RUST, C = StreamId("certification-1"), StreamId("skill-1"), StreamId("skill-2")
EARNED, DAY, EXPIRES = date(2026, 11, 2), date(2026, 11, 23), date(2027, 11, 2)
SKILLS = (SkillLevel(skill=RUST, level=4), SkillLevel(skill=C, level=3))

DEFINED = SkillDefined(
    skill=RUST, name="Rust", description=None, kind=None, esco_uri=None, synonyms=(),
    onet_id="2.A.1.a", defined_on=EARNED,
)  # fmt: skip
MERGED = SkillMerged(skill=RUST, into=C, merged_on=DAY)
ABSORBED = SkillAbsorbed(skill=RUST, absorbed=C, absorbed_on=DAY)
FADES = VolatilitySet(skill=RUST, volatility=0.5, set_on=DAY)

CLAIMED = CertificationClaimed(
    certification=PAPER, person=ADA, name="Rust", issuer=None, skills=SKILLS, earned_on=EARNED,
    expires_on=EXPIRES, proof="first", claimed_by=ADA, claimed_on=DAY,
)  # fmt: skip
CONFIRMED = CertificationConfirmed(
    certification=PAPER, person=ADA, item=f"{PAPER}/1", skills=SKILLS, earned_on=EARNED,
    expires_on=EXPIRES, confirmed_by=BOSS, confirmed_on=DAY,
)  # fmt: skip
DECLINED = CertificationDeclined(
    certification=PAPER, person=ADA, reason="No", declined_by=BOSS, declined_on=DAY
)
EARNED_AGAIN, EXPIRES_THEN = date(2027, 10, 1), date(2028, 10, 1)
RENEWAL = RenewalClaimed(
    certification=PAPER, person=ADA, earned_on=EARNED_AGAIN, expires_on=EXPIRES_THEN,
    proof="second", claimed_by=ADA, claimed_on=EARNED_AGAIN,
)  # fmt: skip
RENEWED = CertificationRenewed(
    certification=PAPER, person=ADA, item=f"{PAPER}/2", replaces=f"{PAPER}/1", skills=SKILLS,
    earned_on=EARNED_AGAIN, expires_on=EXPIRES_THEN, confirmed_by=BOSS, confirmed_on=EARNED_AGAIN,
)  # fmt: skip
NOT_RENEWED = RenewalDeclined(
    certification=PAPER, person=ADA, reason="Blurred", declined_by=BOSS, declined_on=EARNED_AGAIN
)
EXPIRED = CertificationExpired(
    certification=PAPER, person=ADA, item=f"{PAPER}/1", skills=SKILLS, expired_on=EXPIRES,
    recorded_on=EXPIRES,
)  # fmt: skip
REVOKED = CertificationRevoked(
    certification=PAPER, person=ADA, items=(f"{PAPER}/1",), skills=SKILLS, reason="A forgery",
    revoked_by=BOSS, revoked_on=DAY,
)  # fmt: skip
TESTED = TestResultRecorded(
    person=ADA, skill=RUST, result="r", item="i", test="rust-1", level=4, activity=None,
    occurred_on=EARNED, recorded_by=BOSS, recorded_on=DAY,
)  # fmt: skip
UNTESTED = TestResultRevoked(
    person=ADA, skill=RUST, result="r", item="i", reason="Cheated", revoked_by=BOSS, revoked_on=DAY
)
SUBMITTED = PriorLearningSubmitted(
    person=ADA, skill=RUST, claim="c", item="i", kind="learning_assessed", level=3, score=0.8,
    earned_on=EARNED, expires_on=None, proof="p", submitted_by=ADA, submitted_on=DAY,
)  # fmt: skip
COUNTS = PriorLearningConfirmed(
    person=ADA, skill=RUST, claim="c", item="i", kind="learning_assessed", level=3, score=0.8,
    occurred_on=EARNED, expires_on=None, confirmed_by=BOSS, recorded_on=DAY,
)  # fmt: skip
COUNTS_NOT = PriorLearningDeclined(
    person=ADA, skill=RUST, claim="c", item="i", reason="No", declined_by=BOSS, declined_on=DAY
)
COUNTED = PriorLearningRevoked(
    person=ADA, skill=RUST, claim="c", item="i", reason="False", revoked_by=BOSS, revoked_on=DAY
)
CONTESTED = LevelContested(
    person=ADA, skill=RUST, contest="k", reason="Too low", contested_on=EARNED
)
DECIDED = ContestDecided(
    person=ADA, skill=RUST, contest="k", upheld=True, answer="So it is", decided_by=BOSS,
    decided_on=DAY,
)  # fmt: skip


def test_a_merged_skill_says_into_what_and_since_when() -> None:
    (row,) = rows_after(skills.projection, DEFINED, FADES, MERGED).values()
    assert (row.merged_into, row.merged_on, row.volatility) == (C, DAY, 0.5)
    assert row.onet_id == "2.A.1.a"


def test_a_skill_that_absorbed_another_stays_as_it_was() -> None:
    before = rows_after(skills.projection, DEFINED)
    assert rows_after(skills.projection, DEFINED, ABSORBED) == before
    assert before[RUST].volatility == 1


def test_each_days_volatility_is_kept_and_of_a_day_the_last() -> None:
    again = replace(FADES, volatility=0.75)
    later = replace(FADES, volatility=2.0, set_on=EXPIRES)
    rows = rows_after(skill_volatilities.projection, FADES, again, later)
    assert {row.set_on: row.volatility for row in rows.values()} == {DAY: 0.75, EXPIRES: 2.0}
    assert set(rows) == {f"{RUST}/{DAY}", f"{RUST}/{EXPIRES}"}


def certificate(*history: Event) -> certifications.CertificationRow:
    (row,) = rows_after(certifications.projection, *history).values()
    return row


def test_a_claim_waits_until_it_is_confirmed_or_declined() -> None:
    assert certificate(CLAIMED).status == "claimed"
    row = certificate(CLAIMED, CONFIRMED)
    assert (row.status, row.confirmed_by, row.confirmed_on) == ("confirmed", BOSS, DAY)
    row = certificate(CLAIMED, DECLINED)
    assert (row.status, row.declined_on, row.reason) == ("declined", DAY, "No")


def test_a_renewal_stands_beside_the_term_until_it_replaces_it() -> None:
    row = certificate(CLAIMED, CONFIRMED, RENEWAL)
    assert (row.expires_on, row.renewal_expires_on) == (EXPIRES, EXPIRES_THEN)
    assert (row.proof, row.renewal_proof) == ("first", "second")
    row = certificate(CLAIMED, CONFIRMED, EXPIRED, RENEWAL, RENEWED)
    assert (row.status, row.earned_on, row.expires_on) == ("confirmed", EARNED_AGAIN, EXPIRES_THEN)
    assert (row.proof, row.renewal_earned_on, row.renewal_claimed_on) == ("second", None, None)


def test_a_declined_renewal_leaves_the_term_as_it_was() -> None:
    row = certificate(CLAIMED, CONFIRMED, RENEWAL, NOT_RENEWED)
    assert (row.status, row.expires_on, row.reason) == ("confirmed", EXPIRES, "Blurred")
    assert (row.renewal_earned_on, row.renewal_proof) == (None, None)


def test_a_renewal_that_is_claimed_again_is_declined_no_more() -> None:
    before = certificate(CLAIMED, CONFIRMED, RENEWAL)
    assert certificate(CLAIMED, CONFIRMED, RENEWAL, NOT_RENEWED, RENEWAL) == before


def test_a_certificate_ends_by_expiry_or_revocation() -> None:
    assert certificate(CLAIMED, CONFIRMED, EXPIRED).status == "expired"
    row = certificate(CLAIMED, CONFIRMED, RENEWAL, REVOKED)
    assert (row.status, row.revoked_on, row.reason) == ("revoked", DAY, "A forgery")
    assert row.renewal_expires_on is None


def test_each_skill_of_a_certificate_is_a_row() -> None:
    rows = rows_after(certification_skills.projection, CLAIMED, CONFIRMED)
    assert {(row.person, row.skill, row.level) for row in rows.values()} == {
        (ADA, RUST, 4), (ADA, C, 3)
    }  # fmt: skip


def test_a_revoked_result_stays_with_the_day() -> None:
    (row,) = rows_after(test_results.projection, TESTED).values()
    assert (row.taken_on, row.revoked_on) == (EARNED, None)
    (row,) = rows_after(test_results.projection, TESTED, UNTESTED).values()
    assert (row.item, row.revoked_on, row.revoke_reason) == ("i", DAY, "Cheated")


@pytest.mark.parametrize(
    ("history", "status", "reason"),
    [
        ([], "submitted", None), ([COUNTS], "confirmed", None), ([COUNTS_NOT], "declined", "No"),
        ([COUNTS, COUNTED], "revoked", "False"),
    ],
)  # fmt: skip
def test_prior_learning_says_what_became_of_it(
    history: list[Event], status: str, reason: str | None
) -> None:
    (row,) = rows_after(prior_learning.projection, SUBMITTED, *history).values()
    assert (row.item, row.status, row.reason) == ("i", status, reason)
    assert row.decided_by == (BOSS if history else None)


@pytest.mark.parametrize(("upheld", "status"), [(True, "upheld"), (False, "corrected")])
def test_a_contest_is_open_until_it_is_answered(upheld: bool, status: str) -> None:
    (row,) = rows_after(contests.projection, CONTESTED).values()
    assert (row.status, row.answer) == ("open", None)
    decided = replace(DECIDED, upheld=upheld)
    (row,) = rows_after(contests.projection, CONTESTED, decided).values()
    assert (row.status, row.answer, row.decided_on) == (status, "So it is", DAY)


def test_parameters_stand_as_the_model_reads_them() -> None:
    kind = KindParameters(
        kind="test_score", reliability=None, half_life=200.0, cap=None, uncapped=True
    )
    event = ModelParametersSet(
        number=7,
        effective_from=EXPIRES,
        parameters=Parameters(enough=None, kinds=(kind,)),
        set_by=BOSS,
        set_on=DAY,
    )
    (row,) = rows_after(model_parameters.projection, event).values()
    assert row.parameters_key == "2027-11-02/000007"
    assert row.parameters == {"kinds": {"test_score": {"half_life": 200.0, "cap": None}}}


def due(*history: Event) -> list[tuple[str, date]]:
    rows = rows_after(deadlines.projection, *history).values()
    return [(row.kind, row.due) for row in rows]


def test_a_confirmed_certificate_is_due_on_the_day_that_it_expires() -> None:
    assert due(CLAIMED) == []
    assert due(CLAIMED, CONFIRMED) == [("expire_certification/1", EXPIRES)]
    assert due(CLAIMED, CONFIRMED, RENEWAL) == [("expire_certification/1", EXPIRES)]
    again = due(CLAIMED, CONFIRMED, RENEWAL, RENEWED)
    assert again == [("expire_certification/2", EXPIRES_THEN)]


def test_an_expired_or_revoked_certificate_is_due_no_more() -> None:
    assert due(CLAIMED, CONFIRMED, EXPIRED) == []
    assert due(CLAIMED, CONFIRMED, REVOKED) == []


def test_a_due_day_asks_for_the_term_that_the_fold_named() -> None:
    (row,) = rows_after(deadlines.projection, CLAIMED, CONFIRMED, RENEWAL, RENEWED).values()
    expected = ExpireCertification(certification=PAPER, term=2, today=EXPIRES_THEN)
    assert on_deadline(row.kind, row.stream, row.due, {}, EXPIRES_THEN) == expected
    with pytest.raises(ValueError, match="unknown kind"):
        on_deadline("lapse", PAPER, EXPIRES, {}, EXPIRES)


@pytest.mark.parametrize(
    ("projection", "event"),
    [
        (skills.projection, MERGED), (certifications.projection, RENEWAL),
        (test_results.projection, UNTESTED), (prior_learning.projection, COUNTS),
        (contests.projection, DECIDED),
    ],
)  # fmt: skip
def test_a_row_is_opened_by_its_first_event_only(
    projection: Projection[Event, certifications.CertificationRow], event: Event
) -> None:
    with pytest.raises(ProjectionGap):
        rows_after(projection, event)
