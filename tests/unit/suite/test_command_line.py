"""The command line without a suite behind it."""

import pytest
from typer import BadParameter
from typer.testing import CliRunner

from suite import commands
from suite.commands.token import seconds
from suite.local.kafka import cluster_id


@pytest.mark.parametrize(
    ("text", "expected"), [("90s", 90), ("30m", 1800), ("8h", 28800), ("1d", 86400)]
)
def test_a_duration_is_a_number_and_a_unit(text: str, expected: int) -> None:
    assert seconds(text) == expected


@pytest.mark.parametrize("text", ["", "8", "h", "0h", "-1h", "1w", "2d", "25h", "8 h", "1e3s"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(BadParameter):
        seconds(text)


@pytest.mark.parametrize(
    ("asked", "loaded"),
    [(["token"], ["token"]), (["down"], ["running"]), (["import"], ["importing"])],
)
def test_a_command_loads_its_own_group_alone(asked: list[str], loaded: list[str]) -> None:
    assert commands.wanted(asked) == loaded


@pytest.mark.parametrize("asked", [[], ["--help"], ["unknown"]])
def test_help_and_mistakes_see_all_groups(asked: list[str]) -> None:
    assert commands.wanted(asked) == [*commands.GROUPS]


def test_no_cluster_id_looks_like_an_option() -> None:
    made = {cluster_id() for _ in range(500)}
    assert {len(one) for one in made} == {22}
    assert not any(one.startswith("-") for one in made)


PARTS = {
    "events": ("events tail",),
    "import": ("import company", "import esco", "import onet"),
    "export": ("export skills",),
    "parked": ("parked list", "parked show", "parked retry", "parked drop"),
}


@pytest.mark.parametrize(
    "command",
    [
        part
        for names in commands.GROUPS.values()
        for name in names
        for part in PARTS.get(name, (name,))
    ],
)
def test_each_command_shows_an_example(command: str) -> None:
    words = command.split()
    shown = CliRunner().invoke(commands.application(words[:1]), [*words, "--help"])
    assert shown.exit_code == 0
    assert (
        f"Example: mastery {command}" in " ".join(shown.output.split())
        or "mastery token" in shown.output
    )
