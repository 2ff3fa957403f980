"""A line of evidence in, a line of assessment out; a bad line says which of its fields is wrong."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date

from services.learning.formulas.mastery import (
    DEFAULTS,
    Evidence,
    InvalidField,
    ModelParameters,
    assess,
    explain,
    parameters_from_json,
)
from services.learning.formulas.mastery.fields import number
from suite.assessing.fields import count, day, items, mapping, read, text

QUESTION = frozenset({"as_of", "evidence", "parameters"})
ITEM = frozenset(
    {"kind", "value", "occurred_on", "raters", "rater_or_test", "evidence_id", "expires_on"}
)


@dataclass(frozen=True, slots=True)
class Answer:
    """A line of output; ``wrong`` says what is wrong with the line of input, if anything."""

    text: str
    wrong: str | None = None


def answers(lines: Iterable[bytes], with_lines: bool) -> Iterator[Answer]:
    """One for each line that is not blank, in their order."""
    for at, line in enumerate(lines, start=1):
        if line.strip():
            yield answer(at, line, with_lines)


def answer(at: int, line: bytes, with_lines: bool) -> Answer:
    try:
        return Answer(json.dumps(assessed(line, with_lines)))
    except InvalidField as error:
        said = {"line": at, "field": error.field, "error": error.problem}
        return Answer(json.dumps(said), f"line {at}: {error}")


def assessed(line: bytes, with_lines: bool) -> dict[str, object]:
    try:
        decoded = line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidField("line", f"must be UTF-8; byte {error.start} is not") from error
    evidence, as_of, parameters = question(read(decoded))
    if not with_lines:
        return asdict(assess(evidence, as_of, parameters))
    explanation = explain(evidence, as_of, parameters)
    lines = [asdict(line) for line in explanation.lines]
    return {**asdict(explanation.assessment), "lines": lines}


def question(found: object) -> tuple[list[Evidence], date, ModelParameters]:
    given = mapping("", found, QUESTION, {"as_of", "evidence"})
    as_of = day("as_of", given["as_of"])
    evidence: list[Evidence] = []
    places: dict[str, str] = {}
    for index, value in enumerate(items("evidence", given["evidence"])):
        place = f"evidence[{index}]"
        item = one(place, index, value)
        first = places.setdefault(item.evidence_id, place)
        if first != place:
            raise InvalidField(f"{place}.evidence_id", f"must be unique, but {first} has it too")
        evidence.append(item)
    return evidence, as_of, parameters(given)


def one(place: str, index: int, value: object) -> Evidence:
    given = mapping(place, value, ITEM, {"kind", "value", "occurred_on"})
    expires_on = given.get("expires_on")
    try:
        return Evidence(
            kind=text("kind", given["kind"]),
            value=number("value", given["value"]),
            occurred_on=day("occurred_on", given["occurred_on"]),
            raters=count("raters", given.get("raters", 1)),
            rater_or_test=text("rater_or_test", given.get("rater_or_test", "")),
            evidence_id=text("evidence_id", given.get("evidence_id", f"e{index}")),
            expires_on=None if expires_on is None else day("expires_on", expires_on),
        )
    except InvalidField as error:
        raise error.inside(place) from None


def parameters(given: Mapping[str, object]) -> ModelParameters:
    if "parameters" not in given:
        return DEFAULTS
    found = given["parameters"]
    if not isinstance(found, dict):
        raise InvalidField("parameters", "must be an object")
    try:
        return parameters_from_json(found)
    except InvalidField as error:
        raise error.inside("parameters") from None
