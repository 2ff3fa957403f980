"""What the rules of the portfolio remember of its events, and how they refuse."""

from dataclasses import field as state_field

from services.learning.events.portfolio import (
    BadgeIssued,
    BadgeRevoked,
    ContributionChanged,
    ContributionEndorsed,
    ContributionFeatured,
    ContributionPublished,
    ContributionWithdrawn,
    PortfolioEvent,
    ProfileVisibilitySet,
    Visibility,
)
from shared.kernel.errors import DomainError
from shared.kernel.frozen_map import FrozenMap
from shared.kernel.messages import State, StreamId
from shared.kernel.replacing import replace


class Contribution(State):
    published: ContributionPublished
    endorsers: frozenset[StreamId] = frozenset()
    featured: bool = False
    withdrawn: bool = False


class Badge(State):
    issued: BadgeIssued
    revoked: bool = False


class Portfolio(State):
    visibility: Visibility = "private"
    contributions: FrozenMap[str, Contribution] = state_field(default_factory=FrozenMap)
    badges: FrozenMap[str, Badge] = state_field(default_factory=FrozenMap)


class ContributionAlreadyPublished(DomainError):
    """Rule 1: a contribution is published once."""


class NotYetPublished(DomainError):
    """Rule 2: a contribution came out today or before."""


class ContributionUnclear(DomainError):
    """Rule 2: a contribution is about up to 20 skills, each once."""


class UnknownContribution(DomainError):
    """Rule 3: what is endorsed, featured or withdrawn is there."""


class OwnContribution(DomainError):
    """Rule 4: nobody endorses a contribution of their own."""


class BadgeAlreadyIssued(DomainError):
    """Rule 6: a badge is issued once."""


class UnknownBadge(DomainError):
    """Rule 6: what is revoked has been issued."""


def evolve(portfolio: Portfolio, event: PortfolioEvent) -> Portfolio:
    """The portfolio after ``event``; refuses nothing, for events have happened."""
    match event:
        case ContributionPublished():
            return with_contribution(portfolio, event.contribution, Contribution(published=event))
        case ContributionWithdrawn() | ContributionEndorsed() | ContributionFeatured():
            before = portfolio.contributions[event.contribution]
            return with_contribution(portfolio, event.contribution, changed(before, event))
        case ProfileVisibilitySet(visibility=visibility):
            return replace(portfolio, visibility=visibility)
        case BadgeIssued():
            badges = portfolio.badges.with_(event.badge, Badge(issued=event))
            return replace(portfolio, badges=badges)
        case BadgeRevoked():
            revoked = replace(portfolio.badges[event.badge], revoked=True)
            return replace(portfolio, badges=portfolio.badges.with_(event.badge, revoked))


def changed(contribution: Contribution, event: ContributionChanged) -> Contribution:
    match event:
        case ContributionWithdrawn():
            return replace(contribution, withdrawn=True, featured=False)
        case ContributionEndorsed(endorser=endorser):
            return replace(contribution, endorsers=contribution.endorsers | {endorser})
        case ContributionFeatured(featured=featured):
            return replace(contribution, featured=featured)


def with_contribution(portfolio: Portfolio, key: str, after: Contribution) -> Portfolio:
    return replace(portfolio, contributions=portfolio.contributions.with_(key, after))
