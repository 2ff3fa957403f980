"""The certification: a certificate that a person has, claimed, confirmed, renewed, expired.

1. A certification is claimed once; the same claim again changes nothing, whatever came since.
2. It is of 1 to 20 skills, each named once; each is one that takes evidence on the day of the
   claim. A skill that is merged or retired later takes its certificates along.
3. It was earned today or before and expires after it was earned; where no day is given, after
   1,095 days.
4. A claim counts once it is confirmed; it may be declined instead, and then nothing follows. What
   HR enters for somebody else is confirmed at once. Whoever says which claim or renewal they have
   seen, by its days or its proof, confirms or declines no other one.
5. What was confirmed can be renewed, also after it has expired: one renewal at a time, earned
   after the term before. It counts once confirmed, in the place of that term.
6. A term expires on its day, unless another one has followed it.
7. What was confirmed can be revoked, with a reason; that is final.
8. What holds already is accepted and yields no event.
"""

from collections.abc import Sequence
from datetime import date

from services.learning.commands.certification import (
    CertificationCommand,
    ClaimCertification,
    ConfirmCertification,
    DeclineCertification,
    ExpireCertification,
    RenewCertification,
    RevokeCertification,
)
from services.learning.domain.certification_dates import expiry
from services.learning.domain.certification_renewal import renew, renewed
from services.learning.domain.certification_seen import require_seen, said_otherwise
from services.learning.domain.certification_state import (
    Certification,
    CertificationAlreadyClaimed,
    CertificationIsRevoked,
    CertificationUnclear,
    NotConfirmed,
    NothingToConfirm,
    evolve,
    item_of,
)
from services.learning.domain.skill import usable
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
)
from services.learning.events.skill import SkillLevel
from shared.kernel.decider import NOTHING, Beside, Decider
from shared.kernel.errors import NotFound
from shared.kernel.messages import StreamId
from shared.kernel.replacing import replace

MOST_SKILLS = 20


def decide(
    command: CertificationCommand, before: Certification, beside: Beside = NOTHING
) -> Sequence[CertificationEvent]:
    """Events that follow from ``command``; raises the ``DomainError`` that forbids it."""
    match command:
        case ClaimCertification():
            return claim(command, before, beside)
        case RenewCertification():
            return renew(command, before)
        case ConfirmCertification():
            return confirm(command, before, standing(before))
        case DeclineCertification():
            return decline(command, before, standing(before))
        case RevokeCertification():
            return revoke(command, before)
        case ExpireCertification():
            return expire(command, before)


def claim(
    command: ClaimCertification, before: Certification, beside: Beside
) -> Sequence[CertificationEvent]:
    claimed = CertificationClaimed(
        certification=command.certification,
        person=command.person,
        name=command.name,
        issuer=command.issuer,
        skills=tuple(SkillLevel(skill=s.skill, level=s.level) for s in command.skills),
        earned_on=command.earned_on,
        expires_on=expiry(command.earned_on, command.expires_on, command.today),
        proof=command.proof,
        claimed_by=command.claimed_by,
        claimed_on=command.today,
    )
    if before.claimed is not None:
        first = before.claimed
        again = replace(claimed, claimed_by=first.claimed_by, claimed_on=first.claimed_on)
        if first != again:
            raise CertificationAlreadyClaimed("this certification has been claimed before")
        return []
    require_clear(command, beside)
    if command.claimed_by == command.person:
        return [claimed]
    return [claimed, confirmed(claimed, command.claimed_by, command.today)]


def require_clear(command: ClaimCertification, beside: Beside) -> None:
    named = {asked.skill for asked in command.skills}
    if not 1 <= len(named) <= MOST_SKILLS or len(named) < len(command.skills):
        raise CertificationUnclear(f"name 1 to {MOST_SKILLS} skills, each once", "skills")
    for asked in command.skills:
        usable(asked.skill, beside, "skills")


