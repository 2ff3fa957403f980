"""Who may claim, confirm, test and contest what a person can do, and set the model.

Oneself, the direct manager and HR read such records: to anybody else they are hidden, whether
they exist or not. Nobody confirms, declines or revokes what is their own.
"""

from collections.abc import Mapping

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
    CertificationCommand,
    ClaimCertification,
    ConfirmCertification,
    DeclineCertification,
    ExpireCertification,
    RenewCertification,
    RevokeCertification,
)
from services.learning.commands.model import SetModelParameters
from services.learning.domain.assessment_state import Assessment, not_the_assessor
from services.learning.domain.certification_state import Certification
from services.learning.permissions.facts import Entry, Facts, Judgement, Need, policy, verdict
from shared.kernel.actor import Actor, Person, Verdict
from shared.kernel.messages import Command, State, StreamId

NO_ONE: frozenset[StreamId] = frozenset()


def reads(actor: Person, person: StreamId, facts: Facts) -> bool:
    """Whether the actor may read what concerns ``person``, who need not exist."""
    if actor.id == person:
        return True
    return facts.knows({person}) and ("hr" in actor.scopes or facts.manager(person) == actor.id)


def in_sight(actor: Person, person: StreamId, facts: Facts, *, allowed: bool) -> Verdict:
    return verdict(allowed) if person and reads(actor, person, facts) else "hidden"


def enters(actor: Person, person: StreamId) -> bool:
    """Oneself for oneself, HR for anybody."""
    return actor.id == person or "hr" in actor.scopes


def for_somebody(actor: Person, person: StreamId, facts: Facts) -> Verdict:
    """Nothing is entered about others than those whom the directory knows."""
    return "allowed" if actor.id == person or person in facts.chains else "hidden"


def judges(actor: Person, person: StreamId, facts: Facts) -> bool:
    """The direct manager or HR, never oneself."""
    return actor.id != person and ("hr" in actor.scopes or facts.manager(person) == actor.id)


def claims(
    actor: Actor, command: ClaimCertification, states: tuple[Certification, ...], facts: Facts
) -> Verdict:
    """A certification that there is already is seen by those who read its person's."""
    if not isinstance(actor, Person) or not enters(actor, command.person):
        return "forbidden"
    owner = states[0].person
    if owner:
        return in_sight(actor, owner, facts, allowed=True)
    return for_somebody(actor, command.person, facts)


def renews(
    actor: Actor, _command: RenewCertification, states: tuple[Certification, ...], facts: Facts
) -> Verdict:
    if not isinstance(actor, Person):
        return "forbidden"
    owner = states[0].person
    return in_sight(actor, owner, facts, allowed=enters(actor, owner))


def judges_certification(
    actor: Actor, _command: CertificationCommand, states: tuple[Certification, ...], facts: Facts
) -> Verdict:
    if not isinstance(actor, Person):
        return "forbidden"
    owner = states[0].person
    return in_sight(actor, owner, facts, allowed=judges(actor, owner, facts))


def own_skill(
    actor: Actor,
    command: AssessOwnSkill | ContestLevel,
    _states: tuple[Assessment, ...],
    _facts: Facts,
) -> Verdict:
    return verdict(isinstance(actor, Person) and actor.id == command.person)


def submits(
    actor: Actor, command: SubmitPriorLearning, _states: tuple[Assessment, ...], facts: Facts
) -> Verdict:
    if not isinstance(actor, Person) or not enters(actor, command.person):
        return "forbidden"
    return for_somebody(actor, command.person, facts)


def tests(
    actor: Actor, command: RecordTestResult, _states: tuple[Assessment, ...], facts: Facts
) -> Judgement:
    """HR, or whoever assesses the activity that is named: the rules see to that.

    Who does not assess it learns nothing of who takes part: both are refused in the same words.
    """
    if not isinstance(actor, Person) or not may_test(actor, command):
        return "forbidden"
    judgement = for_somebody(actor, command.person, facts)
    if judgement != "allowed" or command.activity is None:
        return judgement
    if command.activity not in facts.activities.get(command.person, ()):
        return not_the_assessor()
    return "allowed"


def may_test(actor: Person, command: RecordTestResult) -> bool:
    asked = "hr" in actor.scopes or command.activity is not None
    return asked and actor.id != command.person


