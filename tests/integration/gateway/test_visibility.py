"""Every field of the graph by every relation of a viewer to Ada, on rows that hold a value.

What is expected stands here once more, after the privacy specification, so that a slip in the
matrix of the gateway is found as well as a resolver that does not ask it.
"""

from collections.abc import Mapping
from typing import Any

import pytest
from graphql import GraphQLObjectType, get_named_type, is_composite_type

from services.gateway.visibility import FIELDS, learning_fields, numbers_fields
from tests.integration.gateway.learning import places as learning
from tests.integration.gateway.numbers import places as numbers
from tests.integration.gateway.world import (
    ADA,
    ASSIGNMENT,
    BEN,
    BOSS,
    GRAPH,
    PRIVATE_GOAL,
    SHARED_GOAL,
    World,
    codes,
)

EVERYBODY = {"ada", "boss", "top", "carl", "hanna", "analyst", "hr-system"}
LEADING = {"ada", "boss", "hanna", "hr-system"}  # oneself, the direct manager, HR
PUBLISHED = LEADING | {"carl", "analyst"}  # Carl published the assignment

GOAL = f'node(id: "{PRIVATE_GOAL}") {{ ... on CareerGoal {{ %s }} }}'
SHARED = f'node(id: "{SHARED_GOAL}") {{ ... on CareerGoal {{ %s }} }}'
OFFER = f'node(id: "{ASSIGNMENT}") {{ ... on StretchAssignment {{ %s }} }}'
PERSON = f'person(id: "{ADA}") {{ %s }}'

PLACES: Mapping[str, tuple[str, set[str]]] = {
    "Person": (PERSON, EVERYBODY),
    "Team": (f'team(manager: "{BOSS}") {{ %s }}', EVERYBODY),
    "Department": ("departments { edges { node { %s } } }", EVERYBODY),
    "CareerGoal": (GOAL, LEADING),
    "Milestone": (GOAL % "milestones { %s }", LEADING),
    "LinkedSkill": (GOAL % "linkedSkills { %s }", LEADING),
    "CheckIn": (GOAL % "checkIns { edges { node { %s } } }", LEADING),
    "Application": (OFFER % "applications { edges { node { %s } } }", PUBLISHED),
    "JournalEntry": (PERSON % "growthTimeline { edges { node { %s } } }", {"ada"}),
    "StretchAssignment": (OFFER, EVERYBODY),
    "AskedSkill": (OFFER % "skills { %s }", EVERYBODY),
    "Role": (PERSON % "role { %s }", EVERYBODY),
    "Requirement": (PERSON % "role { requirements { %s } }", EVERYBODY),
    "Skill": (OFFER % "skills { skill { %s } }", EVERYBODY),
    "DemandSnapshot": ("demandSnapshots { edges { node { %s } } }", EVERYBODY),
    "DemandRow": (
        "demandSnapshots { edges { node { rows { edges { node { %s } } } } } }",
        EVERYBODY,
    ),
    "ObsoleteSkill": ("obsoleteSkills { edges { node { %s } } }", EVERYBODY),
}

NARROWER: Mapping[str, set[str]] = {
    "Person.mail": LEADING,
    "Person.timeZone": LEADING,
    "Person.languages": LEADING,
    "Person.hiredOn": LEADING,
    "Person.deactivatedOn": LEADING,
    "Person.assignmentHistory": LEADING,
    "Person.growthTimeline": {"ada"},
    "StretchAssignment.applications": PUBLISHED,
}
"""Fields that fewer people read than see their objects."""

EMPTY = {"Person.deactivatedOn", "Person.reports", "Skill.narrower", "Skill.retiredOn"}
"""Fields that hold nothing on these rows; that they are not refused is all there is to see."""

ELSEWHERE = learning_fields.FIELDS.keys() | numbers_fields.FIELDS.keys()
"""Fields that are walked on rows of theirs."""

WALKED = sorted(name for name in FIELDS.keys() - ELSEWHERE if name.partition(".")[0] in PLACES)


