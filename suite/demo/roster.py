"""The demo company as the CSV that any company would import."""

import csv
from collections.abc import Sequence
from pathlib import Path

from services.directory.imports.company_csv import COLUMNS
from suite.demo.company import Colleague


def write_roster(chart: Sequence[Colleague], path: Path) -> None:
    """A header and a row a colleague."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for who in chart:
            row = (who.id, who.name, who.mail, who.job, who.department, who.role, who.manager)
            writer.writerow((*row, who.time_zone, ";".join(who.languages)))
