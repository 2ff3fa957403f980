"""The view ``contributions``: one row for each that is shown."""

from datetime import date
from typing import get_args

from services.learning.events.portfolio import (
    ContributionEndorsed,
    ContributionEvent,
    ContributionFeatured,
    ContributionKind,
    ContributionPublished,
    ContributionWithdrawn,
)
from services.learning.projections.opened import opened
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection
from shared.kernel.replacing import replace


class ContributionRow(View):
    """``contribution_key`` is ``<person>/<contribution>``; ``endorsements`` are counted."""

    contribution_key: str
    person: StreamId
    contribution: str
    kind: ContributionKind
    title: str
    link: str | None
    skills: tuple[str, ...]
    published_on: date
    featured: bool
    endorsements: int


def keys(event: ContributionEvent) -> tuple[str]:
    return (f"{event.person}/{event.contribution}",)


def evolve(
    key: str, row: ContributionRow | None, event: ContributionEvent
) -> ContributionRow | None:
    """The row after ``event``; none of a withdrawn contribution."""
    match event:
        case ContributionPublished():
            return ContributionRow(
                contribution_key=key,
                person=event.person,
                contribution=event.contribution,
                kind=event.kind,
                title=event.title,
                link=event.link,
                skills=event.skills,
                published_on=event.published_on,
                featured=False,
                endorsements=0,
            )
        case ContributionWithdrawn():
            return None
        case ContributionEndorsed():
            row = opened(row, event)
            return replace(row, endorsements=row.endorsements + 1)
        case ContributionFeatured(featured=featured):
            return replace(opened(row, event), featured=featured)


projection = Projection(
    table="contributions",
    view=ContributionRow,
    on=get_args(ContributionEvent),
    keys=keys,
    evolve=evolve,
    person="person",
)
