"""Who may claim, confirm, test and contest what a person can do, and set the model."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.learning.commands.assessment import (
    AssessmentCommand,
    AssessOwnSkill,
    ConfirmPriorLearning,
    ContestLevel,
    DecideContest,
    DeclinePriorLearning,
    RecordTestResult,
    RevokePriorLearning,
    RevokeTestResult,
    SubmitPriorLearning,
)
from services.learning.commands.certification import (
    ClaimCertification,
    ConfirmCertification,
    DeclineCertification,
    ExpireCertification,
    RenewCertification,
    RevokeCertification,
)
from services.learning.commands.model import SetModelParameters
from services.learning.domain import assessment_state, certification_state
from services.learning.domain.assessment_state import Assessment
from services.learning.domain.certification_state import Certification
from services.learning.events.assessment import SkillSelfAssessed, TestResultRecorded
from services.learning.events.certification import CertificationClaimed
from services.learning.permissions import Facts, credentials, may, needs
from services.learning.permissions.facts import Judgement
from shared.kernel.actor import Actor, Client, Person, Policy
from shared.kernel.messages import Command, State, StreamId

ADA, BOSS, HEAD = StreamId("person-1"), StreamId("person-2"), StreamId("person-3")
BEN, EXAMINER, TOP = StreamId("person-4"), StreamId("person-5"), StreamId("person-6")
PAPER, RUST, TODAY = StreamId("certification-1"), StreamId("skill-1"), date(2026, 11, 23)
COURSE = StreamId("activity-1")
FACTS = Facts(
    chains={ADA: (BOSS, HEAD), BEN: (BOSS, HEAD), TOP: ()}, activities={ADA: frozenset({COURSE})}
)
SCOPE = frozenset({"hr"})

SELF, MANAGER, ABOVE = Person(id=ADA), Person(id=BOSS), Person(id=HEAD)
PEER, HR, HR_SELF = Person(id=BEN), Person(id=EXAMINER, scopes=SCOPE), Person(id=ADA, scopes=SCOPE)
OTHERS: list[Actor] = [Client(id="c", scopes=SCOPE), Policy(name="p")]

CLAIM = ClaimCertification(
    certification=PAPER, person=ADA, name="n", skills=(), earned_on=TODAY, proof="p",
    claimed_by=ADA, today=TODAY,
)  # fmt: skip
NONE = Certification()
CLAIMED = certification_state.evolve(
    NONE,
    CertificationClaimed(
        certification=PAPER, person=ADA, name="n", issuer=None, skills=(), earned_on=TODAY,
        expires_on=TODAY, proof="p", claimed_by=ADA, claimed_on=TODAY,
    ),
)  # fmt: skip
RENEW = RenewCertification(
    certification=PAPER, earned_on=TODAY, proof="p", claimed_by=ADA, today=TODAY
)
EXPIRE = ExpireCertification(certification=PAPER, term=1, today=TODAY)
JUDGING: list[Command] = [
    ConfirmCertification(certification=PAPER, confirmed_by=BOSS, today=TODAY),
    DeclineCertification(certification=PAPER, reason="r", declined_by=BOSS, today=TODAY),
    RevokeCertification(certification=PAPER, reason="r", revoked_by=BOSS, today=TODAY),
]
EMPTY = Assessment()
ASSESSED = assessment_state.evolve(
    EMPTY, SkillSelfAssessed(person=ADA, skill=RUST, item="i", level=4, assessed_on=TODAY)
)
TESTED = assessment_state.evolve(
    ASSESSED,
    TestResultRecorded(
        person=ADA, skill=RUST, result="r", item="j", test="t", level=4, activity=None,
        occurred_on=TODAY, recorded_by=BEN, recorded_on=TODAY,
    ),
)  # fmt: skip
RECORD = RecordTestResult(
    person=ADA, skill=RUST, result="r", test="t", level=4, taken_on=TODAY, recorded_by=BOSS,
    today=TODAY,
)  # fmt: skip
FOR_COURSE = replace(RECORD, activity=COURSE)
UNTEST = RevokeTestResult(
    person=ADA, skill=RUST, result="r", reason="r", revoked_by=BOSS, today=TODAY
)
SUBMIT = SubmitPriorLearning(
    person=ADA, skill=RUST, claim="c", kind="certification", level=3, earned_on=TODAY, proof="p",
    submitted_by=ADA, today=TODAY,
)  # fmt: skip
CLAIM_JUDGING: list[AssessmentCommand] = [
    ConfirmPriorLearning(person=ADA, skill=RUST, claim="c", confirmed_by=BOSS, today=TODAY),
    DeclinePriorLearning(
        person=ADA, skill=RUST, claim="c", reason="r", declined_by=BOSS, today=TODAY
    ),
    RevokePriorLearning(
        person=ADA, skill=RUST, claim="c", reason="r", revoked_by=BOSS, today=TODAY
    ),
]
OWN: list[Command] = [
    AssessOwnSkill(person=ADA, skill=RUST, level=3, today=TODAY),
    ContestLevel(person=ADA, skill=RUST, contest="k", reason="r", today=TODAY),
]
DECIDE = DecideContest(
    person=ADA, skill=RUST, contest="k", upheld=True, answer="a", decided_by=BOSS, today=TODAY
)
MODEL = SetModelParameters(effective_from=TODAY, set_by=BOSS, today=TODAY)
ALL: list[tuple[Command, State]] = [
    (CLAIM, NONE), (RENEW, CLAIMED), *((each, CLAIMED) for each in JUDGING), (RECORD, ASSESSED),
    (UNTEST, TESTED), (SUBMIT, ASSESSED), *((each, ASSESSED) for each in CLAIM_JUDGING),
    *((each, ASSESSED) for each in OWN), (DECIDE, ASSESSED), (MODEL, NONE),
]  # fmt: skip


def verdict(actor: Actor, command: Command, state: State) -> Judgement:
    return may(actor, command, (state,), FACTS)


def test_every_command_of_credentials_is_looked_at_here() -> None:
    assert {type(command) for command, _ in ALL} | {type(EXPIRE)} == set(credentials.ENTRIES)


@pytest.mark.parametrize(("command", "state"), ALL)
@pytest.mark.parametrize("actor", OTHERS)
def test_programs_and_policies_may_nothing(actor: Actor, command: Command, state: State) -> None:
    assert verdict(actor, command, state) == "forbidden"


def test_a_policy_alone_lets_certificates_expire() -> None:
    assert verdict(Policy(name="deadline"), EXPIRE, CLAIMED) == "allowed"
    for actor in (SELF, HR, Client(id="c", scopes=SCOPE)):
        assert verdict(actor, EXPIRE, CLAIMED) == "forbidden"


def test_one_claims_and_renews_for_oneself_and_hr_for_anybody() -> None:
    for actor in (SELF, HR, HR_SELF):
        assert verdict(actor, CLAIM, NONE) == "allowed"
        assert verdict(actor, RENEW, CLAIMED) == "allowed"
        assert verdict(actor, SUBMIT, EMPTY) == "allowed"
    for actor in (MANAGER, ABOVE, PEER):
        assert verdict(actor, CLAIM, NONE) == "forbidden"
        assert verdict(actor, SUBMIT, ASSESSED) == "forbidden"
    assert verdict(MANAGER, RENEW, CLAIMED) == "forbidden"


def test_an_id_that_somebody_else_has_used_is_hidden() -> None:
    mine = replace(CLAIM, person=BEN)
    assert verdict(PEER, mine, NONE) == "allowed"
    assert verdict(PEER, mine, CLAIMED) == "hidden"


@pytest.mark.parametrize("actor", [MANAGER, ABOVE, PEER])
def test_who_may_not_claim_learns_of_no_certification(actor: Person) -> None:
    for state in (NONE, CLAIMED):
        assert verdict(actor, CLAIM, state) == "forbidden"
        assert needs(actor, CLAIM, (state,)) == {ADA}


@pytest.mark.parametrize("command", JUDGING)
def test_the_direct_manager_and_hr_judge_a_certificate(command: Command) -> None:
    assert verdict(MANAGER, command, CLAIMED) == "allowed"
    assert verdict(HR, command, CLAIMED) == "allowed"


@pytest.mark.parametrize("command", CLAIM_JUDGING)
def test_the_direct_manager_and_hr_judge_prior_learning(command: AssessmentCommand) -> None:
    assert verdict(MANAGER, command, ASSESSED) == "allowed"
    assert verdict(HR, command, ASSESSED) == "allowed"


@pytest.mark.parametrize(
    ("command", "state"),
    [
        *((each, CLAIMED) for each in JUDGING), *((each, ASSESSED) for each in CLAIM_JUDGING),
        (RECORD, ASSESSED), (FOR_COURSE, ASSESSED), (UNTEST, TESTED), (DECIDE, ASSESSED),
    ],
)  # fmt: skip
@pytest.mark.parametrize("actor", [SELF, HR_SELF])
def test_nobody_judges_what_is_their_own(actor: Actor, command: Command, state: State) -> None:
    assert verdict(actor, command, state) == "forbidden"


@pytest.mark.parametrize(
    ("command", "there", "not_there"),
    [
        *((each, CLAIMED, NONE) for each in (RENEW, *JUDGING)),
        *((each, ASSESSED, EMPTY) for each in (*CLAIM_JUDGING, UNTEST, DECIDE)),
    ],
)
def test_to_others_it_is_as_if_it_were_not_there(
    command: Command, there: State, not_there: State
) -> None:
    for actor in (PEER, ABOVE):
        assert verdict(actor, command, there) == "hidden"
        assert verdict(actor, command, not_there) == "hidden"
        assert needs(actor, command, (there,)) != frozenset()
        assert needs(actor, command, (not_there,)) != frozenset()
    for actor in (SELF, MANAGER, HR):
        assert verdict(actor, command, not_there) == "hidden"


@pytest.mark.parametrize("actor", [MANAGER, HR])
def test_an_unknown_place_in_the_lines_is_no(actor: Person) -> None:
    for command in JUDGING:
        assert may(actor, command, (CLAIMED,), Facts()) == "hidden"


@pytest.mark.parametrize("command", [CLAIM, SUBMIT, RECORD, FOR_COURSE])
def test_nothing_is_entered_about_somebody_whom_the_directory_does_not_know(
    command: ClaimCertification | SubmitPriorLearning | RecordTestResult,
) -> None:
    stranger = StreamId("person-9")
    strange = replace(command, person=stranger)
    for actor in (HR, PEER) if command is FOR_COURSE else (HR,):
        assert may(actor, strange, (EMPTY,), FACTS) == "hidden"
        assert needs(actor, strange, (EMPTY,)) == {stranger}
    for actor in () if command is FOR_COURSE else (PEER,):
        assert may(actor, strange, (EMPTY,), FACTS) == "forbidden"
        assert needs(actor, strange, (EMPTY,)) == {stranger}


@pytest.mark.parametrize("command", OWN)
def test_people_assess_and_contest_for_themselves_alone(command: Command) -> None:
    assert verdict(SELF, command, ASSESSED) == "allowed"
    for actor in (MANAGER, ABOVE, PEER, HR):
        assert verdict(actor, command, ASSESSED) == "forbidden"


def test_hr_records_results_and_whoever_assesses_an_activity_for_that_one() -> None:
    assert verdict(HR, RECORD, EMPTY) == "allowed"
    for actor in (MANAGER, PEER):
        assert verdict(actor, RECORD, EMPTY) == "forbidden"
        assert verdict(actor, FOR_COURSE, EMPTY) == "allowed"  # the rules ask who assesses it


def test_who_takes_part_in_nothing_is_tested_by_no_assessor() -> None:
    """In the words that somebody reads who does not assess the activity at all."""
    elsewhere = replace(FACTS, activities={ADA: frozenset({StreamId("activity-2")})})
    for facts in (elsewhere, replace(FACTS, activities={BEN: frozenset({COURSE})})):
        refusal = may(PEER, FOR_COURSE, (EMPTY,), facts)
        assert isinstance(refusal, assessment_state.NotTheAssessor)
        assert str(refusal) == str(assessment_state.not_the_assessor())
        assert may(HR, RECORD, (EMPTY,), facts) == "allowed"


def test_whoever_recorded_a_result_and_hr_revoke_it() -> None:
    assert verdict(PEER, UNTEST, TESTED) == "allowed"
    assert verdict(HR, UNTEST, TESTED) == "allowed"
    assert verdict(MANAGER, UNTEST, TESTED) == "forbidden"
    assert verdict(Person(id=EXAMINER), UNTEST, TESTED) == "hidden"


def test_hr_decides_a_contest() -> None:
    assert verdict(HR, DECIDE, ASSESSED) == "allowed"
    assert verdict(MANAGER, DECIDE, ASSESSED) == "forbidden"


def test_hr_sets_the_model() -> None:
    assert verdict(HR, MODEL, NONE) == "allowed"
    for actor in (SELF, MANAGER, ABOVE):
        assert verdict(actor, MODEL, NONE) == "forbidden"


@pytest.mark.parametrize(
    ("actor", "command", "state", "people"),
    [
        (HR, JUDGING[0], CLAIMED, {ADA}), (SELF, RENEW, CLAIMED, set()),
        (MANAGER, JUDGING[0], CLAIMED, {ADA}), (MANAGER, JUDGING[0], NONE, {BOSS}),
        (PEER, CLAIM, NONE, {ADA}), (PEER, replace(CLAIM, person=BEN), CLAIMED, {ADA}),
        (SELF, DECIDE, EMPTY, set()),
        (MANAGER, CLAIM_JUDGING[0], EMPTY, {ADA}), (PEER, UNTEST, TESTED, {ADA}),
    ],
)  # fmt: skip
def test_the_lines_are_asked_where_they_decide(
    actor: Person, command: Command, state: Any, people: set[StreamId]
) -> None:
    assert needs(actor, command, (state,)) == people
