"""Evidence by hand: what a line gives, and that a bad one says what is wrong with it."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from suite import commands
from suite.assessing.lines import answers

DAY = "2026-11-24"
REVIEW = {"kind": "manager_review", "value": 4, "occurred_on": DAY}
SIX = ["mastery", "confidence", "weight", "standard_error", "level", "status"]


def line(*evidence: object, **more: object) -> str:
    return json.dumps({"as_of": DAY, "evidence": evidence, **more})


def answered(text: str | bytes, with_lines: bool = False) -> Any:
    raw = text if isinstance(text, bytes) else text.encode()
    (only,) = answers([raw], with_lines)
    return json.loads(only.text)


def run(given: str, *options: str) -> Result:
    return CliRunner().invoke(commands.application(["assess"]), ["assess", *options], input=given)


def test_a_line_gives_the_six_fields_unrounded() -> None:
    found = answered(line({**REVIEW, "occurred_on": "2026-06-01"}))
    assert list(found) == SIX
    assert found["weight"] == 2.0 ** (-176 / 365)


def test_no_evidence_is_unassessed() -> None:
    assert answered(line()) == dict(zip(SIX, [None, 0, 0, None, None, "unassessed"], strict=True))


def test_explained_it_has_a_line_for_each_item() -> None:
    own = {"kind": "self_assessment", "value": 5, "occurred_on": DAY, "evidence_id": "own"}
    found = answered(line(REVIEW, own), with_lines=True)
    assert list(found) == [*SIX, "lines"]
    assert [(one["evidence_id"], one["cuts"]) for one in found["lines"]] == [
        ("e0", []),
        ("own", ["weak"]),
    ]


def test_every_field_is_read() -> None:
    item = {
        "kind": "certification",
        "value": 4.5,
        "occurred_on": "2020-01-01",
        "raters": 1,
        "rater_or_test": "x",
        "evidence_id": "y",
        "expires_on": "2026-05-28",
    }
    assert answered(line(item))["weight"] == pytest.approx(0.75)
    assert answered(line({**item, "expires_on": None}))["weight"] < 0.1
    assert answered(line({**item, "occurred_on": "2027-01-01"}))["status"] == "unassessed"


def test_parameters_hold_for_their_line() -> None:
    assert answered(line(REVIEW, parameters={"enough": 2}))["status"] == "provisional"
    assert answered(line(REVIEW))["status"] == "verified"


WRONG = [
    ("nonsense", "line"),
    ("[" * 100_000, "line"),
    (b"\xff", "line"),
    ("[]", "line"),
    ('{"as_of": "2026-11-24", "as_of": "2026-11-24", "evidence": []}', "as_of"),
    ('{"evidence": []}', "as_of"),
    ('{"as_of": "2026-11-24"}', "evidence"),
    (line(as_of="2026-02-30"), "as_of"),
    (line(as_of="20261124"), "as_of"),
    (line(as_of=20261124), "as_of"),
    (line(mood="good"), "mood"),
    ('{"as_of": "2026-11-24", "evidence": {}}', "evidence"),
    (line("x"), "evidence[0]"),
    (line(REVIEW, {**REVIEW, "kind": "boss"}), "evidence[1].kind"),
    (line({**REVIEW, "kind": None}), "evidence[0].kind"),
    (line({**REVIEW, "value": 0.5}), "evidence[0].value"),
    (line({**REVIEW, "value": "4"}), "evidence[0].value"),
    (line({**REVIEW, "value": True}), "evidence[0].value"),
    (line({**REVIEW, "value": float("nan")}), "evidence[0].value"),
    (line({**REVIEW, "value": float("-inf")}), "evidence[0].value"),
    (line(REVIEW).replace(" 4,", " 1e999,"), "evidence[0].value"),
    (line(REVIEW).replace(" 4,", " " + "4" * 6000 + ","), "evidence[0].value"),
    (line({**REVIEW, "raters": 0}), "evidence[0].raters"),
    (line({**REVIEW, "raters": 2.5}), "evidence[0].raters"),
    (line({**REVIEW, "raters": 10**18}), "evidence[0].raters"),
    (line({**REVIEW, "raters": 10**400}), "evidence[0].raters"),
    (line({**REVIEW, "rater_or_test": 7}), "evidence[0].rater_or_test"),
    (line({**REVIEW, "occurred_on": "yesterday"}), "evidence[0].occurred_on"),
    (line({**REVIEW, "expires_on": "never"}), "evidence[0].expires_on"),
    (line({**REVIEW, "mood": 1}), "evidence[0].mood"),
    (line({"kind": "manager_review", "value": 3}), "evidence[0].occurred_on"),
    (line({**REVIEW, "evidence_id": "e1"}, REVIEW), "evidence[1].evidence_id"),
    (line(parameters=None), "parameters"),
    (line(parameters={"enough": -1}), "parameters.enough"),
    (line(parameters={"kinds": {"boss": {}}}), "parameters.kinds.boss"),
    (
        line(parameters={"kinds": {"test_score": {"cap": "3"}}}),
        "parameters.kinds.test_score.cap",
    ),
]


@pytest.mark.parametrize(("given", "field"), WRONG, ids=lambda value: str(value)[-60:])
def test_a_bad_line_names_its_field(given: str | bytes, field: str) -> None:
    found = answered(given)
    assert list(found) == ["line", "field", "error"]
    assert (found["line"], found["field"]) == (1, field)


def test_a_bad_line_stands_in_its_place_and_the_rest_goes_on() -> None:
    ended = run("\n".join([line(REVIEW), "nonsense", "", line()]) + "\n")
    found = [json.loads(text) for text in ended.stdout.splitlines()]
    assert [one.get("status") for one in found] == ["verified", None, "unassessed"]
    assert found[1]["line"] == 2
    assert ended.stderr.startswith("line 2: line: must be JSON")
    assert ended.exit_code == 1


def test_good_lines_end_well() -> None:
    ended = run(line(REVIEW), "--explain")
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert len(json.loads(ended.stdout)["lines"]) == 1


def test_lines_come_from_a_file_or_from_standard_input(tmp_path: Path) -> None:
    file = tmp_path / "evidence.jsonl"
    file.write_text(line(REVIEW))
    from_file, from_input = run("", str(file)), run(line(REVIEW), "-")
    assert from_file.stdout == from_input.stdout != ""


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    for file, why in ((tmp_path / "none", "No such file"), (tmp_path, "Is a directory")):
        ended = run("", str(file))
        assert ended.exit_code == 2
        assert why in " ".join(ended.stderr.replace("│", " ").split())


def test_a_simulation_draws_its_own_evidence() -> None:
    assert run("", "--simulate", "--explain").exit_code == 2
