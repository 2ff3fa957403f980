"""Who may do what with a stretch assignment, which everybody sees.

It takes two people to make an outcome evidence: nobody approves, completes or validates what is
their own, and whoever published or completed an assignment never validates it.
"""

from collections.abc import Mapping

from services.goals.commands.stretch_assignment import (
    AcceptApplicant,
    Apply,
    ApproveApplicant,
    CancelAssignment,
    CompleteAssignment,
    DeclineApplicant,
    PublishAssignment,
    ValidateOutcome,
    WithdrawApplication,
)
from services.goals.domain.stretch_assignment_state import StretchAssignment
from services.goals.permissions.facts import Entry, Facts, verdict
from shared.kernel.actor import Actor, Person, Verdict
from shared.kernel.messages import Command


def publishes(
    actor: Actor, _command: PublishAssignment, _state: StretchAssignment, facts: Facts
) -> Verdict:
    """A manager or HR."""
    if not isinstance(actor, Person):
        return "forbidden"
    return verdict("hr" in actor.scopes or actor.id in facts.leaders)


def applies(
    actor: Actor,
    command: Apply | WithdrawApplication,
    assignment: StretchAssignment,
    _facts: Facts,
) -> Verdict:
    if not isinstance(actor, Person):
        return "forbidden"
    return in_sight(assignment, allowed=command.applicant == actor.id)


def approves(
    actor: Actor, command: ApproveApplicant, assignment: StretchAssignment, facts: Facts
) -> Verdict:
    if not isinstance(actor, Person):
        return "forbidden"
    decides = facts.decides_for(
        actor, command.applicant, command.today, apart_from=assignment.publisher
    )
    return in_sight(assignment, allowed=decides)


def declines(
    actor: Actor, command: DeclineApplicant, assignment: StretchAssignment, facts: Facts
) -> Verdict:
    """The publisher, or who approves."""
    if not isinstance(actor, Person):
        return "forbidden"
    published = assignment.publisher == actor.id
    decides = facts.decides_for(actor, command.applicant, command.today)
    return in_sight(assignment, allowed=published or decides)


def published(
    actor: Actor,
    command: AcceptApplicant | CompleteAssignment | CancelAssignment,
    assignment: StretchAssignment,
    _facts: Facts,
) -> Verdict:
    """The publisher, but not for themselves."""
    if not isinstance(actor, Person):
        return "forbidden"
    own = isinstance(command, CompleteAssignment) and command.person == actor.id
    return in_sight(assignment, allowed=assignment.publisher == actor.id and not own)


def validates(
    actor: Actor, command: ValidateOutcome, assignment: StretchAssignment, facts: Facts
) -> Verdict:
    """The person's manager; HR where there is none, or where that one published or completed it.

    Whoever published or completed it never validates it.
    """
    if not isinstance(actor, Person):
        return "forbidden"
    person = command.person
    application = assignment.applications.get(person)
    judges = {assignment.publisher, application.completed_by if application else None}
    stands_in = facts.managers.get(person) in judges | {None} and facts.stands_in(
        actor, person, command.today
    )
    validating = facts.leads(actor, person) or stands_in
    return in_sight(assignment, allowed=validating and actor.id not in judges)


def in_sight(assignment: StretchAssignment, *, allowed: bool) -> Verdict:
    """Everybody sees every assignment that exists."""
    if assignment.status == "undefined":
        return "hidden"
    return verdict(allowed)


ENTRIES: Mapping[type[Command], Entry] = {
    PublishAssignment: publishes,
    Apply: applies,
    WithdrawApplication: applies,
    ApproveApplicant: approves,
    DeclineApplicant: declines,
    AcceptApplicant: published,
    CompleteAssignment: published,
    CancelAssignment: published,
    ValidateOutcome: validates,
}
