"""EWM-1, evidence-weighted mastery: how well a person commands a skill, how sure we are, and why.

A pure function of evidence items and a date: no hidden state, and the order of the items does
not change a bit. Levels run from 1 to 5, half a level to either side. ``docs/mastery-model.md``
tells it to people.
"""

from services.learning.formulas.mastery.assessment import Assessment, Status, assess
from services.learning.formulas.mastery.evidence import Evidence
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
    "Evidence",
    "InvalidField",
    "Kind",
    "KindParameters",
    "KindRule",
    "ModelParameters",
    "Status",
    "assess",
    "freshest_strong",
    "kind_rule",
    "parameters_as_json",
    "parameters_from_json",
]
