"""EWM-1, evidence-weighted mastery: how well a person commands a skill, how sure we are, and why.

A pure function of evidence items and a date: no hidden state, and the order of the items does
not change a bit. Levels run from 1 to 5, half a level to either side. ``docs/mastery-model.md``
tells it to people.
"""

from services.learning.formulas.mastery.assessment import Assessment, Status, assess
from services.learning.formulas.mastery.counterfactuals import Counterfactual, what_would_raise
from services.learning.formulas.mastery.evidence import Evidence
from services.learning.formulas.mastery.explanation import Cut, Explanation, Line, explain
from services.learning.formulas.mastery.fields import InvalidField
from services.learning.formulas.mastery.freshness import freshest_strong
from services.learning.formulas.mastery.kinds import KINDS, Kind
from services.learning.formulas.mastery.parameters import (
    DEFAULTS,
    KindParameters,
    KindRule,
    ModelParameters,
    kind_rule,
)
from services.learning.formulas.mastery.parameters_json import (
    parameters_as_json,
    parameters_from_json,
)

__all__ = [
    "DEFAULTS",
    "KINDS",
    "Assessment",
    "Counterfactual",
    "Cut",
    "Evidence",
    "Explanation",
    "InvalidField",
    "Kind",
    "KindParameters",
    "KindRule",
    "Line",
    "ModelParameters",
    "Status",
    "assess",
    "explain",
    "freshest_strong",
    "kind_rule",
    "parameters_as_json",
    "parameters_from_json",
    "what_would_raise",
]
