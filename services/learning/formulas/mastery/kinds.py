"""The kinds of evidence and what never changes about them, whatever HR sets.

* two-sided: a rating, which says "at this level"; one-sided: an achievement, "at least this level"
* weak: what one can bring about alone; it never touches a level that is or was verified
* ``counts``: every item; the newest of each rater or test; the newest alone
"""

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal[
    "self_assessment",
    "manager_review",
    "peer_feedback",
    "upward_feedback",
    "mentor_assessment",
    "test_score",
    "learning_completed",
    "learning_assessed",
    "certification",
    "stretch_assignment",
    "mentorship_session",
]
Counts = Literal["every", "newest_of_each", "newest"]

CERTIFICATE_DAYS: Final = 1095
"""After how many days a certificate expires that does not say."""


@dataclass(frozen=True, slots=True)
class KindFacts:
    strong: bool = True
    one_sided: bool = False
    counts: Counts = "every"


KINDS: Final[dict[str, KindFacts]] = {
    "self_assessment": KindFacts(strong=False, counts="newest"),
    "manager_review": KindFacts(counts="newest_of_each"),
    "peer_feedback": KindFacts(),
    "upward_feedback": KindFacts(),
    "mentor_assessment": KindFacts(counts="newest_of_each"),
    "test_score": KindFacts(counts="newest_of_each"),
    "learning_completed": KindFacts(strong=False, one_sided=True),
    "learning_assessed": KindFacts(one_sided=True),
    "certification": KindFacts(one_sided=True),
    "stretch_assignment": KindFacts(one_sided=True),
    "mentorship_session": KindFacts(strong=False, one_sided=True),
}
