"""What can be asked about a person's portfolio: what they have published, and their badges."""

from datetime import date
from typing import Annotated, Literal

from services.learning.commands.fields import (
    Actor,
    ItemId,
    Name,
    PersonId,
    Prose,
    SkillId,
    Today,
)
from shared.kernel.markers import Pattern
from shared.kernel.messages import Command

Link = Annotated[str, Pattern(r"https://\S+", 500)]


class PublishContribution(Command):
    """Shows something that the actor has made; ``published_on`` is the day it came out."""

    person: Actor
    contribution: ItemId
    kind: Literal["article", "talk", "repository", "answer"]
    title: Name
    link: Link | None = None
    skills: tuple[SkillId, ...] = ()
    published_on: date
    today: Today


class WithdrawContribution(Command):
    """Shows it no longer; its endorsements go with it."""

    person: Actor
    contribution: ItemId
    today: Today


class EndorseContribution(Command):
    """``person`` is the one whose contribution it is."""

    person: PersonId
    contribution: ItemId
    endorser: Actor
    today: Today


class FeatureContribution(Command):
    """``featured``: shown first, or not any more."""

    person: Actor
    contribution: ItemId
    featured: bool
    today: Today


class SetProfileVisibility(Command):
    """``public``: colleagues see the profile, with the level of each skill but not its evidence."""

    person: Actor
    visibility: Literal["private", "public"]
    today: Today


class IssueBadge(Command):
    """``name`` is what the badge is called, whoever has it; ``reason`` is why this person does."""

    person: PersonId
    badge: ItemId
    skill: SkillId | None = None
    name: Name
    reason: Prose
    issued_by: Actor
    today: Today


class RevokeBadge(Command):
    person: PersonId
    badge: ItemId
    reason: Prose
    revoked_by: Actor
    today: Today


ContributionCommand = (
    PublishContribution | WithdrawContribution | EndorseContribution | FeatureContribution
)
BadgeCommand = IssueBadge | RevokeBadge
PortfolioCommand = ContributionCommand | SetProfileVisibility | BadgeCommand
