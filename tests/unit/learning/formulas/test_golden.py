"""The vectors that the model was agreed by, to four decimals."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.learning.formulas.mastery import Assessment, Evidence, assess
from tests.unit.learning.formulas.strategies import AS_OF, ago

VECTORS = json.loads(Path(__file__).with_name("mastery-golden.json").read_text())
NUMBERS = ("mastery", "confidence", "weight", "standard_error")


def evidence(given: dict[str, Any]) -> Evidence:
    expires_in = given.get("expires_in_days")
    return Evidence(
        kind=given["kind"],
        value=given["value"],
        occurred_on=ago(given["age_days"]),
        raters=given.get("raters", 1),
        rater_or_test=given.get("rater_or_test", ""),
        evidence_id=given["evidence_id"],
        expires_on=None if expires_in is None else AS_OF + timedelta(days=expires_in),
    )


def rounded(assessment: Assessment) -> dict[str, float | None]:
    found = {name: getattr(assessment, name) for name in NUMBERS}
    return {name: None if value is None else round(value, 4) for name, value in found.items()}


def test_there_are_as_many_vectors_as_were_agreed() -> None:
    assert len(VECTORS) == 18


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["case"])
def test_the_assessment_is_the_agreed_one(vector: dict[str, Any]) -> None:
    found = assess([evidence(item) for item in vector["evidence"]], AS_OF)
    assert rounded(found) == {name: vector[name] for name in NUMBERS}
    assert (found.level, found.status) == (vector["level"], vector["status"])
