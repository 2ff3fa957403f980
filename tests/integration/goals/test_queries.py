"""What goals reads of its own tables."""

from datetime import date

import pytest

from services.goals import queries
from services.goals.permissions import Facts
from shared.kernel.messages import StreamId
from shared.runtime.pools import Pool

ADA, BOSS, TOP, GONE, STRANGER = (
    StreamId(f"person-{name}") for name in ("ada", "boss", "top", "gone", "stranger")
)
RUST = StreamId("skill-1")
URI = "http://data.europa.eu/esco/occupation/1"
PEOPLE = """
INSERT INTO known_people VALUES
    ('person-ada', true), ('person-boss', true), ('person-top', true), ('person-gone', false);
INSERT INTO managers VALUES
    ('person-ada', 'person-boss'), ('person-boss', 'person-top'), ('person-top', NULL),
    ('person-gone', NULL);
INSERT INTO line_changes VALUES
    ('a', 'person-ada', 'person-top', '2026-11-02'), ('b', 'person-ada', 'client:x', '2026-11-01'),
    ('c', 'person-other', 'person-top', '2026-11-03');
INSERT INTO roles VALUES
    ('role-1', 'Lead', NULL, NULL, 'http://data.europa.eu/esco/occupation/1', 'defined',
     '2026-01-01', NULL);
INSERT INTO skill_names VALUES ('skill-1', 'Rust', true);
"""


@pytest.fixture(scope="module")
async def known(rows: Pool) -> Pool:
    await rows.execute(PEOPLE)
    return rows


async def test_the_reporting_lines_of_those_who_matter(known: Pool) -> None:
    assert await queries.facts(known, [ADA, BOSS, TOP, GONE, STRANGER]) == Facts(
        managers={ADA: BOSS, BOSS: TOP, TOP: None, GONE: None},
        leaders=frozenset({BOSS, TOP}),
        changes={ADA: {"client:x": date(2026, 11, 1), TOP: date(2026, 11, 2)}},
    )


async def test_whoever_left_is_not_active_nor_is_a_stranger(known: Pool) -> None:
    assert await queries.active(known, [ADA, GONE, STRANGER]) == {ADA}


async def test_roles_by_uri_and_skills_by_id(known: Pool) -> None:
    assert await queries.roles_by_uri(known, [URI, "http://other.example"]) == {
        URI: StreamId("role-1")
    }
    assert await queries.known_skills(known, [RUST, StreamId("skill-2")]) == {RUST}
