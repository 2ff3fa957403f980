"""What the demo's people show of themselves: articles, talks, endorsements, badges."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from suite.demo.catalogue import CatalogueRole, Member, Wanted
from suite.demo.credentials_year import plain_id
from suite.demo.step import HR, Step, moment

TITLES = {
    "article": "What we learnt about {skill} this year",
    "talk": "{skill}, explained by its failures",
    "repository": "Examples for {skill}",
    "answer": "How to begin with {skill}",
}


def showcase(
    members: Sequence[Member],
    roles: Sequence[CatalogueRole],
    first: date,
    today: date,
    dice: random.Random,
) -> Iterator[Step]:
    """A third has a public profile, a fifth has published something."""
    wanted = {role.role: role.wanted for role in roles}
    span = (today - first).days
    if span < 3:
        return
    for member in members:
        stream = f"portfolio of {member.person}"
        day = first + timedelta(days=dice.randint(0, span // 2))
        if dice.random() < 0.35:
            body: dict[str, object] = {"visibility": "public"}
            yield Step(
                moment(day, dice), member.person, "learning", "set-profile-visibility", stream, body
            )
        if member.role in wanted and dice.random() < 0.2:
            yield from published(member, wanted[member.role], day, today, stream, dice)


def published(
    member: Member,
    wanted: Sequence[Wanted],
    day: date,
    today: date,
    stream: str,
    dice: random.Random,
) -> Iterator[Step]:
    skill, kind = dice.choice(wanted), dice.choice(sorted(TITLES))
    contribution = {"contribution": plain_id(dice)}

    def step(on: date, actor: str, command: str, **body: object) -> Step:
        whole = {**contribution, **body} if command.endswith("contribution") else body
        return Step(moment(on, dice), actor, "learning", command, stream, whole)

    yield step(
        day + timedelta(days=1),
        member.person,
        "publish-contribution",
        kind=kind,
        title=TITLES[kind].format(skill=skill.name),
        link="https://pages.example/mine",
        skills=[skill.skill],
        published_on=day.isoformat(),
    )
    later = day + timedelta(days=1 + dice.randint(1, 30))
    if later >= today:
        return
    yield step(later, member.person, "feature-contribution", featured=True)
    if member.manager:
        yield step(later, member.manager, "endorse-contribution", person=member.person)
    if dice.random() < 0.4:
        yield step(later, HR, "issue-badge", badge=plain_id(dice), **badge(member, skill))


def badge(member: Member, skill: Wanted) -> dict[str, object]:
    return {
        "person": member.person,
        "skill": skill.skill,
        "name": "Shares what they know",
        "reason": "For something that colleagues still read.",
    }
