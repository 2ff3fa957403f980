"""The rules of the career goal: given events, when a command, then events."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from services.goals.commands.career_goal import (
    AbandonGoal,
    AchieveGoal,
    AddMilestone,
    CareerGoalCommand,
    CheckIn,
    CompleteMilestone,
    DefineCareerGoal,
    LinkSkill,
    PauseGoal,
    ReopenMilestone,
    ResumeGoal,
    ReviseGoal,
    ShareGoal,
    UnshareGoal,
)
from services.goals.domain import career_goal
from services.goals.domain import career_goal_state as rules
from services.goals.events.career_goal import (
    CareerGoalDefined,
    CareerGoalEvent,
    CheckedIn,
    GoalAbandoned,
    GoalAchieved,
    GoalPaused,
    GoalResumed,
    GoalRevised,
    GoalShared,
    GoalUnshared,
    MilestoneAdded,
    MilestoneCompleted,
    MilestoneReopened,
    SkillLinked,
)
from shared.kernel.errors import NotFound, SuiteError
from shared.kernel.messages import StreamId
from shared.testing.decider_spec import DeciderSpec

given = DeciderSpec(career_goal.decider).given

GOAL, ADA = StreamId("career_goal-1"), StreamId("person-1")
LEAD, CHIEF = StreamId("role-1"), StreamId("role-2")
SHIP, TEACH, NONE = StreamId("milestone-1"), StreamId("milestone-2"), StreamId("milestone-9")
RUST = StreamId("skill-1")
TODAY, DUE = date(2026, 11, 23), date(2027, 11, 23)

DEFINE = DefineCareerGoal(
    goal=GOAL, owner=ADA, title="Lead", why="To grow", target_role=LEAD, due=DUE, today=TODAY
)
DEFINED = CareerGoalDefined(
    goal=GOAL, owner=ADA, title="Lead", why="To grow", target_role=LEAD, due=DUE, defined_on=TODAY
)
LINK = LinkSkill(goal=GOAL, skill=RUST, level=4, today=TODAY)
LINKED = SkillLinked(goal=GOAL, owner=ADA, skill=RUST, level=4, linked_on=TODAY)
CHECK_IN = CheckIn(goal=GOAL, confidence=3, blocked=True, note="Slow", today=TODAY)
REVISE = ReviseGoal(goal=GOAL, reason="Plans changed", today=TODAY)
REVISED = GoalRevised(
    goal=GOAL,
    owner=ADA,
    reason="Plans changed",
    title=None,
    why=None,
    due=DUE,
    target_role=LEAD,
    revised_on=TODAY,
)
ACHIEVE = AchieveGoal(goal=GOAL, today=TODAY)
ACHIEVED = GoalAchieved(goal=GOAL, owner=ADA, reason=None, achieved_on=TODAY)
ABANDON = AbandonGoal(goal=GOAL, reason="Another path", today=TODAY)
ABANDONED = GoalAbandoned(goal=GOAL, owner=ADA, reason="Another path", abandoned_on=TODAY)
PAUSE, PAUSED = (
    PauseGoal(goal=GOAL, today=TODAY),
    GoalPaused(goal=GOAL, owner=ADA, paused_on=TODAY),
)
RESUME, RESUMED = (
    ResumeGoal(goal=GOAL, today=TODAY),
    GoalResumed(goal=GOAL, owner=ADA, resumed_on=TODAY),
)
SHARE = ShareGoal(goal=GOAL, shared_with="mentors", today=TODAY)
SHARED = GoalShared(goal=GOAL, owner=ADA, shared_with="mentors", shared_on=TODAY)
UNSHARE = UnshareGoal(goal=GOAL, today=TODAY)
UNSHARED = GoalUnshared(goal=GOAL, owner=ADA, unshared_on=TODAY)


def add(milestone: StreamId) -> AddMilestone:
    return AddMilestone(goal=GOAL, milestone=milestone, title="A step", today=TODAY)


def added(milestone: StreamId) -> MilestoneAdded:
    return MilestoneAdded(goal=GOAL, owner=ADA, milestone=milestone, title="A step", added_on=TODAY)


def complete(milestone: StreamId) -> CompleteMilestone:
    return CompleteMilestone(goal=GOAL, milestone=milestone, today=TODAY)


def completed(milestone: StreamId) -> MilestoneCompleted:
    return MilestoneCompleted(goal=GOAL, owner=ADA, milestone=milestone, completed_on=TODAY)


def reopen(milestone: StreamId) -> ReopenMilestone:
    return ReopenMilestone(goal=GOAL, milestone=milestone, today=TODAY)


def reopened(milestone: StreamId) -> MilestoneReopened:
    return MilestoneReopened(goal=GOAL, owner=ADA, milestone=milestone, reopened_on=TODAY)


def checked_in(number: int) -> CheckedIn:
    return CheckedIn(
        goal=GOAL,
        owner=ADA,
        number=number,
        confidence=3,
        blocked=True,
        note="Slow",
        checked_in_on=TODAY,
    )


STEPS: list[CareerGoalCommand] = [
    LINK,
    add(SHIP),
    complete(SHIP),
    reopen(SHIP),
    CHECK_IN,
    replace(REVISE, title="Head"),
    PAUSE,
    RESUME,
    ACHIEVE,
    replace(ACHIEVE, reason="Good enough"),
    ABANDON,
]
SHARING: list[CareerGoalCommand] = [SHARE, replace(SHARE, shared_with="everyone"), UNSHARE]


def test_a_goal_is_defined() -> None:
    given().when(DEFINE).then(DEFINED)


@pytest.mark.parametrize("history", [[DEFINED], [DEFINED, ABANDONED]])
def test_a_goal_is_defined_only_once(history: list[CareerGoalEvent]) -> None:
    given(*history).when(DEFINE).then_refused(rules.GoalAlreadyDefined)


@pytest.mark.parametrize("due", [TODAY, TODAY - timedelta(days=1)])
def test_its_due_day_lies_ahead(due: date) -> None:
    given().when(replace(DEFINE, due=due)).then_refused(rules.DueNotAhead)
    given(DEFINED).when(replace(REVISE, due=due)).then_refused(rules.DueNotAhead)


def test_a_goal_past_its_due_day_can_be_revised_in_other_ways() -> None:
    late = DUE + timedelta(days=5)
    given(DEFINED).when(replace(REVISE, title="Head", due=DUE, today=late)).then(
        replace(REVISED, title="Head", revised_on=late)
    )


@pytest.mark.parametrize("command", [*STEPS, *SHARING])
def test_nothing_happens_to_a_goal_that_does_not_exist(command: CareerGoalCommand) -> None:
    with pytest.raises(NotFound):
        career_goal.decide(command, career_goal.decider.initial_state)


def test_a_check_in_needs_a_way_to_the_goal() -> None:
    given(DEFINED).when(CHECK_IN).then_refused(rules.NoWayToGoal)
    given(DEFINED, LINKED).when(CHECK_IN).then(checked_in(1))
    given(DEFINED, added(SHIP)).when(CHECK_IN).then(checked_in(1))


def test_a_check_in_is_always_a_new_one() -> None:
    given(DEFINED, LINKED, checked_in(1)).when(CHECK_IN).then(checked_in(2))


def test_a_skill_is_linked_with_its_level_and_linked_anew_with_another() -> None:
    given(DEFINED).when(LINK).then(LINKED)
    given(DEFINED, LINKED).when(LINK).then_nothing()
    given(DEFINED, LINKED).when(replace(LINK, level=5)).then(replace(LINKED, level=5))


def test_a_milestone_is_added_completed_and_reopened() -> None:
    given(DEFINED).when(add(SHIP)).then(added(SHIP))
    given(DEFINED, added(SHIP)).when(complete(SHIP)).then(completed(SHIP))
    given(DEFINED, added(SHIP), completed(SHIP)).when(reopen(SHIP)).then(reopened(SHIP))


@pytest.mark.parametrize("command", [complete(NONE), reopen(NONE)])
def test_a_milestone_is_one_of_the_goals_own(command: CareerGoalCommand) -> None:
    given(DEFINED, added(SHIP)).when(command).then_refused(rules.UnknownMilestone)


def test_achieving_needs_every_milestone_completed_or_a_reason() -> None:
    half_way = given(DEFINED, added(SHIP), added(TEACH), completed(SHIP))
    half_way.when(ACHIEVE).then_refused(rules.MilestonesOpen)
    half_way.when(replace(ACHIEVE, reason="Enough")).then(replace(ACHIEVED, reason="Enough"))
    given(DEFINED, added(SHIP), completed(SHIP)).when(ACHIEVE).then(ACHIEVED)
    given(DEFINED, LINKED).when(ACHIEVE).then(ACHIEVED)


def test_a_reopened_milestone_is_open_again() -> None:
    given(DEFINED, added(SHIP), completed(SHIP), reopened(SHIP)).when(ACHIEVE).then_refused(
        rules.MilestonesOpen
    )


def test_a_new_target_role_switches_the_path_and_keeps_the_steps() -> None:
    switched = replace(REVISED, target_role=CHIEF)
    given(DEFINED, added(SHIP)).when(replace(REVISE, target_role=CHIEF)).then(switched)
    given(DEFINED, added(SHIP), switched).when(complete(SHIP)).then(completed(SHIP))


def test_a_target_role_can_be_dropped() -> None:
    dropped = replace(REVISED, target_role=None)
    given(DEFINED).when(replace(REVISE, drop_target_role=True)).then(dropped)
    given(DEFINED, dropped).when(replace(REVISE, drop_target_role=True)).then_nothing()


@pytest.mark.parametrize(
    "command", [REVISE, replace(REVISE, target_role=CHIEF, drop_target_role=True)]
)
def test_a_revision_is_clear(command: CareerGoalCommand) -> None:
    given(DEFINED).when(command).then_refused(rules.RevisionUnclear)


def test_a_goal_is_paused_resumed_and_abandoned() -> None:
    given(DEFINED).when(PAUSE).then(PAUSED)
    given(DEFINED, PAUSED).when(RESUME).then(RESUMED)
    given(DEFINED, PAUSED).when(ABANDON).then(ABANDONED)


def test_a_goal_is_shared_with_somebody_else_and_with_nobody() -> None:
    given(DEFINED).when(SHARE).then(SHARED)
    everyone = replace(SHARED, shared_with="everyone")
    given(DEFINED, SHARED).when(replace(SHARE, shared_with="everyone")).then(everyone)
    given(DEFINED, everyone).when(UNSHARE).then(UNSHARED)


def test_what_holds_already_is_accepted() -> None:
    given(DEFINED, added(SHIP)).when(add(SHIP)).then_nothing()
    given(DEFINED, added(SHIP), completed(SHIP)).when(complete(SHIP)).then_nothing()
    given(DEFINED, added(SHIP)).when(reopen(SHIP)).then_nothing()
    given(DEFINED, PAUSED).when(PAUSE).then_nothing()
    given(DEFINED).when(RESUME).then_nothing()
    given(DEFINED, SHARED).when(SHARE).then_nothing()
    given(DEFINED).when(UNSHARE).then_nothing()
    given(DEFINED, ACHIEVED).when(ACHIEVE).then_nothing()
    given(DEFINED, ABANDONED).when(ABANDON).then_nothing()
    given(DEFINED).when(replace(REVISE, due=DUE, target_role=LEAD)).then_nothing()


@pytest.mark.parametrize("closed", [ACHIEVED, ABANDONED])
@pytest.mark.parametrize(
    "command",
    [replace(LINK, level=5), add(TEACH), complete(SHIP), CHECK_IN, REVISE, PAUSE, RESUME],
)
def test_a_closed_goal_takes_no_step(closed: CareerGoalEvent, command: CareerGoalCommand) -> None:
    given(DEFINED, LINKED, added(SHIP), closed).when(command).then_refused(rules.GoalClosed)


def test_an_achieved_goal_is_not_abandoned_nor_the_other_way_round() -> None:
    given(DEFINED, ACHIEVED).when(ABANDON).then_refused(rules.GoalClosed)
    given(DEFINED, ABANDONED).when(ACHIEVE).then_refused(rules.GoalClosed)


def test_sharing_a_closed_goal_can_be_ended() -> None:
    given(DEFINED, SHARED, ACHIEVED).when(UNSHARE).then(UNSHARED)


def test_a_goal_is_the_record_of_its_owner() -> None:
    state = career_goal.decider.fold([DEFINED])
    assert career_goal.about(state, DEFINED) == (ADA,)


any_history = st.lists(st.sampled_from([*STEPS, *SHARING]), max_size=15)


def live(commands: list[CareerGoalCommand]) -> list[CareerGoalEvent]:
    history: list[CareerGoalEvent] = [DEFINED]
    for command in commands:
        try:
            history += career_goal.decide(command, career_goal.decider.fold(history))
        except SuiteError:
            continue
    return history


@for_all(any_history)
def test_closed_stays_closed(commands: list[CareerGoalCommand]) -> None:
    steps = [event for event in live(commands) if not isinstance(event, GoalShared | GoalUnshared)]
    closing = [isinstance(event, GoalAchieved | GoalAbandoned) for event in steps]
    assert True not in closing[:-1]


@for_all(any_history, st.sampled_from([*STEPS, *SHARING]))
def test_a_repeated_command_adds_nothing(
    commands: list[CareerGoalCommand], command: CareerGoalCommand
) -> None:
    if isinstance(command, CheckIn | ReviseGoal):
        return
    once, twice = live([*commands, command]), live([*commands, command, command])
    assert once == twice
