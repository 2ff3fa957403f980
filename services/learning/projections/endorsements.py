"""The view ``endorsements``: who has endorsed which contribution that is shown."""

from datetime import date

from services.learning.events.portfolio import ContributionEndorsed, ContributionWithdrawn
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection


class EndorsementRow(View):
    """``person`` is the one whose contribution it is."""

    endorsement_key: str
    person: StreamId
    contribution: str
    endorser: StreamId
    endorsed_on: date


def keys(event: ContributionEndorsed | ContributionWithdrawn) -> tuple[str, ...]:
    endorsers = event.endorsers if isinstance(event, ContributionWithdrawn) else (event.endorser,)
    return tuple(f"{event.person}/{event.contribution}/{endorser}" for endorser in endorsers)


def evolve(
    key: str, _row: EndorsementRow | None, event: ContributionEndorsed | ContributionWithdrawn
) -> EndorsementRow | None:
    """The row after ``event``; none of a withdrawn contribution."""
    match event:
        case ContributionEndorsed():
            return EndorsementRow(
                endorsement_key=key,
                person=event.person,
                contribution=event.contribution,
                endorser=event.endorser,
                endorsed_on=event.endorsed_on,
            )
        case ContributionWithdrawn():
            return None


projection = Projection(
    table="endorsements",
    view=EndorsementRow,
    on=(ContributionEndorsed, ContributionWithdrawn),
    keys=keys,
    evolve=evolve,
    person="person",
)
