"""The matrix: what each field of the graph carries. Content, not code.

The rows are those of the privacy specification that exist so far, those of learning and of the
numbers that combine services in modules of their own. A field that is not named in one of them
fails the build of the schema.
"""

from collections.abc import Collection, Mapping

from services.gateway.visibility import learning_fields, numbers_fields
from services.gateway.visibility.cells import (
    CONTENTS,
    RELATIONS,
    Content,
    Refusal,
    Relation,
    named,
)

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
    **learning_fields.CONNECTIONS,
    **numbers_fields.CONNECTIONS,
}

FIELDS: Mapping[str, Content] = {
    **named(
        "Person",
        "card",
        "id name title department active role manager reports",
    ),
    **named("Person", "contact", "mail timeZone languages hiredOn deactivatedOn"),
    **named("Person", "career_goals", "careerGoals"),
    **named("Person", "assignments", "assignmentHistory"),
    **named("Person", "journal", "growthTimeline"),
    **named("Team", "card", "manager members"),
    **named("Team", "career_goals", "goalsAtRisk"),
    **named("Department", "card", "name activePeople"),
    **named(
        "CareerGoal",
        "career_goals",
        "id ownerId owner title why status targetRole due definedOn milestonesTotal "
        "milestonesCompleted milestones linkedSkills checkIns lastCheckInOn lastConfidence "
        "blockedSince risk sharedWith closedOn closingReason",
    ),
    **named("Milestone", "career_goals", "id title addedOn completedOn"),
    **named("LinkedSkill", "career_goals", "skillId skill level linkedOn"),
    **named("CheckIn", "career_goals", "number confidence blocked note checkedInOn"),
    **named(
        "Application",
        "assignments",
        "assignmentId assignment applicantId applicant status note appliedOn waitingSince "
        "remindedOn decidedOn acceptedOn outcome learnt completedById completedOn validatedOn "
        "endedOn",
    ),
    **named("JournalEntry", "journal", "id kind text lesson draft shared recordedOn assignment"),
    **named(
        "StretchAssignment",
        "catalogue",
        "id publisherId publisher title description skills hoursAWeek startsOn endsOn places "
        "status publishedOn cancelledOn cancelReason",
    ),
    **named("StretchAssignment", "assignments", "applications"),
    **named("AskedSkill", "catalogue", "skillId skill level"),
    **named(
        "Role",
        "catalogue",
        "id title family rung escoUri status definedOn retiredOn requirements",
    ),
    **named("Requirement", "catalogue", "skillId skill level importance validFrom"),
    **named(
        "Skill",
        "catalogue",
        "id name description kind escoUri synonyms definedOn retiredOn parent narrower",
    ),
    **named("DemandSnapshot", "catalogue", "source takenOn importedOn rows"),
    **named("DemandRow", "catalogue", "skillId skill index"),
    **named("ObsoleteSkill", "catalogue", "skillId skill declaredOn"),
    **named("Query", "card", "viewer person people team departments"),
    **named("Query", "catalogue", "role roles skill skills openAssignments"),
    **named("Query", "catalogue", "demandSnapshots obsoleteSkills"),
    **named("Query", "career_goals", "careerGoals goalsAtRisk"),
    **named("Query", "assignments", "assignmentHistory"),
    **named("Query", "journal", "growthTimeline"),
    **named("Query", "frame", "node"),  # what it answers is judged by what that is
    **named("PageInfo", "frame", "hasNextPage hasPreviousPage startCursor endCursor"),
    **named("Accepted", "frame", "id stream version token node"),
    **named("Refusal", "frame", "code message field rule"),
    **learning_fields.FIELDS,
    **numbers_fields.FIELDS,
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

WITHHOLDING: Mapping[str, frozenset[Content]] = {
    "Person": frozenset({"card"}),
    "Team": frozenset({"card", "career_goals"}),
    **learning_fields.WITHHOLDING,
    **numbers_fields.WITHHOLDING,
}
"""Types whose objects more people see than may read all of their fields, and what those see.

Objects of other types are seen by those only who may read all of them: the rows decide.
"""


def content_of(field: str) -> Content:
    """What ``Type.field`` carries; raises ``KeyError`` if the matrix does not name it.

    A mutation's answer carries nothing but its own frame: what it did is read as everything is.
    """
    return "frame" if field.startswith("Mutation.") else FIELDS[field]


def refusal(
    content: Content, relations: Collection[Relation], *, public: bool = False
) -> Refusal | None:
    """Why a viewer in these relations may not even ask for it; none if some relation may.

    ``public`` says that the profile is: what it shows to peers it shows to everybody.
    """
    shown = {*relations, "peer"} if public and relations else relations
    readable = {"R", "rows", "public"} if public else {"R", "rows"}
    cells = {CONTENTS[content][RELATIONS.index(relation)] for relation in shown}
    if cells & readable:
        return None
    return "WITHHELD" if "A" in cells else "FORBIDDEN"
