"""The views, one module per table; a derived one has ``compute`` instead of ``evolve``."""

from typing import Any

from services.directory.projections import departments, managers, people, report_line
from shared.kernel.projection import Derived, Projection

PROJECTIONS: tuple[Projection[Any, Any], ...] = (people.projection, managers.projection)
DERIVED: tuple[Derived[Any], ...] = (report_line.derived, departments.derived)
