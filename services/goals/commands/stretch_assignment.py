"""What can be asked about a stretch assignment, from its publication to a validated outcome."""

from datetime import date
from typing import Literal

from services.goals.commands.fields import (
    Actor,
    AssignmentId,
    Level,
    PersonId,
    Prose,
    SkillId,
    Title,
    Today,
)
from shared.kernel.messages import Command, Part


class AskedSkill(Part):
    """A skill that the assignment exercises, at the level that it asks for."""

    skill: SkillId
    level: Level


class PublishAssignment(Command):
    assignment: AssignmentId
    publisher: Actor
    title: Title
    description: Prose
    skills: tuple[AskedSkill, ...]
    hours_a_week: int
    starts_on: date
    ends_on: date
    places: int
    today: Today


class Apply(Command):
    assignment: AssignmentId
    applicant: Actor
    note: Prose | None = None
    today: Today


class WithdrawApplication(Command):
    assignment: AssignmentId
    applicant: Actor
    today: Today


class ApproveApplicant(Command):
    """Asked of the applicant's own manager."""

    assignment: AssignmentId
    applicant: PersonId
    today: Today


class DeclineApplicant(Command):
    assignment: AssignmentId
    applicant: PersonId
    today: Today


class AcceptApplicant(Command):
    """Gives an approved applicant one of the places."""

    assignment: AssignmentId
    applicant: PersonId
    today: Today


class CompleteAssignment(Command):
    """Says how one person did, and what that person learnt."""

    assignment: AssignmentId
    person: PersonId
    outcome: Literal["exceeded", "met", "partly", "not_met"]
    learnt: Prose
    completed_by: Actor
    today: Today


class ValidateOutcome(Command):
    """Confirms a person's outcome, which makes it evidence."""

    assignment: AssignmentId
    person: PersonId
    today: Today


class CancelAssignment(Command):
    assignment: AssignmentId
    reason: Prose
    today: Today


class RemindApprover(Command):
    """Asks again for the approval of an applicant who has waited; a policy's command."""

    assignment: AssignmentId
    applicant: PersonId
    today: Today


ApplicationCommand = (
    Apply | WithdrawApplication | ApproveApplicant | DeclineApplicant | AcceptApplicant
)
OutcomeCommand = CompleteAssignment | ValidateOutcome
StretchAssignmentCommand = (
    PublishAssignment | ApplicationCommand | OutcomeCommand | CancelAssignment | RemindApprover
)
