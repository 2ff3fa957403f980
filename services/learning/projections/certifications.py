"""The view ``certifications``: one row a certification, from its claim to its last term."""

from datetime import date
from typing import Literal, get_args

from services.learning.events.certification import (
    CertificationClaimed,
    CertificationConfirmed,
    CertificationDeclined,
    CertificationEvent,
    CertificationExpired,
    CertificationMoved,
    CertificationRenewed,
    CertificationRevoked,
    RenewalClaimed,
    RenewalDeclined,
)
from services.learning.projections.opened import opened
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection
from shared.kernel.replacing import replace


class CertificationRow(View):
    """``renewal_…`` of one that waits; ``reason`` why it, or a renewal, was declined or revoked."""

    certification: StreamId
    person: StreamId
    name: str
    issuer: str | None
    proof: str
    status: Literal["claimed", "declined", "confirmed", "expired", "revoked"]
    earned_on: date
    expires_on: date
    claimed_on: date
    claimed_by: StreamId
    confirmed_on: date | None
    confirmed_by: StreamId | None
    declined_on: date | None
    revoked_on: date | None
    reason: str | None
    renewal_earned_on: date | None
    renewal_expires_on: date | None
    renewal_proof: str | None
    renewal_claimed_on: date | None


def keys(event: CertificationEvent) -> tuple[str]:
    return (event.certification,)


def evolve(_key: str, row: CertificationRow | None, event: CertificationEvent) -> CertificationRow:
    if isinstance(event, CertificationClaimed):
        return claimed(event)
    return moved(opened(row, event), event)


def claimed(event: CertificationClaimed) -> CertificationRow:
    return CertificationRow(
        certification=event.certification,
        person=event.person,
        name=event.name,
        issuer=event.issuer,
        proof=event.proof,
        status="claimed",
        earned_on=event.earned_on,
        expires_on=event.expires_on,
        claimed_on=event.claimed_on,
        claimed_by=event.claimed_by,
        confirmed_on=None,
        confirmed_by=None,
        declined_on=None,
        revoked_on=None,
        reason=None,
        renewal_earned_on=None,
        renewal_expires_on=None,
        renewal_proof=None,
        renewal_claimed_on=None,
    )


def moved(row: CertificationRow, event: CertificationMoved) -> CertificationRow:
    match event:
        case CertificationConfirmed(confirmed_by=person, confirmed_on=day):
            return replace(row, status="confirmed", confirmed_by=person, confirmed_on=day)
        case CertificationDeclined(declined_on=day, reason=reason):
            return replace(row, status="declined", declined_on=day, reason=reason)
        case RenewalClaimed():
            return replace(
                row,
                declined_on=None,
                reason=None,
                renewal_earned_on=event.earned_on,
                renewal_expires_on=event.expires_on,
                renewal_proof=event.proof,
                renewal_claimed_on=event.claimed_on,
            )
        case CertificationRenewed():
            return renewed(row, event)
        case RenewalDeclined(declined_on=day, reason=reason):
            return replace(without_renewal(row), declined_on=day, reason=reason)
        case CertificationRevoked(revoked_on=day, reason=reason):
            return replace(without_renewal(row), status="revoked", revoked_on=day, reason=reason)
        case CertificationExpired():
            return replace(row, status="expired")


def renewed(row: CertificationRow, event: CertificationRenewed) -> CertificationRow:
    return replace(
        without_renewal(row),
        status="confirmed",
        proof=row.renewal_proof or row.proof,
        earned_on=event.earned_on,
        expires_on=event.expires_on,
        confirmed_by=event.confirmed_by,
        confirmed_on=event.confirmed_on,
    )


def without_renewal(row: CertificationRow) -> CertificationRow:
    return replace(
        row,
        renewal_earned_on=None,
        renewal_expires_on=None,
        renewal_proof=None,
        renewal_claimed_on=None,
    )


projection = Projection(
    table="certifications",
    view=CertificationRow,
    on=get_args(CertificationEvent),
    keys=keys,
    evolve=evolve,
    person="person",
)
