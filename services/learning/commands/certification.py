"""What can be asked about a certification."""

from datetime import date
from typing import Annotated

from services.learning.commands.fields import Actor, Name, PersonId, Prose, Today
from services.learning.commands.skill import SkillAtLevel
from shared.kernel.markers import Category
from shared.kernel.messages import Command, StreamId

CertificationId = Annotated[StreamId, Category("certification")]


class ClaimCertification(Command):
    """``proof`` is a link or says where the certificate can be seen.

    Without ``expires_on`` it expires 1,095 days after it was earned. HR's entry for somebody
    else is confirmed at once.
    """

    certification: CertificationId
    person: PersonId
    name: Name
    issuer: Name | None = None
    skills: tuple[SkillAtLevel, ...]
    earned_on: date
    expires_on: date | None = None
    proof: Prose
    claimed_by: Actor
    today: Today


class RenewCertification(Command):
    """The same certificate earned again; it counts once confirmed, as a claim does."""

    certification: CertificationId
    earned_on: date
    expires_on: date | None = None
    proof: Prose
    claimed_by: Actor
    today: Today


class ConfirmCertification(Command):
    """Makes the claim, or the renewal that waits, evidence.

    ``earned_on``, ``expires_on`` and ``proof`` say which one has been seen: if any of them is not
    that of what waits, nothing is confirmed.
    """

    certification: CertificationId
    earned_on: date | None = None
    expires_on: date | None = None
    proof: Prose | None = None
    confirmed_by: Actor
    today: Today


class DeclineCertification(Command):
    """Ends the claim, or the renewal that waits; what was confirmed stays.

    ``earned_on``, ``expires_on`` and ``proof`` say which one has been seen, as with confirming.
    """

    certification: CertificationId
    reason: Prose
    earned_on: date | None = None
    expires_on: date | None = None
    proof: Prose | None = None
    declined_by: Actor
    today: Today


class RevokeCertification(Command):
    """Takes a confirmed certificate out of the evidence for good."""

    certification: CertificationId
    reason: Prose
    revoked_by: Actor
    today: Today


class ExpireCertification(Command):
    """The last day of the ``term``, counted from 1, has passed; a policy's command."""

    certification: CertificationId
    term: int
    today: Today


CertificationCommand = (
    ClaimCertification
    | RenewCertification
    | ConfirmCertification
    | DeclineCertification
    | RevokeCertification
    | ExpireCertification
)
