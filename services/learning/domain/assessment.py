"""The assessment: what is said of one person's level in one skill, besides what they achieve.

1. Only a skill that takes evidence is assessed, tested or given prior learning; one that was
   merged or retired since can still have its level contested and its evidence revoked.
2. People assess themselves as often as they like: the newest counts, the same level once a day.
3. A test result is recorded once, of a test taken today or before; by HR, or for an activity by
   its assessor, of somebody who takes part in it or completed it, in a skill that it teaches and
   at most at the level that it teaches; an assessor records each test once a person.
4. A recorded result can be revoked, with a reason; that is final.
5. Prior learning is submitted once, with what proves it: a certificate, which expires as one
   does, or assessed learning, which has a score from 0 to 1.
6. Prior learning counts once it is confirmed; it may be declined instead. What was confirmed can
   be revoked, with a reason; that is final.
7. One contest of a level is open at a time. It is decided once: the evidence is upheld, or was
   corrected; no level is ever typed in.
8. What holds already is accepted and yields no event.
"""

from collections.abc import Sequence

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
from services.learning.domain.assessment_contests import contest, decide_contest
from services.learning.domain.assessment_items import item_of
from services.learning.domain.assessment_prior_learning import settle, submit
from services.learning.domain.assessment_state import Assessment, evolve
from services.learning.domain.assessment_tests import record_result, require_assessor, revoke_result
from services.learning.domain.skill import known, usable
from services.learning.events.assessment import AssessmentEvent, SkillSelfAssessed
from shared.kernel.decider import NOTHING, Beside, Decider
from shared.kernel.errors import NotFound
from shared.kernel.messages import StreamId


def decide(
    command: AssessmentCommand, before: Assessment, beside: Beside = NOTHING
) -> Sequence[AssessmentEvent]:
    """Events that follow from ``command``; raises the ``DomainError`` that forbids it."""
    match command:
        case RecordTestResult():
            require_assessor(command, beside)
            usable(command.skill, beside, "skill")
            return record_result(command, before)
        case AssessOwnSkill() | SubmitPriorLearning():
            usable(command.skill, beside, "skill")
            return bring(command, before)
        case ContestLevel():
            known(command.skill, beside, "skill")
            return contest(command, before)
        case (
            RevokeTestResult()
            | ConfirmPriorLearning()
            | DeclinePriorLearning()
            | RevokePriorLearning()
            | DecideContest()
        ):
            if not before.person:
                raise NotFound("no such assessment")
            return judge(command, before, beside)


def bring(
    command: AssessOwnSkill | SubmitPriorLearning, before: Assessment
) -> Sequence[AssessmentEvent]:
    match command:
        case AssessOwnSkill():
            return assess(command, before)
        case SubmitPriorLearning():
            return submit(command, before)


def assess(command: AssessOwnSkill, before: Assessment) -> Sequence[AssessmentEvent]:
    if before.self_assessed == (command.level, command.today):
        return []
    return [
        SkillSelfAssessed(
            person=command.person,
            skill=command.skill,
            item=item_of(command, "self_assessment", f"{before.number + 1:06}"),
            level=command.level,
            assessed_on=command.today,
        )
    ]


def judge(
    command: RevokeTestResult
    | ConfirmPriorLearning
    | DeclinePriorLearning
    | RevokePriorLearning
    | DecideContest,
    before: Assessment,
    beside: Beside,
) -> Sequence[AssessmentEvent]:
    match command:
        case RevokeTestResult():
            return revoke_result(command, before)
        case DecideContest():
            return decide_contest(command, before)
        case ConfirmPriorLearning() | DeclinePriorLearning() | RevokePriorLearning():
            return settle(command, before, beside)


def about(_assessment: Assessment, event: AssessmentEvent) -> Sequence[StreamId]:
    """The person whose level it is, then who else had a hand in it."""
    others = {getattr(event, name, event.person) for name in HANDS}
    return (event.person, *sorted(others - {event.person}))


HANDS = ("recorded_by", "revoked_by", "submitted_by", "confirmed_by", "declined_by", "decided_by")

decider: Decider[AssessmentCommand, Assessment, AssessmentEvent] = Decider(
    category="assessment",
    decide=decide,
    evolve=evolve,
    about=about,
    initial_state=Assessment(),
)
