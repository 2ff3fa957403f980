"""The ids of the evidence that assessments bring."""

from services.learning.commands.assessment import AssessmentCommand


def item_of(command: AssessmentCommand, kind: str, which: str) -> str:
    """``which`` tells those of one kind apart, and of one day the newer one is the larger."""
    return f"{command.person}/{command.skill}/{kind}/{which}"
