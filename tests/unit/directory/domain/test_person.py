"""The rules of the person: given events, when a command, then events."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from services.directory.commands.person import (
    ChangeJob,
    ChangeProfile,
    CompleteErasure,
    DeactivatePerson,
    EraseSubject,
    HirePerson,
    PersonCommand,
    ReactivatePerson,
)
from services.directory.domain import person
from services.directory.events.person import (
    ErasureCompleted,
    JobChanged,
    PersonDeactivated,
    PersonEvent,
    PersonHired,
    PersonReactivated,
    ProfileChanged,
    SubjectErased,
)
from shared.kernel.errors import NotFound, SuiteError
from shared.kernel.messages import StreamId
from shared.testing.decider_spec import DeciderSpec

given = DeciderSpec(person.decider).given

ADA, ROLE = StreamId("person-1"), StreamId("role-1")
TODAY, LATER = date(2026, 11, 23), date(2026, 12, 1)
HIRE = HirePerson(
    person=ADA,
    external_id="E-7",
    name="Ada Byron",
    mail="ada@acme.example",
    title="Engineer",
    department="Engines",
    role=ROLE,
    time_zone="Europe/London",
    languages=("en", "fr"),
    today=TODAY,
)
HIRED = PersonHired(
    person=ADA,
    external_id="E-7",
    name="Ada Byron",
    mail="ada@acme.example",
    title="Engineer",
    department="Engines",
    role=ROLE,
    time_zone="Europe/London",
    languages=("en", "fr"),
    hired_on=TODAY,
)
PROFILE = ChangeProfile(
    person=ADA,
    name="Ada Lovelace",
    mail="ada@acme.example",
    time_zone=None,
    languages=(),
    today=LATER,
)
PROFILE_CHANGED = ProfileChanged(
    person=ADA,
    name="Ada Lovelace",
    mail="ada@acme.example",
    time_zone=None,
    languages=(),
    changed_on=LATER,
)
JOB = ChangeJob(person=ADA, title="Head", department="Engines", role=None, today=LATER)
JOB_CHANGED = JobChanged(
    person=ADA, title="Head", department="Engines", role=None, changed_on=LATER
)
DEACTIVATE = DeactivatePerson(person=ADA, today=LATER)
DEACTIVATED = PersonDeactivated(person=ADA, deactivated_on=LATER)
REACTIVATE = ReactivatePerson(person=ADA, today=LATER)
REACTIVATED = PersonReactivated(person=ADA, reactivated_on=LATER)
ERASE = EraseSubject(person=ADA, today=LATER)
ERASED = SubjectErased(person=ADA, erased_on=LATER)


def test_a_person_is_hired_today_or_on_the_day_given() -> None:
    day = date(2020, 1, 1)
    given().when(HIRE).then(HIRED)
    given().when(replace(HIRE, hired_on=day)).then(replace(HIRED, hired_on=day))


def test_hiring_again_with_what_holds_changes_nothing() -> None:
    given(HIRED).when(replace(HIRE, today=LATER)).then_nothing()
    given(HIRED, JOB_CHANGED).when(
        replace(HIRE, title="Head", role=None, hired_on=TODAY)
    ).then_nothing()


@pytest.mark.parametrize(
    "other",
    [
        replace(HIRE, name="Ada"),
        replace(HIRE, external_id=None),
        replace(HIRE, role=None),
        replace(HIRE, hired_on=LATER),
    ],
)
def test_hiring_again_with_something_else_is_refused(other: HirePerson) -> None:
    given(HIRED).when(other).then_refused(person.PersonAlreadyHired)


def test_profile_and_job_change() -> None:
    given(HIRED).when(PROFILE).then(PROFILE_CHANGED)
    given(HIRED).when(JOB).then(JOB_CHANGED)


def test_a_person_leaves_and_comes_back() -> None:
    given(HIRED).when(DEACTIVATE).then(DEACTIVATED)
    given(HIRED, DEACTIVATED).when(REACTIVATE).then(REACTIVATED)
    given(HIRED, DEACTIVATED, REACTIVATED).when(JOB).then(JOB_CHANGED)


@pytest.mark.parametrize("command", [HIRE, PROFILE, JOB])
def test_a_deactivated_person_takes_no_change(command: PersonCommand) -> None:
    given(HIRED, DEACTIVATED).when(command).then_refused(person.PersonNotActive)


def test_active_and_deactivated_people_can_be_erased() -> None:
    given(HIRED).when(ERASE).then(DEACTIVATED, ERASED)
    given(HIRED, DEACTIVATED).when(ERASE).then(ERASED)


def test_nobody_is_hired_under_the_id_of_an_erased_person() -> None:
    given(HIRED, ERASED).when(HIRE).then_refused(person.PersonErased)


@pytest.mark.parametrize("command", [PROFILE, JOB, DEACTIVATE, REACTIVATE])
def test_an_erased_person_is_as_an_unknown_one(command: PersonCommand) -> None:
    erased = person.decider.fold([HIRED, ERASED])
    answers = []
    for state in (erased, person.decider.initial_state):
        with pytest.raises(NotFound) as refused:
            person.decide(command, state)
        answers.append(str(refused.value))
    assert answers[0] == answers[1]


def test_what_holds_already_changes_nothing() -> None:
    given(HIRED, PROFILE_CHANGED).when(PROFILE).then_nothing()
    given(HIRED, JOB_CHANGED).when(JOB).then_nothing()
    given(HIRED, DEACTIVATED).when(DEACTIVATE).then_nothing()
    given(HIRED).when(REACTIVATE).then_nothing()
    given(HIRED, ERASED).when(ERASE).then_nothing()


def test_the_erasure_of_somebody_erased_is_complete_once() -> None:
    complete = CompleteErasure(person=ADA, today=LATER)
    completed = ErasureCompleted(person=ADA, completed_on=LATER)
    given(HIRED, ERASED).when(complete).then(completed)
    given(HIRED, ERASED, completed).when(complete).then_nothing()
    given(HIRED).when(complete).then_refused(person.NotErased)
    given().when(complete).then_refused(person.NotErased)


@pytest.mark.parametrize("command", [PROFILE, JOB, DEACTIVATE, REACTIVATE, ERASE])
def test_nobody_unknown_is_changed(command: PersonCommand) -> None:
    with pytest.raises(NotFound):
        given().when(command)


any_command = st.sampled_from([HIRE, PROFILE, JOB, DEACTIVATE, REACTIVATE, ERASE])


def history_of(commands: list[PersonCommand]) -> list[PersonEvent]:
    history: list[PersonEvent] = []
    for command in commands:
        try:
            history += person.decide(command, person.decider.fold(history))
        except SuiteError:
            continue
    return history


@for_all(st.lists(any_command, max_size=12))
def test_nothing_happens_after_an_erasure(commands: list[PersonCommand]) -> None:
    assert ERASED not in history_of(commands)[:-1]


@for_all(st.lists(any_command, max_size=12))
def test_a_repeated_command_adds_nothing(commands: list[PersonCommand]) -> None:
    twice = [command for command in commands for _ in range(2)]
    assert history_of(twice) == history_of(commands)
