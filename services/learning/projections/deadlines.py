"""The table ``deadlines``: the days on which the scheduler asks for something.

A confirmed certificate expires on its day; a renewal moves the day, a revocation ends it.
"""

from datetime import date

from services.learning.events.certification import (
    CertificationConfirmed,
    CertificationExpired,
    CertificationRenewed,
    CertificationRevoked,
    TermEvent,
)
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection

EXPIRE_CERTIFICATION = "expire_certification"

Ended = CertificationExpired | CertificationRevoked


class DeadlineRow(View):
    """``kind`` names the term too: two of a certificate may be due on the same day."""

    deadline_key: str
    stream: StreamId
    kind: str
    due: date
    person: StreamId


def keys(event: TermEvent | Ended) -> tuple[str]:
    return (f"{event.certification}/{EXPIRE_CERTIFICATION}",)


def evolve(key: str, _row: DeadlineRow | None, event: TermEvent | Ended) -> DeadlineRow | None:
    if isinstance(event, Ended):
        return None
    return DeadlineRow(
        deadline_key=key,
        stream=event.certification,
        kind=f"{EXPIRE_CERTIFICATION}/{event.item.rpartition('/')[2]}",
        due=event.expires_on,
        person=event.person,
    )


projection = Projection(
    table="deadlines",
    view=DeadlineRow,
    on=(
        CertificationConfirmed,
        CertificationRenewed,
        CertificationRevoked,
        CertificationExpired,
    ),
    keys=keys,
    evolve=evolve,
    person="person",
)
