"""What HR can set: reliability, half-life and cap of each kind, how much is enough, volatility."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from services.learning.formulas.mastery.fields import InvalidField, between
from services.learning.formulas.mastery.kinds import KINDS, Counts

LEAST_RELIABILITY, MOST_RELIABILITY = 0.001, 0.999
SHORTEST_HALF_LIFE, LONGEST_HALF_LIFE = 1, 36_500
LEAST_WEIGHT, MOST_WEIGHT = 0.001, 1000
LEAST_VOLATILITY, MOST_VOLATILITY = 0.5, 2.0


@dataclass(frozen=True, slots=True)
class KindParameters:
    """``reliability`` of one rater, 0 to 1; ``half_life`` in days; ``cap`` on the kind's weight.

    A certificate's half-life runs from its expiry. Raises ``InvalidField``.
    """

    reliability: float
    half_life: float
    cap: float | None = None

    def __post_init__(self) -> None:
        between("reliability", self.reliability, LEAST_RELIABILITY, MOST_RELIABILITY)
        between("half_life", self.half_life, SHORTEST_HALF_LIFE, LONGEST_HALF_LIFE)
        if self.cap is not None:
            between("cap", self.cap, LEAST_WEIGHT, MOST_WEIGHT)


@dataclass(frozen=True, slots=True)
class KindRule:
    """A kind under given parameters; ``half_life`` with volatility, ``weight`` of one rater."""

    weight: float
    half_life: float
    cap: float | None
    strong: bool
    one_sided: bool
    counts: Counts


DEFAULT_KINDS: Final[Mapping[str, KindParameters]] = {
    "self_assessment": KindParameters(0.15, 180),
    "manager_review": KindParameters(0.50, 365),
    "peer_feedback": KindParameters(0.37, 365, 2.0),
    "upward_feedback": KindParameters(0.30, 365, 1.5),
    "mentor_assessment": KindParameters(0.37, 365, 0.4),
    "test_score": KindParameters(0.60, 365, 3.0),
    "learning_completed": KindParameters(0.10, 180, 0.25),
    "learning_assessed": KindParameters(0.30, 365, 1.0),
    "certification": KindParameters(0.60, 180, 3.0),
    "stretch_assignment": KindParameters(0.50, 540, 2.0),
    "mentorship_session": KindParameters(0.05, 180, 0.25),
}


@dataclass(frozen=True, slots=True)
class ModelParameters:
    """``kinds`` that are left out keep their defaults.

    ``enough`` is the weight W₀ that makes a level verified, ``volatility`` a factor on all
    half-lives, 0.5 for a fast-moving skill to 2 for a durable one. Raises ``InvalidField``.
    """

    kinds: Mapping[str, KindParameters] = field(default_factory=lambda: DEFAULT_KINDS, hash=False)
    enough: float = 0.5
    volatility: float = 1.0
    rules: Mapping[str, KindRule] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for kind in self.kinds:
            if kind not in KINDS:
                raise InvalidField(f"kinds.{kind}", "is no kind of evidence")
        between("enough", self.enough, LEAST_WEIGHT, MOST_WEIGHT)
        between("volatility", self.volatility, LEAST_VOLATILITY, MOST_VOLATILITY)
        kinds = {kind: self.kinds.get(kind, DEFAULT_KINDS[kind]) for kind in KINDS}
        object.__setattr__(self, "kinds", kinds)
        rules = {kind: ruled(kind, found, self.volatility) for kind, found in kinds.items()}
        object.__setattr__(self, "rules", rules)


def ruled(kind: str, found: KindParameters, volatility: float) -> KindRule:
    facts = KINDS[kind]
    return KindRule(
        weight=found.reliability / (1 - found.reliability),
        half_life=found.half_life * volatility,
        cap=found.cap,
        strong=facts.strong,
        one_sided=facts.one_sided,
        counts=facts.counts,
    )


DEFAULTS: Final = ModelParameters()


def kind_rule(kind: str, parameters: ModelParameters = DEFAULTS) -> KindRule:
    """What a kind is and weighs; ``InvalidField`` if it is none."""
    try:
        return parameters.rules[kind]
    except KeyError:
        raise InvalidField("kind", f"must be one of {', '.join(KINDS)}") from None
