"""The facts that learning records and publishes, one module per aggregate."""

from typing import get_args

from services.learning.events.activity import ActivityEvent
from services.learning.events.assessment import AssessmentEvent
from services.learning.events.certification import CertificationEvent
from services.learning.events.enrolment import EnrolmentEvent
from services.learning.events.mastery import MasteryEvent
from services.learning.events.model import ModelParametersSet
from services.learning.events.plan import PlanEvent
from services.learning.events.portfolio import PortfolioEvent
from services.learning.events.skill import SkillEvent
from services.learning.events.skill_hierarchy import SkillPlaced
from services.learning.events.time_budget import TimeBudgetSet
from shared.kernel.messages import Event

EVENTS: tuple[type[Event], ...] = (
    *get_args(SkillEvent),
    SkillPlaced,
    *get_args(ActivityEvent),
    *get_args(EnrolmentEvent),
    *get_args(CertificationEvent),
    *get_args(AssessmentEvent),
    ModelParametersSet,
    *get_args(MasteryEvent),
    *get_args(PortfolioEvent),
    TimeBudgetSet,
    *get_args(PlanEvent),
)
