"""The numbers of teams and roles, computed by hand once more."""

import pytest

from tests.integration.gateway.numbers.company import IDLE, JUNIOR, OLD_ROLE, SENIOR, SQL
from tests.integration.gateway.world import (
    ADA,
    BEN,
    BOSS,
    HANNA,
    LEAD,
    SYSTEMS,
    World,
    codes,
)


async def test_a_team_depends_on_whom_alone_masters_what_its_roles_require(numbers: World) -> None:
    query = """query ($team: ID) { singleExpertRisk(team: $team) {
        skill { name } requiredLevel holder { personId level person { name } } } }"""
    expected = [
        {
            "skill": {"name": "Rust"},
            "requiredLevel": 3,
            "holder": {"personId": BEN, "level": 5, "person": {"name": "Ben"}},
        }
    ]
    assert (await numbers.read("boss", query))["singleExpertRisk"] == expected
    assert (await numbers.read("hanna", query, team=BOSS))["singleExpertRisk"] == expected
    assert (await numbers.read("ada", query))["singleExpertRisk"] == []
    field = """{ team { singleExpertRisk { holder { personId } } skillsAtRisk { skillId } } }"""
    found = (await numbers.read("boss", field))["team"]
    assert found["singleExpertRisk"] == [{"holder": {"personId": BEN}}]
    assert [each["skillId"] for each in found["skillsAtRisk"]] == [SYSTEMS, SQL]


async def test_skills_at_risk_are_obsolete_or_fell_by_a_fifth_of_late(numbers: World) -> None:
    query = """query ($team: ID) { skillsAtRisk(team: $team) {
        skillId obsolete fall holders { personId level } } }"""
    assert (await numbers.read("boss", query))["skillsAtRisk"] == [
        {
            "skillId": SYSTEMS,
            "obsolete": True,
            "fall": None,
            "holders": [{"personId": ADA, "level": 4}, {"personId": BEN, "level": 4}],
        },
        {
            "skillId": SQL,
            "obsolete": False,
            "fall": pytest.approx(0.4),
            "holders": [{"personId": BEN, "level": 3}],
        },
    ]
    assert (await numbers.read("ada", query))["skillsAtRisk"] == []


BENCH = """query ($role: ID!) { benchStrength(role: $role) { considered ready possiblyReady
    people { personId low high person { name } } } }"""


@pytest.mark.parametrize(
    ("viewer", "figures", "people"),
    [
        ("hanna", (4, 1, 3), [BEN, ADA, HANNA]),
        ("hr-system", (4, 1, 3), [BEN, ADA, HANNA]),
        ("boss", (2, 1, 2), [BEN, ADA]),
        ("top", (1, 0, 0), []),
        ("ada", (1, 0, 1), [ADA]),
        ("carl", (1, 0, 0), []),
    ],
)
async def test_a_bench_is_counted_over_those_whose_readiness_one_reads(
    numbers: World, viewer: str, figures: tuple[int, int, int], people: list[str]
) -> None:
    found = (await numbers.read(viewer, BENCH, role=LEAD))["benchStrength"]
    assert (found["considered"], found["ready"], found["possiblyReady"]) == figures
    assert [each["personId"] for each in found["people"]] == people


async def test_the_bench_of_a_role_that_requires_nothing_is_empty(numbers: World) -> None:
    found = (await numbers.read("hanna", BENCH, role=IDLE))["benchStrength"]
    assert found == {"considered": 0, "ready": 0, "possiblyReady": 0, "people": []}
    assert (await numbers.read("hanna", BENCH, role="role-unknown"))["benchStrength"] is None


async def test_the_bench_is_a_field_of_a_role_too(numbers: World) -> None:
    query = """{ role(id: "%s") { benchStrength { roleId ready people(first: 1) { low } } } }"""
    found = (await numbers.read("hanna", query % LEAD))["role"]["benchStrength"]
    assert found == {"roleId": LEAD, "ready": 1, "people": [{"low": pytest.approx(5.95 / 6)}]}
    many = """{ role(id: "%s") { benchStrength { people(first: 101) { low } } } }"""
    assert codes(await numbers.ask("hanna", many % LEAD)) == ["BAD_REQUEST"]


PATHS = """query ($from: ID!, $to: ID!) { careerPaths(from: $from, to: $to) {
    largestStep total steps { roleId size role { title } } } }"""


async def test_paths_lead_over_roles_in_use(numbers: World) -> None:
    found = await numbers.read("carl", PATHS, **{"from": JUNIOR, "to": LEAD})
    assert [
        ([step["role"]["title"] for step in path["steps"]], path["largestStep"], path["total"])
        for path in found["careerPaths"]
    ] == [
        (["Senior", "Lead"], pytest.approx(11 / 6), pytest.approx(5 / 3 + 11 / 6)),
        (["Lead"], pytest.approx(17 / 6), pytest.approx(17 / 6)),
    ]


async def test_a_path_may_begin_with_a_retired_role_and_not_end_with_one(numbers: World) -> None:
    begins = await numbers.read("carl", PATHS, **{"from": OLD_ROLE, "to": LEAD})
    assert begins["careerPaths"][0]["steps"][0]["size"] == pytest.approx((3 + 2) / 6)
    for target in (OLD_ROLE, IDLE, "role-unknown"):
        ends = await numbers.read("carl", PATHS, **{"from": LEAD, "to": target})
        assert ends["careerPaths"] == []
    nowhere = await numbers.read("carl", PATHS, **{"from": "role-unknown", "to": LEAD})
    assert nowhere["careerPaths"] == []


async def test_what_transfers_is_what_the_former_role_requires_as_well(numbers: World) -> None:
    query = """query ($from: ID!, $to: ID!) { transferableSkills(from: $from, to: $to) {
        share transferable { skillId level importance } missing { skill { name } level } } }"""
    found = await numbers.read("carl", query, **{"from": SENIOR, "to": LEAD})
    assert found["transferableSkills"] == {
        "share": pytest.approx(1 / 6),
        "transferable": [{"skillId": SQL, "level": 3, "importance": 1}],
        "missing": [
            {"skill": {"name": "Rust"}, "level": 4},
            {"skill": {"name": "Systems programming"}, "level": 4},
        ],
    }
    nothing = await numbers.read("carl", query, **{"from": SENIOR, "to": IDLE})
    assert nothing["transferableSkills"]["share"] is None
    unknown = await numbers.read("carl", query, **{"from": SENIOR, "to": "role-unknown"})
    assert unknown["transferableSkills"] is None
