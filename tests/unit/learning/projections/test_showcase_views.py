"""The views of portfolios, time budgets and plans."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.learning.events.plan import (
    PlanAssigned,
    PlanItem,
    PlanTemplateCreated,
    PlanTemplateRetired,
)
from services.learning.events.portfolio import (
    BadgeIssued,
    BadgeRevoked,
    ContributionEndorsed,
    ContributionFeatured,
    ContributionPublished,
    ContributionWithdrawn,
    ProfileVisibilitySet,
)
from services.learning.events.time_budget import TimeBudgetSet
from services.learning.projections import (
    badges,
    contributions,
    endorsements,
    plan_assignments,
    plan_items,
    plan_templates,
    profiles,
    time_budgets,
)
from shared.kernel.errors import ProjectionGap
from shared.kernel.messages import Event, StreamId
from shared.kernel.projection import Projection
from tests.unit.goals.projections.folding import rows_after

ADA, BEN, BOSS = StreamId("person-1"), StreamId("person-2"), StreamId("person-9")
RUST, PLAN = StreamId("skill-1"), StreamId("plan-1")
COURSE, SEMINAR = StreamId("activity-1"), StreamId("activity-2")
DAY = date(2026, 11, 23)
NEXT = DAY + timedelta(days=1)
PUBLISHED = ContributionPublished(
    person=ADA,
    contribution="c1",
    kind="talk",
    title="Borrowing",
    link=None,
    skills=(RUST,),
    published_on=DAY,
    recorded_on=NEXT,
)
BY_BEN = ContributionEndorsed(person=ADA, contribution="c1", endorser=BEN, endorsed_on=DAY)
BY_BOSS = replace(BY_BEN, endorser=BOSS)
FEATURED = ContributionFeatured(person=ADA, contribution="c1", featured=True, featured_on=DAY)
WITHDRAWN = ContributionWithdrawn(
    person=ADA, contribution="c1", endorsers=(BEN, BOSS), withdrawn_on=NEXT
)
ISSUED = BadgeIssued(
    person=ADA, badge="b1", skill=RUST, name="Guild", reason="Why", issued_by=BOSS, issued_on=DAY
)
REVOKED = BadgeRevoked(person=ADA, badge="b1", reason="Not so", revoked_by=BOSS, revoked_on=NEXT)
GIVEN = TimeBudgetSet(
    subject=ADA, scope="person", number=1, minutes_a_week=120, set_by=BOSS, set_on=DAY
)
CREATED = PlanTemplateCreated(
    plan=PLAN,
    title="Onboarding",
    description="First weeks",
    items=(
        PlanItem(activity=COURSE, within_days=14),
        PlanItem(activity=SEMINAR, within_days=60),
    ),
    created_on=DAY,
)
RETIRED = PlanTemplateRetired(plan=PLAN, retired_on=NEXT)
ASSIGNED = PlanAssigned(
    plan=PLAN, person=ADA, assigned_by=BOSS, starts_on=NEXT, items=(), assigned_on=DAY
)


def test_a_profile_is_as_it_was_last_set() -> None:
    shown = ProfileVisibilitySet(person=ADA, visibility="public", set_on=DAY)
    hidden = replace(shown, visibility="private", set_on=NEXT)
    assert rows_after(profiles.projection, shown, hidden) == {
        ADA: profiles.ProfileRow(person=ADA, visibility="private", changed_on=NEXT)
    }


def test_a_contribution_shows_what_it_is_and_how_many_endorse_it() -> None:
    [row] = rows_after(contributions.projection, PUBLISHED, BY_BEN, BY_BOSS, FEATURED).values()
    assert row == contributions.ContributionRow(
        contribution_key=f"{ADA}/c1",
        person=ADA,
        contribution="c1",
        kind="talk",
        title="Borrowing",
        link=None,
        skills=(RUST,),
        published_on=DAY,
        featured=True,
        endorsements=2,
    )


def test_who_endorsed_a_contribution_is_one_row_each() -> None:
    rows = rows_after(endorsements.projection, BY_BEN, BY_BOSS)
    assert set(rows) == {f"{ADA}/c1/{BEN}", f"{ADA}/c1/{BOSS}"}
    assert rows[f"{ADA}/c1/{BEN}"].endorser == BEN


def test_a_withdrawn_contribution_leaves_nothing() -> None:
    history = (PUBLISHED, BY_BEN, BY_BOSS, WITHDRAWN)
    assert rows_after(contributions.projection, *history) == {}
    assert rows_after(endorsements.projection, *history) == {}


def test_a_badge_stays_when_it_is_revoked() -> None:
    [row] = rows_after(badges.projection, ISSUED, REVOKED).values()
    assert (row.badge_key, row.reason, row.issued_by) == (f"{ADA}/b1", "Why", BOSS)
    assert (row.revoked_on, row.revoke_reason) == (NEXT, "Not so")


def test_each_version_of_a_budget_is_a_row() -> None:
    second = replace(GIVEN, number=2, minutes_a_week=60, set_on=NEXT)
    team = replace(GIVEN, scope="team", minutes_a_week=30)
    rows = rows_after(time_budgets.projection, GIVEN, second, team)
    assert {key: row.minutes_a_week for key, row in rows.items()} == {
        f"{ADA}/person/1": 120,
        f"{ADA}/person/2": 60,
        f"{ADA}/team/1": 30,
    }


def test_a_plan_template_counts_its_items_and_lists_them_in_order() -> None:
    [row] = rows_after(plan_templates.projection, CREATED, RETIRED).values()
    assert (row.title, row.items, row.retired_on) == ("Onboarding", 2, NEXT)
    items = rows_after(plan_items.projection, CREATED)
    listed = sorted(items.values(), key=lambda item: item.number)
    assert [(item.number, item.activity, item.within_days) for item in listed] == [
        (1, COURSE, 14),
        (2, SEMINAR, 60),
    ]


def test_an_assignment_is_a_row_a_person() -> None:
    rows = rows_after(plan_assignments.projection, ASSIGNED, replace(ASSIGNED, person=BEN))
    assert {key: row.starts_on for key, row in rows.items()} == {
        f"{PLAN}/{ADA}": NEXT,
        f"{PLAN}/{BEN}": NEXT,
    }


@pytest.mark.parametrize(
    ("projection", "event"),
    [
        (contributions.projection, BY_BEN),
        (contributions.projection, FEATURED),
        (badges.projection, REVOKED),
        (plan_templates.projection, RETIRED),
    ],
)
def test_a_row_that_nothing_has_opened_is_a_gap(
    projection: Projection[Event, contributions.ContributionRow], event: Event
) -> None:
    with pytest.raises(ProjectionGap):
        rows_after(projection, event)
