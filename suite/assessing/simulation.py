"""How right the model is about people whose level is known, beside two simpler rules."""

import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from services.learning.formulas.mastery import DEFAULTS, Assessment, Evidence, assess
from services.learning.formulas.mastery.weighing import weigh
from suite.assessing.draws import AS_OF, ROWS, Draw

LEVELS = (1, 2, 3, 4, 5)
PEOPLE = 7500
BANDS = 10
RATINGS = ("self_assessment", "manager_review", "peer_feedback", "test_score")
REPORT_EVERY = 500


@dataclass(slots=True)
class Errors:
    """What a rule was wrong by, in levels, person by person."""

    found: list[float] = field(default_factory=list)

    @property
    def bias(self) -> float:
        return math.fsum(self.found) / len(self.found)

    @property
    def rmse(self) -> float:
        return math.sqrt(math.fsum(error * error for error in self.found) / len(self.found))


@dataclass(slots=True)
class Band:
    """People of a tenth of confidence: the variance that was predicted, and the errors seen."""

    predicted: list[float] = field(default_factory=list)
    seen: Errors = field(default_factory=Errors)

    @property
    def expected(self) -> float:
        """The root of the mean predicted variance, which is what ``seen.rmse`` should be."""
        return math.sqrt(math.fsum(self.predicted) / len(self.predicted))


@dataclass(slots=True)
class Row:
    title: str
    ours: Errors = field(default_factory=Errors)
    shrunk: Errors = field(default_factory=Errors)
    newest: Errors = field(default_factory=Errors)
    people: dict[int, int] = field(default_factory=lambda: dict.fromkeys(LEVELS, 0))
    right: dict[int, int] = field(default_factory=lambda: dict.fromkeys(LEVELS, 0))

    def add(self, level: int, evidence: list[Evidence], found: Assessment, mastery: float) -> None:
        self.ours.found.append(mastery - level)
        self.shrunk.found.append(shrunk_mean(evidence) - level)
        self.newest.found.append(newest_rating(evidence) - level)
        self.people[level] += 1
        self.right[level] += found.level == level


@dataclass(frozen=True, slots=True)
class Outcome:
    """``bands`` by tenth of confidence: 4 is for 0.4 to 0.5."""

    rows: list[Row]
    bands: dict[int, Band]


def simulate(seed: int, people: int, progress: Callable[[str, int, int], None]) -> Outcome:
    """``people`` a row; ``progress`` hears the row's title, how many are done, and of how many."""
    dice = random.Random(seed)  # noqa: S311 - dice that fall the same way each time are the point
    outcome = Outcome([], {})
    for title, draw in ROWS.items():
        row = Row(title)
        outcome.rows.append(row)
        for done, (level, evidence) in enumerate(drawn(dice, people, draw), start=1):
            found = assess(evidence, AS_OF)
            mastery, error = found.mastery or 0.0, found.standard_error or 0.0
            row.add(level, evidence, found, mastery)
            band = outcome.bands.setdefault(int(found.confidence * BANDS), Band())
            band.predicted.append(error * error)
            band.seen.found.append(mastery - level)
            if done % REPORT_EVERY == 0 or done == people:
                progress(title, done, people)
    return outcome


def drawn(
    dice: random.Random, people: int, draw: Callable[[Draw], list[Evidence]]
) -> Iterator[tuple[int, list[Evidence]]]:
    for person in range(people):
        level = LEVELS[person % len(LEVELS)]
        yield level, draw(Draw(level, dice))


def shrunk_mean(evidence: list[Evidence]) -> float:
    """Everybody begins as a novice: the mean of all items and of one more, 1 with weight 1."""
    items = weigh(evidence, AS_OF, DEFAULTS).items
    weighed = [(1.0, 1.0), *((item.capped, item.evidence.value) for item in items)]
    return math.fsum(w * v for w, v in weighed) / math.fsum(w for w, _ in weighed)


def newest_rating(evidence: list[Evidence]) -> float:
    """The last word wins, whosever it is."""
    ratings = [item for item in evidence if item.kind in RATINGS]
    return max(ratings, key=lambda item: (item.occurred_on, item.kind)).value
