"""People with a known level: the model finds it, and says how sure it is."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from suite import commands
from suite.assessing.simulation import Outcome, simulate

PEOPLE = 1500


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return simulate(1, PEOPLE, lambda _title, _done, _of: None)


def test_the_same_seed_draws_the_same_people(outcome: Outcome) -> None:
    assert simulate(1, PEOPLE, lambda _title, _done, _of: None) == outcome
    assert simulate(2, PEOPLE, lambda _title, _done, _of: None) != outcome


def test_more_evidence_is_less_error(outcome: Outcome) -> None:
    first, second, third, _ = (row.ours.rmse for row in outcome.rows)
    assert first > second + 0.2 > third + 0.3


def test_the_level_is_hardly_biased_as_long_as_achievements_are_what_they_say(
    outcome: Outcome,
) -> None:
    assert [abs(row.ours.bias) < 0.12 for row in outcome.rows[:3]] == [True] * 3


def test_both_simpler_rules_are_further_off(outcome: Outcome) -> None:
    for row in outcome.rows:
        assert row.ours.rmse < row.shrunk.rmse
        assert row.ours.rmse < row.newest.rmse


def test_the_standard_error_is_on_the_safe_side(outcome: Outcome) -> None:
    large = [band for band in outcome.bands.values() if len(band.predicted) >= 500]
    assert len(large) >= 4
    for band in large:
        assert 0.6 * band.expected < band.seen.rmse < band.expected


def test_progress_reaches_the_end_of_every_row() -> None:
    heard: list[tuple[str, int, int]] = []
    outcome = simulate(1, 700, lambda *said: heard.append(said))
    ends = [title for title, done, of in heard if done == of == 700]
    assert ends == [row.title for row in outcome.rows]


def test_the_command_prints_both_tables(tmp_path: Path) -> None:
    command = ["assess", "--simulate", "--people", "50", "--seed", "3"]
    ended = CliRunner().invoke(
        commands.application(["assess"]), command, env={"HOME": str(tmp_path)}
    )
    assert ended.exit_code == 0
    assert "How right the level is" in ended.stdout
    assert "How sure the confidence is" in ended.stdout
    assert "self + manager: " in ended.stderr
