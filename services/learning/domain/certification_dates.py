"""From when to when a certificate counts; the rules are numbered in ``certification``."""

from datetime import date, timedelta

from services.learning.domain.certification_state import EarnedAhead, ExpiresBeforeEarned
from services.learning.formulas.mastery.kinds import CERTIFICATE_DAYS


def expiry(earned_on: date, expires_on: date | None, today: date) -> date:
    """The day on which it expires; raises ``EarnedAhead`` or ``ExpiresBeforeEarned``."""
    if earned_on > today:
        raise EarnedAhead("it was earned today or on a day before", "earned_on")
    if expires_on is None:
        return default_expiry(earned_on)
    if expires_on <= earned_on:
        raise ExpiresBeforeEarned("it expires after it was earned", "expires_on")
    return expires_on


def default_expiry(earned_on: date) -> date:
    return earned_on + timedelta(days=CERTIFICATE_DAYS)
