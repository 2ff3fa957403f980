"""Mastery in the graph: as it is, as it was on a day, and why."""

from datetime import date

import asyncpg
import pytest

from services.gateway.sql import mastery as sql
from services.learning.formulas.mastery import assess, parameters_from_json
from tests.integration.gateway.learning.company import DAY, OLD_RUST, PARAMETERS, counted
from tests.integration.gateway.world import ADA, BEN, BOSS, RUST, SYSTEMS, World, codes

NUMBERS = "skillId level status mastery confidence standardError weight"


async def test_skills_come_by_level_and_are_filtered(learners: World) -> None:
    query = """query ($filter: MasteryFilter) { viewer { mastery(filter: $filter) {
        totalCount edges { node { skillId level skill { name } person { name } } } } } }"""

    async def found(**wanted: object) -> list[str]:
        page = (await learners.read("ada", query, filter=wanted))["viewer"]["mastery"]
        assert page["totalCount"] == len(page["edges"])
        return [edge["node"]["skillId"] for edge in page["edges"]]

    assert await found() == [RUST, SYSTEMS]
    assert await found(status="STALE") == [SYSTEMS]
    assert await found(minLevel=4) == [RUST]
    assert await found(skill=OLD_RUST) == [RUST]  # which it was merged into
    assert await found(skill=OLD_RUST, minLevel=5) == []
    body = await learners.ask("ada", query, filter={"minLevel": 6})
    assert codes(body) == ["BAD_REQUEST"]


@pytest.mark.parametrize("root", [False, True])
async def test_today_made_anew_from_the_evidence_is_what_the_ledger_says(
    learners: World, root: bool
) -> None:
    if root:
        query = f"""query ($day: Date) {{
            rust: mastery(skill: "{OLD_RUST}", asOf: $day) {{ {NUMBERS} }}
            systems: mastery(skill: "{SYSTEMS}", asOf: $day) {{ {NUMBERS} }} }}"""
    else:
        query = f"""query ($day: Date) {{ viewer {{ mastery(asOf: $day) {{ totalCount
            edges {{ node {{ {NUMBERS} }} cursor }} pageInfo {{ endCursor }} }} }} }}"""
    live = await learners.read("ada", query)
    assert await learners.read("ada", query, day=str(DAY)) == live


async def test_a_day_counts_what_was_known_by_its_end(learners: World) -> None:
    query = """query ($day: Date) { viewer { mastery(asOf: $day) {
        edges { node { skillId day mastery } } } } }"""

    async def then(day: date) -> dict[str, float]:
        page = (await learners.read("ada", query, day=str(day)))["viewer"]["mastery"]
        assert {edge["node"]["day"] for edge in page["edges"]} <= {str(day)}
        return {edge["node"]["skillId"]: edge["node"]["mastery"] for edge in page["edges"]}

    before_the_merge = await then(date(2026, 3, 31))
    assert before_the_merge.keys() == {RUST, OLD_RUST, SYSTEMS}
    assert before_the_merge[RUST] == 2  # the test that was revoked later
    assert before_the_merge[OLD_RUST] == 3
    assert (await then(date(2026, 4, 1))).keys() == {RUST, SYSTEMS}
    assert await then(date(2020, 1, 1)) == {}


async def test_before_a_merge_each_skill_answers_for_itself(learners: World) -> None:
    query = f"""query ($day: Date) {{ mastery(skill: "{OLD_RUST}", asOf: $day) {{
        skillId mastery evidenceCount }}
        viewer {{ mastery(asOf: $day, filter: {{skill: "{OLD_RUST}"}}) {{
            edges {{ node {{ skillId }} }} }} }} }}"""
    for day, expected in (("2026-03-31", OLD_RUST), ("2026-04-01", RUST)):
        found = await learners.read("ada", query, day=day)
        assert found["mastery"]["skillId"] == expected
        listed = found["viewer"]["mastery"]["edges"]
        assert [edge["node"]["skillId"] for edge in listed] == [expected]
        if expected == OLD_RUST:
            assert (found["mastery"]["mastery"], found["mastery"]["evidenceCount"]) == (3, 1)


@pytest.mark.parametrize("day", ["0001-01-01", "0001-06-01", "9999-12-31"])
async def test_days_at_the_ends_of_the_calendar_are_days_too(learners: World, day: str) -> None:
    query = f"""query ($day: Date) {{ mastery(skill: "{RUST}", asOf: $day) {{
        status mastery explanation {{ sum }} whatWouldRaise(toLevel: 5) {{ kind }} }}
        readiness(asOf: $day) {{ low }} skillFreshness(asOf: $day) {{ halfLives }}
        masteryModel(asOf: $day) {{ enough }} }}"""
    assert (await learners.read("ada", query, day=day))["mastery"]["status"] == "UNASSESSED"
    query = f"""query ($day: Date) {{ mastery(skill: "{RUST}", asOf: $day) {{
        history {{ status }} }} }}"""
    body = await learners.ask("ada", query, day=day)
    assert codes(body) == (["BAD_REQUEST"] if day == "0001-01-01" else [])


