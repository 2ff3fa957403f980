"""Which claim or renewal somebody has seen who judges it; the rules are in ``certification``."""

from services.learning.commands.certification import ConfirmCertification, DeclineCertification
from services.learning.domain.certification_state import OtherClaim, Term
from services.learning.events.certification import CertificationClaimed, RenewalClaimed

Judging = ConfirmCertification | DeclineCertification
SAID = ("earned_on", "expires_on", "proof")


def said_otherwise(
    command: Judging, claim: CertificationClaimed | RenewalClaimed | Term
) -> str | None:
    """The first field that says something else than the claim; none also if nothing is said."""
    for field in SAID:
        said = getattr(command, field)
        if said is not None and said != getattr(claim, field):
            return field
    return None


def require_seen(command: Judging, claim: CertificationClaimed | RenewalClaimed | Term) -> None:
    field = said_otherwise(command, claim)
    if field is not None:
        raise OtherClaim("what was seen is not what waits by now: look again", field)
