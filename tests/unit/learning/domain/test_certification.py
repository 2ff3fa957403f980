"""The rules of the certification: given events, when a command, then events."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from services.learning.commands.certification import (
    CertificationCommand,
    ClaimCertification,
    ConfirmCertification,
    DeclineCertification,
    ExpireCertification,
    RenewCertification,
    RevokeCertification,
)
from services.learning.commands.skill import SkillAtLevel
from services.learning.domain import certification, certification_state, skill
from services.learning.events.certification import (
    CertificationClaimed,
    CertificationConfirmed,
    CertificationDeclined,
    CertificationEvent,
    CertificationExpired,
    CertificationRenewed,
    CertificationRevoked,
    RenewalClaimed,
    RenewalDeclined,
)
from services.learning.events.skill import SkillDefined, SkillLevel, SkillMerged, SkillRetired
from shared.kernel.errors import NotFound, SuiteError
from shared.kernel.messages import StreamId
from shared.testing.decider_spec import DeciderSpec

given = DeciderSpec(certification.decider).given

PAPER, ADA, BOSS = StreamId("certification-1"), StreamId("person-1"), StreamId("person-2")
CLOUD, NETS = StreamId("skill-1"), StreamId("skill-2")
EARNED, TODAY, EXPIRES = date(2026, 11, 2), date(2026, 11, 23), date(2027, 11, 2)
SKILLS = (SkillLevel(skill=CLOUD, level=4), SkillLevel(skill=NETS, level=3))


def in_use(stream: StreamId) -> skill.Skill:
    defined = SkillDefined(
        skill=stream, name="s", description=None, kind=None, esco_uri=None, synonyms=(),
        defined_on=EARNED,
    )  # fmt: skip
    return skill.evolve(skill.Skill(), defined)


BESIDE = {CLOUD: in_use(CLOUD), NETS: in_use(NETS)}
CLAIM = ClaimCertification(
    certification=PAPER,
    person=ADA,
    name="Cloud architect",
    issuer="Clouds Inc.",
    skills=(SkillAtLevel(skill=CLOUD, level=4), SkillAtLevel(skill=NETS, level=3)),
    earned_on=EARNED,
    expires_on=EXPIRES,
    proof="https://clouds.example/1",
    claimed_by=ADA,
    today=TODAY,
)
CLAIMED = CertificationClaimed(
    certification=PAPER,
    person=ADA,
    name="Cloud architect",
    issuer="Clouds Inc.",
    skills=SKILLS,
    earned_on=EARNED,
    expires_on=EXPIRES,
    proof="https://clouds.example/1",
    claimed_by=ADA,
    claimed_on=TODAY,
)
CONFIRM = ConfirmCertification(certification=PAPER, confirmed_by=BOSS, today=TODAY)
CONFIRMED = CertificationConfirmed(
    certification=PAPER,
    person=ADA,
    item=f"{PAPER}/1",
    skills=SKILLS,
    earned_on=EARNED,
    expires_on=EXPIRES,
    confirmed_by=BOSS,
    confirmed_on=TODAY,
)
DECLINE = DeclineCertification(
    certification=PAPER, reason="No proof", declined_by=BOSS, today=TODAY
)
DECLINED = CertificationDeclined(
    certification=PAPER, person=ADA, reason="No proof", declined_by=BOSS, declined_on=TODAY
)
NEXT_YEAR, YEAR_AFTER = date(2027, 10, 1), date(2028, 10, 1)
RENEW = RenewCertification(
    certification=PAPER,
    earned_on=NEXT_YEAR,
    expires_on=YEAR_AFTER,
    proof="again",
    claimed_by=ADA,
    today=NEXT_YEAR,
)
RENEWAL = RenewalClaimed(
    certification=PAPER,
    person=ADA,
    earned_on=NEXT_YEAR,
    expires_on=YEAR_AFTER,
    proof="again",
    claimed_by=ADA,
    claimed_on=NEXT_YEAR,
)
RENEWED = CertificationRenewed(
    certification=PAPER,
    person=ADA,
    item=f"{PAPER}/2",
    replaces=f"{PAPER}/1",
    skills=SKILLS,
    earned_on=NEXT_YEAR,
    expires_on=YEAR_AFTER,
    confirmed_by=BOSS,
    confirmed_on=NEXT_YEAR,
)
EXPIRE = ExpireCertification(certification=PAPER, term=1, today=EXPIRES)
EXPIRED = CertificationExpired(
    certification=PAPER,
    person=ADA,
    item=f"{PAPER}/1",
    skills=SKILLS,
    expired_on=EXPIRES,
    recorded_on=EXPIRES,
)
REVOKE = RevokeCertification(certification=PAPER, reason="A forgery", revoked_by=BOSS, today=TODAY)
REVOKED = CertificationRevoked(
    certification=PAPER,
    person=ADA,
    items=(f"{PAPER}/1",),
    skills=SKILLS,
    reason="A forgery",
    revoked_by=BOSS,
    revoked_on=TODAY,
)


def test_a_certification_is_claimed_once() -> None:
    given().and_beside(BESIDE).when(CLAIM).then(CLAIMED)
    other = replace(CLAIM, name="Cloud wizard")
    refused = given(CLAIMED).and_beside(BESIDE).when(other)
    refused.then_refused(certification_state.CertificationAlreadyClaimed)


@pytest.mark.parametrize("since", [[], [CONFIRMED], [CONFIRMED, REVOKED], [DECLINED]])
def test_the_same_claim_again_changes_nothing(since: list[CertificationEvent]) -> None:
    again = replace(CLAIM, today=EXPIRES)
    given(CLAIMED, *since).and_beside(BESIDE).when(again).then_nothing()


@pytest.mark.parametrize("count", [0, 21])
def test_a_certificate_is_of_1_to_20_skills(count: int) -> None:
    named = tuple(SkillAtLevel(skill=StreamId(f"skill-{n}"), level=1) for n in range(count))
    outcome = given().and_beside(BESIDE).when(replace(CLAIM, skills=named))
    outcome.then_refused(certification_state.CertificationUnclear)


def test_a_certificate_names_each_skill_once() -> None:
    outcome = given().and_beside(BESIDE).when(replace(CLAIM, skills=2 * CLAIM.skills))
    outcome.then_refused(certification_state.CertificationUnclear)


def test_each_skill_of_a_claim_takes_evidence() -> None:
    retired = skill.evolve(in_use(NETS), SkillRetired(skill=NETS, retired_on=TODAY))
    merged = skill.evolve(in_use(NETS), SkillMerged(skill=NETS, into=CLOUD, merged_on=TODAY))
    for found, rule in (
        (skill.Skill(), skill.UnknownSkill),
        (retired, skill.SkillIsRetired),
        (merged, skill.SkillIsMerged),
    ):
        given().and_beside(BESIDE | {NETS: found}).when(CLAIM).then_refused(rule)


def test_what_is_claimed_was_earned_today_or_before() -> None:
    ahead = replace(CLAIM, earned_on=TODAY + timedelta(days=1))
    given().and_beside(BESIDE).when(ahead).then_refused(certification_state.EarnedAhead)


def test_a_certificate_expires_after_it_was_earned() -> None:
    outcome = given().and_beside(BESIDE).when(replace(CLAIM, expires_on=EARNED))
    outcome.then_refused(certification_state.ExpiresBeforeEarned)


def test_a_certificate_that_says_no_day_expires_after_1095_days() -> None:
    outcome = given().and_beside(BESIDE).when(replace(CLAIM, expires_on=None))
    outcome.then(replace(CLAIMED, expires_on=EARNED + timedelta(days=1095)))


def test_a_claim_counts_once_it_is_confirmed() -> None:
    given(CLAIMED).when(CONFIRM).then(CONFIRMED)
    given(CLAIMED, CONFIRMED).when(CONFIRM).then_nothing()


def test_what_hr_enters_for_somebody_else_is_confirmed_at_once() -> None:
    outcome = given().and_beside(BESIDE).when(replace(CLAIM, claimed_by=BOSS))
    outcome.then(replace(CLAIMED, claimed_by=BOSS), CONFIRMED)


def test_a_declined_claim_leads_to_nothing() -> None:
    given(CLAIMED).when(DECLINE).then(DECLINED)
    given(CLAIMED, DECLINED).when(DECLINE).then_nothing()
    given(CLAIMED, DECLINED).when(CONFIRM).then_refused(certification_state.NothingToConfirm)
    given(CLAIMED, DECLINED).when(RENEW).then_refused(certification_state.NotConfirmed)


def test_only_what_waits_is_declined() -> None:
    given(CLAIMED, CONFIRMED).when(DECLINE).then_refused(certification_state.NothingToConfirm)


SEEN_CLAIM: dict[str, Any] = {"earned_on": EARNED, "expires_on": EXPIRES, "proof": CLAIMED.proof}
SEEN_RENEWAL: dict[str, Any] = {"earned_on": NEXT_YEAR, "expires_on": YEAR_AFTER, "proof": "again"}


def test_what_was_seen_is_confirmed() -> None:
    given(CLAIMED).when(replace(CONFIRM, **SEEN_CLAIM)).then(CONFIRMED)
    confirm = replace(CONFIRM, today=NEXT_YEAR, **SEEN_RENEWAL)
    given(CLAIMED, CONFIRMED, RENEWAL).when(confirm).then(RENEWED)


@pytest.mark.parametrize("field", ["earned_on", "expires_on", "proof"])
def test_what_was_not_seen_is_neither_confirmed_nor_declined(field: str) -> None:
    """A renewal was declined and claimed anew meanwhile, or is the first that waits."""
    seen: dict[str, Any] = {**SEEN_RENEWAL, field: {**SEEN_CLAIM, "proof": "another"}[field]}
    histories: list[list[CertificationEvent]] = [
        [CLAIMED, CONFIRMED, RENEWAL],
        [replace(CLAIMED, **SEEN_RENEWAL)],
    ]
    judging: list[CertificationCommand] = [CONFIRM, DECLINE]
    for history in histories:
        for command in judging:
            outcome = given(*history).when(replace(command, **seen))
            outcome.then_refused(certification_state.OtherClaim)
            assert outcome.refusal is not None
            assert outcome.refusal.field == field


def test_a_renewal_that_waits_is_not_confirmed_by_who_saw_the_term_before() -> None:
    history = (CLAIMED, CONFIRMED, RENEWAL)
    given(*history).when(replace(CONFIRM, **SEEN_CLAIM)).then_nothing()
    outcome = given(*history).when(replace(DECLINE, **SEEN_CLAIM))
    outcome.then_refused(certification_state.OtherClaim)


def test_what_was_seen_and_is_confirmed_by_now_changes_nothing() -> None:
    given(CLAIMED, CONFIRMED).when(replace(CONFIRM, **SEEN_CLAIM)).then_nothing()
    renewed = given(CLAIMED, CONFIRMED, RENEWAL, RENEWED)
    renewed.when(replace(CONFIRM, **SEEN_RENEWAL)).then_nothing()


def test_a_renewal_that_was_seen_and_is_declined_by_now_is_not_confirmed() -> None:
    declined = RenewalDeclined(
        certification=PAPER, person=ADA, reason="No proof", declined_by=BOSS, declined_on=TODAY
    )
    outcome = given(CLAIMED, CONFIRMED, RENEWAL, declined).when(replace(CONFIRM, **SEEN_RENEWAL))
    outcome.then_refused(certification_state.OtherClaim)


@pytest.mark.parametrize("since", [[], [EXPIRED]])
def test_a_renewal_counts_once_confirmed_in_the_place_of_the_term_before(
    since: list[CertificationEvent],
) -> None:
    given(CLAIMED, CONFIRMED, *since).when(RENEW).then(RENEWAL)
    confirm = replace(CONFIRM, today=NEXT_YEAR)
    given(CLAIMED, CONFIRMED, *since, RENEWAL).when(confirm).then(RENEWED)


def test_hrs_renewal_for_somebody_else_is_confirmed_at_once() -> None:
    outcome = given(CLAIMED, CONFIRMED).when(replace(RENEW, claimed_by=BOSS))
    outcome.then(replace(RENEWAL, claimed_by=BOSS), RENEWED)


def test_what_was_never_confirmed_is_not_renewed() -> None:
    given(CLAIMED).when(RENEW).then_refused(certification_state.NotConfirmed)


def test_one_renewal_waits_at_a_time() -> None:
    history = (CLAIMED, CONFIRMED, RENEWAL)
    given(*history).when(RENEW).then_nothing()
    other = replace(RENEW, expires_on=None)
    given(*history).when(other).then_refused(certification_state.RenewalPending)


def test_a_declined_renewal_may_be_claimed_again() -> None:
    declined = RenewalDeclined(
        certification=PAPER, person=ADA, reason="No proof", declined_by=BOSS, declined_on=TODAY
    )
    given(CLAIMED, CONFIRMED, RENEWAL).when(DECLINE).then(declined)
    given(CLAIMED, CONFIRMED, RENEWAL, declined).when(RENEW).then(RENEWAL)


def test_a_confirmed_renewal_again_changes_nothing() -> None:
    given(CLAIMED, CONFIRMED, RENEWAL, RENEWED).when(RENEW).then_nothing()


def test_a_renewal_is_earned_after_the_term_before() -> None:
    outcome = given(CLAIMED, CONFIRMED).when(replace(RENEW, earned_on=EARNED))
    outcome.then_refused(certification_state.RenewedBeforeEarned)


def test_a_term_expires_on_its_day() -> None:
    given(CLAIMED, CONFIRMED).when(EXPIRE).then(EXPIRED)
    late = EXPIRES + timedelta(days=40)
    outcome = given(CLAIMED, CONFIRMED).when(replace(EXPIRE, today=late))
    outcome.then(replace(EXPIRED, recorded_on=late))
    early = replace(EXPIRE, today=EXPIRES - timedelta(days=1))
    given(CLAIMED, CONFIRMED).when(early).then_nothing()


@pytest.mark.parametrize(
    "since", [[RENEWAL, RENEWED], [REVOKED], [EXPIRED]], ids=["renewed", "revoked", "expired"]
)
def test_a_term_that_another_followed_or_that_ended_does_not_expire(
    since: list[CertificationEvent],
) -> None:
    given(CLAIMED, CONFIRMED, *since).when(EXPIRE).then_nothing()


@pytest.mark.parametrize("history", [[], [CLAIMED], [CLAIMED, DECLINED]])
def test_what_was_not_confirmed_does_not_expire(history: list[CertificationEvent]) -> None:
    given(*history).when(EXPIRE).then_nothing()


def test_what_was_confirmed_can_be_revoked_for_good() -> None:
    given(CLAIMED, CONFIRMED).when(REVOKE).then(REVOKED)
    given(CLAIMED, CONFIRMED, REVOKED).when(REVOKE).then_nothing()
    for command in (CONFIRM, RENEW, DECLINE):
        outcome = given(CLAIMED, CONFIRMED, REVOKED).when(command)
        outcome.then_refused(certification_state.CertificationIsRevoked)
    given(CLAIMED).when(REVOKE).then_refused(certification_state.NotConfirmed)


def test_after_a_renewal_its_item_is_revoked() -> None:
    outcome = given(CLAIMED, CONFIRMED, RENEWAL, RENEWED).when(REVOKE)
    outcome.then(replace(REVOKED, items=(f"{PAPER}/2",)))


@pytest.mark.parametrize("command", [CONFIRM, DECLINE, RENEW, REVOKE])
def test_a_certification_is_claimed_first(command: CertificationCommand) -> None:
    with pytest.raises(NotFound):
        given().when(command)


def test_it_is_the_record_of_its_person() -> None:
    state = certification.decider.initial_state
    expected: dict[CertificationEvent, tuple[StreamId, ...]] = {
        CLAIMED: (ADA,), CONFIRMED: (ADA, BOSS), DECLINED: (ADA, BOSS), RENEWAL: (ADA,),
        RENEWED: (ADA, BOSS), REVOKED: (ADA, BOSS), EXPIRED: (ADA,),
    }  # fmt: skip
    assert {event: certification.about(state, event) for event in expected} == expected


STEPS = [CLAIM, CONFIRM, DECLINE, RENEW, EXPIRE, replace(EXPIRE, term=2), REVOKE]


def history_of(commands: list[CertificationCommand]) -> list[CertificationEvent]:
    history: list[CertificationEvent] = []
    for command in commands:
        try:
            now = certification.decider.fold(history)
            history += certification.decide(command, now, BESIDE)
        except SuiteError:
            continue
    return history


@for_all(st.lists(st.sampled_from(STEPS), max_size=12))
def test_of_all_items_one_counts_at_most_and_the_last_one_stays_revoked(
    commands: list[CertificationCommand],
) -> None:
    history, counting = history_of(commands), set[str]()
    for event in history:
        match event:
            case CertificationConfirmed():
                counting.add(event.item)
            case CertificationRenewed():
                counting.remove(event.replaces)
                counting.add(event.item)
            case CertificationRevoked():
                counting -= set(event.items)
                assert event == history[-1]
            case _:
                pass
        assert len(counting) <= 1


@for_all(st.lists(st.sampled_from([CLAIM, CONFIRM, RENEW, EXPIRE, REVOKE]), max_size=12))
def test_a_repeated_command_adds_nothing(commands: list[CertificationCommand]) -> None:
    twice = [command for command in commands for _ in range(2)]
    assert history_of(twice) == history_of(commands)
