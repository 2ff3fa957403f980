"""Learning's tables on a real PostgreSQL, as an ordinary owner of the database makes them."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

import services.learning
from shared.runtime.migrate import Source, migrate
from shared.runtime.pools import Pool, open_pool
from shared.testing.infrastructure import execute, unique

MIGRATIONS = Path(services.learning.__file__).parent / "migrations"
SEARCH = "SELECT skill_id FROM learning.skills WHERE lower(name) LIKE '%' || lower($1) || '%'"
MANY = """
INSERT INTO skills (skill_id, name, synonyms, defined_on)
SELECT 'skill-' || n, md5(n::text) || ' Haskell', '{}', '2026-11-23'
FROM generate_series(1, 20000) AS n
"""

COLUMNS = """
SELECT table_schema || '.' || table_name AS name,
       array_agg(column_name::text ORDER BY ordinal_position) AS columns
FROM information_schema.columns GROUP BY 1
"""


@pytest.fixture(scope="module")
async def owners(database: str) -> AsyncIterator[str]:
    """The database's address as its owner, who may do nothing else."""
    owner, name = unique("owner_"), urlsplit(database).path.strip("/")
    await execute(database, f"CREATE ROLE {owner} LOGIN PASSWORD 'x'")
    await execute(database, f"ALTER DATABASE {name} OWNER TO {owner}")
    parts = urlsplit(database)
    place = parts.netloc.rpartition("@")[2]
    yield urlunsplit(parts._replace(netloc=f"{owner}:x@{place}"))
    await execute(database, f"REASSIGN OWNED BY {owner} TO CURRENT_USER")
    await execute(database, f"DROP OWNED BY {owner}")
    await execute(database, f"DROP ROLE {owner}")


@pytest.fixture(scope="module")
async def rows(owners: str) -> AsyncIterator[Pool]:
    source = Source("learning", MIGRATIONS)
    await migrate(owners, "learning_rows", [source], views="learning")
    pool = await open_pool(owners, "learning_rows", "learning", application="test", most=1)
    async with pool:
        yield pool


async def test_a_part_of_a_name_is_found_by_an_index(rows: Pool) -> None:
    await rows.execute(MANY)
    await rows.execute("VACUUM ANALYZE skills")
    plan = "\n".join(row[0] for row in await rows.fetch(f"EXPLAIN {SEARCH}", "c4ca4238a0"))
    assert "skills_by_part_of_name" in plan
    found = await rows.fetch(SEARCH, "C4CA4238A0")
    assert [row[0] for row in found] == ["skill-1"]


async def test_the_views_show_what_the_tables_hold(rows: Pool) -> None:
    columns = {row["name"]: row["columns"] for row in await rows.fetch(COLUMNS)}
    for view in ("skills", "skill_placements"):
        assert columns[f"learning.{view}"] == columns[f"learning_rows.{view}"]
