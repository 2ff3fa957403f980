"""Every field of mastery and learning by every relation of a viewer to Ada and to Ben.

Ada's profile is private, Ben's is public.
"""

import pytest

from services.gateway.visibility import learning_fields
from tests.integration.gateway.learning.company import certificate, enrolment
from tests.integration.gateway.learning.places import (
    ABOVE,
    EVERYBODY,
    LEADING,
    NARROWER,
    PLACES,
)
from tests.integration.gateway.learning.places import (
    LEADS_THE_TEAM as LEADS,
)
from tests.integration.gateway.test_visibility import holds, selection, values
from tests.integration.gateway.world import ADA, BEN, BOSS, CARL, RUST, World, codes

ALWAYS_EMPTY = {"ReviewsWaiting.completionsToScore"}
"""Boss assesses nothing; that it is not refused is all there is to see."""

ARGUMENTS = {"Mastery.whatWouldRaise": "(toLevel: 5)"}

WALKED = sorted(name for name in learning_fields.FIELDS if not name.startswith("Query."))


def about(subject: str, asked: str) -> str:
    """The query, of the one or the other, in Boss's team, and in Rust."""
    who = BEN if subject == "ben" else ADA
    return f"{{ {asked} }}".replace("WHO", who).replace("TEAM", BOSS).replace("SKILL", RUST)


@pytest.mark.parametrize("subject", ["ada", "ben"])
@pytest.mark.parametrize("field", WALKED)
async def test_a_field_is_read_by_those_who_may(learners: World, field: str, subject: str) -> None:
    kind, _, name = field.partition(".")
    path, *seen = PLACES[kind]
    private, public = NARROWER.get(field, seen)
    may = public if subject == "ben" else private
    asked = "asked: " + selection(field).replace(name, name + ARGUMENTS.get(field, ""), 1)
    query = about(subject, path % asked)
    for viewer in EVERYBODY | {"importer"}:
        body = await learners.ask(subject if viewer == "own" else viewer, query)
        told = [value for value in values(body["data"], "asked") if holds(value)]
        if viewer not in may:
            assert told == [], viewer
        elif field in ALWAYS_EMPTY:
            assert codes(body) == [], viewer
        else:
            assert told, (viewer, body)


ROOTS = {
    "mastery": ('mastery(skill: "SKILL", person: "WHO") { level }', LEADING, EVERYBODY),
    "mastery as of a day": (
        'mastery(skill: "SKILL", person: "WHO", asOf: "2026-06-01") { level }',
        LEADING,
        LEADING,
    ),
    "expertiseProfile": ('expertiseProfile(person: "WHO") { visibility }', ABOVE, EVERYBODY),
    "portfolio": ('portfolio(person: "WHO") { totalCount }', ABOVE, EVERYBODY),
    "badges": ('badges(person: "WHO") { totalCount }', ABOVE, EVERYBODY),
    "learningPlan": ('learningPlan(person: "WHO") { personId }', LEADING, EVERYBODY),
    "learningTime": ('learningTime(person: "WHO") { minutes }', LEADING, EVERYBODY),
    "certifications": ('certifications(person: "WHO") { totalCount }', LEADING, EVERYBODY),
    "expiringCertifications": (
        'expiringCertifications(person: "WHO") { totalCount }',
        LEADING,
        EVERYBODY,
    ),
    "enrolments": ('enrolments(person: "WHO") { totalCount }', LEADING, EVERYBODY),
    "staleSkills": ('staleSkills(team: "TEAM") { totalCount }', LEADS, LEADS),
    "reviewsWaiting": (
        'reviewsWaiting(team: "TEAM") { certifications { totalCount } }',
        LEADS,
        LEADS,
    ),
    "learningTime of a team": ('learningTime(team: "TEAM") { minutes }', LEADS, LEADS),
    "expiringCertifications of a team": (
        'expiringCertifications(team: "TEAM") { totalCount }',
        LEADS,
        LEADS,
    ),
}
"""What is asked, who may ask of somebody with a private profile, who with a public one."""

NO_AGGREGATE = {"mastery as of a day"}


@pytest.mark.parametrize("subject", ["ada", "ben"])
@pytest.mark.parametrize("root", ROOTS)
async def test_a_root_is_answered_to_those_who_may(
    learners: World, root: str, subject: str
) -> None:
    asked, private, public = ROOTS[root]
    query = about(subject, f"told: {asked}")
    for viewer in EVERYBODY:
        body = await learners.ask(subject if viewer == "own" else viewer, query)
        if viewer in (public if subject == "ben" else private):
            assert codes(body) == [], viewer
            assert body["data"]["told"], viewer
        else:
            withheld = viewer == "top" and root not in NO_AGGREGATE
            assert codes(body) == ["WITHHELD" if withheld else "FORBIDDEN"], viewer


