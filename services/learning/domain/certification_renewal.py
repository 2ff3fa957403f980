"""The next term of a certification; the rules are numbered in ``certification``."""

from collections.abc import Sequence
from datetime import date

from services.learning.commands.certification import RenewCertification
from services.learning.domain.certification_dates import expiry
from services.learning.domain.certification_state import (
    Certification,
    CertificationIsRevoked,
    NotConfirmed,
    RenewalPending,
    RenewedBeforeEarned,
    Term,
    item_of,
)
from services.learning.events.certification import (
    CertificationClaimed,
    CertificationEvent,
    CertificationRenewed,
    RenewalClaimed,
)
from shared.kernel.errors import NotFound
from shared.kernel.messages import StreamId


def renew(command: RenewCertification, before: Certification) -> Sequence[CertificationEvent]:
    if before.claimed is None:
        raise NotFound("no such certification")
    if before.status == "revoked":
        raise CertificationIsRevoked("this certification has been revoked")
    if before.term is None:
        raise NotConfirmed("this certification was never confirmed")
    expires_on = expiry(command.earned_on, command.expires_on, command.today)
    renewal = RenewalClaimed(
        certification=command.certification,
        person=before.claimed.person,
        earned_on=command.earned_on,
        expires_on=expires_on,
        proof=command.proof,
        claimed_by=command.claimed_by,
        claimed_on=command.today,
    )
    if (before.term.earned_on, before.term.expires_on) == (command.earned_on, expires_on):
        return []
    if before.renewal is not None:
        return pending(before.renewal, renewal)
    if command.earned_on <= before.term.earned_on:
        raise RenewedBeforeEarned("a renewal is earned after the term before", "earned_on")
    if command.claimed_by == before.claimed.person:
        return [renewal]
    return [
        renewal,
        renewed(renewal, before.term, before.claimed, command.claimed_by, command.today),
    ]


def pending(waiting: RenewalClaimed, renewal: RenewalClaimed) -> Sequence[CertificationEvent]:
    asked = (renewal.earned_on, renewal.expires_on, renewal.proof)
    if (waiting.earned_on, waiting.expires_on, waiting.proof) != asked:
        raise RenewalPending("another renewal waits to be confirmed or declined")
    return []


def renewed(
    renewal: RenewalClaimed, term: Term, claimed: CertificationClaimed, by: StreamId, on: date
) -> CertificationRenewed:
    return CertificationRenewed(
        certification=renewal.certification,
        person=renewal.person,
        item=item_of(renewal.certification, term.number + 1),
        replaces=term.item,
        skills=claimed.skills,
        earned_on=renewal.earned_on,
        expires_on=renewal.expires_on,
        confirmed_by=by,
        confirmed_on=on,
    )
