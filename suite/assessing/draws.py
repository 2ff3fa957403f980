"""People with a known level, and what their colleagues and achievements would say of it.

Drawn for each person, who is of level 1 to 5, as many of each:

* a rating is the level plus a normal error, rounded and kept within 1 to 5; the error's deviation
  is 1 / √w, w the weight of one rater of the kind, so a rater is as reliable as the model says
* a self-assessment is besides 0.4 too high, before it is rounded
* peers are three to six, each with an error of their own; the cell has the mean of their ratings
* a certificate and a validated assignment attest the level as it is; where achievements are
  uncertain, they err like a rating of their kind
* every item is up to a year old; a certificate is valid
"""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from services.learning.formulas.mastery import Evidence, kind_rule

AS_OF = date(2026, 1, 1)
OLDEST_DAYS = 365
SELF_TOO_HIGH = 0.4


@dataclass(frozen=True, slots=True)
class Draw:
    """One person's evidence as it is drawn."""

    level: int
    dice: random.Random

    def item(self, kind: str, value: float, raters: int = 1) -> Evidence:
        occurred_on = AS_OF - timedelta(days=self.dice.randrange(OLDEST_DAYS))
        return Evidence(kind, value, occurred_on, raters, evidence_id=kind)

    def rating(self, kind: str, too_high: float = 0.0) -> int:
        error = self.dice.gauss(0, 1 / math.sqrt(kind_rule(kind).weight))
        return min(max(math.floor(self.level + too_high + error + 0.5), 1), 5)

    def rated(self, kind: str, too_high: float = 0.0) -> Evidence:
        return self.item(kind, self.rating(kind, too_high))

    def ratings(self) -> list[Evidence]:
        own = self.rated("self_assessment", SELF_TOO_HIGH)
        return [own, self.rated("manager_review")]

    def with_peers(self) -> list[Evidence]:
        peers = [self.rating("peer_feedback") for _ in range(self.dice.randint(3, 6))]
        cell = self.item("peer_feedback", sum(peers) / len(peers), len(peers))
        return [*self.ratings(), cell]

    def with_achievements(self) -> list[Evidence]:
        certificate = self.item("certification", self.level)
        assignment = self.item("stretch_assignment", self.level)
        return [*self.with_peers(), self.rated("test_score"), certificate, assignment]

    def with_uncertain_achievements(self) -> list[Evidence]:
        achieved = [self.rated("certification"), self.rated("stretch_assignment")]
        return [*self.with_peers(), self.rated("test_score"), *achieved]


ROWS: dict[str, Callable[[Draw], list[Evidence]]] = {
    "self + manager": Draw.ratings,
    "self + manager + 3 to 6 peers": Draw.with_peers,
    "all that + test, certificate, assignment": Draw.with_achievements,
    "the same, achievements uncertain": Draw.with_uncertain_achievements,
}
