"""The view ``activities``: one row for each, retired ones too."""

from datetime import date
from typing import Literal

from services.learning.events.activity import (
    ActivityKind,
    ActivityPublished,
    ActivityRetired,
    ActivityRevised,
)
from services.learning.projections.opened import opened
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection
from shared.kernel.replacing import replace

OfferEvent = ActivityPublished | ActivityRevised | ActivityRetired


class ActivityRow(View):
    activity: StreamId
    title: str
    description: str
    kind: ActivityKind
    minutes: int
    assessor: StreamId | None
    link: str | None
    status: Literal["published", "retired"]
    published_on: date
    retired_on: date | None


def keys(event: OfferEvent) -> tuple[str]:
    return (event.activity,)


def evolve(_key: str, row: ActivityRow | None, event: OfferEvent) -> ActivityRow:
    match event:
        case ActivityPublished():
            return published(event)
        case ActivityRevised():
            return replace(
                opened(row, event),
                title=event.title,
                description=event.description,
                minutes=event.minutes,
                assessor=event.assessor,
                link=event.link,
            )
        case ActivityRetired(retired_on=day):
            return replace(opened(row, event), status="retired", retired_on=day)


def published(event: ActivityPublished) -> ActivityRow:
    return ActivityRow(
        activity=event.activity,
        title=event.title,
        description=event.description,
        kind=event.kind,
        minutes=event.minutes,
        assessor=event.assessor,
        link=event.link,
        status="published",
        published_on=event.published_on,
        retired_on=None,
    )


projection = Projection(
    table="activities",
    view=ActivityRow,
    on=(ActivityPublished, ActivityRevised, ActivityRetired),
    keys=keys,
    evolve=evolve,
    person=None,
)
