"""Results of tests; the rules are numbered in ``assessment``."""

from collections.abc import Sequence

from services.learning.commands.assessment import RecordTestResult, RevokeTestResult
from services.learning.domain.activity_state import Activity
from services.learning.domain.assessment_items import item_of
from services.learning.domain.assessment_state import (
    AboveLevelTaught,
    AheadOfToday,
    Assessment,
    ResultAlreadyRecorded,
    SkillNotTaught,
    TestAlreadyTaken,
    UnknownResult,
    not_the_assessor,
)
from services.learning.events.assessment import (
    AssessmentEvent,
    TestResultRecorded,
    TestResultRevoked,
)
from shared.kernel.decider import Beside
from shared.kernel.replacing import replace


def record_result(command: RecordTestResult, before: Assessment) -> Sequence[AssessmentEvent]:
    if command.taken_on > command.today:
        raise AheadOfToday("the test was taken today or on a day before", "taken_on")
    recorded = TestResultRecorded(
        person=command.person,
        skill=command.skill,
        result=command.result,
        item=item_of(command, "test_score", command.result),
        test=command.test,
        level=command.level,
        activity=command.activity,
        occurred_on=command.taken_on,
        recorded_by=command.recorded_by,
        recorded_on=command.today,
    )
    if command.result not in before.results:
        require_once(command, before)
        return [recorded]
    first = before.results[command.result].recorded
    if first != replace(recorded, recorded_on=first.recorded_on):
        raise ResultAlreadyRecorded("another result has been recorded under this id", "result")
    return []


def require_assessor(command: RecordTestResult, beside: Beside) -> None:
    """One that does not exist has no assessor, so nobody learns which activities there are.

    Asked before all else: who is no assessor gets this answer whatever else is wrong.
    """
    if command.activity is None:
        return
    activity = beside[command.activity]
    offer = activity.offer if isinstance(activity, Activity) else None
    if offer is None or offer.assessor != command.recorded_by:
        raise not_the_assessor()
    taught = {each.skill: each.level for each in offer.skills}
    if command.skill not in taught:
        raise SkillNotTaught("this activity does not teach this skill", "skill")
    if command.level > taught[command.skill]:
        raise AboveLevelTaught(f"this activity teaches level {taught[command.skill]}", "level")


def require_once(command: RecordTestResult, before: Assessment) -> None:
    """HR may have a test taken again; a revoked result does not count."""
    if command.activity is None:
        return
    for result in before.results.values():
        earlier = result.recorded
        same = (earlier.activity, plain(earlier.test)) == (command.activity, plain(command.test))
        if same and not result.revoked:
            raise TestAlreadyTaken("this person has a result of this test", "test")


def plain(test: str) -> str:
    """The name without what nobody sees: case and blanks."""
    return "".join(test.split()).casefold()


def revoke_result(command: RevokeTestResult, before: Assessment) -> Sequence[AssessmentEvent]:
    found = before.results.get(command.result)
    if found is None:
        raise UnknownResult("no such result has been recorded", "result")
    if found.revoked:
        return []
    return [
        TestResultRevoked(
            person=command.person,
            skill=command.skill,
            result=command.result,
            item=found.recorded.item,
            reason=command.reason,
            revoked_by=command.revoked_by,
            revoked_on=command.today,
        )
    ]
