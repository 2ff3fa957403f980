"""What people said of their own level, what tests said, prior learning, and contested levels."""

from datetime import date

import strawberry

from services.gateway.nodes import person, skill
from services.gateway.nodes.context import Info
from services.gateway.nodes.learning_enums import (
    ContestStatus,
    PriorLearningKind,
    PriorLearningStatus,
)
from services.gateway.nodes.reading import Children, Listing
from services.gateway.nodes.refs import PersonRef, SkillRef
from services.gateway.sql import assessments as sql
from services.gateway.sql.reads import Record
from services.gateway.visibility import Viewer


@strawberry.type
class OfPersonAndSkill:
    person_id: strawberry.ID
    skill_id: strawberry.ID

    @strawberry.field(description="Null once the person has been erased.")
    async def person(self, info: Info) -> PersonRef | None:
        return await info.context.reading.one(person.PEOPLE, self.person_id)

    @strawberry.field(description="Null while the catalogue does not know it yet.")
    async def skill(self, info: Info) -> SkillRef | None:
        return await info.context.reading.one(skill.SKILLS, self.skill_id)


@strawberry.type(description="How somebody sees their own level: the newest word on each skill.")
class SelfAssessment:
    skill_id: strawberry.ID
    level: int = strawberry.field(description="1 novice … 5 expert.")
    assessed_on: date

    @strawberry.field(description="Null while the catalogue does not know it yet.")
    async def skill(self, info: Info) -> SkillRef | None:
        return await info.context.reading.one(skill.SKILLS, self.skill_id)


@strawberry.type(description="The result of a test.")
class TestResult(OfPersonAndSkill):
    __test__ = False  # no class of tests, to pytest

    id: strawberry.ID
    item: str = strawberry.field(description="The evidence that it is.")
    test: str
    level: int
    taken_on: date
    recorded_on: date
    revoked_on: date | None


@strawberry.type(description="What somebody learnt before, with a proof; it counts once confirmed.")
class PriorLearning(OfPersonAndSkill):
    id: strawberry.ID
    item: str = strawberry.field(description="The evidence that it is, once confirmed.")
    kind: PriorLearningKind
    level: int
    score: float | None = strawberry.field(description="0 to 1.")
    status: PriorLearningStatus
    earned_on: date
    expires_on: date | None
    proof: str
    submitted_on: date
    decided_on: date | None
    revoked_on: date | None
    reason: str | None = strawberry.field(description="Why it was declined or revoked.")


@strawberry.type(description="A level that its person contests.")
class Contest(OfPersonAndSkill):
    id: strawberry.ID
    reason: str
    status: ContestStatus
    answer: str | None
    contested_on: date
    decided_on: date | None


def self_assessment(row: Record) -> SelfAssessment:
    return SelfAssessment(
        skill_id=strawberry.ID(row["skill"]), level=row["level"], assessed_on=row["assessed_on"]
    )


def result_of_test(row: Record, _viewer: Viewer) -> TestResult:
    return TestResult(
        id=strawberry.ID(row["result"]),
        item=row["item"],
        person_id=strawberry.ID(row["person"]),
        skill_id=strawberry.ID(row["skill"]),
        test=row["test"],
        level=row["level"],
        taken_on=row["taken_on"],
        recorded_on=row["recorded_on"],
        revoked_on=row["revoked_on"],
    )


def prior_learning(row: Record, _viewer: Viewer) -> PriorLearning:
    return PriorLearning(
        id=strawberry.ID(row["claim"]),
        item=row["item"],
        person_id=strawberry.ID(row["person"]),
        skill_id=strawberry.ID(row["skill"]),
        kind=PriorLearningKind(row["kind"]),
        level=row["level"],
        score=row["score"],
        status=PriorLearningStatus(row["status"]),
        earned_on=row["earned_on"],
        expires_on=row["expires_on"],
        proof=row["proof"],
        submitted_on=row["submitted_on"],
        decided_on=row["decided_on"],
        revoked_on=row["revoked_on"],
        reason=row["reason"],
    )


def contest(row: Record, _viewer: Viewer) -> Contest:
    return Contest(
        id=strawberry.ID(row["contest"]),
        person_id=strawberry.ID(row["person"]),
        skill_id=strawberry.ID(row["skill"]),
        reason=row["reason"],
        status=ContestStatus(row["status"]),
        answer=row["answer"],
        contested_on=row["contested_on"],
        decided_on=row["decided_on"],
    )


_BY_TEST = (("taken_on", date), ("item", str))
_BY_SUBMISSION = (("submitted_on", date), ("item", str))
_BY_CONTEST = (("contested_on", date), ("contest_key", str))
SELF_ASSESSMENTS = Children(sql.SELF_ASSESSMENTS_OF, self_assessment, viewer="rows")
TEST_RESULTS = Listing(
    sql.TEST_RESULTS_OF, sql.TEST_RESULTS_COUNT, _BY_TEST, result_of_test, viewer="rows"
)
PRIOR_LEARNING = Listing(
    sql.PRIOR_LEARNING_OF, sql.PRIOR_LEARNING_COUNT, _BY_SUBMISSION, prior_learning, viewer="rows"
)
PRIOR_LEARNING_WAITING = Listing(
    sql.PRIOR_LEARNING_WAITING,
    sql.PRIOR_LEARNING_WAITING_COUNT,
    _BY_SUBMISSION,
    prior_learning,
    viewer="rows",
)
CONTESTS = Listing(sql.CONTESTS_OF, sql.CONTESTS_COUNT, _BY_CONTEST, contest, viewer="rows")
CONTESTS_WAITING = Listing(
    sql.CONTESTS_IN_TEAM, sql.CONTESTS_IN_TEAM_COUNT, _BY_CONTEST, contest, viewer="rows"
)
PRIOR_LEARNING_UNLED = Listing(
    sql.PRIOR_LEARNING_UNLED,
    sql.PRIOR_LEARNING_UNLED_COUNT,
    _BY_SUBMISSION,
    prior_learning,
    viewer="rows",
)
OPEN_CONTESTS = Listing(
    sql.OPEN_CONTESTS, sql.OPEN_CONTESTS_COUNT, _BY_CONTEST, contest, viewer="rows"
)
