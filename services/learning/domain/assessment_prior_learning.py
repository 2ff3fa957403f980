"""What somebody learnt before; the rules are numbered in ``assessment``."""

from collections.abc import Sequence
from datetime import date

from services.learning.commands.assessment import (
    ConfirmPriorLearning,
    DeclinePriorLearning,
    RevokePriorLearning,
    SubmitPriorLearning,
)
from services.learning.domain.assessment_items import item_of
from services.learning.domain.assessment_state import (
    AheadOfToday,
    Assessment,
    Claim,
    PriorLearningAlreadySubmitted,
    PriorLearningDecided,
    PriorLearningNotConfirmed,
    PriorLearningUnclear,
    UnknownPriorLearning,
)
from services.learning.domain.certification_dates import default_expiry
from services.learning.domain.skill import usable
from services.learning.events.assessment import (
    AssessmentEvent,
    PriorLearningConfirmed,
    PriorLearningDeclined,
    PriorLearningRevoked,
    PriorLearningSubmitted,
)
from shared.kernel.decider import Beside
from shared.kernel.replacing import replace

Settling = ConfirmPriorLearning | DeclinePriorLearning | RevokePriorLearning


def submit(command: SubmitPriorLearning, before: Assessment) -> Sequence[AssessmentEvent]:
    require_clear(command)
    submitted = PriorLearningSubmitted(
        person=command.person,
        skill=command.skill,
        claim=command.claim,
        item=item_of(command, "prior_learning", command.claim),
        kind=command.kind,
        level=command.level,
        score=command.score,
        earned_on=command.earned_on,
        expires_on=expiry(command),
        proof=command.proof,
        submitted_by=command.submitted_by,
        submitted_on=command.today,
    )
    if command.claim not in before.claims:
        return [submitted]
    first = before.claims[command.claim].submitted
    again = replace(submitted, submitted_by=first.submitted_by, submitted_on=first.submitted_on)
    if first != again:
        raise PriorLearningAlreadySubmitted("this claim was submitted with another content")
    return []


def require_clear(command: SubmitPriorLearning) -> None:
    if command.earned_on > command.today:
        raise AheadOfToday("it was earned today or on a day before", "earned_on")
    assessed = command.kind == "learning_assessed"
    if assessed != (command.score is not None):
        raise PriorLearningUnclear("assessed learning has a score, a certificate none", "score")
    if command.score is not None and not 0 <= command.score <= 1:
        raise PriorLearningUnclear("a score lies between 0 and 1", "score")
    if command.expires_on is None:
        return
    if assessed or command.expires_on <= command.earned_on:
        raise PriorLearningUnclear("a certificate alone expires, after it was earned", "expires_on")


def expiry(command: SubmitPriorLearning) -> date | None:
    if command.kind == "learning_assessed" or command.expires_on is not None:
        return command.expires_on
    return default_expiry(command.earned_on)


def settle(command: Settling, before: Assessment, beside: Beside) -> Sequence[AssessmentEvent]:
    claim = before.claims.get(command.claim)
    if claim is None:
        raise UnknownPriorLearning("no such prior learning has been submitted", "claim")
    match command:
        case ConfirmPriorLearning():
            return confirm(command, claim, beside)
        case DeclinePriorLearning():
            return decline(command, claim)
        case RevokePriorLearning():
            return revoke(command, claim)


def confirm(
    command: ConfirmPriorLearning, claim: Claim, beside: Beside
) -> Sequence[AssessmentEvent]:
    if claim.status == "confirmed":
        return []
    if claim.status != "submitted":
        raise PriorLearningDecided(f"this claim has been {claim.status}", "claim")
    usable(command.skill, beside, "skill")
    submitted = claim.submitted
    return [
        PriorLearningConfirmed(
            person=command.person,
            skill=command.skill,
            claim=command.claim,
            item=submitted.item,
            kind=submitted.kind,
            level=submitted.level,
            score=submitted.score,
            occurred_on=submitted.earned_on,
            expires_on=submitted.expires_on,
            confirmed_by=command.confirmed_by,
            recorded_on=command.today,
        )
    ]


def decline(command: DeclinePriorLearning, claim: Claim) -> Sequence[AssessmentEvent]:
    if claim.status == "declined":
        return []
    if claim.status != "submitted":
        raise PriorLearningDecided(f"this claim has been {claim.status}", "claim")
    return [
        PriorLearningDeclined(
            person=command.person,
            skill=command.skill,
            claim=command.claim,
            item=claim.submitted.item,
            reason=command.reason,
            declined_by=command.declined_by,
            declined_on=command.today,
        )
    ]


def revoke(command: RevokePriorLearning, claim: Claim) -> Sequence[AssessmentEvent]:
    if claim.status == "revoked":
        return []
    if claim.status != "confirmed":
        raise PriorLearningNotConfirmed("this claim was not confirmed", "claim")
    return [
        PriorLearningRevoked(
            person=command.person,
            skill=command.skill,
            claim=command.claim,
            item=claim.submitted.item,
            reason=command.reason,
            revoked_by=command.revoked_by,
            revoked_on=command.today,
        )
    ]
