"""The rules, one module per aggregate, and which streams each command names.

Whoever is hired, leaves, comes back or is erased is so in the reporting lines too, in the same
append: no line ever ends at somebody who is not there.
"""

from collections.abc import Mapping

from services.directory.commands.person import (
    ChangeJob,
    ChangeProfile,
    CompleteErasure,
    DeactivatePerson,
    EraseSubject,
    HirePerson,
    ReactivatePerson,
)
from services.directory.commands.reporting_lines import ArrangeReportingLines, ChangeManager
from services.directory.domain import person, reporting_lines
from shared.kernel.decider import Field, Handled, Target, Unique
from shared.kernel.messages import Command

PERSON = Target(Field("person"), person.decider)
LINES = Target(Unique("reporting_lines"), reporting_lines.decider)

HANDLED: Mapping[type[Command], Handled] = {
    HirePerson: Handled((PERSON, LINES)),
    ChangeProfile: Handled((PERSON,)),
    ChangeJob: Handled((PERSON,)),
    DeactivatePerson: Handled((PERSON, LINES)),
    ReactivatePerson: Handled((PERSON, LINES)),
    EraseSubject: Handled((PERSON, LINES)),
    CompleteErasure: Handled((PERSON,), policy_only=True),
    ChangeManager: Handled((LINES,)),
    ArrangeReportingLines: Handled((LINES,)),
}
