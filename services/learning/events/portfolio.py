"""What can have happened to a person's portfolio; it is shown, it is no evidence.

Names of badges are about no person and not marked; why somebody has one is.
"""

from datetime import date
from typing import Annotated, Literal

from shared.kernel.markers import PII
from shared.kernel.messages import Event, StreamId

ContributionKind = Literal["article", "talk", "repository", "answer"]
Visibility = Literal["private", "public"]


class ContributionPublished(Event):
    """``published_on`` is the day it came out, ``recorded_on`` the day it was entered."""

    person: StreamId
    contribution: str
    kind: ContributionKind
    title: Annotated[str, PII("person")]
    link: Annotated[str | None, PII("person")]
    skills: tuple[StreamId, ...]
    published_on: date
    recorded_on: date


class ContributionWithdrawn(Event):
    """``endorsers`` are those whose endorsement went with it."""

    person: StreamId
    contribution: str
    endorsers: tuple[StreamId, ...]
    withdrawn_on: date


class ContributionEndorsed(Event):
    """``person`` is the one whose contribution it is."""

    person: StreamId
    contribution: str
    endorser: StreamId
    endorsed_on: date


class ContributionFeatured(Event):
    """``featured``: shown first, or not any more."""

    person: StreamId
    contribution: str
    featured: bool
    featured_on: date


class ProfileVisibilitySet(Event):
    """Before the first one a profile is private."""

    person: StreamId
    visibility: Visibility
    set_on: date


class BadgeIssued(Event):
    person: StreamId
    badge: str
    skill: StreamId | None
    name: str
    reason: Annotated[str, PII("person")]
    issued_by: StreamId
    issued_on: date


class BadgeRevoked(Event):
    person: StreamId
    badge: str
    reason: Annotated[str, PII("person")]
    revoked_by: StreamId
    revoked_on: date


ContributionChanged = ContributionWithdrawn | ContributionEndorsed | ContributionFeatured
ContributionEvent = ContributionPublished | ContributionChanged
BadgeEvent = BadgeIssued | BadgeRevoked
PortfolioEvent = ContributionEvent | ProfileVisibilitySet | BadgeEvent
