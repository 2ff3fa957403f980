"""Who may read which kind of content: the cells of the privacy specification, and their names."""

from collections.abc import Mapping
from typing import Literal

Relation = Literal["self", "direct_manager", "manager_above", "peer", "mentor", "hr"]
"""How a viewer stands to the person whom something is about."""

RELATIONS: tuple[Relation, ...] = (
    "self",
    "direct_manager",
    "manager_above",
    "peer",
    "mentor",
    "hr",
)

Cell = Literal["R", "rows", "public", "A", "-"]
"""``R`` read, ``rows`` what its owner shares, ``public`` read if the profile is public,
``A`` an aggregate only, ``-`` not at all."""

Content = Literal[
    "frame",
    "card",
    "contact",
    "career_goals",
    "assignments",
    "journal",
    "catalogue",
    "mastery",
    "mastery_numbers",
    "evidence",
    "self_assessment",
    "learning",
    "completion",
    "portfolio",
    "team",
    "numbers",
]

Refusal = Literal["WITHHELD", "FORBIDDEN"]

CONTENTS: Mapping[Content, tuple[Cell, ...]] = {
    # What it is      self direct above   peer  mentor  HR
    "frame":           ("R", "R", "R", "R", "R", "R"),  # pages, cursors, answers to commands
    "card":            ("R", "R", "R", "R", "R", "R"),
    "contact":         ("R", "R", "-", "-", "R", "R"),
    "career_goals":    ("R", "R", "rows", "rows", "rows", "R"),  # above: shared, else A
    "assignments":     ("R", "R", "-", "-", "-", "R"),  # and, by row, who published the assignment
    "journal":         ("R", "-", "-", "-", "rows", "-"),
    "catalogue":       ("R", "R", "R", "R", "R", "R"),  # roles, skills, demand, assignments
    "mastery":         ("R", "R", "A", "public", "rows", "R"),  # level and status, no more
    "mastery_numbers": ("R", "R", "A", "-", "-", "R"),  # M, confidence, what is held since when
    "evidence":        ("R", "R", "-", "-", "-", "R"),  # what a level is made of, history, asOf
    "self_assessment": ("R", "R", "-", "-", "rows", "R"),
    "learning":        ("R", "R", "A", "public", "-", "R"),  # plans, certifications, time
    "completion":      ("R", "R", "rows", "rows", "rows", "R"),  # and, by row, who is to score it
    "portfolio":       ("R", "R", "R", "public", "R", "R"),  # badges and endorsements too
    "team":            ("R", "A", "A", "-", "-", "R"),  # rows of reports; who is meant leads them
    "numbers":         ("R", "R", "A", "-", "-", "R"),  # readiness, freshness, next actions
}  # fmt: skip


def named(kind: str, content: Content, fields: str) -> dict[str, Content]:
    """``fields`` of the type ``kind``, each carrying ``content``."""
    return dict.fromkeys((f"{kind}.{field}" for field in fields.split()), content)