def selection(field: str) -> str:
    """The field with something of what is inside it."""
    kind_name, _, name = field.partition(".")
    kind = GRAPH.core.type_map[kind_name]
    assert isinstance(kind, GraphQLObjectType)
    inside = get_named_type(kind.fields[name].type)
    if not is_composite_type(inside):
        return name
    if inside.name.endswith("Connection"):
        return f"{name} {{ totalCount edges {{ node {{ __typename }} }} }}"
    return f"{name} {{ __typename }}"


def values(answer: Any, name: str) -> list[Any]:
    """Every value of the field, wherever the path led."""
    if isinstance(answer, list):
        return [value for each in answer for value in values(each, name)]
    if not isinstance(answer, dict):
        return []
    if name in answer and "edges" not in answer:
        return [answer[name]]
    return [value for each in answer.values() for value in values(each, name)]


def holds(value: Any) -> bool:
    """Whether anything is told: a value, or a connection with something in it."""
    if isinstance(value, dict) and "edges" in value:
        assert value["totalCount"] == len(value["edges"])
        return bool(value["edges"])
    return value is not None and value != []


@pytest.mark.parametrize("field", WALKED)
async def test_a_field_is_read_by_those_who_may(company: World, field: str) -> None:
    kind, _, name = field.partition(".")
    place, seen_by = PLACES[kind]
    may = NARROWER.get(field, seen_by)
    query = "{ %s }" % (place % selection(field))
    for viewer in EVERYBODY | {"importer"}:
        body = await company.ask(viewer, query)
        told = [value for value in values(body["data"], name) if holds(value)]
        if viewer not in may:
            assert told == [], viewer
        elif field in EMPTY:
            assert codes(body) == [], viewer
        else:
            assert told, (viewer, body)


async def test_every_type_of_the_graph_is_walked() -> None:
    """But for those that hold nothing of anybody's: pages, answers to commands, the roots."""
    frames = {"Query", "Mutation", "PageInfo", "Accepted", "Refusal"}
    kinds = {
        name
        for name, kind in GRAPH.core.type_map.items()
        if isinstance(kind, GraphQLObjectType) and not name.startswith("__")
    }
    kinds -= {name for name in kinds if name.endswith(("Connection", "Edge"))}
    assert kinds - frames == {*PLACES, *learning.PLACES, *numbers.PLACES}


ROOTS = {
    "careerGoals": (LEADING, EVERYBODY),
    "assignmentHistory": (LEADING, LEADING),
    "growthTimeline": ({"ada"}, {"ada"}),
}


@pytest.mark.parametrize("root", ROOTS)
@pytest.mark.parametrize("viewer", sorted(EVERYBODY))
async def test_a_root_about_somebody_is_refused_or_filtered(
    company: World, root: str, viewer: str
) -> None:
    reads_all, may_ask = ROOTS[root]
    query = f'{{ {root}(person: "{ADA}") {{ totalCount edges {{ node {{ __typename }} }} }} }}'
    body = await company.ask(viewer, query)
    if viewer not in may_ask:
        assert body["data"] == {root: None}
        assert codes(body) == ["FORBIDDEN"]
        return
    found = body["data"][root]
    both = 2 if root == "careerGoals" else 1
    assert found["totalCount"] == len(found["edges"]) == (both if viewer in reads_all else 1)


async def test_the_error_says_nothing_of_the_value(company: World) -> None:
    """Ben has neither goals nor a journal, Ada has both: the answer to a stranger is the same."""
    query = 'query { person(id: "%s") { mail growthTimeline { totalCount } } }'
    answers = [await company.ask("carl", query % who) for who in (ADA, BEN)]
    assert answers[0] == answers[1]
    assert codes(answers[0]) == ["FORBIDDEN", "FORBIDDEN"]


async def test_risk_in_somebody_elses_team_is_of_shared_goals_only(company: World) -> None:
    query = '{ goalsAtRisk(team: "%s") { totalCount edges { node { id } } } }'
    assert (await company.read("carl", query % BOSS))["goalsAtRisk"] == {
        "totalCount": 1,
        "edges": [{"node": {"id": SHARED_GOAL}}],
    }


@pytest.mark.parametrize("root", ["viewer { id }", "people { totalCount }", "roles { totalCount }"])
async def test_a_program_without_the_scope_hr_reads_nothing(company: World, root: str) -> None:
    assert codes(await company.ask("importer", f"{{ {root} }}")) == ["FORBIDDEN"]
