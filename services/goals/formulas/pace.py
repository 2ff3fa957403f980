"""Whether a goal's milestones keep up with the time that it was given.

Shares are compared as whole numbers, so that SQL and Python agree on every case.
"""

from datetime import date


def elapsed(defined_on: date, due: date, as_of: date) -> tuple[int, int]:
    """Days used and days given; used lies between 0 and given."""
    given = max((due - defined_on).days, 0)
    return min(max((as_of - defined_on).days, 0), given), given


def behind(*, completed: int, total: int, defined_on: date, due: date, as_of: date) -> bool:
    """Whether the share of milestones done is below the share of time used less a quarter.

    A goal without milestones has no pace.
    """
    used, given = elapsed(defined_on, due, as_of)
    if total == 0 or given == 0:
        return False
    return 4 * completed * given < (4 * used - given) * total
