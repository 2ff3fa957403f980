"""The rules of the stretch assignment: given events, when a command, then events."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from services.goals.commands.stretch_assignment import (
    AcceptApplicant,
    Apply,
    ApproveApplicant,
    AskedSkill,
    CancelAssignment,
    CompleteAssignment,
    DeclineApplicant,
    PublishAssignment,
    RemindApprover,
    StretchAssignmentCommand,
    ValidateOutcome,
    WithdrawApplication,
)
from services.goals.domain import stretch_assignment
from services.goals.domain import stretch_assignment_state as rules
from services.goals.events.stretch_assignment import (
    ApplicantAccepted,
    ApplicantApproved,
    ApplicantDeclined,
    ApplicationEvent,
    ApplicationWithdrawn,
    Applied,
    ApproverReminded,
    AssignmentCancelled,
    AssignmentCompleted,
    AssignmentPublished,
    OutcomeValidated,
    SkillLevel,
    StretchAssignmentEvent,
)
from shared.kernel.errors import NotFound, SuiteError
from shared.kernel.messages import NOBODY, StreamId
from shared.testing.decider_spec import DeciderSpec

given = DeciderSpec(stretch_assignment.decider).given

WORK = StreamId("stretch_assignment-1")
BOSS, ADA, BOB, EVE = (StreamId(f"person-{n}") for n in range(4))
RUST, SQL = StreamId("skill-1"), StreamId("skill-2")
TODAY = date(2026, 11, 2)
NEXT_WEEK = TODAY + timedelta(days=7)
STARTS, ENDS = date(2026, 11, 9), date(2026, 12, 11)

PUBLISH = PublishAssignment(
    assignment=WORK,
    publisher=BOSS,
    title="Move the ledger",
    description="To the new cluster",
    skills=(AskedSkill(skill=RUST, level=3), AskedSkill(skill=SQL, level=4)),
    hours_a_week=6,
    starts_on=STARTS,
    ends_on=ENDS,
    places=1,
    today=TODAY,
)
LEVELS = (SkillLevel(skill=RUST, level=3), SkillLevel(skill=SQL, level=4))
PUBLISHED = AssignmentPublished(
    assignment=WORK,
    publisher=BOSS,
    title="Move the ledger",
    description="To the new cluster",
    skills=LEVELS,
    hours_a_week=6,
    starts_on=STARTS,
    ends_on=ENDS,
    places=1,
    published_on=TODAY,
)
APPLY = Apply(assignment=WORK, applicant=ADA, note="Please", today=TODAY)
APPLIED = Applied(
    assignment=WORK, applicant=ADA, note="Please", applied_on=TODAY, ask_again_on=NEXT_WEEK
)
WITHDRAW = WithdrawApplication(assignment=WORK, applicant=ADA, today=TODAY)
WITHDRAWN = ApplicationWithdrawn(assignment=WORK, applicant=ADA, withdrawn_on=TODAY)
APPROVE = ApproveApplicant(assignment=WORK, applicant=ADA, today=TODAY)
APPROVED = ApplicantApproved(assignment=WORK, applicant=ADA, approved_on=TODAY)
DECLINE = DeclineApplicant(assignment=WORK, applicant=ADA, today=TODAY)
DECLINED = ApplicantDeclined(assignment=WORK, applicant=ADA, declined_on=TODAY)
ACCEPT = AcceptApplicant(assignment=WORK, applicant=ADA, today=TODAY)
ACCEPTED = ApplicantAccepted(assignment=WORK, applicant=ADA, accepted_on=TODAY)
COMPLETE = CompleteAssignment(
    assignment=WORK, person=ADA, outcome="met", learnt="Raft", completed_by=BOSS, today=ENDS
)
COMPLETED = AssignmentCompleted(
    assignment=WORK, person=ADA, outcome="met", learnt="Raft", completed_by=BOSS, completed_on=ENDS
)
LATER = ENDS + timedelta(days=3)
VALIDATE = ValidateOutcome(assignment=WORK, person=ADA, today=LATER)
VALIDATED = OutcomeValidated(
    assignment=WORK,
    person=ADA,
    outcome="met",
    skills=LEVELS,
    completed_on=ENDS,
    validated_on=LATER,
)
CANCEL = CancelAssignment(assignment=WORK, reason="No budget", today=TODAY)
CANCELLED = AssignmentCancelled(
    assignment=WORK, publisher=BOSS, reason="No budget", applicants=(), cancelled_on=TODAY
)
REMIND = RemindApprover(assignment=WORK, applicant=ADA, today=NEXT_WEEK)
REMINDED = ApproverReminded(
    assignment=WORK,
    applicant=ADA,
    waiting_since=TODAY,
    reminded_on=NEXT_WEEK,
    ask_again_on=NEXT_WEEK + timedelta(days=7),
)
TAKING_PART: list[StretchAssignmentEvent] = [PUBLISHED, APPLIED, APPROVED, ACCEPTED]


def of_bob(event: ApplicationEvent) -> ApplicationEvent:
    return replace(event, applicant=BOB)


def test_an_assignment_is_published_once() -> None:
    given().when(PUBLISH).then(PUBLISHED)
    given(PUBLISHED).when(PUBLISH).then_refused(rules.AssignmentAlreadyPublished)


@pytest.mark.parametrize(
    "command",
    [
        replace(PUBLISH, skills=()),
        replace(PUBLISH, skills=PUBLISH.skills[:1] * 2),
        replace(PUBLISH, hours_a_week=0),
        replace(PUBLISH, hours_a_week=61),
        replace(PUBLISH, places=0),
        replace(PUBLISH, places=1_001),
        replace(PUBLISH, ends_on=STARTS - timedelta(days=1)),
        replace(PUBLISH, today=ENDS + timedelta(days=1)),
    ],
)
def test_an_assignment_is_clear(command: PublishAssignment) -> None:
    given().when(command).then_refused(rules.AssignmentUnclear)


def test_somebody_applies_and_waits() -> None:
    given(PUBLISHED).when(APPLY).then(APPLIED)


def test_nobody_applies_for_what_they_published() -> None:
    given(PUBLISHED).when(replace(APPLY, applicant=BOSS)).then_refused(rules.OwnAssignment)


@pytest.mark.parametrize(
    ("history", "today"), [([PUBLISHED, CANCELLED], TODAY), ([PUBLISHED], LATER)]
)
def test_nobody_applies_once_it_is_over(history: list[StretchAssignmentEvent], today: date) -> None:
    given(*history).when(replace(APPLY, today=today)).then_refused(rules.AssignmentOver)


def test_who_withdrew_may_apply_again_and_who_was_declined_may_not() -> None:
    given(PUBLISHED, APPLIED, WITHDRAWN).when(APPLY).then(APPLIED)
    given(PUBLISHED, APPLIED, DECLINED).when(APPLY).then_refused(rules.ApplicationDecided)


@pytest.mark.parametrize("command", [WITHDRAW, APPROVE, DECLINE, ACCEPT])
def test_only_an_applicant_goes_on(command: StretchAssignmentCommand) -> None:
    given(PUBLISHED).when(command).then_refused(rules.UnknownApplicant)


def test_an_applicant_is_approved_and_accepted() -> None:
    given(PUBLISHED, APPLIED).when(APPROVE).then(APPROVED)
    given(PUBLISHED, APPLIED, APPROVED).when(ACCEPT).then(ACCEPTED)


@pytest.mark.parametrize("history", [[APPLIED], [APPLIED, APPROVED], [APPLIED, APPROVED, ACCEPTED]])
def test_until_there_is_an_outcome_one_withdraws_or_is_declined(
    history: list[StretchAssignmentEvent],
) -> None:
    given(PUBLISHED, *history).when(WITHDRAW).then(WITHDRAWN)
    given(PUBLISHED, *history).when(DECLINE).then(DECLINED)
    given(*TAKING_PART, COMPLETED).when(WITHDRAW).then_refused(rules.ApplicationDecided)
    given(*TAKING_PART, COMPLETED).when(DECLINE).then_refused(rules.ApplicationDecided)


@pytest.mark.parametrize("ended", [WITHDRAWN, DECLINED])
def test_an_application_does_not_go_back(ended: StretchAssignmentEvent) -> None:
    given(PUBLISHED, APPLIED, ended).when(APPROVE).then_refused(rules.ApplicationDecided)
    given(PUBLISHED, APPLIED, ended).when(ACCEPT).then_refused(rules.NotApproved)


def test_a_place_needs_the_managers_approval() -> None:
    given(PUBLISHED, APPLIED).when(ACCEPT).then_refused(rules.NotApproved)


def test_a_place_is_given_until_the_assignment_ends() -> None:
    given(PUBLISHED, APPLIED, APPROVED).when(replace(ACCEPT, today=LATER)).then_refused(
        rules.AssignmentOver
    )


@pytest.mark.parametrize("taken", [[ACCEPTED], [ACCEPTED, COMPLETED]])
def test_no_more_people_than_places(taken: list[StretchAssignmentEvent]) -> None:
    both: list[StretchAssignmentEvent] = [
        PUBLISHED,
        APPLIED,
        APPROVED,
        of_bob(APPLIED),
        of_bob(APPROVED),
    ]
    given(*both, *taken).when(replace(ACCEPT, applicant=BOB)).then_refused(rules.NoPlaceLeft)


def test_who_withdraws_leaves_the_place_to_another() -> None:
    history: list[StretchAssignmentEvent] = [
        PUBLISHED,
        APPLIED,
        APPROVED,
        of_bob(APPLIED),
        of_bob(APPROVED),
        ACCEPTED,
        WITHDRAWN,
    ]
    given(*history).when(replace(ACCEPT, applicant=BOB)).then(replace(ACCEPTED, applicant=BOB))


def test_an_outcome_is_recorded_for_who_takes_part() -> None:
    given(*TAKING_PART).when(COMPLETE).then(COMPLETED)
    given(PUBLISHED, APPLIED, APPROVED).when(COMPLETE).then_refused(rules.NotTakingPart)
    given(PUBLISHED).when(COMPLETE).then_refused(rules.NotTakingPart)
    given(*TAKING_PART).when(replace(COMPLETE, today=TODAY)).then_refused(rules.NotTakingPart)


def test_an_outcome_is_recorded_once() -> None:
    other = replace(COMPLETE, outcome="exceeded")
    given(*TAKING_PART, COMPLETED).when(other).then_refused(rules.OutcomeAlreadyRecorded)


def test_a_validated_outcome_repeats_skills_and_levels() -> None:
    given(*TAKING_PART, COMPLETED).when(VALIDATE).then(VALIDATED)


@pytest.mark.parametrize("history", [[PUBLISHED], TAKING_PART])
def test_what_is_validated_has_been_recorded(history: list[StretchAssignmentEvent]) -> None:
    given(*history).when(VALIDATE).then_refused(rules.OutcomeMissing)


def test_cancelling_ends_every_open_application() -> None:
    history: list[StretchAssignmentEvent] = [
        PUBLISHED,
        of_bob(APPLIED),
        APPLIED,
        replace(APPLIED, applicant=EVE),
    ]
    declined = replace(DECLINED, applicant=EVE)
    cancelled = replace(CANCELLED, applicants=(ADA, BOB))
    given(*history, declined).when(CANCEL).then(cancelled)
    given(*history, declined, cancelled).when(APPROVE).then_refused(rules.ApplicationDecided)
    given(*history, declined, cancelled).when(replace(REMIND, today=LATER)).then_nothing()


def test_an_outcome_survives_the_cancelling() -> None:
    given(*TAKING_PART, COMPLETED, CANCELLED).when(VALIDATE).then(VALIDATED)


def test_an_approval_is_asked_for_again_every_seven_days() -> None:
    given(PUBLISHED, APPLIED).when(REMIND).then(REMINDED)
    given(PUBLISHED, APPLIED).when(replace(REMIND, today=NEXT_WEEK - timedelta(1))).then_nothing()
    given(PUBLISHED, APPLIED, REMINDED).when(REMIND).then_nothing()
    again = NEXT_WEEK + timedelta(days=7)
    given(PUBLISHED, APPLIED, REMINDED).when(replace(REMIND, today=again)).then(
        replace(REMINDED, reminded_on=again, ask_again_on=again + timedelta(days=7))
    )


def test_nobody_is_asked_once_it_is_decided_or_the_assignment_has_ended() -> None:
    given(PUBLISHED, APPLIED, APPROVED).when(REMIND).then_nothing()
    given(PUBLISHED).when(REMIND).then_nothing()
    last = ENDS - timedelta(days=6)
    given(PUBLISHED).when(replace(APPLY, today=last)).then(
        replace(APPLIED, applied_on=last, ask_again_on=None)
    )


def test_what_holds_already_is_accepted() -> None:
    given(PUBLISHED, APPLIED).when(APPLY).then_nothing()
    given(PUBLISHED, APPLIED, WITHDRAWN).when(WITHDRAW).then_nothing()
    given(*TAKING_PART).when(APPROVE).then_nothing()
    given(PUBLISHED, APPLIED, DECLINED).when(DECLINE).then_nothing()
    given(*TAKING_PART).when(ACCEPT).then_nothing()
    given(*TAKING_PART, COMPLETED).when(COMPLETE).then_nothing()
    given(*TAKING_PART, COMPLETED, VALIDATED).when(VALIDATE).then_nothing()
    given(PUBLISHED, CANCELLED).when(CANCEL).then_nothing()


EVERY_STEP: list[StretchAssignmentCommand] = [
    APPLY, WITHDRAW, APPROVE, DECLINE, ACCEPT, COMPLETE, VALIDATE, CANCEL, REMIND,
]  # fmt: skip


@pytest.mark.parametrize("command", EVERY_STEP)
def test_nothing_happens_to_what_was_never_published(command: StretchAssignmentCommand) -> None:
    with pytest.raises(NotFound):
        stretch_assignment.decide(command, stretch_assignment.decider.initial_state)


def test_an_application_is_the_record_of_its_applicant() -> None:
    state = stretch_assignment.decider.fold([PUBLISHED, APPLIED])
    about = stretch_assignment.about
    assert about(state, PUBLISHED) == (NOBODY, BOSS)
    assert about(state, APPLIED) == (ADA, BOSS)
    assert about(state, COMPLETED) == (ADA, BOSS)
    assert about(state, replace(CANCELLED, applicants=(ADA,))) == (NOBODY, BOSS, ADA)


def of_anybody(command: StretchAssignmentCommand, who: StreamId) -> StretchAssignmentCommand:
    match command:
        case CompleteAssignment() | ValidateOutcome():
            return replace(command, person=who)
        case CancelAssignment() | PublishAssignment():
            return command
        case _:
            return replace(command, applicant=who)


any_command = st.builds(
    of_anybody, st.sampled_from(EVERY_STEP), st.sampled_from([BOSS, ADA, BOB, EVE])
)


@for_all(st.lists(any_command, max_size=40), st.integers(1, 2))
def test_places_are_never_exceeded_and_a_repeated_command_adds_nothing(
    commands: list[StretchAssignmentCommand], places: int
) -> None:
    history: list[StretchAssignmentEvent] = [replace(PUBLISHED, places=places)]
    for command in commands:
        try:
            history += stretch_assignment.decide(command, stretch_assignment.decider.fold(history))
        except SuiteError:
            continue
        state = stretch_assignment.decider.fold(history)
        assert state.places_taken <= places
        assert stretch_assignment.decide(command, state) == []
        assert BOSS not in state.applications
