"""The view ``certification_skills``: one row for each skill that a certificate proves."""

from services.learning.events.certification import CertificationClaimed
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection


class CertificationSkillRow(View):
    certification_skill_key: str
    certification: StreamId
    person: StreamId
    skill: StreamId
    level: int


def keys(event: CertificationClaimed) -> tuple[str, ...]:
    return tuple(f"{event.certification}/{proven.skill}" for proven in event.skills)


def evolve(
    key: str, _row: CertificationSkillRow | None, event: CertificationClaimed
) -> CertificationSkillRow:
    skill = StreamId(key.rpartition("/")[2])
    (level,) = (proven.level for proven in event.skills if proven.skill == skill)
    return CertificationSkillRow(
        certification_skill_key=key,
        certification=event.certification,
        person=event.person,
        skill=skill,
        level=level,
    )


projection = Projection(
    table="certification_skills",
    view=CertificationSkillRow,
    on=(CertificationClaimed,),
    keys=keys,
    evolve=evolve,
    person="person",
)
