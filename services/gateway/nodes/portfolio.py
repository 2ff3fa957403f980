"""What people show: contributions with endorsements, badges, and their expertise profile."""

from datetime import date

import strawberry

from services.gateway.nodes import mastery, person, skill
from services.gateway.nodes.connection import DEFAULT_FIRST, After, Connection, First, connect
from services.gateway.nodes.context import Context, Info
from services.gateway.nodes.learning_enums import ContributionKind, ProfileVisibility
from services.gateway.nodes.learning_refs import MasteryRef
from services.gateway.nodes.reading import Children, Listing
from services.gateway.nodes.refs import PersonRef, SkillRef
from services.gateway.nodes.standing import Standing
from services.gateway.sql import portfolio as sql
from services.gateway.sql.reads import Record
from services.gateway.visibility import Viewer


@strawberry.type(description="Somebody's word for a contribution of somebody else.")
class Endorsement:
    endorser_id: strawberry.ID
    endorsed_on: date

    @strawberry.field(description="Null once the person has been erased.")
    async def endorser(self, info: Info) -> PersonRef | None:
        return await info.context.reading.one(person.PEOPLE, self.endorser_id)


@strawberry.type(description="An article, a talk, a repository or an answer.")
class Contribution:
    id: strawberry.ID
    person_id: strawberry.ID
    kind: ContributionKind
    title: str
    link: str | None
    published_on: date
    featured: bool
    endorsements_total: int
    key: strawberry.Private[str]
    skill_ids: strawberry.Private[list[str]]

    @strawberry.field(description="Null once the person has been erased.")
    async def person(self, info: Info) -> PersonRef | None:
        return await info.context.reading.one(person.PEOPLE, self.person_id)

    @strawberry.field(description="Those that the catalogue knows.")
    async def skills(self, info: Info) -> list[SkillRef]:
        found = await info.context.reading.several(skill.SKILLS, self.skill_ids)
        return [each for each in found if each is not None]

    @strawberry.field(description="The latest first.")
    async def endorsements(
        self, info: Info, first: First = DEFAULT_FIRST, after: After = None
    ) -> Connection[Endorsement]:
        return await connect(info.context, ENDORSEMENTS, self.key, first=first, after=after)


@strawberry.type(description="A badge, and why somebody has it.")
class Badge:
    id: strawberry.ID
    person_id: strawberry.ID
    skill_id: strawberry.ID | None
    name: str
    reason: str
    issued_by_id: strawberry.ID
    issued_on: date

    @strawberry.field(description="Null once the person has been erased.")
    async def person(self, info: Info) -> PersonRef | None:
        return await info.context.reading.one(person.PEOPLE, self.person_id)

    @strawberry.field(description="Null also while the catalogue does not know it yet.")
    async def skill(self, info: Info) -> SkillRef | None:
        return await info.context.reading.one(skill.SKILLS, self.skill_id)

    @strawberry.field(description="Null once the person has been erased.")
    async def issued_by(self, info: Info) -> PersonRef | None:
        return await info.context.reading.one(person.PEOPLE, self.issued_by_id)


@strawberry.type(description="What somebody is known for: skills, contributions and badges.")
class ExpertiseProfile(Standing):
    person_id: strawberry.ID
    visibility: ProfileVisibility
    changed_on: date | None

    @strawberry.field(description="Null once the person has been erased.")
    async def person(self, info: Info) -> PersonRef | None:
        return await info.context.reading.one(person.PEOPLE, self.person_id)

    @strawberry.field(description="Verified skills, the highest level first.")
    async def skills(
        self, info: Info, first: First = DEFAULT_FIRST, after: After = None
    ) -> Connection[MasteryRef] | None:
        return await connect(
            info.context,
            mastery.MASTERY_OF,
            self.person_id,
            first=first,
            after=after,
            filters=(None, "verified", None),
        )

    @strawberry.field(description="Contributions that their author puts first.")
    async def featured(
        self, info: Info, first: First = DEFAULT_FIRST, after: After = None
    ) -> Connection[Contribution]:
        return await connect(
            info.context, CONTRIBUTIONS, self.person_id, first=first, after=after, filters=(True,)
        )

    @strawberry.field(description="The latest first.")
    async def badges(
        self, info: Info, first: First = DEFAULT_FIRST, after: After = None
    ) -> Connection[Badge]:
        return await connect(info.context, BADGES, self.person_id, first=first, after=after)


def contribution(row: Record, _viewer: Viewer) -> Contribution:
    return Contribution(
        id=strawberry.ID(row["contribution"]),
        person_id=strawberry.ID(row["person"]),
        kind=ContributionKind(row["kind"]),
        title=row["title"],
        link=row["link"],
        published_on=row["published_on"],
        featured=row["featured"],
        endorsements_total=row["endorsements"],
        key=row["contribution_key"],
        skill_ids=row["skills"],
    )


def endorsement(row: Record, _viewer: Viewer) -> Endorsement:
    return Endorsement(endorser_id=strawberry.ID(row["endorser"]), endorsed_on=row["endorsed_on"])


def badge(row: Record, _viewer: Viewer) -> Badge:
    return Badge(
        id=strawberry.ID(row["badge"]),
        person_id=strawberry.ID(row["person"]),
        skill_id=strawberry.ID(row["skill"]) if row["skill"] else None,
        name=row["name"],
        reason=row["reason"],
        issued_by_id=strawberry.ID(row["issued_by"]),
        issued_on=row["issued_on"],
    )


def profile(row: Record) -> tuple[ProfileVisibility, date | None]:
    """Private before anything was said."""
    return ProfileVisibility(row["visibility"] or "private"), row["changed_on"]


async def profile_of(context: Context, standing: Standing, person: str) -> ExpertiseProfile:
    (found,) = await context.reading.children(PROFILES, person)
    return ExpertiseProfile(
        person_id=strawberry.ID(person),
        visibility=found[0],
        changed_on=found[1],
        relations=standing.relations,
        public=standing.public,
    )


PROFILES = Children(sql.PROFILES_OF, profile)
CONTRIBUTIONS = Listing(
    sql.CONTRIBUTIONS_OF,
    sql.CONTRIBUTIONS_COUNT,
    (("published_on", date), ("contribution", str)),
    contribution,
    viewer="rows",
)
ENDORSEMENTS = Listing(
    sql.ENDORSEMENTS_OF,
    sql.ENDORSEMENTS_COUNT,
    (("endorsed_on", date), ("endorser", str)),
    endorsement,
)
BADGES = Listing(
    sql.BADGES_OF, sql.BADGES_COUNT, (("issued_on", date), ("badge", str)), badge, viewer="rows"
)
