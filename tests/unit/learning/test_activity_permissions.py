"""Who may arrange activities, and who may do what with an enrolment."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.learning.commands.activity import (
    CancelOccurrence,
    FinishParticipation,
    PublishActivity,
    RetireActivity,
    ReviseActivity,
    ScheduleOccurrence,
)
from services.learning.commands.enrolment import (
    CancelEnrolment,
    Complete,
    DropPlan,
    Enrol,
    PlanLearning,
    PromoteFromWaitingList,
    RecordScore,
    RecordTime,
    RevokeCompletion,
    Start,
    Withdraw,
)
from services.learning.domain import activity, enrolment
from services.learning.domain.activity_state import UnknownAssessor
from services.learning.events.activity import ActivityPublished
from services.learning.events.enrolment import Completed, Enrolled, EnrolmentEvent, ScoreRecorded
from services.learning.permissions import may, needs
from services.learning.permissions.activities import ENTRIES
from services.learning.permissions.facts import Facts, Judgement
from shared.kernel.actor import Actor, Client, Person, Policy
from shared.kernel.messages import Command, State, StreamId

MINE, COURSE = StreamId("enrolment-1"), StreamId("activity-1")
ADA, BOSS, TOP, JUDGE, EVE, HEAD = (StreamId(f"person-{n}") for n in range(6))
SPRING = "00000000-0000-0000-0000-000000000001"
TODAY = date(2026, 11, 2)
HR = frozenset({"hr"})
FACTS = Facts(
    chains={ADA: (BOSS, TOP), HEAD: (), EVE: (TOP,), JUDGE: (TOP,)}, active=frozenset({ADA, JUDGE})
)

ARRANGING: list[Command] = [
    PublishActivity(
        activity=COURSE, title="Rust", description="All", kind="course", minutes=60, today=TODAY
    ),
    ReviseActivity(activity=COURSE, title="Rust", description="All", minutes=60, today=TODAY),
    ScheduleOccurrence(activity=COURSE, occurrence=SPRING, day=TODAY, seats=1, today=TODAY),
    RetireActivity(activity=COURSE, today=TODAY),
]
CANCEL = CancelOccurrence(
    activity=COURSE, occurrence=SPRING, reason="Ill", cancelled_by=HEAD, today=TODAY
)
OPENING: list[Command] = [
    PlanLearning(enrolment=MINE, person=ADA, activity=COURSE, today=TODAY),
    Enrol(enrolment=MINE, person=ADA, activity=COURSE, today=TODAY),
]
STEPS: list[Command] = [
    DropPlan(enrolment=MINE, today=TODAY),
    Start(enrolment=MINE, today=TODAY),
    RecordTime(enrolment=MINE, day=TODAY, minutes=5, today=TODAY),
    Complete(enrolment=MINE, completed_on=TODAY, today=TODAY),
    Withdraw(enrolment=MINE, activity=COURSE, today=TODAY),
]
SCORE = RecordScore(enrolment=MINE, score=1.0, assessor=JUDGE, today=TODAY)
REVOKE = RevokeCompletion(enrolment=MINE, reason="Absent", revoked_by=BOSS, today=TODAY)
OF_POLICIES: list[Command] = [
    FinishParticipation(activity=COURSE, enrolment=MINE, today=TODAY),
    PromoteFromWaitingList(enrolment=MINE, activity=COURSE, occurrence=SPRING, today=TODAY),
    CancelEnrolment(enrolment=MINE, today=TODAY),
]
EVERY = [*ARRANGING, CANCEL, *OPENING, *STEPS, SCORE, REVOKE, *OF_POLICIES]
NOTHING = enrolment.decider.initial_state


def enrolled(person: StreamId, *since: EnrolmentEvent) -> tuple[State, ...]:
    event = Enrolled(
        enrolment=MINE,
        person=person,
        activity=COURSE,
        occurrence=None,
        day=None,
        waiting=False,
        kind="course",
        skills=(),
        minutes=60,
        assessed=True,
        assessor=JUDGE,
        enrolled_on=TODAY,
    )
    return (enrolment.decider.fold([event, *since]), activity.decider.initial_state)


def completed(person: StreamId, *since: EnrolmentEvent) -> tuple[State, ...]:
    event = Completed(
        enrolment=MINE,
        person=person,
        activity=COURSE,
        occurrence=None,
        kind="course",
        skills=(),
        assessed=True,
        completed_on=TODAY,
        recorded_on=TODAY,
    )
    return enrolled(person, event, *since)


def verdict(actor: Actor, command: Command, states: tuple[Any, ...] | None = None) -> Judgement:
    """With the facts that the actor's command needs and no others."""
    states = states or enrolled(ADA)
    asked = needs(actor, command, states)
    known = Facts(
        chains={who: FACTS.chains[who] for who in asked & FACTS.chains.keys()},
        active=asked & FACTS.active,
    )
    return may(actor, command, states, known)


