"""Spans of days that questions are about."""

from datetime import date, timedelta

from services.gateway.nodes.errors import bad_request

WITHIN, MOST_WITHIN = 90, 1_000
MOST_POINTS = 30


def ahead(today: date, within: int) -> tuple[date, date]:
    """From today on; raises ``BAD_REQUEST``."""
    if not 0 <= within <= MOST_WITHIN:
        raise bad_request(f"within must be 0 to {MOST_WITHIN} days.")
    return today, today + timedelta(days=within)


def months_before(day: date, months: int) -> date:
    """The same day of a month; the last one where that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    next_month = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = (next_month - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def year_before(day: date) -> date:
    """365 days, or as many as the calendar has."""
    return date.fromordinal(max(1, day.toordinal() - 365))


def days_between(start: date, end: date, points: int) -> tuple[date, ...]:
    """Both ends, and the rest at equal distances; raises ``BAD_REQUEST``."""
    if not 2 <= points <= MOST_POINTS:
        raise bad_request(f"points must be 2 to {MOST_POINTS}.")
    if start >= end:
        raise bad_request("from must lie before to.")
    span = (end - start).days
    steps = {round(span * n / (points - 1)) for n in range(points)}
    return tuple(start + timedelta(days=step) for step in sorted(steps))
