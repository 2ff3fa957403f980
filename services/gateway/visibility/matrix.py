"""The matrix: what each field of the graph carries, and who reads that. Content, not code.

The rows are those of the privacy specification that exist so far. A field that is not named here
fails the build of the schema.
"""

from collections.abc import Collection, Mapping
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

Cell = Literal["R", "rows", "A", "-"]
"""``R`` read, ``rows`` what its owner shares, ``A`` an aggregate only, ``-`` not at all."""

Content = Literal["frame", "card", "contact", "career_goals", "assignments", "journal", "catalogue"]

Refusal = Literal["WITHHELD", "FORBIDDEN"]

CONTENTS: Mapping[Content, tuple[Cell, ...]] = {
    # What it is   self direct above   peer  mentor  HR
    "frame":        ("R", "R", "R", "R", "R", "R"),  # pages, cursors, answers to commands
    "card":         ("R", "R", "R", "R", "R", "R"),
    "contact":      ("R", "R", "-", "-", "R", "R"),
    "career_goals": ("R", "R", "rows", "rows", "rows", "R"),  # above: shared ones, else aggregates
    "assignments":  ("R", "R", "-", "-", "-", "R"),  # and, by row, who published the assignment
    "journal":      ("R", "-", "-", "-", "rows", "-"),
    "catalogue":    ("R", "R", "R", "R", "R", "R"),  # roles, skills, demand, assignments
}  # fmt: skip


def _named(kind: str, content: Content, fields: str) -> dict[str, Content]:
    return dict.fromkeys((f"{kind}.{field}" for field in fields.split()), content)


_CONNECTIONS: Mapping[str, Content] = {
    "Person": "card",
    "Department": "card",
    "CareerGoal": "career_goals",
    "CheckIn": "career_goals",
    "Application": "assignments",
    "JournalEntry": "journal",
    "Role": "catalogue",
    "Skill": "catalogue",
    "StretchAssignment": "catalogue",
    "DemandSnapshot": "catalogue",
    "DemandRow": "catalogue",
    "ObsoleteSkill": "catalogue",
}

FIELDS: Mapping[str, Content] = {
    **_named(
        "Person",
        "card",
        "id name title department active role manager reports",
    ),
    **_named("Person", "contact", "mail timeZone languages hiredOn deactivatedOn"),
    **_named("Person", "career_goals", "careerGoals"),
    **_named("Person", "assignments", "assignmentHistory"),
    **_named("Person", "journal", "growthTimeline"),
    **_named("Team", "card", "manager members"),
    **_named("Team", "career_goals", "goalsAtRisk"),
    **_named("Department", "card", "name activePeople"),
    **_named(
        "CareerGoal",
        "career_goals",
        "id ownerId owner title why status targetRole due definedOn milestonesTotal "
        "milestonesCompleted milestones linkedSkills checkIns lastCheckInOn lastConfidence "
        "blockedSince risk sharedWith closedOn closingReason",
    ),
    **_named("Milestone", "career_goals", "id title addedOn completedOn"),
    **_named("LinkedSkill", "career_goals", "skillId skill level linkedOn"),
    **_named("CheckIn", "career_goals", "number confidence blocked note checkedInOn"),
    **_named(
        "Application",
        "assignments",
        "assignmentId assignment applicantId applicant status note appliedOn waitingSince "
        "remindedOn decidedOn acceptedOn outcome learnt completedById completedOn validatedOn "
        "endedOn",
    ),
    **_named("JournalEntry", "journal", "id kind text lesson draft shared recordedOn assignment"),
    **_named(
        "StretchAssignment",
        "catalogue",
        "id publisherId publisher title description skills hoursAWeek startsOn endsOn places "
        "status publishedOn cancelledOn cancelReason",
    ),
    **_named("StretchAssignment", "assignments", "applications"),
    **_named("AskedSkill", "catalogue", "skillId skill level"),
    **_named(
        "Role",
        "catalogue",
        "id title family rung escoUri status definedOn retiredOn requirements",
    ),
    **_named("Requirement", "catalogue", "skillId skill level importance validFrom"),
    **_named(
        "Skill",
        "catalogue",
        "id name description kind escoUri synonyms definedOn retiredOn parent",
    ),
    **_named("DemandSnapshot", "catalogue", "source takenOn importedOn rows"),
    **_named("DemandRow", "catalogue", "skillId skill index"),
    **_named("ObsoleteSkill", "catalogue", "skillId skill declaredOn"),
    **_named("Query", "card", "viewer person people team departments"),
    **_named("Query", "catalogue", "role roles skill skills openAssignments"),
    **_named("Query", "catalogue", "demandSnapshots obsoleteSkills"),
    **_named("Query", "career_goals", "careerGoals goalsAtRisk"),
    **_named("Query", "assignments", "assignmentHistory"),
    **_named("Query", "journal", "growthTimeline"),
    **_named("Query", "frame", "node"),  # what it answers is judged by what that is
    **_named("PageInfo", "frame", "hasNextPage hasPreviousPage startCursor endCursor"),
    **_named("Accepted", "frame", "id stream version token node"),
    **_named("Refusal", "frame", "code message field rule"),
    **{
        f"{kind}{part}": content
        for kind, content in _CONNECTIONS.items()
        for part in (
            "Connection.edges",
            "Connection.pageInfo",
            "Connection.totalCount",
            "Edge.node",
            "Edge.cursor",
        )
    },
}

WITHHOLDING: Mapping[str, Content] = {"Person": "card"}
"""Types whose objects more people see than may read all of their fields, and who sees them.

Objects of other types are seen by those only who may read all of them: the rows decide.
"""


def content_of(field: str) -> Content:
    """What ``Type.field`` carries; raises ``KeyError`` if the matrix does not name it.

    A mutation's answer carries nothing but its own frame: what it did is read as everything is.
    """
    return "frame" if field.startswith("Mutation.") else FIELDS[field]


def refusal(content: Content, relations: Collection[Relation]) -> Refusal | None:
    """Why a viewer in these relations may not even ask for it; none if some relation may."""
    cells = {CONTENTS[content][RELATIONS.index(relation)] for relation in relations}
    if cells & {"R", "rows"}:
        return None
    return "WITHHELD" if "A" in cells else "FORBIDDEN"