def test_every_command_has_its_entry() -> None:
    assert {type(command) for command in EVERY} == set(ENTRIES)


@pytest.mark.parametrize("command", [*ARRANGING, CANCEL])
def test_hr_arranges_activities(command: Command) -> None:
    state = (activity.decider.initial_state,)
    assert verdict(Person(id=HEAD, scopes=HR), command, state) == "allowed"
    assert verdict(Person(id=BOSS), command, state) == "forbidden"
    assert verdict(Policy(name="p"), command, state) == "forbidden"
    for scopes in (HR, frozenset[str]()):
        assert verdict(Client(id="c", scopes=scopes), command, state) == "forbidden"


OFFERS: list[PublishActivity | ReviseActivity] = [
    PublishActivity(
        activity=COURSE, title="Rust", description="All", kind="course", minutes=60, today=TODAY
    ),
    ReviseActivity(activity=COURSE, title="Rust", description="All", minutes=60, today=TODAY),
]
HR_HEAD = Person(id=HEAD, scopes=HR)


@pytest.mark.parametrize("offer", OFFERS)
def test_whoever_assesses_works_here(offer: PublishActivity | ReviseActivity) -> None:
    state = (activity.decider.initial_state,)
    assert verdict(HR_HEAD, replace(offer, assessor=JUDGE), state) == "allowed"
    for nobody in (EVE, StreamId("person-9")):  # EVE is in the reporting lines, but has left
        refusal = verdict(HR_HEAD, replace(offer, assessor=nobody), state)
        assert isinstance(refusal, UnknownAssessor)
        assert refusal.field == "assessor"
        assert verdict(Person(id=BOSS), replace(offer, assessor=nobody), state) == "forbidden"


def test_what_has_been_published_is_not_judged_again_by_who_has_left_since() -> None:
    published = ActivityPublished(
        activity=COURSE, title="Rust", description="All", kind="course", skills=(), minutes=60,
        assessor=EVE, link=None, published_on=TODAY,
    )  # fmt: skip
    state = (activity.decider.fold([published]),)
    publish, revise = (replace(offer, assessor=EVE) for offer in OFFERS)
    assert verdict(HR_HEAD, publish, state) == "allowed"
    assert verdict(HR_HEAD, revise, state) == "allowed"
    anew = replace(revise, assessor=StreamId("person-9"))
    assert isinstance(verdict(HR_HEAD, anew, state), UnknownAssessor)


@pytest.mark.parametrize("command", OPENING)
def test_anybody_opens_an_enrolment_of_their_own(command: Command) -> None:
    assert verdict(Person(id=EVE), command, (NOTHING, NOTHING)) == "allowed"
    assert verdict(Client(id="c", scopes=HR), command, (NOTHING, NOTHING)) == "forbidden"


@pytest.mark.parametrize("command", [*OPENING, *STEPS])
def test_an_enrolment_goes_on_by_its_person_alone(command: Command) -> None:
    assert verdict(Person(id=ADA), command) == "allowed"
    assert verdict(Person(id=BOSS), command) == "forbidden"
    assert verdict(Person(id=JUDGE), command, completed(ADA)) == "forbidden"
    assert verdict(Person(id=HEAD, scopes=HR), command) == "forbidden"
    by_itself = isinstance(command, Withdraw)  # for somebody who has left
    assert verdict(Policy(name="p"), command) == ("allowed" if by_itself else "forbidden")
    assert verdict(Client(id="c", scopes=HR), command) == "forbidden"


