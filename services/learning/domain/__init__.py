"""The rules, one module per aggregate, and which streams each command names."""

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from services.learning.commands.activity import (
    ActivityCommand,
    FinishParticipation,
    PublishActivity,
    ReviseActivity,
)
from services.learning.commands.assessment import (
    AssessmentCommand,
    RecordTestResult,
)
from services.learning.commands.certification import (
    CertificationCommand,
    ClaimCertification,
    ExpireCertification,
)
from services.learning.commands.enrolment import (
    CancelEnrolment,
    Enrol,
    EnrolmentCommand,
    PlanLearning,
    PromoteFromWaitingList,
    SeatCommand,
    Withdraw,
)
from services.learning.commands.mastery import RecordMastery
from services.learning.commands.model import SetModelParameters
from services.learning.commands.plan import CreatePlanTemplate, PlanCommand
from services.learning.commands.portfolio import IssueBadge, PortfolioCommand, PublishContribution
from services.learning.commands.skill import MergeSkill, SkillCommand
from services.learning.commands.skill_hierarchy import PlaceUnder
from services.learning.commands.time_budget import SetTimeBudget
from services.learning.domain import (
    activity,
    assessment,
    certification,
    enrolment,
    mastery,
    model,
    plan,
    portfolio,
    skill,
    skill_hierarchy,
    time_budget,
)
from services.learning.domain.skill import looked_at
from shared.kernel.decider import Decider, Field, Handled, Target, Unique
from shared.kernel.messages import Command, StreamId

SKILL = Target(Field("skill"), skill.decider)
INTO = Target(Field("into"), skill.decider)
HIERARCHY = Target(Unique("skill_hierarchy"), skill_hierarchy.decider)
ACTIVITY = Target(Field("activity"), activity.decider)
ENROLMENT = Target(Field("enrolment"), enrolment.decider)
CERTIFICATION = Target(Field("certification"), certification.decider)
ASSESSMENT = Target(Unique("assessment", ("person", "skill")), assessment.decider)
MASTERY = Target(Unique("mastery", ("person", "skill")), mastery.decider)
MODEL = Target(Unique("model"), model.decider)
PORTFOLIO = Target(Unique("portfolio", ("person",)), portfolio.decider)
TIME_BUDGET = Target(Unique("time_budget", ("subject",)), time_budget.decider)
PLAN = Target(Field("plan"), plan.decider)

Seen = Sequence[tuple[StreamId, Decider[Any, Any, Any]]]


def no_others(_command: MergeSkill) -> Seen:
    """Its two streams see each other."""
    return ()


def skills_of(command: ClaimCertification | PublishActivity | ReviseActivity) -> Seen:
    return looked_at(each.skill for each in command.skills)


def skill_of(command: AssessmentCommand) -> Seen:
    return looked_at([command.skill])


def skill_and_activity_of(command: RecordTestResult) -> Seen:
    seen = looked_at([command.skill])
    if command.activity is None:
        return seen
    return [*seen, (command.activity, activity.decider)]


def activity_of(command: PlanLearning | SeatCommand) -> Seen:
    return [(command.activity, activity.decider)]


def skills_shown_by(command: PublishContribution) -> Seen:
    return looked_at(command.skills)


def skill_of_badge(command: IssueBadge) -> Seen:
    return looked_at([] if command.skill is None else [command.skill])


def activities_of(command: CreatePlanTemplate) -> Seen:
    return [(item.activity, activity.decider) for item in command.items]


HANDLED: Mapping[type[Command], Handled] = {
    **dict.fromkeys(get_args(SkillCommand), Handled((SKILL,))),
    MergeSkill: Handled((SKILL, INTO), beside=no_others),
    PlaceUnder: Handled((HIERARCHY,)),
    **dict.fromkeys(get_args(ActivityCommand), Handled((ACTIVITY,))),
    **dict.fromkeys((PublishActivity, ReviseActivity), Handled((ACTIVITY,), beside=skills_of)),
    FinishParticipation: Handled((ACTIVITY,), policy_only=True),
    **dict.fromkeys(get_args(EnrolmentCommand), Handled((ENROLMENT,))),
    PlanLearning: Handled((ENROLMENT,), beside=activity_of),
    **dict.fromkeys((Enrol, Withdraw), Handled((ENROLMENT, ACTIVITY), beside=activity_of)),
    PromoteFromWaitingList: Handled((ENROLMENT, ACTIVITY), policy_only=True, beside=activity_of),
    CancelEnrolment: Handled((ENROLMENT,), policy_only=True),
    **dict.fromkeys(get_args(CertificationCommand), Handled((CERTIFICATION,))),
    ClaimCertification: Handled((CERTIFICATION,), beside=skills_of),
    ExpireCertification: Handled((CERTIFICATION,), policy_only=True),
    **dict.fromkeys(get_args(AssessmentCommand), Handled((ASSESSMENT,), beside=skill_of)),
    RecordTestResult: Handled((ASSESSMENT,), beside=skill_and_activity_of),
    SetModelParameters: Handled((MODEL,)),
    RecordMastery: Handled((MASTERY,), policy_only=True),
    **dict.fromkeys(get_args(PortfolioCommand), Handled((PORTFOLIO,))),
    PublishContribution: Handled((PORTFOLIO,), beside=skills_shown_by),
    IssueBadge: Handled((PORTFOLIO,), beside=skill_of_badge),
    SetTimeBudget: Handled((TIME_BUDGET,)),
    **dict.fromkeys(get_args(PlanCommand), Handled((PLAN,))),
    CreatePlanTemplate: Handled((PLAN,), beside=activities_of),
}
