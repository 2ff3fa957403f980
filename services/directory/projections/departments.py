"""The derived view ``departments``: one row for each department that somebody active works in.

A person's row no longer says which department they came from, so a batch that touches people
recomputes all departments: some dozens, counted in one read of an index.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from shared.kernel.messages import View
from shared.kernel.projection import Derived

AFFECTED = """
SELECT department FROM departments WHERE cardinality($1::text[]) > 0
UNION
SELECT department FROM people WHERE active AND department IS NOT NULL
"""

INPUTS = """
SELECT department, count(*) AS active_people FROM people
WHERE active AND department = ANY ($1::text[])
GROUP BY department
"""


class Department(View):
    department: str
    active_people: int


def compute(key: str, counts: Sequence[Mapping[str, int]], _day: date) -> Sequence[Department]:
    """One row, or none where nobody active works there any more."""
    return [Department(department=key, active_people=count["active_people"]) for count in counts]


derived = Derived(
    table="departments",
    view=Department,
    key_column="department",
    sources=("people",),
    affected=AFFECTED,
    inputs=INPUTS,
    compute=compute,
    person=None,
)
