"""Every field of the numbers by every relation of a viewer to Ada and to her team."""

import pytest

from services.gateway.visibility import FIELDS as MATRIX
from services.gateway.visibility import numbers_fields
from tests.integration.gateway.numbers.places import (
    EVERYBODY,
    FIELDS,
    LEADING,
    LEADS_THE_TEAM,
    PLACES,
    SHARED,
)
from tests.integration.gateway.test_visibility import holds, selection, values
from tests.integration.gateway.world import ADA, BEN, BOSS, CARL, LEAD, World, codes

ALWAYS_EMPTY = {"Person.demandGap"}
"""On these rows; that it is not refused is all there is to see."""

WALKED = sorted(
    name for name in numbers_fields.FIELDS if not name.startswith(("Query.", "DemandedSkill."))
)


@pytest.mark.parametrize("field", WALKED)
async def test_a_number_is_read_by_those_who_may(numbers: World, field: str) -> None:
    kind, _, name = field.partition(".")
    place, may = FIELDS[field] if field in FIELDS else PLACES[kind]
    query = "{ %s }" % (place % selection(field))
    for viewer in EVERYBODY | {"importer"}:
        body = await numbers.ask(viewer, query)
        told = [value for value in values(body["data"], name) if holds(value)]
        if viewer not in may:
            assert told == [], viewer
        elif field in ALWAYS_EMPTY:
            assert codes(body) == [], viewer
        else:
            assert told, (viewer, body)


def test_every_type_and_field_is_walked() -> None:
    kinds = {name.partition(".")[0] for name in numbers_fields.FIELDS} - {"Query"}
    assert kinds == set(PLACES) | {name.partition(".")[0] for name in FIELDS}
    assert set(FIELDS) <= set(MATRIX)


async def test_a_goal_that_is_shared_shows_no_progress(numbers: World) -> None:
    """Who reads the goal reads not yet its owner's mastery, which progress is made of."""
    for viewer, code in (("carl", "FORBIDDEN"), ("top", "WITHHELD")):
        body = await numbers.ask(viewer, SHARED)
        assert body["data"]["node"] == {"title": "Lead a team", "progress": None}
        assert codes(body) == [code]
    assert (await numbers.read("boss", SHARED))["node"]["progress"] == pytest.approx(0.625)


PERSONAL = {
    "readiness": f'readiness(person: "%s", role: "{LEAD}") {{ low }}',
    "skillFreshness": 'skillFreshness(person: "%s") { days }',
    "adaptability": 'adaptability(person: "%s") { newlyVerified }',
    "demandGap": 'demandGap(person: "%s") { index }',
    "nextActions": 'nextActions(person: "%s") { gap }',
}


@pytest.mark.parametrize("root", PERSONAL)
@pytest.mark.parametrize("viewer", sorted(EVERYBODY))
async def test_a_root_about_somebody_is_refused(numbers: World, root: str, viewer: str) -> None:
    body = await numbers.ask(viewer, "{ %s }" % (PERSONAL[root] % ADA))
    if viewer in LEADING:
        assert codes(body) == []
        assert body["data"][root] is not None
    else:
        assert body["data"] == {root: None}
        assert codes(body) == ["WITHHELD" if viewer == "top" else "FORBIDDEN"]


@pytest.mark.parametrize("root", ["singleExpertRisk { skillId }", "skillsAtRisk { skillId }"])
@pytest.mark.parametrize("viewer", sorted(EVERYBODY))
async def test_a_root_about_a_team_is_for_who_leads_it(
    numbers: World, root: str, viewer: str
) -> None:
    name = root.partition(" ")[0]
    asked = root.replace(" ", f'(team: "{BOSS}") ', 1)
    body = await numbers.ask(viewer, f"{{ {asked} }}")
    if viewer in LEADS_THE_TEAM:
        assert body["data"][name]
    else:
        assert body["data"] == {name: None}
        assert codes(body) == ["WITHHELD" if viewer == "top" else "FORBIDDEN"]


async def test_the_error_says_nothing_of_the_value(numbers: World) -> None:
    """Hanna has no mastery at all; to Carl she looks as Ada and Ben do."""
    query = (
        'query { person(id: "%s") { readiness { low } nextActions { gap } demandGap { index } } }'
    )
    answers = [await numbers.ask("carl", query % who) for who in (ADA, BEN, BOSS)]
    assert answers[0] == answers[1]
    assert codes(answers[0]) == ["FORBIDDEN"] * 3


@pytest.mark.parametrize("viewer", ["carl", "top", "ada"])
async def test_a_bench_counts_nobody_whose_readiness_one_may_not_read(
    numbers: World, viewer: str
) -> None:
    query = '{ benchStrength(role: "%s") { considered people { personId } } }'
    found = (await numbers.read(viewer, query % LEAD))["benchStrength"]
    own = {"carl": CARL, "top": CARL, "ada": ADA}[viewer]
    assert found["considered"] == 1
    assert {each["personId"] for each in found["people"]} <= {own}
