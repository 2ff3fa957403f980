"""Parameters as JSON: ``{"enough": 0.5, "volatility": 1, "kinds": {"manager_review": {…}}}``."""

import json
from collections.abc import Mapping

from services.learning.formulas.mastery.fields import InvalidField, between, number
from services.learning.formulas.mastery.kinds import KINDS
from services.learning.formulas.mastery.parameters import (
    DEFAULT_KINDS,
    DEFAULTS,
    LEAST_VOLATILITY,
    LEAST_WEIGHT,
    MOST_VOLATILITY,
    MOST_WEIGHT,
    KindParameters,
    ModelParameters,
)


def parameters_from_json(given: str | Mapping[str, object]) -> ModelParameters:
    """What is left out keeps its default; ``InvalidField`` names what is not as it must be."""
    found = from_text(given) if isinstance(given, str) else given
    mapping("parameters", found, {"enough", "volatility", "kinds"})
    kinds = mapping("kinds", found.get("kinds", {}), set(KINDS))
    return ModelParameters(
        kinds={kind: kind_from(kind, values) for kind, values in kinds.items()},
        enough=between("enough", found.get("enough", DEFAULTS.enough), LEAST_WEIGHT, MOST_WEIGHT),
        volatility=between(
            "volatility",
            found.get("volatility", DEFAULTS.volatility),
            LEAST_VOLATILITY,
            MOST_VOLATILITY,
        ),
    )


def parameters_as_json(parameters: ModelParameters) -> dict[str, object]:
    """All of them, written out; ``parameters_from_json`` reads it back."""
    return {
        "enough": parameters.enough,
        "volatility": parameters.volatility,
        "kinds": {
            kind: {
                "reliability": found.reliability,
                "half_life": found.half_life,
                "cap": found.cap,
            }
            for kind, found in parameters.kinds.items()
        },
    }


def from_text(text: str) -> Mapping[str, object]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidField("parameters", "must be JSON") from error
    return mapping("parameters", found, None)


def mapping(field: str, value: object, allowed: set[str] | None) -> Mapping[str, object]:
    """``value`` as an object that has no other keys than those allowed."""
    if not isinstance(value, Mapping):
        raise InvalidField(field, "must be an object")
    for key in value:
        if allowed is not None and key not in allowed:
            path = key if field == "parameters" else f"{field}.{key}"
            raise InvalidField(path, "is not known here")
    return value


def kind_from(kind: str, given: object) -> KindParameters:
    field = f"kinds.{kind}"
    found = mapping(field, given, {"reliability", "half_life", "cap"})
    default = DEFAULT_KINDS[kind]
    cap = found.get("cap", default.cap)
    reliability = found.get("reliability", default.reliability)
    half_life = found.get("half_life", default.half_life)
    try:
        return KindParameters(
            reliability=number("reliability", reliability),
            half_life=number("half_life", half_life),
            cap=None if cap is None else number("cap", cap),
        )
    except InvalidField as error:
        raise error.inside(field) from None
