"""The rows of the small company of ``world``, as the services' projections would fold them."""

from tests.integration.gateway.world import (
    ADA,
    ASSIGNMENT,
    BEN,
    BOSS,
    CARL,
    CLOSED,
    GONE,
    HANNA,
    LEAD,
    PRIVATE_GOAL,
    RUST,
    SHARED_GOAL,
    SYSTEMS,
    TOP,
    uid,
)


def person(who: str, name: str, *, active: bool = True) -> str:
    left = "NULL" if active else "'2026-02-01'"
    return (
        f"('{who}', NULL, '{name}', '{name.lower()}@acme.example', 'Engineer', 'Platform',"
        f" '{LEAD}', 'Europe/Berlin', '{{de,en}}', {active}, '2024-01-01', {left})"
    )


def line(manager: str, who: str, depth: int) -> str:
    return f"('{manager}|{who}', '{manager}', '{who}', {depth})"


def reports_to(who: str, manager: str | None) -> str:
    return f"('{who}', '{manager}')" if manager else f"('{who}', NULL)"


NAMES = {TOP: "Top", BOSS: "Boss", CARL: "Carl", ADA: "Ada", BEN: "Ben", HANNA: "Hanna"}
MANAGERS = {TOP: None, BOSS: TOP, CARL: TOP, ADA: BOSS, BEN: BOSS, HANNA: None}

DIRECTORY = f"""
INSERT INTO people VALUES
    {", ".join(person(who, name) for who, name in NAMES.items())},
    {person(GONE, "Gone", active=False)};
INSERT INTO managers VALUES
    {", ".join(reports_to(who, boss) for who, boss in MANAGERS.items())};
INSERT INTO report_line VALUES
    {line(TOP, BOSS, 1)}, {line(TOP, CARL, 1)}, {line(BOSS, ADA, 1)}, {line(BOSS, BEN, 1)},
    {line(TOP, ADA, 2)}, {line(TOP, BEN, 2)};
INSERT INTO departments VALUES ('Platform', 6);
"""  # noqa: S608 - a test's own constants

LEARNING = f"""
INSERT INTO skills VALUES
    ('{SYSTEMS}', 'Systems programming', 'Close to the machine', 'knowledge', NULL, '{{}}',
     '2026-01-01', NULL),
    ('{RUST}', 'Rust', 'A language', 'skill', 'http://esco.example/rust', '{{rustlang}}',
     '2026-01-01', NULL);
INSERT INTO skill_placements VALUES ('{RUST}', '{SYSTEMS}');
"""  # noqa: S608 - a test's own constants


def goal(stream: str, shared_with: str, due: str) -> str:
    return (
        f"('{stream}', '{ADA}', 'Lead a team', 'Because', 'active', '{LEAD}', '{due}',"
        f" '2026-01-01', 2, 1, '2026-05-01', 2, '2026-05-01', '{shared_with}', '2026-06-01',"
        " 'Not yet')"
    )


def parts(stream: str) -> str:
    """One of each that belongs to a goal."""
    return f"""
INSERT INTO milestones VALUES
    ('{stream}/m1', '{stream}', 'milestone-{uid(60)}', '{ADA}', 'Ask', '2026-01-02', '2026-02-01');
INSERT INTO linked_skills VALUES ('{stream}/s1', '{stream}', '{RUST}', '{ADA}', 4, '2026-01-02');
INSERT INTO check_ins VALUES
    ('{stream}/1', '{stream}', '{ADA}', 1, 4, false, 'Well', '2026-02-01'),
    ('{stream}/2', '{stream}', '{ADA}', 2, 2, true, 'Badly', '2026-05-01');
"""  # noqa: S608 - a test's own constants


APPLICATION = (
    "'completed', 'May I?', '2026-02-01', '2026-02-01', '2026-02-08', '2026-02-09', '2026-02-10',"
    f" 'met', 'Much', '{CARL}', '2026-05-20', '2026-05-25', '2026-05-25'"
)

GOALS = f"""
INSERT INTO roles VALUES
    ('{LEAD}', 'Lead', 'Engineering', 3, 'http://esco.example/lead', 'defined', '2026-01-01',
     '2027-01-01');
INSERT INTO requirements VALUES
    ('{LEAD}/1', '{LEAD}', '{RUST}', 1, 3, 2, '2026-01-01', '2026-04-01'),
    ('{LEAD}/2', '{LEAD}', '{RUST}', 2, 4, 3, '2026-04-01', NULL);
INSERT INTO career_goals VALUES
    {goal(PRIVATE_GOAL, "nobody", "2026-12-01")}, {goal(SHARED_GOAL, "everyone", "2026-12-31")};
{parts(PRIVATE_GOAL)}
{parts(SHARED_GOAL)}
INSERT INTO assignments VALUES
    ('{ASSIGNMENT}', '{CARL}', 'Port it', 'To Rust', 8, '2026-03-01', '2026-09-01', 2, 'open',
     '2026-01-15', '2026-06-01', 'No more'),
    ('{CLOSED}', '{CARL}', 'Old', 'Over', 8, '2026-01-01', '2026-02-01', 1, 'open', '2026-01-01',
     NULL, NULL);
INSERT INTO assignment_skills VALUES ('{ASSIGNMENT}/1', '{ASSIGNMENT}', '{RUST}', 3);
INSERT INTO applications VALUES
    ('{ASSIGNMENT}/{ADA}', '{ASSIGNMENT}', '{ADA}', {APPLICATION});
INSERT INTO journal_entries VALUES
    ('{ADA}/1', '{ADA}', 'entry-{uid(70)}', 'setback', 'It broke', 'Test it', '{ASSIGNMENT}',
     false, false, '2026-03-01');
INSERT INTO demand_snapshots VALUES ('board/2026-06-01', 'board', '2026-06-01', 2, '2026-06-02');
INSERT INTO demand_rows VALUES
    ('board/2026-06-01/0', 'board', '2026-06-01', '{RUST}', 90.5),
    ('board/2026-06-01/1', 'board', '2026-06-01', '{SYSTEMS}', 70);
INSERT INTO obsolete_skills VALUES ('{SYSTEMS}', '2026-06-03');
"""  # noqa: S608 - a test's own constants
