"""The catalogue as a file: each column, and nothing that a spreadsheet would run."""

import csv
import io
import json

import pytest

from suite.exports.skills import COLUMNS, Skill, as_csv, as_json, cell

RUST: Skill = {
    "id": "skill-1",
    "name": "Rust",
    "kind": "skill",
    "description": 'A "language", fast',
    "esco_uri": "http://esco.example/rust",
    "onet_id": None,
    "synonyms": ["rustlang", "Rust, the language"],
    "parent": "skill-2",
    "volatility": 0.5,
    "merged_into": None,
    "retired_on": "2026-01-01",
}


def test_csv_has_a_line_a_skill_with_each_column() -> None:
    text = as_csv([RUST])
    assert text.splitlines()[0] == (
        "id,name,kind,description,esco_uri,onet_id,synonyms,parent,volatility,merged_into,retired_on"
    )
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert row == {
        **dict.fromkeys(COLUMNS, ""),
        **{name: str(value) for name, value in RUST.items() if value is not None},
        "synonyms": "rustlang\nRust, the language",
    }


def test_json_has_an_object_a_skill() -> None:
    assert json.loads(as_json([RUST])) == [RUST]
    assert json.loads(as_json([])) == []


@pytest.mark.parametrize("beginning", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_begins_a_formula(beginning: str) -> None:
    assert cell(f"{beginning}1+1") == f"'{beginning}1+1"
    assert cell([f"{beginning}1", "b"]) == f"'{beginning}1\nb"


@pytest.mark.parametrize(
    ("value", "text"), [("C++", "C++"), ("a=b", "a=b"), (None, ""), (1.0, "1.0"), ([], "")]
)
def test_everything_else_stands_as_it_is(value: object, text: str) -> None:
    assert cell(value) == text
