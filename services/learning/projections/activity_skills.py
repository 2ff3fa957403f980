"""The view ``activity_skills``: one row for each skill that an activity teaches."""

from services.learning.events.activity import ActivityPublished, ActivityRevised
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection

OfferEvent = ActivityPublished | ActivityRevised


class ActivitySkillRow(View):
    activity_skill_key: str
    activity: StreamId
    skill: StreamId
    level: int


def keys(event: OfferEvent) -> tuple[str, ...]:
    dropped = event.dropped_skills if isinstance(event, ActivityRevised) else ()
    named = (*(each.skill for each in event.skills), *dropped)
    return tuple(f"{event.activity}/{skill}" for skill in named)


def evolve(key: str, _row: ActivitySkillRow | None, event: OfferEvent) -> ActivitySkillRow | None:
    levels = {each.skill: each.level for each in event.skills}
    skill = StreamId(key.rpartition("/")[2])
    if skill not in levels:
        return None
    return ActivitySkillRow(
        activity_skill_key=key, activity=event.activity, skill=skill, level=levels[skill]
    )


projection = Projection(
    table="activity_skills",
    view=ActivitySkillRow,
    on=(ActivityPublished, ActivityRevised),
    keys=keys,
    evolve=evolve,
    person=None,
)
