"""The derived view ``report_line``: everybody above everybody, the closure of ``managers``.

The rows of one person are all who stand above them, so that a change touches those below it
only. A manager's whole subtree is the rows with that ``manager_id``, one indexed read.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Derived

AFFECTED = """
WITH RECURSIVE below (person_id) AS (
    SELECT unnest($1::text[])
    UNION
    SELECT managers.person_id FROM below JOIN managers ON managers.manager_id = below.person_id
)
SELECT person_id FROM below
"""

INPUTS = """
WITH RECURSIVE line (beginning, person_id, manager_id) AS (
    SELECT person_id, person_id, manager_id FROM managers
    WHERE person_id = ANY ($1::text[]) AND manager_id IS NOT NULL
    UNION
    SELECT line.beginning, managers.person_id, managers.manager_id
    FROM line JOIN managers ON managers.person_id = line.manager_id
    WHERE managers.manager_id IS NOT NULL
)
SELECT beginning, person_id, manager_id FROM line
"""


class ReportLine(View):
    """``depth`` 1: the direct manager; ``line_key`` is both ids, the upper one first."""

    line_key: str
    manager_id: StreamId
    person_id: StreamId
    depth: int


def compute(key: str, steps: Sequence[Mapping[str, StreamId]], _day: date) -> Sequence[ReportLine]:
    """Everybody above ``key``, nearest first; stops where a line would repeat itself."""
    managers = {step["person_id"]: step["manager_id"] for step in steps}
    person = StreamId(key)
    passed = [person]
    while (above := managers.get(passed[-1])) is not None and above not in passed:
        passed.append(above)
    return [
        ReportLine(
            line_key=f"{manager}|{person}", manager_id=manager, person_id=person, depth=depth
        )
        for depth, manager in enumerate(passed[1:], start=1)
    ]


derived = Derived(
    table="report_line",
    view=ReportLine,
    key_column="person_id",
    sources=("managers",),
    affected=AFFECTED,
    inputs=INPUTS,
    compute=compute,
    person=None,
)
