"""The kinds of field that several commands have."""

from datetime import date
from typing import Annotated, Literal

from shared.kernel.markers import ByService, Category, Text
from shared.kernel.messages import StreamId

GoalId = Annotated[StreamId, Category("career_goal")]
RoleId = Annotated[StreamId, Category("role")]
AssignmentId = Annotated[StreamId, Category("stretch_assignment")]
SkillId = Annotated[StreamId, Category("skill")]
PersonId = Annotated[StreamId, Category("person")]

Actor = Annotated[StreamId, ByService("actor")]
Today = Annotated[date, ByService("today")]

Level = Literal[1, 2, 3, 4, 5]
"""1 novice, 2 advanced beginner, 3 competent, 4 proficient, 5 expert."""

Title = Annotated[str, Text(200)]
Prose = Annotated[str, Text(4000)]
