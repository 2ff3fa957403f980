"""One item of evidence, as the ledger hands it over."""

from dataclasses import dataclass
from datetime import date

from services.learning.formulas.mastery.fields import InvalidField, between
from services.learning.formulas.mastery.kinds import KINDS

MOST_RATERS = 1_000_000


@dataclass(frozen=True, slots=True)
class Evidence:
    """What somebody said or a person achieved, once.

    ``value`` is finished (see ``evidence_values``), 1 to 5. ``raters`` is how many a released
    cell stands for. ``rater_or_test`` decides what supersedes what, ``expires_on`` is a
    certificate's. Raises ``InvalidField``.
    """

    kind: str
    value: float
    occurred_on: date
    raters: int = 1
    rater_or_test: str = ""
    evidence_id: str = ""
    expires_on: date | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise InvalidField("kind", f"must be one of {', '.join(KINDS)}")
        if not 1 <= self.value <= 5:
            between("value", self.value, 1, 5)
        if not 1 <= self.raters <= MOST_RATERS:
            raise InvalidField("raters", f"must lie between 1 and {MOST_RATERS:,}")