async def test_pages_of_a_day_follow_one_another(learners: World) -> None:
    query = """query ($after: String) { viewer {
        mastery(asOf: "2026-03-31", first: 1, after: $after) {
            totalCount edges { node { skillId } } pageInfo { hasNextPage endCursor } } } }"""
    found, after, more = [], None, []
    for _ in range(3):
        page = (await learners.read("ada", query, after=after))["viewer"]["mastery"]
        assert page["totalCount"] == 3
        found += [edge["node"]["skillId"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        more.append(page["pageInfo"]["hasNextPage"])
    assert more == [True, True, False]
    assert set(found) == {RUST, OLD_RUST, SYSTEMS}


async def test_a_skill_without_evidence_is_unassessed_and_can_be_raised(learners: World) -> None:
    query = """query ($day: Date) { mastery(skill: "skill-unknown", asOf: $day) {
        status level mastery evidenceCount skill { name } whatWouldRaise(toLevel: 3) {
            kind items raters value again level } } }"""
    for day in (None, "2026-01-01"):
        found = (await learners.read("ada", query, day=day))["mastery"]
        assert found["status"] == "UNASSESSED"
        assert found["level"] is found["mastery"] is found["skill"] is None
        assert found["evidenceCount"] == 0
        steps = {step["kind"]: step for step in found["whatWouldRaise"]}
        assert steps["MANAGER_REVIEW"] == {
            "kind": "MANAGER_REVIEW",
            "items": 1,
            "raters": 1,
            "value": 3,
            "again": 0,
            "level": 3,
        }
        assert "SELF_ASSESSMENT" not in steps


async def test_the_lines_add_up_and_say_what_cut_them(learners: World) -> None:
    query = f"""{{ mastery(skill: "{RUST}") {{ evidenceCount explanation {{ day level status sum
        lines {{ kind value ageDays occurredOn share contribution cuts item source }} }} }} }}"""
    found = (await learners.read("ada", query))["mastery"]
    told = found["explanation"]
    expected = assess(counted(RUST), DAY, parameters_from_json(PARAMETERS))
    assert (
        told["sum"]
        == expected.mastery
        == pytest.approx(sum(line["contribution"] for line in told["lines"]))
    )
    assert (told["level"], told["day"]) == (expected.level, str(DAY))
    assert found["evidenceCount"] == len(told["lines"]) == len(counted(RUST))
    lines = {line["kind"]: line for line in told["lines"]}
    assert lines["SELF_ASSESSMENT"]["cuts"] == ["AGE", "WEAK"]
    assert lines["MANAGER_REVIEW"]["ageDays"] == 45
    assert lines["MANAGER_REVIEW"]["occurredOn"] == "2026-05-01"
    assert lines["MANAGER_REVIEW"]["source"] == "source-1"


async def test_history_is_what_was_known_at_equal_distances(learners: World) -> None:
    query = f"""{{ mastery(skill: "{RUST}") {{
        history(from: "2026-03-31", to: "2026-06-15", points: 3) {{ day status mastery }} }} }}"""
    points = (await learners.read("ada", query))["mastery"]["history"]
    assert [point["day"] for point in points] == ["2026-03-31", "2026-05-08", "2026-06-15"]
    then = """query ($day: Date) { mastery(skill: "%s", asOf: $day) { day status mastery } }"""
    for point in points:
        found = await learners.read("ada", then % RUST, day=point["day"])
        assert found["mastery"] == point


@pytest.mark.parametrize("wrong", ["points: 1", "points: 31", 'from: "2026-06-15"'])
async def test_a_history_has_2_to_30_points_of_the_past(learners: World, wrong: str) -> None:
    query = f'{{ mastery(skill: "{RUST}") {{ history({wrong}) {{ day }} }} }}'
    assert codes(await learners.ask("ada", query)) == ["BAD_REQUEST"]


async def test_newly_verified_are_those_of_the_last_months(learners: World) -> None:
    query = """query ($months: Int!) { viewer { newlyVerified(months: $months) {
        since count skills { skillId heldLevel firstVerifiedOn } } } }"""
    year = (await learners.read("ada", query, months=12))["viewer"]["newlyVerified"]
    assert (year["since"], year["count"]) == ("2025-06-15", 1)
    assert year["skills"] == [{"skillId": RUST, "heldLevel": 4, "firstVerifiedOn": "2026-05-01"}]
    decade = (await learners.read("ada", query, months=120))["viewer"]["newlyVerified"]
    assert decade["count"] == 2
    assert codes(await learners.ask("ada", query, months=0)) == ["BAD_REQUEST"]


async def test_what_a_merged_skill_was_verified_for_before_is_not_new(
    learners: World, owner: asyncpg.Connection
) -> None:
    query = "{ viewer { newlyVerified { skills { skillId heldLevel firstVerifiedOn } } } }"
    key = f"{ADA}/{OLD_RUST}"
    await owner.execute(
        "INSERT INTO learning_rows.mastery_held VALUES ($1, $2, $3, NULL, NULL, '2020-01-01', "
        "NULL, 'unassessed', NULL, 0, '2026-04-01', 5)",
        *(key, ADA, OLD_RUST),
    )
    try:
        found = await learners.read("ada", query)
    finally:
        await owner.execute("DELETE FROM learning_rows.mastery_held WHERE pair_key = $1", key)
    assert found["viewer"]["newlyVerified"]["skills"] == []
    found = await learners.read("ada", query)
    assert [each["skillId"] for each in found["viewer"]["newlyVerified"]["skills"]] == [RUST]


async def test_stale_skills_are_those_of_the_reports(learners: World) -> None:
    query = "{ staleSkills { totalCount edges { node { personId skillId status } } } }"
    page = (await learners.read("boss", query))["staleSkills"]
    assert page["totalCount"] == 2
    assert [edge["node"] for edge in page["edges"]] == [
        {"personId": who, "skillId": SYSTEMS, "status": "STALE"} for who in (BEN, ADA)
    ]


async def test_experts_are_asked_for_by_what_a_skill_was_merged_into(learners: World) -> None:
    query = """query ($skill: ID!, $least: Int!) { experts(skill: $skill, minLevel: $least) {
        totalCount edges { node { person { name } level } } } }"""
    page = (await learners.read("boss", query, skill=OLD_RUST, least=4))["experts"]
    assert [edge["node"]["person"]["name"] for edge in page["edges"]] == ["Ben", "Ada"]
    assert page["totalCount"] == 2
    assert (await learners.read("boss", query, skill=RUST, least=5))["experts"]["edges"] == []
    stale = await learners.read("boss", query, skill=SYSTEMS, least=1)
    assert stale["experts"]["totalCount"] == 0


async def test_the_matrix_is_people_by_required_and_shown_skills(learners: World) -> None:
    query = """{ team { skillMatrix { skills { skillId skill { name } }
        rows { person { name } cells { skillId level status requiredLevel importance against
            confidence } } } } }"""
    found = (await learners.read("boss", query))["team"]["skillMatrix"]
    skills = [each["skillId"] for each in found["skills"]]
    assert [row["person"]["name"] for row in found["rows"]] == ["Ada", "Ben"]
    for row in found["rows"]:
        assert [cell["skillId"] for cell in row["cells"]] == skills
        cells = {cell["skillId"]: cell for cell in row["cells"]}
        rust = cells[RUST]  # of its own requirement and that of the merged skill the higher
        assert (rust["requiredLevel"], rust["importance"], rust["against"]) == (5, 3, "BELOW")
        assert (rust["level"], rust["status"]) == (4, "VERIFIED")
        assert cells[SYSTEMS]["requiredLevel"] is cells[SYSTEMS]["against"] is None
        (unknown,) = (cell for skill, cell in cells.items() if skill not in (RUST, SYSTEMS))
        assert (unknown["against"], unknown["status"]) == ("NOT_KNOWN", "UNASSESSED")


async def test_the_model_says_its_parameters_of_a_day(learners: World) -> None:
    query = """query ($day: Date) { masteryModel(asOf: $day) { effectiveFrom enough
        kinds { kind halfLife strong } } }"""
    now = (await learners.read("carl", query))["masteryModel"]
    assert (now["effectiveFrom"], now["enough"]) == ("2026-01-01", 0.4)
    halves = {kind["kind"]: kind["halfLife"] for kind in now["kinds"]}
    assert (halves["MANAGER_REVIEW"], halves["TEST_SCORE"]) == (400, 365)
    before = (await learners.read("carl", query, day="2025-12-31"))["masteryModel"]
    assert (before["effectiveFrom"], before["enough"]) == (None, 0.5)


async def test_one_statement_an_edge_however_many_people(learners: World) -> None:
    query = f"""query ($first: Int!) {{ team(manager: "{BOSS}") {{
        members(first: $first) {{ edges {{ node {{ name
            mastery {{ totalCount edges {{ node {{ level skill {{ name }} evidenceCount
                explanation {{ sum }} whatWouldRaise(toLevel: 5) {{ kind }}
                history(points: 3) {{ level }} }} }} }} }} }} }}
        skillMatrix {{ rows {{ cells {{ level }} }} }} }} }}"""
    learners.reads.sent.clear()
    await learners.read("boss", query, first=1)
    few = sorted(learners.reads.sent)
    learners.reads.sent.clear()
    await learners.read("boss", query, first=2)
    assert sorted(learners.reads.sent) == few
    assert few.count(sql.EVIDENCE_ON_DAYS) == 2  # of today, and of the days of the history
    assert len(set(few)) == len(few) - 1
