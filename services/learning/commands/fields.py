"""The kinds of field that several commands have."""

from datetime import date
from typing import Annotated, Literal

from shared.kernel.markers import UUID_PATTERN, ByService, Category, Pattern, Text
from shared.kernel.messages import StreamId

PersonId = Annotated[StreamId, Category("person")]
SkillId = Annotated[StreamId, Category("skill")]
ActivityId = Annotated[StreamId, Category("activity")]
EnrolmentId = Annotated[StreamId, Category("enrolment")]

Actor = Annotated[StreamId, ByService("actor")]
Today = Annotated[date, ByService("today")]

Level = Literal[1, 2, 3, 4, 5]
"""1 novice, 2 advanced beginner, 3 competent, 4 proficient, 5 expert."""

Name = Annotated[str, Text(300)]
Prose = Annotated[str, Text(4000)]
Uri = Annotated[str, Pattern(r"https?://\S+", 500)]

ItemId = Annotated[str, Pattern(UUID_PATTERN, 36)]
"""Made by the caller; unique within its stream, no stream of its own."""
