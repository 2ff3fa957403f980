"""Who may arrange activities, and who may do what with an enrolment.

An enrolment is read by its person, their direct manager and HR, and once it is completed by the one
who assesses it; from everybody else it is hidden. Nobody scores or revokes what is their own.
"""

from collections.abc import Mapping

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
from services.learning.domain.activity_state import Activity, UnknownAssessor
from services.learning.domain.enrolment_state import Enrolment
from services.learning.permissions.facts import (
    Entry,
    Facts,
    Judgement,
    Need,
    hr,
    policy,
    verdict,
)
from shared.kernel.actor import Actor, Person, Policy, Verdict
from shared.kernel.messages import Command, State, StreamId


def offers(
    actor: Actor,
    command: PublishActivity | ReviseActivity,
    states: tuple[Activity, *tuple[State, ...]],
    facts: Facts,
) -> Judgement:
    """HR; somebody who is named as its assessor now works here, or has left since."""
    judgement = hr(actor, command, states, facts)
    if judgement != "allowed" or command.assessor is None or command.assessor in facts.active:
        return judgement
    if names_assessor(command, states[0]) or not facts.knows({command.assessor}):
        return UnknownAssessor("nobody of this id works here", "assessor")
    return judgement


def assessor_named(
    actor: Person,
    command: PublishActivity | ReviseActivity,
    states: tuple[Activity, *tuple[State, ...]],
) -> frozenset[StreamId]:
    asked = "hr" in actor.scopes and names_assessor(command, states[0])
    return frozenset({command.assessor} if asked and command.assessor else ())


def names_assessor(command: PublishActivity | ReviseActivity, activity: Activity) -> bool:
    """Whether somebody is to assess from now on who did not before."""
    if isinstance(command, PublishActivity) and activity.published is not None:
        return False  # nothing can come of it but what has been published before
    before = activity.offer.assessor if activity.offer else None
    return command.assessor is not None and command.assessor != before


def own(
    actor: Actor, command: Command, states: tuple[Enrolment, *tuple[State, ...]], facts: Facts
) -> Verdict:
    """For oneself; the first command of an enrolment makes it one's own."""
    if not isinstance(actor, Person):
        return "forbidden"
    enrolment = states[0]
    opens = isinstance(command, PlanLearning | Enrol) and enrolment.status == "undefined"
    if opens or enrolment.person == actor.id:
        return "allowed"
    return in_sight(actor, enrolment, facts, allowed=False)


def withdraws(
    actor: Actor, command: Withdraw, states: tuple[Enrolment, *tuple[State, ...]], facts: Facts
) -> Verdict:
    """For oneself; a policy for somebody who has left."""
    return "allowed" if isinstance(actor, Policy) else own(actor, command, states, facts)


def scores(actor: Actor, _command: RecordScore, states: tuple[Enrolment], facts: Facts) -> Verdict:
    """Its assessor or HR, never for themselves."""
    if not isinstance(actor, Person):
        return "forbidden"
    return in_sight(actor, states[0], facts, allowed=judges(actor, states[0]))


def revokes(
    actor: Actor, _command: RevokeCompletion, states: tuple[Enrolment], facts: Facts
) -> Verdict:
    """Its assessor, HR or the direct manager, never for themselves."""
    if not isinstance(actor, Person):
        return "forbidden"
    enrolment = states[0]
    allowed = judges(actor, enrolment) or facts.manager(enrolment.person) == actor.id
    return in_sight(actor, enrolment, facts, allowed=allowed)


def judges(actor: Person, enrolment: Enrolment) -> bool:
    """An assessor takes back or replaces no score that somebody else gave."""
    if actor.id == enrolment.person:
        return False
    assesses = actor.id == assessor(enrolment) and enrolment.scored_by in {None, actor.id}
    return "hr" in actor.scopes or assesses


def assessor(enrolment: Enrolment) -> StreamId | None:
    """Nobody's as long as there is nothing to assess."""
    terms = enrolment.terms
    return terms.assessor if terms and enrolment.completed_on is not None else None


def in_sight(actor: Person, enrolment: Enrolment, facts: Facts, *, allowed: bool) -> Verdict:
    """Hidden where there is no enrolment that the actor may read."""
    if enrolment.status == "undefined":
        return "hidden"
    if actor.id != enrolment.person and not facts.knows({enrolment.person}):
        return "hidden"
    readers = {enrolment.person, facts.manager(enrolment.person), assessor(enrolment)}
    if "hr" in actor.scopes or actor.id in readers:
        return verdict(allowed)
    return "hidden"


def manager_of_its_person(
    actor: Person, command: Command, states: tuple[Enrolment, *tuple[State, ...]]
) -> frozenset[StreamId]:
    """Asked where the rest leaves it open.

    An enrolment that does not exist asks for somebody too, lest it answer other than a hidden one.
    """
    enrolment = states[0]
    if actor.id in {enrolment.person, assessor(enrolment)} or "hr" in actor.scopes:
        return frozenset()
    if isinstance(command, PlanLearning | Enrol) and enrolment.status == "undefined":
        return frozenset()
    return frozenset({enrolment.person or actor.id})


OWN = (PlanLearning, DropPlan, Enrol, Start, RecordTime, Complete)

ENTRIES: Mapping[type[Command], Entry] = {
    PublishActivity: offers,
    ReviseActivity: offers,
    ScheduleOccurrence: hr,
    CancelOccurrence: hr,
    RetireActivity: hr,
    FinishParticipation: policy,
    **dict.fromkeys(OWN, own),
    Withdraw: withdraws,
    RecordScore: scores,
    RevokeCompletion: revokes,
    PromoteFromWaitingList: policy,
    CancelEnrolment: policy,
}
NEEDS: Mapping[type[Command], Need] = {
    PublishActivity: assessor_named,
    ReviseActivity: assessor_named,
    **dict.fromkeys((*OWN, Withdraw, RecordScore, RevokeCompletion), manager_of_its_person),
}