def revokes_test(
    actor: Actor, command: RevokeTestResult, states: tuple[Assessment, ...], facts: Facts
) -> Verdict:
    """HR, or who recorded it."""
    if not isinstance(actor, Person):
        return "forbidden"
    if actor.id != command.person and recorded_by(actor, command, states[0]):
        return "allowed"
    allowed = "hr" in actor.scopes and actor.id != command.person
    return in_sight(actor, states[0].person, facts, allowed=allowed)


def recorded_by(actor: Person, command: RevokeTestResult, assessment: Assessment) -> bool:
    result = assessment.results.get(command.result)
    return result is not None and result.recorded.recorded_by == actor.id


def judges_claim(
    actor: Actor, command: AssessmentCommand, states: tuple[Assessment, ...], facts: Facts
) -> Verdict:
    if not isinstance(actor, Person):
        return "forbidden"
    allowed = judges(actor, command.person, facts)
    return in_sight(actor, states[0].person, facts, allowed=allowed)


def decides_contest(
    actor: Actor, command: DecideContest, states: tuple[Assessment, ...], facts: Facts
) -> Verdict:
    """HR, and somebody else than the person."""
    if not isinstance(actor, Person):
        return "forbidden"
    allowed = "hr" in actor.scopes and actor.id != command.person
    return in_sight(actor, states[0].person, facts, allowed=allowed)


def sets_model(
    actor: Actor, _command: SetModelParameters, _states: tuple[State, ...], _facts: Facts
) -> Verdict:
    return verdict(isinstance(actor, Person) and "hr" in actor.scopes)


def leader_of_owner(
    actor: Person, _command: CertificationCommand, states: tuple[Certification, ...]
) -> frozenset[StreamId]:
    """One that does not exist asks for somebody too, lest it answer other than a hidden one."""
    owner = states[0].person
    if "hr" in actor.scopes or owner == actor.id:
        return NO_ONE
    return frozenset({owner or actor.id})


def leader_of_claimed(
    actor: Person, command: ClaimCertification, states: tuple[Certification, ...]
) -> frozenset[StreamId]:
    if states[0].person and enters(actor, command.person):
        return leader_of_owner(actor, command, states)
    return somebody_else(actor, command, states)


def somebody_else(
    actor: Person, command: ClaimCertification | SubmitPriorLearning, _states: tuple[State, ...]
) -> frozenset[StreamId]:
    """Whom HR enters something about."""
    enters_it = "hr" in actor.scopes and actor.id != command.person
    return frozenset({command.person}) if enters_it else NO_ONE


def tested(
    actor: Person, command: RecordTestResult, _states: tuple[Assessment, ...]
) -> frozenset[StreamId]:
    return frozenset({command.person}) if may_test(actor, command) else NO_ONE


def leader_of_person(
    actor: Person, command: AssessmentCommand, _states: tuple[Assessment, ...]
) -> frozenset[StreamId]:
    if "hr" in actor.scopes or actor.id == command.person:
        return NO_ONE
    return frozenset({command.person})


ENTRIES: Mapping[type[Command], Entry] = {
    ClaimCertification: claims,
    RenewCertification: renews,
    ConfirmCertification: judges_certification,
    DeclineCertification: judges_certification,
    RevokeCertification: judges_certification,
    ExpireCertification: policy,
    AssessOwnSkill: own_skill,
    RecordTestResult: tests,
    RevokeTestResult: revokes_test,
    SubmitPriorLearning: submits,
    ConfirmPriorLearning: judges_claim,
    DeclinePriorLearning: judges_claim,
    RevokePriorLearning: judges_claim,
    ContestLevel: own_skill,
    DecideContest: decides_contest,
    SetModelParameters: sets_model,
}
NEEDS: Mapping[type[Command], Need] = {
    ClaimCertification: leader_of_claimed,
    RenewCertification: leader_of_owner,
    ConfirmCertification: leader_of_owner,
    DeclineCertification: leader_of_owner,
    RevokeCertification: leader_of_owner,
    RecordTestResult: tested,
    RevokeTestResult: leader_of_person,
    SubmitPriorLearning: somebody_else,
    ConfirmPriorLearning: leader_of_person,
    DeclinePriorLearning: leader_of_person,
    RevokePriorLearning: leader_of_person,
    DecideContest: leader_of_person,
}
