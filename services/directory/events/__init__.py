"""The facts that the directory records and publishes, one module per aggregate."""

from services.directory.events.person import (
    ErasureCompleted,
    JobChanged,
    PersonDeactivated,
    PersonHired,
    PersonReactivated,
    ProfileChanged,
    SubjectErased,
)
from services.directory.events.reporting_lines import (
    ManagerChanged,
    PersonJoinedLines,
    PersonLeftLines,
    PersonRejoinedLines,
)
from shared.kernel.messages import Event

EVENTS: tuple[type[Event], ...] = (
    PersonHired,
    ProfileChanged,
    JobChanged,
    PersonDeactivated,
    PersonReactivated,
    SubjectErased,
    ErasureCompleted,
    PersonJoinedLines,
    ManagerChanged,
    PersonLeftLines,
    PersonRejoinedLines,
)
