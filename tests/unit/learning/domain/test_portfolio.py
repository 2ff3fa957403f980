"""The rules of the portfolio: given events, when a command, then events."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

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
from services.learning.domain import HANDLED, portfolio, portfolio_state, skill
from services.learning.events.portfolio import (
    BadgeIssued,
    BadgeRevoked,
    ContributionEndorsed,
    ContributionFeatured,
    ContributionPublished,
    ContributionWithdrawn,
    PortfolioEvent,
    ProfileVisibilitySet,
)
from services.learning.events.skill import SkillDefined
from shared.kernel.errors import DomainError
from shared.kernel.messages import StreamId
from shared.testing.decider_spec import DeciderSpec

given = DeciderSpec(portfolio.decider).given

ADA, BEN, HR = StreamId("person-1"), StreamId("person-2"), StreamId("person-9")
RUST, OLD, MERGED, NOWHERE = (StreamId(f"skill-{n}") for n in range(1, 5))
TODAY = date(2026, 11, 23)
RUST_DEFINED = SkillDefined(
    skill=RUST,
    name="Rust",
    description=None,
    kind=None,
    esco_uri=None,
    synonyms=(),
    defined_on=TODAY,
)
IN_USE = skill.Skill(defined=RUST_DEFINED, name="Rust")
SKILLS = {
    RUST: IN_USE,
    OLD: replace(IN_USE, retired=True),
    MERGED: replace(IN_USE, merged_into=RUST),
    NOWHERE: skill.Skill(),
}

PUBLISH = PublishContribution(
    person=ADA,
    contribution="c1",
    kind="talk",
    title="Borrowing",
    link="https://talks.example/borrowing",
    skills=(RUST,),
    published_on=TODAY - timedelta(days=400),
    today=TODAY,
)
PUBLISHED = ContributionPublished(
    person=ADA,
    contribution="c1",
    kind="talk",
    title="Borrowing",
    link="https://talks.example/borrowing",
    skills=(RUST,),
    published_on=TODAY - timedelta(days=400),
    recorded_on=TODAY,
)
WITHDRAW = WithdrawContribution(person=ADA, contribution="c1", today=TODAY)
WITHDRAWN = ContributionWithdrawn(person=ADA, contribution="c1", endorsers=(), withdrawn_on=TODAY)
ENDORSE = EndorseContribution(person=ADA, contribution="c1", endorser=BEN, today=TODAY)
ENDORSED = ContributionEndorsed(person=ADA, contribution="c1", endorser=BEN, endorsed_on=TODAY)
FEATURE = FeatureContribution(person=ADA, contribution="c1", featured=True, today=TODAY)
FEATURED = ContributionFeatured(person=ADA, contribution="c1", featured=True, featured_on=TODAY)
SHOW = SetProfileVisibility(person=ADA, visibility="public", today=TODAY)
SHOWN = ProfileVisibilitySet(person=ADA, visibility="public", set_on=TODAY)
ISSUE = IssueBadge(
    person=ADA,
    badge="b1",
    skill=RUST,
    name="Rust guild",
    reason="Taught twelve of us",
    issued_by=HR,
    today=TODAY,
)
ISSUED = BadgeIssued(
    person=ADA,
    badge="b1",
    skill=RUST,
    name="Rust guild",
    reason="Taught twelve of us",
    issued_by=HR,
    issued_on=TODAY,
)
REVOKE = RevokeBadge(person=ADA, badge="b1", reason="By mistake", revoked_by=HR, today=TODAY)
REVOKED = BadgeRevoked(person=ADA, badge="b1", reason="By mistake", revoked_by=HR, revoked_on=TODAY)


def test_a_contribution_is_published() -> None:
    given().and_beside(SKILLS).when(PUBLISH).then(PUBLISHED)
    bare = replace(PUBLISH, skills=(), link=None)
    given().and_beside(SKILLS).when(bare).then(replace(PUBLISHED, skills=(), link=None))


def test_a_contribution_is_published_once() -> None:
    later = replace(PUBLISH, today=TODAY + timedelta(days=1))
    given(PUBLISHED).and_beside(SKILLS).when(later).then_nothing()
    given(PUBLISHED, WITHDRAWN).and_beside(SKILLS).when(PUBLISH).then_nothing()
    other = replace(PUBLISH, title="Lending")
    given(PUBLISHED).and_beside(SKILLS).when(other).then_refused(
        portfolio_state.ContributionAlreadyPublished
    )


def test_a_contribution_came_out_today_or_before() -> None:
    today = replace(PUBLISH, published_on=TODAY)
    given().and_beside(SKILLS).when(today).then(replace(PUBLISHED, published_on=TODAY))
    ahead = replace(PUBLISH, published_on=TODAY + timedelta(days=1))
    given().and_beside(SKILLS).when(ahead).then_refused(portfolio_state.NotYetPublished)


def test_a_contribution_is_about_up_to_20_skills_each_once() -> None:
    twice = replace(PUBLISH, skills=(RUST, RUST))
    given().and_beside(SKILLS).when(twice).then_refused(portfolio_state.ContributionUnclear)
    many = tuple(StreamId(f"skill-{n}") for n in range(100, 120))
    beside = {**SKILLS, **dict.fromkeys(many, IN_USE)}
    full = replace(PUBLISH, skills=many)
    given().and_beside(beside).when(full).then(replace(PUBLISHED, skills=many))
    given().and_beside(beside).when(replace(full, skills=(*many, RUST))).then_refused(
        portfolio_state.ContributionUnclear
    )


@pytest.mark.parametrize(
    ("unusable", "refusal"),
    [
        (NOWHERE, skill.UnknownSkill),
        (OLD, skill.SkillIsRetired),
        (MERGED, skill.SkillIsMerged),
    ],
)
def test_what_a_contribution_and_a_badge_are_about_is_a_skill_in_use(
    unusable: StreamId, refusal: type[DomainError]
) -> None:
    publish, issue = replace(PUBLISH, skills=(RUST, unusable)), replace(ISSUE, skill=unusable)
    given().and_beside(SKILLS).when(publish).then_refused(refusal)
    given().and_beside(SKILLS).when(issue).then_refused(refusal)


@pytest.mark.parametrize("command", [WITHDRAW, ENDORSE, FEATURE])
def test_what_is_endorsed_featured_or_withdrawn_is_there(command: PortfolioCommand) -> None:
    given().when(command).then_refused(portfolio_state.UnknownContribution)
    other = replace(PUBLISHED, contribution="c2")
    given(other).when(command).then_refused(portfolio_state.UnknownContribution)


@pytest.mark.parametrize("command", [ENDORSE, FEATURE])
def test_what_is_withdrawn_is_not_there(command: PortfolioCommand) -> None:
    given(PUBLISHED, WITHDRAWN).when(command).then_refused(portfolio_state.UnknownContribution)


def test_a_contribution_is_withdrawn_with_its_endorsements() -> None:
    given(PUBLISHED).when(WITHDRAW).then(WITHDRAWN)
    given(PUBLISHED, ENDORSED).when(WITHDRAW).then(replace(WITHDRAWN, endorsers=(BEN,)))


def test_somebody_else_endorses_a_contribution_once() -> None:
    given(PUBLISHED).when(ENDORSE).then(ENDORSED)
    given(PUBLISHED, ENDORSED).when(ENDORSE).then_nothing()
    given(PUBLISHED, ENDORSED).when(replace(ENDORSE, endorser=HR)).then(
        replace(ENDORSED, endorser=HR)
    )


def test_nobody_endorses_a_contribution_of_their_own() -> None:
    given(PUBLISHED).when(replace(ENDORSE, endorser=ADA)).then_refused(
        portfolio_state.OwnContribution
    )


def test_a_contribution_is_shown_first_and_no_longer() -> None:
    given(PUBLISHED).when(FEATURE).then(FEATURED)
    given(PUBLISHED, FEATURED).when(replace(FEATURE, featured=False)).then(
        replace(FEATURED, featured=False)
    )


def test_a_profile_is_private_until_its_owner_makes_it_public() -> None:
    given().when(replace(SHOW, visibility="private")).then_nothing()
    given().when(SHOW).then(SHOWN)
    given(SHOWN).when(replace(SHOW, visibility="private")).then(
        replace(SHOWN, visibility="private")
    )


def test_a_badge_is_issued_once() -> None:
    given().and_beside(SKILLS).when(ISSUE).then(ISSUED)
    general = replace(ISSUE, skill=None)
    given().and_beside({}).when(general).then(replace(ISSUED, skill=None))
    by_another = replace(ISSUE, issued_by=BEN, today=TODAY + timedelta(days=1))
    given(ISSUED).and_beside(SKILLS).when(by_another).then_nothing()
    given(ISSUED).and_beside(SKILLS).when(replace(ISSUE, name="Crab")).then_refused(
        portfolio_state.BadgeAlreadyIssued
    )


def test_revoking_a_badge_is_final() -> None:
    given(ISSUED).when(REVOKE).then(REVOKED)
    given(ISSUED, REVOKED).and_beside(SKILLS).when(ISSUE).then_nothing()
    given().when(REVOKE).then_refused(portfolio_state.UnknownBadge)


def test_what_holds_already_is_accepted() -> None:
    given(PUBLISHED, WITHDRAWN).when(WITHDRAW).then_nothing()
    given(PUBLISHED, FEATURED).when(FEATURE).then_nothing()
    given(PUBLISHED).when(replace(FEATURE, featured=False)).then_nothing()
    given(SHOWN).when(SHOW).then_nothing()
    given(ISSUED, REVOKED).when(replace(REVOKE, reason="Again")).then_nothing()


def test_the_skills_that_a_command_names_are_looked_at() -> None:
    seen = {type(c): HANDLED[type(c)].beside for c in (PUBLISH, ISSUE)}
    publish, issue = seen[PublishContribution], seen[IssueBadge]
    assert publish is not None
    assert issue is not None
    assert [stream for stream, _ in publish(PUBLISH)] == [RUST]
    assert [stream for stream, _ in issue(ISSUE)] == [RUST]
    assert issue(replace(ISSUE, skill=None)) == []


@pytest.mark.parametrize(
    ("event", "people"),
    [
        (PUBLISHED, (ADA,)),
        (WITHDRAWN, (ADA,)),
        (ENDORSED, (ADA, BEN)),
        (FEATURED, (ADA,)),
        (SHOWN, (ADA,)),
        (ISSUED, (ADA, HR)),
        (REVOKED, (ADA, HR)),
    ],
)
def test_a_portfolio_is_the_record_of_its_owner(
    event: PortfolioEvent, people: tuple[StreamId, ...]
) -> None:
    assert portfolio.about(portfolio_state.Portfolio(), event) == people


any_command: st.SearchStrategy[PortfolioCommand] = st.sampled_from(
    [
        PUBLISH,
        replace(PUBLISH, contribution="c2"),
        WITHDRAW,
        ENDORSE,
        replace(ENDORSE, endorser=ADA),
        replace(ENDORSE, endorser=HR),
        FEATURE,
        replace(FEATURE, featured=False),
        SHOW,
        replace(SHOW, visibility="private"),
        ISSUE,
        REVOKE,
    ]
)


@for_all(st.lists(any_command, max_size=15))
def test_a_repeated_command_adds_nothing_and_nobody_endorses_themselves(
    commands: list[PortfolioCommand],
) -> None:
    history: list[PortfolioEvent] = []
    for command in commands:
        try:
            history += portfolio.decide(command, portfolio.decider.fold(history), SKILLS)
        except DomainError:
            continue
        state = portfolio.decider.fold(history)
        assert portfolio.decide(command, state, SKILLS) == []
        assert all(ADA not in shown.endorsers for shown in state.contributions.values())
        assert not any(shown.withdrawn and shown.featured for shown in state.contributions.values())
