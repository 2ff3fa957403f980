"""The person: who works here, under which name, in which job.

1. A person is hired once; hiring again with what holds now changes nothing.
2. A deactivated person accepts only reactivation and erasure.
3. Erased is final; who is erased while active is deactivated first.
4. What holds already is accepted and yields no event.
5. The erasure of somebody who has not been erased cannot be complete.
"""

from collections.abc import Sequence
from datetime import date
from typing import Literal

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
from shared.kernel.decider import Decider
from shared.kernel.errors import DomainError, NotFound
from shared.kernel.messages import Part, State, StreamId
from shared.kernel.replacing import replace


class Profile(Part):
    name: str
    mail: str
    time_zone: str | None
    languages: tuple[str, ...]


class Job(Part):
    title: str | None
    department: str | None
    role: StreamId | None


class Person(State):
    status: Literal["unknown", "active", "deactivated", "erased"] = "unknown"
    person: StreamId = StreamId("")
    external_id: str | None = None
    profile: Profile | None = None
    job: Job | None = None
    hired_on: date | None = None
    erasure_completed: bool = False


class PersonAlreadyHired(DomainError):
    """Rule 1: a person is hired once; what has changed since is a change of profile or job."""


class PersonNotActive(DomainError):
    """Rule 2: a deactivated person accepts only reactivation and erasure."""


class PersonErased(DomainError):
    """Rule 3: erased is final; an erased person's id is hired by nobody."""


class NotErased(DomainError):
    """Rule 5: the erasure of somebody who has not been erased cannot be complete."""


def decide(command: PersonCommand, person: Person) -> Sequence[PersonEvent]:
    """Events that follow from ``command``; raises the ``DomainError`` that forbids it."""
    match command:
        case HirePerson():
            return hire(command, person)
        case ChangeProfile():
            return change_profile(command, person)
        case ChangeJob():
            return change_job(command, person)
        case DeactivatePerson():
            return deactivate(command, person)
        case ReactivatePerson():
            return reactivate(command, person)
        case EraseSubject():
            return erase(command, person)
        case CompleteErasure():
            return complete_erasure(command, person)


def hire(command: HirePerson, person: Person) -> Sequence[PersonEvent]:
    if person.status == "unknown":
        return [
            PersonHired(
                person=command.person,
                external_id=command.external_id,
                name=command.name,
                mail=command.mail,
                title=command.title,
                department=command.department,
                role=command.role,
                time_zone=command.time_zone,
                languages=command.languages,
                hired_on=command.hired_on or command.today,
            )
        ]
    if person.status == "erased":
        raise PersonErased("this person has been erased")
    require_active(person)
    same = (
        person.external_id == command.external_id
        and person.profile == profile_of(command)
        and person.job == job_of(command)
        and command.hired_on in (None, person.hired_on)
    )
    if not same:
        raise PersonAlreadyHired("this person was hired before, with other particulars")
    return []


def change_profile(command: ChangeProfile, person: Person) -> Sequence[PersonEvent]:
    require_active(person)
    if person.profile == profile_of(command):
        return []
    return [
        ProfileChanged(
            person=command.person,
            name=command.name,
            mail=command.mail,
            time_zone=command.time_zone,
            languages=command.languages,
            changed_on=command.today,
        )
    ]


def change_job(command: ChangeJob, person: Person) -> Sequence[PersonEvent]:
    require_active(person)
    if person.job == job_of(command):
        return []
    return [
        JobChanged(
            person=command.person,
            title=command.title,
            department=command.department,
            role=command.role,
            changed_on=command.today,
        )
    ]


def deactivate(command: DeactivatePerson, person: Person) -> Sequence[PersonEvent]:
    require_known(person)
    if person.status == "deactivated":
        return []
    return [PersonDeactivated(person=command.person, deactivated_on=command.today)]


def reactivate(command: ReactivatePerson, person: Person) -> Sequence[PersonEvent]:
    require_known(person)
    if person.status == "active":
        return []
    return [PersonReactivated(person=command.person, reactivated_on=command.today)]


def erase(command: EraseSubject, person: Person) -> Sequence[PersonEvent]:
    if person.status == "erased":
        return []
    require_known(person)
    erased = SubjectErased(person=command.person, erased_on=command.today)
    if person.status == "deactivated":
        return [erased]
    return [PersonDeactivated(person=command.person, deactivated_on=command.today), erased]


def complete_erasure(command: CompleteErasure, person: Person) -> Sequence[PersonEvent]:
    if person.status != "erased":
        raise NotErased("this person has not been erased")
    if person.erasure_completed:
        return []
    return [ErasureCompleted(person=command.person, completed_on=command.today)]


def require_known(person: Person) -> None:
    """Raises ``NotFound`` before the hiring and after the erasure, with one answer for both."""
    if person.status in {"unknown", "erased"}:
        raise NotFound("no such person")


def require_active(person: Person) -> None:
    require_known(person)
    if person.status != "active":
        raise PersonNotActive("this person is deactivated")


def profile_of(message: HirePerson | ChangeProfile | PersonHired | ProfileChanged) -> Profile:
    return Profile(
        name=message.name,
        mail=message.mail,
        time_zone=message.time_zone,
        languages=message.languages,
    )


def job_of(message: HirePerson | ChangeJob | PersonHired | JobChanged) -> Job:
    return Job(title=message.title, department=message.department, role=message.role)


def evolve(person: Person, event: PersonEvent) -> Person:
    """The person after ``event``; refuses nothing, for events have happened."""
    match event:
        case PersonHired():
            return Person(
                status="active",
                person=event.person,
                external_id=event.external_id,
                profile=profile_of(event),
                job=job_of(event),
                hired_on=event.hired_on,
            )
        case ProfileChanged():
            return replace(person, profile=profile_of(event))
        case JobChanged():
            return replace(person, job=job_of(event))
        case PersonDeactivated():
            return replace(person, status="deactivated")
        case PersonReactivated():
            return replace(person, status="active")
        case SubjectErased():
            return Person(status="erased", person=event.person)
        case ErasureCompleted():
            return replace(person, erasure_completed=True)


def about(_person: Person, event: PersonEvent) -> Sequence[StreamId]:
    """The person whose record it is."""
    return (event.person,)


decider = Decider(
    category="person", decide=decide, evolve=evolve, about=about, initial_state=Person()
)
