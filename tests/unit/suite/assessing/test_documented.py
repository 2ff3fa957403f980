"""What docs/mastery-model.md says has been computed, and still comes out like that."""

import json
import re
from pathlib import Path

import pytest

from docs.pictures.mastery_model import picture
from services.learning.formulas.mastery import DEFAULTS, KINDS, kind_rule
from suite.assessing.lines import answers
from suite.assessing.simulation import BANDS, LEVELS, PEOPLE, simulate

DOCS = Path(__file__).parents[4] / "docs"
TEXT = (DOCS / "mastery-model.md").read_text()


def rows(heading: str) -> list[list[str]]:
    """Of the table whose first column is headed so."""
    table = TEXT.partition(f"\n| {heading} |")[2].partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in table]


def test_the_table_of_kinds_is_that_of_the_code() -> None:
    said = [(row[2], row[3], row[4].partition(",")[0]) for row in rows("kind")]
    assert said == [
        (
            f"{found.reliability:.2f}".lstrip("0"),
            f"{kind_rule(kind).weight:.2f}",
            f"{found.half_life}",
        )
        for kind, found in DEFAULTS.kinds.items()
    ]
    caps = [(re.match(r"\d+\.\d+", row[5]) or [None])[0] for row in rows("kind")]
    assert [cap and float(cap) for cap in caps] == [rule.cap for rule in DEFAULTS.rules.values()]
    weak = ["*weak*" not in row[0] for row in rows("kind")]
    assert weak == [facts.strong for facts in KINDS.values()]


def test_the_simulation_gives_the_figures_that_are_told() -> None:
    outcome = simulate(1, PEOPLE, lambda _title, _done, _of: None)
    assert rows("evidence") == [
        [
            row.title,
            f"{row.ours.bias:+.2f}",
            f"{row.ours.rmse:.2f}",
            " · ".join(f"{100 * row.right[level] / row.people[level]:.0f}" for level in LEVELS),
            f"{row.shrunk.rmse:.2f}",
            f"{row.newest.rmse:.2f}",
        ]
        for row in outcome.rows
    ]
    assert rows("confidence") == [
        [
            f"{tenth / BANDS:.1f} to {(tenth + 1) / BANDS:.1f}",
            f"{len(band.predicted):,}",
            f"{band.expected:.2f}",
            f"{band.seen.rmse:.2f}",
        ]
        for tenth, band in sorted(outcome.bands.items())
    ]


def test_the_example_is_answered_as_it_is_told() -> None:
    example = re.search(r'^    \{"as_of".*?\]\}$', TEXT, re.DOTALL | re.MULTILINE)
    assert example is not None
    (answer,) = answers([example[0].replace("\n", " ").encode()], True)
    found = json.loads(answer.text)
    assert (found["level"], found["status"]) == (4, "verified")
    told = re.search(r"M = ([\d.]+), confidence ([\d.]+), standard error ([\d.]+),", TEXT)
    assert told is not None
    numbers = [found["mastery"], found["confidence"], found["standard_error"]]
    assert [float(one) for one in told.groups()] == pytest.approx(numbers, abs=0.005)
    added = [float(row[4] or 0) for row in rows("item")]
    assert added == pytest.approx([one["contribution"] for one in found["lines"]], abs=0.005)


def test_the_picture_is_what_the_formula_draws() -> None:
    assert (DOCS / "pictures" / "mastery-model.svg").read_text() == picture()
