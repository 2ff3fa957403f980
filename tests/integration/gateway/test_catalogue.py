"""The catalogue as it is asked: searched by likeness, ordered by name, walked up and down."""

from typing import Any

import asyncpg
import pytest

from tests.integration.gateway.world import RUST, SYSTEMS, World, codes, uid

MACROS, EMBEDDED, ROT, OLD, GONE = (f"skill-{uid(200 + n)}" for n in range(5))
MORE = f"""
SET search_path = learning_rows;
INSERT INTO skills (skill_id, name, synonyms, defined_on, retired_on, onet_id, volatility)
VALUES
    ('{MACROS}', 'Rust macros', '{{}}', '2026-01-01', NULL, NULL, 1),
    ('{EMBEDDED}', 'Embedded systems', '{{firmware}}', '2026-01-01', NULL, '2.B.3.e', 0.5),
    ('{ROT}', 'Corrosion', '{{rust removal}}', '2026-01-01', NULL, NULL, 1),
    ('{GONE}', 'Rust 2015', '{{}}', '2026-01-01', '2026-06-01', NULL, 1);
INSERT INTO skills (skill_id, name, synonyms, defined_on, merged_into, merged_on)
VALUES ('{OLD}', 'Rust language', '{{}}', '2026-01-01', '{RUST}', '2026-06-01');
INSERT INTO skill_placements VALUES
    ('{MACROS}', '{RUST}'), ('{EMBEDDED}', '{SYSTEMS}'), ('{GONE}', '{SYSTEMS}');
"""  # noqa: S608 - a test's own constants
SKILLS = """query ($filter: SkillFilter, $first: Int! = 20, $after: String) {
    skills(filter: $filter, first: $first, after: $after) {
        totalCount edges { node { id } } pageInfo { hasNextPage endCursor } } }"""


@pytest.fixture(scope="module")
async def catalogue(company: World, owner: asyncpg.Connection) -> World:
    await owner.execute(MORE)
    return company


def ids(page: dict[str, Any]) -> list[str]:
    return [edge["node"]["id"] for edge in page["edges"]]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"search": "rust"}, [RUST, MACROS, ROT]),
        ({"search": " RUSTLANG "}, [RUST]),
        ({"search": "firm"}, [EMBEDDED]),
        ({"search": "embeded sistems"}, [EMBEDDED]),
        ({"search": "rust", "under": RUST}, [MACROS]),
        ({"search": "rust", "retired": True}, [GONE, OLD]),
        ({"search": "rust", "retired": None}, [RUST, GONE, MACROS, OLD, ROT]),
        ({"search": "%"}, []),
        ({}, [ROT, EMBEDDED, RUST, MACROS, SYSTEMS]),
        ({"under": SYSTEMS}, [EMBEDDED, RUST]),
        ({"retired": True}, [GONE, OLD]),
    ],
)
async def test_the_best_come_first_and_what_is_out_of_use_only_if_asked_for(
    catalogue: World, wanted: dict[str, object], found: list[str]
) -> None:
    page = (await catalogue.read("ada", SKILLS, filter=wanted))["skills"]
    assert ids(page) == found
    assert page["totalCount"] == len(found)


async def test_what_is_found_is_paged_by_how_good_it_is(catalogue: World) -> None:
    found: list[str] = []
    after = None
    more = True
    while more:
        page = (
            await catalogue.read("ada", SKILLS, filter={"search": "rust"}, first=1, after=after)
        )["skills"]
        assert page["totalCount"] == 3
        found += ids(page)
        more, after = page["pageInfo"]["hasNextPage"], page["pageInfo"]["endCursor"]
    assert found == [RUST, MACROS, ROT]


async def test_a_cursor_of_another_order_is_refused(catalogue: World) -> None:
    page = (await catalogue.read("ada", SKILLS, first=1))["skills"]
    answer = await catalogue.ask(
        "ada", SKILLS, filter={"search": "rust"}, after=page["pageInfo"]["endCursor"]
    )
    assert codes(answer) == ["BAD_REQUEST"]


async def test_a_skill_is_walked_up_and_down(catalogue: World) -> None:
    query = """query ($id: ID!) { skill(id: $id) { onetId volatility mergedInto { id }
        narrower { totalCount edges { node { id parent { id }
            narrower(first: 1) { totalCount edges { node { id } } } } } } } }"""
    systems = (await catalogue.read("ada", query, id=SYSTEMS))["skill"]
    assert systems["narrower"]["totalCount"] == 2
    assert [edge["node"] for edge in systems["narrower"]["edges"]] == [
        {
            "id": EMBEDDED,
            "parent": {"id": SYSTEMS},
            "narrower": {"totalCount": 0, "edges": []},
        },
        {
            "id": RUST,
            "parent": {"id": SYSTEMS},
            "narrower": {"totalCount": 1, "edges": [{"node": {"id": MACROS}}]},
        },
    ]
    embedded = (await catalogue.read("ada", query, id=EMBEDDED))["skill"]
    assert (embedded["onetId"], embedded["volatility"]) == ("2.B.3.e", 0.5)
    old = (await catalogue.read("ada", query, id=OLD))["skill"]
    assert old["mergedInto"] == {"id": RUST}