@pytest.mark.parametrize("viewer", sorted(EVERYBODY - {"own"}))
async def test_whoever_may_not_read_a_record_finds_no_node(learners: World, viewer: str) -> None:
    query = "query ($id: ID!) { node(id: $id) { __typename } }"
    for who, may in ((ADA, LEADING), (BEN, EVERYBODY)):
        for kind, stream in (
            ("Enrolment", enrolment(who, 1)),
            ("Certification", certificate(who)),
        ):
            found = (await learners.read(viewer, query, id=stream))["node"]
            assert found == ({"__typename": kind} if viewer in may else None)


async def test_experts_are_counted_over_those_whom_one_may_know(learners: World) -> None:
    query = """query ($skill: ID!) { experts(skill: $skill) { totalCount
        edges { node { personId level } } } }"""
    found = {
        viewer: [
            edge["node"]["personId"]
            for edge in (await learners.read(viewer, query, skill=RUST))["experts"]["edges"]
        ]
        for viewer in ("ada", "ben", "boss", "top", "carl", "hr-system")
    }
    assert found == {
        "ada": [BEN, ADA],
        "ben": [BEN],
        "boss": [BEN, ADA],
        "top": [BEN],
        "carl": [BEN],
        "hr-system": [BEN, ADA],
    }


async def test_a_manager_reads_no_rater_and_mentors_as_one(learners: World) -> None:
    query = """query ($who: ID!, $skill: ID!) { mastery(person: $who, skill: $skill) { explanation {
        sum lines { kind raters item source occurredOn contribution value share } } } }"""
    told = {
        viewer: (await learners.read(viewer, query, who=ADA, skill=RUST))["mastery"]["explanation"]
        for viewer in ("ada", "boss", "hanna")
    }
    assert told["ada"] == told["hanna"]
    kinds = {viewer: {line["kind"] for line in each["lines"]} for viewer, each in told.items()}
    assert {"MENTOR_ASSESSMENT", "MENTORSHIP_SESSION"} <= kinds["ada"]
    assert kinds["boss"] == kinds["ada"] - {"MENTOR_ASSESSMENT", "MENTORSHIP_SESSION"} | {
        "MENTORING"
    }
    (mentoring,) = (line for line in told["boss"]["lines"] if line["kind"] == "MENTORING")
    assert mentoring["item"] is mentoring["source"] is mentoring["occurredOn"] is None
    assert {line["raters"] for line in told["boss"]["lines"]} == {None}
    (cell,) = (line for line in told["ada"]["lines"] if line["kind"] == "PEER_FEEDBACK")
    assert cell["raters"] == 3
    for each in told.values():
        assert sum(line["contribution"] for line in each["lines"]) == pytest.approx(each["sum"])
    assert CARL not in str(told)


async def test_a_public_profile_shows_peers_level_and_status_and_no_more(learners: World) -> None:
    query = """query ($who: ID!, $skill: ID!) { mastery(person: $who, skill: $skill) {
        level status mastery confidence } }"""
    body = await learners.ask("carl", query, who=BEN, skill=RUST)
    assert body["data"]["mastery"] == {
        "level": 4,
        "status": "VERIFIED",
        "mastery": None,
        "confidence": None,
    }
    assert codes(body) == ["FORBIDDEN", "FORBIDDEN"]
    assert (await learners.ask("carl", query, who=ADA, skill=RUST))["data"] == {"mastery": None}


async def test_who_assesses_reads_what_there_is_to_score(learners: World) -> None:
    query = """{ reviewsWaiting { completionsToScore { totalCount
        edges { node { id personId activity { title } score } } } } }"""
    body = await learners.ask("carl", query)
    page = body["data"]["reviewsWaiting"]["completionsToScore"]
    assert [edge["node"]["id"] for edge in page["edges"]] == [enrolment(ADA, 2), enrolment(BEN, 2)]
    assert page["totalCount"] == 2
    assert codes(body) == ["FORBIDDEN", "FORBIDDEN"]  # scores are not, not even of what one scores


async def test_who_assesses_reads_no_more_than_the_completion(learners: World) -> None:
    told, other = "activity { title } status completedOn", "minutesPlanned minutesSpent startedOn"
    query = "{ reviewsWaiting { completionsToScore { edges { node { %s %s } } } } }"
    body = await learners.ask("carl", query % (told, other))
    ada, ben = (
        edge["node"] for edge in body["data"]["reviewsWaiting"]["completionsToScore"]["edges"]
    )
    completion = {
        "activity": {"title": "Rust in depth"},
        "status": "COMPLETED",
        "completedOn": "2026-06-01",
    }
    assert ada == {**completion, "minutesPlanned": None, "minutesSpent": None, "startedOn": None}
    assert codes(body) == ["FORBIDDEN"] * 3
    assert ben == {  # of a public profile everybody reads it
        **completion,
        "minutesPlanned": 600,
        "minutesSpent": 30,
        "startedOn": "2026-05-01",
    }