@pytest.mark.parametrize("command", [*OPENING, *STEPS, SCORE, REVOKE])
@pytest.mark.parametrize("stranger", [EVE, TOP])
def test_from_others_an_enrolment_is_hidden(command: Command, stranger: StreamId) -> None:
    assert verdict(Person(id=stranger), command) == "hidden"


@pytest.mark.parametrize("command", [*OPENING, *STEPS, SCORE, REVOKE])
def test_from_its_assessor_it_is_hidden_until_there_is_something_to_assess(
    command: Command,
) -> None:
    judge = Person(id=JUDGE)
    assert verdict(judge, command, enrolled(ADA)) == "hidden"
    assert needs(judge, command, enrolled(ADA)) == needs(Person(id=EVE), command, enrolled(ADA))
    assert verdict(judge, command, completed(ADA)) in {"allowed", "forbidden"}


@pytest.mark.parametrize("command", [*STEPS, SCORE, REVOKE])
@pytest.mark.parametrize("actor", [Person(id=EVE), Person(id=HEAD, scopes=HR)])
def test_what_does_not_exist_answers_as_what_is_hidden(command: Command, actor: Person) -> None:
    assert verdict(actor, command, (NOTHING, NOTHING)) == "hidden"


@pytest.mark.parametrize("command", [*STEPS, SCORE, REVOKE])
def test_what_does_not_exist_asks_the_reporting_lines_as_what_is_hidden(command: Command) -> None:
    stranger = Person(id=EVE)
    assert len(needs(stranger, command, (NOTHING, NOTHING))) == 1
    assert len(needs(stranger, command, enrolled(ADA))) == 1


def test_an_assessor_neither_revokes_nor_replaces_what_somebody_else_scored() -> None:
    """HR did; what the assessor scored themselves is theirs to mend."""
    for scorer, expected in ((JUDGE, "allowed"), (BOSS, "forbidden")):
        scored = ScoreRecorded(
            enrolment=MINE,
            person=ADA,
            activity=COURSE,
            skills=(),
            number=1,
            score=0.2,
            assessor=scorer,
            completed_on=TODAY,
            recorded_on=TODAY,
        )
        states = completed(ADA, scored)
        for command in (SCORE, REVOKE):
            assert verdict(Person(id=JUDGE), command, states) == expected
            assert verdict(Person(id=HEAD, scopes=HR), command, states) == "allowed"


def test_the_assessor_or_hr_scores() -> None:
    assert verdict(Person(id=JUDGE), SCORE, completed(ADA)) == "allowed"
    assert verdict(Person(id=HEAD, scopes=HR), SCORE) == "allowed"
    assert verdict(Person(id=BOSS), SCORE) == "forbidden"


def test_the_assessor_or_hr_or_the_direct_manager_revokes() -> None:
    for person in (JUDGE, BOSS):
        assert verdict(Person(id=person), REVOKE, completed(ADA)) == "allowed"
    assert verdict(Person(id=HEAD, scopes=HR), REVOKE) == "allowed"


@pytest.mark.parametrize("command", [SCORE, REVOKE])
@pytest.mark.parametrize("own", [ADA, JUDGE, HEAD])
def test_nobody_scores_or_revokes_what_is_their_own(command: Command, own: StreamId) -> None:
    for states in (enrolled(own), completed(own)):
        assert verdict(Person(id=own, scopes=HR), command, states) == "forbidden"
        assert verdict(Person(id=own), command, states) == "forbidden"


def test_who_is_unknown_to_the_reporting_lines_has_no_manager() -> None:
    assert verdict(Person(id=BOSS), REVOKE, enrolled(StreamId("person-9"))) == "hidden"


@pytest.mark.parametrize("command", OF_POLICIES)
def test_what_follows_by_itself_is_asked_by_no_person(command: Command) -> None:
    assert verdict(Policy(name="promote_next"), command) == "allowed"
    assert verdict(Person(id=HEAD, scopes=HR), command) == "forbidden"
    assert verdict(Client(id="c", scopes=HR), command) == "forbidden"
