"""How the names of classes stand in addresses and types."""

import re

_BETWEEN_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def kebab(name: str) -> str:
    """``CareerGoalDefined`` → ``career-goal-defined``."""
    return _BETWEEN_WORDS.sub("-", name).lower()