def confirmed(claimed: CertificationClaimed, by: StreamId, on: date) -> CertificationConfirmed:
    return CertificationConfirmed(
        certification=claimed.certification,
        person=claimed.person,
        item=item_of(claimed.certification, 1),
        skills=claimed.skills,
        earned_on=claimed.earned_on,
        expires_on=claimed.expires_on,
        confirmed_by=by,
        confirmed_on=on,
    )


def standing(certification: Certification) -> CertificationClaimed:
    """The claim; raises ``NotFound`` where there is none, ``CertificationIsRevoked``."""
    if certification.claimed is None:
        raise NotFound("no such certification")
    if certification.status == "revoked":
        raise CertificationIsRevoked("this certification has been revoked")
    return certification.claimed


def confirm(
    command: ConfirmCertification, before: Certification, claimed: CertificationClaimed
) -> Sequence[CertificationEvent]:
    if before.status == "declined":
        raise NothingToConfirm("this claim has been declined")
    term, renewal = before.term, before.renewal
    if term is None:
        require_seen(command, claimed)
        return [confirmed(claimed, command.confirmed_by, command.today)]
    if renewal is not None and said_otherwise(command, renewal) is None:
        return [renewed(renewal, term, claimed, command.confirmed_by, command.today)]
    if said_otherwise(command, term) is not None:
        require_seen(command, renewal or term)
    return []


def decline(
    command: DeclineCertification, before: Certification, claimed: CertificationClaimed
) -> Sequence[CertificationEvent]:
    if before.status == "declined":
        return []
    if before.status == "claimed":
        require_seen(command, claimed)
        declining: type[CertificationDeclined | RenewalDeclined] = CertificationDeclined
    elif before.renewal is not None:
        require_seen(command, before.renewal)
        declining = RenewalDeclined
    else:
        raise NothingToConfirm("nothing of this certification waits to be confirmed")
    return [
        declining(
            certification=command.certification,
            person=claimed.person,
            reason=command.reason,
            declined_by=command.declined_by,
            declined_on=command.today,
        )
    ]


def revoke(command: RevokeCertification, before: Certification) -> Sequence[CertificationEvent]:
    if before.claimed is None:
        raise NotFound("no such certification")
    if before.status == "revoked":
        return []
    if before.term is None:
        raise NotConfirmed("this certification was never confirmed")
    return [
        CertificationRevoked(
            certification=command.certification,
            person=before.person,
            items=(before.term.item,),
            skills=before.claimed.skills,
            reason=command.reason,
            revoked_by=command.revoked_by,
            revoked_on=command.today,
        )
    ]


def expire(command: ExpireCertification, before: Certification) -> Sequence[CertificationEvent]:
    term = before.term
    if before.claimed is None or term is None or before.status != "confirmed":
        return []
    if term.number != command.term or command.today < term.expires_on:
        return []
    return [
        CertificationExpired(
            certification=command.certification,
            person=before.person,
            item=term.item,
            skills=before.claimed.skills,
            expired_on=term.expires_on,
            recorded_on=command.today,
        )
    ]


def about(_certification: Certification, event: CertificationEvent) -> Sequence[StreamId]:
    """The person whose certificate it is, then who else had a hand in it."""
    match event:
        case CertificationClaimed(claimed_by=other) | RenewalClaimed(claimed_by=other):
            return people(event.person, other)
        case CertificationConfirmed(confirmed_by=other) | CertificationRenewed(confirmed_by=other):
            return people(event.person, other)
        case CertificationDeclined(declined_by=other) | RenewalDeclined(declined_by=other):
            return people(event.person, other)
        case CertificationRevoked(revoked_by=other):
            return people(event.person, other)
        case CertificationExpired():
            return (event.person,)


def people(person: StreamId, other: StreamId) -> Sequence[StreamId]:
    return (person,) if other == person else (person, other)


decider: Decider[CertificationCommand, Certification, CertificationEvent] = Decider(
    category="certification",
    decide=decide,
    evolve=evolve,
    about=about,
    initial_state=Certification(),
)
