"""What the rules of the certification remember of its events, and how they refuse."""

from datetime import date
from typing import Literal

from services.learning.events.certification import (
    CertificationClaimed,
    CertificationConfirmed,
    CertificationDeclined,
    CertificationEvent,
    CertificationExpired,
    CertificationRenewed,
    CertificationRevoked,
    RenewalClaimed,
    RenewalDeclined,
    TermEvent,
)
from shared.kernel.errors import DomainError
from shared.kernel.messages import State, StreamId
from shared.kernel.replacing import replace


class Term(State):
    """A confirmed one; ``number`` counts them from 1."""

    number: int
    item: str
    earned_on: date
    expires_on: date
    proof: str


class Certification(State):
    """``term`` is the newest that was confirmed, ``renewal`` the one that waits for it."""

    claimed: CertificationClaimed | None = None
    status: Literal["undefined", "claimed", "declined", "confirmed", "expired", "revoked"] = (
        "undefined"
    )
    term: Term | None = None
    renewal: RenewalClaimed | None = None

    @property
    def person(self) -> StreamId:
        return self.claimed.person if self.claimed else StreamId("")


class CertificationAlreadyClaimed(DomainError):
    """Rule 1: a certification is claimed once."""


class CertificationUnclear(DomainError):
    """Rule 2: a certificate is of 1 to 20 skills, each once."""


class EarnedAhead(DomainError):
    """Rule 3: what is claimed was earned today or on a day before."""


class ExpiresBeforeEarned(DomainError):
    """Rule 3: a certificate expires after it was earned."""


class NothingToConfirm(DomainError):
    """Rule 4: what is confirmed or declined waits for it."""


class OtherClaim(DomainError):
    """Rule 4: whoever says which claim or renewal they have seen judges no other one."""


class NotConfirmed(DomainError):
    """Rules 5 and 7: only a certification that was confirmed is renewed or revoked."""


class RenewalPending(DomainError):
    """Rule 5: a renewal is claimed when none waits."""


class RenewedBeforeEarned(DomainError):
    """Rule 5: a renewal is earned after the term that it follows."""


class CertificationIsRevoked(DomainError):
    """Rule 7: a revoked certification takes no step."""


def evolve(certification: Certification, event: CertificationEvent) -> Certification:
    """The certification after ``event``; refuses nothing, for events have happened."""
    match event:
        case CertificationClaimed():
            return Certification(claimed=event, status="claimed")
        case CertificationConfirmed() | CertificationRenewed():
            term = term_of(certification, event)
            return replace(certification, status="confirmed", term=term, renewal=None)
        case CertificationDeclined():
            return replace(certification, status="declined")
        case RenewalClaimed():
            return replace(certification, renewal=event)
        case RenewalDeclined():
            return replace(certification, renewal=None)
        case CertificationRevoked():
            return replace(certification, status="revoked", renewal=None)
        case CertificationExpired():
            return replace(certification, status="expired")


def term_of(certification: Certification, event: TermEvent) -> Term:
    claim = certification.renewal or certification.claimed
    return Term(
        number=certification.term.number + 1 if certification.term else 1,
        item=event.item,
        earned_on=event.earned_on,
        expires_on=event.expires_on,
        proof=claim.proof if claim else "",
    )


def item_of(certification: StreamId, number: int) -> str:
    """The id of the evidence that a term is."""
    return f"{certification}/{number}"
