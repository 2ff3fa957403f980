"""From another service's event to the items of evidence that it enters; it revokes none."""

from collections.abc import Sequence

from services.learning.foreign_events import (
    CellReleased,
    MenteeAssessed,
    OthersEvidence,
    OutcomeValidated,
    SessionCompleted,
    SkillReviewed,
)
from services.learning.formulas.evidence_values import assignment_value, session_value
from services.learning.projections.evidence_items import EvidenceRow, item


def of_others(event: OthersEvidence) -> Sequence[EvidenceRow]:
    match event:
        case OutcomeValidated():
            return of_outcome(event)
        case CellReleased():
            return of_cell(event)
        case SkillReviewed() | MenteeAssessed():
            return of_rating(event)
        case SessionCompleted():
            return of_session(event)


def of_outcome(event: OutcomeValidated) -> Sequence[EvidenceRow]:
    return [
        item(
            evidence_id=f"{event.assignment}/{event.person}/{one.skill}",
            person=event.person,
            skill=one.skill,
            kind="stretch_assignment",
            value=value,
            occurred_on=event.completed_on,
            recorded_on=event.validated_on,
            source=event.assignment,
        )
        for one in event.skills
        if (value := assignment_value(one.level, event.outcome)) is not None
    ]


def of_cell(event: CellReleased) -> Sequence[EvidenceRow]:
    """None of a group whose members are always named: they rate in their own name."""
    if event.group == "self" or event.group == "manager":
        return []
    return [
        item(
            evidence_id=f"{event.round}/{event.group}/{event.skill}",
            person=event.subject,
            skill=event.skill,
            kind="peer_feedback" if event.group == "peer" else "upward_feedback",
            value=event.mean,
            raters=event.raters,
            occurred_on=event.released_on,
            recorded_on=event.released_on,
            source=event.round,
        )
    ]


def of_rating(event: SkillReviewed | MenteeAssessed) -> Sequence[EvidenceRow]:
    by_manager = isinstance(event, SkillReviewed)
    day = event.reviewed_on if isinstance(event, SkillReviewed) else event.assessed_on
    return [
        item(
            evidence_id=event.item,
            person=event.person,
            skill=event.skill,
            kind="manager_review" if by_manager else "mentor_assessment",
            value=event.level,
            rater_or_test=event.manager if isinstance(event, SkillReviewed) else event.mentor,
            occurred_on=day,
            recorded_on=day,
        )
    ]


def of_session(event: SessionCompleted) -> Sequence[EvidenceRow]:
    """None of a session without a skill or a level that it works toward."""
    if event.skill is None or event.goal_level is None:
        return []
    return [
        item(
            evidence_id=f"{event.mentorship}/{event.session}/{event.skill}",
            person=event.person,
            skill=event.skill,
            kind="mentorship_session",
            value=session_value(event.goal_level),
            occurred_on=event.completed_on,
            recorded_on=event.recorded_on,
            source=event.mentorship,
        )
    ]
