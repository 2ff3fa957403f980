"""The portfolio: what a person shows of their expertise. One a person; nothing in it is evidence.

1. A contribution is published once; the same again changes nothing, whatever came since.
2. It came out today or before, and is about up to 20 skills, each once and in use on that day.
3. What is endorsed, featured or withdrawn is there: published, and not withdrawn.
4. Nobody endorses a contribution of their own; anybody else does so once.
5. A profile is private until its owner makes it public.
6. A badge is issued once, for a skill in use or for none in particular; nobody issues or revokes
   one of their own (``permissions``). Revoking is final.
7. What holds already is accepted and yields no event.
"""

from collections.abc import Sequence

from services.learning.commands.portfolio import (
    EndorseContribution,
    FeatureContribution,
    IssueBadge,
    PortfolioCommand,
    PublishContribution,
    RevokeBadge,
    SetProfileVisibility,
    WithdrawContribution,
)
from services.learning.domain.portfolio_state import (
    BadgeAlreadyIssued,
    Contribution,
    ContributionAlreadyPublished,
    ContributionUnclear,
    NotYetPublished,
    OwnContribution,
    Portfolio,
    UnknownBadge,
    UnknownContribution,
    evolve,
)
from services.learning.domain.skill import usable
from services.learning.events.portfolio import (
    BadgeIssued,
    BadgeRevoked,
    ContributionEndorsed,
    ContributionEvent,
    ContributionFeatured,
    ContributionPublished,
    ContributionWithdrawn,
    PortfolioEvent,
    ProfileVisibilitySet,
)
from shared.kernel.decider import NOTHING, Beside, Decider
from shared.kernel.messages import StreamId
from shared.kernel.replacing import replace

MOST_SKILLS = 20


def decide(
    command: PortfolioCommand, portfolio: Portfolio, beside: Beside = NOTHING
) -> Sequence[PortfolioEvent]:
    """Events that follow from ``command``; raises the ``DomainError`` that forbids it."""
    match command:
        case PublishContribution():
            return publish(command, portfolio, beside)
        case WithdrawContribution() | EndorseContribution() | FeatureContribution():
            return change(command, portfolio)
        case SetProfileVisibility(person=person, visibility=visibility, today=day):
            if visibility == portfolio.visibility:
                return []
            return [ProfileVisibilitySet(person=person, visibility=visibility, set_on=day)]
        case IssueBadge():
            return issue(command, portfolio, beside)
        case RevokeBadge():
            return revoke(command, portfolio)


def publish(
    command: PublishContribution, portfolio: Portfolio, beside: Beside
) -> Sequence[ContributionEvent]:
    published = ContributionPublished(
        person=command.person,
        contribution=command.contribution,
        kind=command.kind,
        title=command.title,
        link=command.link,
        skills=command.skills,
        published_on=command.published_on,
        recorded_on=command.today,
    )
    before = portfolio.contributions.get(command.contribution)
    if before is not None:
        if before.published != replace(published, recorded_on=before.published.recorded_on):
            raise ContributionAlreadyPublished(
                "this contribution has been published before, in other words", "contribution"
            )
        return []
    if command.published_on > command.today:
        raise NotYetPublished("it came out today or on a day before", "published_on")
    if len(command.skills) > MOST_SKILLS or len(set(command.skills)) < len(command.skills):
        raise ContributionUnclear(f"name up to {MOST_SKILLS} skills, each once", "skills")
    for skill in command.skills:
        usable(skill, beside, "skills")
    return [published]


def change(
    command: WithdrawContribution | EndorseContribution | FeatureContribution,
    portfolio: Portfolio,
) -> Sequence[ContributionEvent]:
    before = portfolio.contributions.get(command.contribution)
    if before is None:
        raise UnknownContribution("this portfolio has no such contribution", "contribution")
    if isinstance(command, WithdrawContribution):
        return withdraw(command, before)
    if before.withdrawn:
        raise UnknownContribution("this portfolio has no such contribution", "contribution")
    match command:
        case EndorseContribution():
            return endorse(command, before)
        case FeatureContribution():
            return feature(command, before)


def withdraw(command: WithdrawContribution, before: Contribution) -> Sequence[ContributionEvent]:
    if before.withdrawn:
        return []
    return [
        ContributionWithdrawn(
            person=command.person,
            contribution=command.contribution,
            endorsers=tuple(sorted(before.endorsers)),
            withdrawn_on=command.today,
        )
    ]


def endorse(command: EndorseContribution, before: Contribution) -> Sequence[ContributionEvent]:
    if command.endorser == command.person:
        raise OwnContribution("nobody endorses a contribution of their own", "person")
    if command.endorser in before.endorsers:
        return []
    return [
        ContributionEndorsed(
            person=command.person,
            contribution=command.contribution,
            endorser=command.endorser,
            endorsed_on=command.today,
        )
    ]


def feature(command: FeatureContribution, before: Contribution) -> Sequence[ContributionEvent]:
    if command.featured == before.featured:
        return []
    return [
        ContributionFeatured(
            person=command.person,
            contribution=command.contribution,
            featured=command.featured,
            featured_on=command.today,
        )
    ]


def issue(command: IssueBadge, portfolio: Portfolio, beside: Beside) -> Sequence[PortfolioEvent]:
    issued = BadgeIssued(
        person=command.person,
        badge=command.badge,
        skill=command.skill,
        name=command.name,
        reason=command.reason,
        issued_by=command.issued_by,
        issued_on=command.today,
    )
    before = portfolio.badges.get(command.badge)
    if before is not None:
        first = before.issued
        if first != replace(issued, issued_by=first.issued_by, issued_on=first.issued_on):
            raise BadgeAlreadyIssued("this badge has been issued before, in other words", "badge")
        return []
    if command.skill is not None:
        usable(command.skill, beside, "skill")
    return [issued]


def revoke(command: RevokeBadge, portfolio: Portfolio) -> Sequence[PortfolioEvent]:
    before = portfolio.badges.get(command.badge)
    if before is None:
        raise UnknownBadge("this portfolio has no such badge", "badge")
    if before.revoked:
        return []
    return [
        BadgeRevoked(
            person=command.person,
            badge=command.badge,
            reason=command.reason,
            revoked_by=command.revoked_by,
            revoked_on=command.today,
        )
    ]


def about(_portfolio: Portfolio, event: PortfolioEvent) -> Sequence[StreamId]:
    """The person whose portfolio it is, then who else had a hand in it."""
    match event:
        case ContributionEndorsed(endorser=other):
            return (event.person, other)
        case BadgeIssued(issued_by=other) | BadgeRevoked(revoked_by=other):
            return (event.person, other)
        case (
            ContributionPublished()
            | ContributionWithdrawn()
            | ContributionFeatured()
            | ProfileVisibilitySet()
        ):
            return (event.person,)


decider: Decider[PortfolioCommand, Portfolio, PortfolioEvent] = Decider(
    category="portfolio", decide=decide, evolve=evolve, about=about, initial_state=Portfolio()
)
