-- Portfolios, time budgets and plans: the tables that the projections fold, and their views.
-- Columns with what people wrote of themselves keep no statistics, which would quote them.

CREATE TABLE profiles (
    person     text PRIMARY KEY,
    visibility text NOT NULL,
    changed_on date NOT NULL
);
COMMENT ON TABLE profiles IS 'Who has made their profile public or private again; it is private before';
CREATE INDEX profiles_public ON profiles (person) WHERE visibility = 'public';

CREATE TABLE contributions (
    contribution_key text PRIMARY KEY,
    person           text NOT NULL,
    contribution     text NOT NULL,
    kind             text NOT NULL,
    title            text NOT NULL,
    link             text,
    skills           text[] NOT NULL,
    published_on     date NOT NULL,
    featured         boolean NOT NULL,
    endorsements     integer NOT NULL
);
COMMENT ON TABLE contributions IS 'What people show of their work; contribution_key is <person>/<contribution>';
ALTER TABLE contributions ALTER COLUMN title SET STATISTICS 0, ALTER COLUMN link SET STATISTICS 0;
CREATE INDEX contributions_person ON contributions (person, featured, published_on);
CREATE INDEX contributions_skills ON contributions USING gin (skills);

CREATE TABLE endorsements (
    endorsement_key text PRIMARY KEY,
    person          text NOT NULL,
    contribution    text NOT NULL,
    endorser        text NOT NULL,
    endorsed_on     date NOT NULL
);
COMMENT ON TABLE endorsements IS 'Who has endorsed which contribution; person is the one whose contribution it is';
CREATE INDEX endorsements_contribution ON endorsements (person, contribution, endorsed_on);

CREATE TABLE badges (
    badge_key     text PRIMARY KEY,
    person        text NOT NULL,
    badge         text NOT NULL,
    skill         text,
    name          text NOT NULL,
    reason        text NOT NULL,
    issued_by     text NOT NULL,
    issued_on     date NOT NULL,
    revoked_on    date,
    revoke_reason text
);
COMMENT ON TABLE badges IS 'One row a badge, revoked ones too; badge_key is <person>/<badge>';
ALTER TABLE badges
    ALTER COLUMN reason SET STATISTICS 0, ALTER COLUMN revoke_reason SET STATISTICS 0;
CREATE INDEX badges_person ON badges (person, issued_on);
CREATE INDEX badges_skill ON badges (skill) WHERE skill IS NOT NULL AND revoked_on IS NULL;

CREATE TABLE time_budgets (
    budget_key     text PRIMARY KEY,
    subject        text NOT NULL,
    scope          text NOT NULL,
    number         integer NOT NULL,
    minutes_a_week integer NOT NULL,
    set_by         text NOT NULL,
    set_on         date NOT NULL
);
COMMENT ON TABLE time_budgets IS 'Every version of a budget; of scope team it holds for each direct report of subject';
CREATE INDEX time_budgets_subject ON time_budgets (subject, scope, number);

CREATE TABLE plan_templates (
    plan        text PRIMARY KEY,
    title       text NOT NULL,
    description text NOT NULL,
    items       integer NOT NULL,
    created_on  date NOT NULL,
    retired_on  date
);
COMMENT ON TABLE plan_templates IS 'Plans that can be assigned; retired ones stay';
CREATE INDEX plan_templates_title ON plan_templates (title, plan);

CREATE TABLE plan_items (
    plan_item_key text PRIMARY KEY,
    plan          text NOT NULL,
    number        integer NOT NULL,
    activity      text NOT NULL,
    within_days   integer NOT NULL
);
COMMENT ON TABLE plan_items IS 'The activities of a plan in their order; plan_item_key is <plan>/<number>';
CREATE INDEX plan_items_plan ON plan_items (plan, number);
CREATE INDEX plan_items_activity ON plan_items (activity);

CREATE TABLE plan_assignments (
    assignment_key text PRIMARY KEY,
    plan           text NOT NULL,
    person         text NOT NULL,
    assigned_by    text NOT NULL,
    starts_on      date NOT NULL,
    assigned_on    date NOT NULL
);
COMMENT ON TABLE plan_assignments IS 'Who has been given which plan; assignment_key is <plan>/<person>';
CREATE INDEX plan_assignments_person ON plan_assignments (person, starts_on);
CREATE INDEX plan_assignments_plan ON plan_assignments (plan, person);

CREATE VIEW learning.profiles AS
SELECT person, visibility, changed_on FROM profiles;
CREATE VIEW learning.contributions AS
SELECT contribution_key, person, contribution, kind, title, link, skills, published_on, featured,
    endorsements
FROM contributions;
CREATE VIEW learning.endorsements AS
SELECT endorsement_key, person, contribution, endorser, endorsed_on FROM endorsements;
CREATE VIEW learning.badges AS
SELECT badge_key, person, badge, skill, name, reason, issued_by, issued_on, revoked_on,
    revoke_reason
FROM badges;
CREATE VIEW learning.time_budgets AS
SELECT budget_key, subject, scope, number, minutes_a_week, set_by, set_on FROM time_budgets;
CREATE VIEW learning.plan_templates AS
SELECT plan, title, description, items, created_on, retired_on FROM plan_templates;
CREATE VIEW learning.plan_items AS
SELECT plan_item_key, plan, number, activity, within_days FROM plan_items;
CREATE VIEW learning.plan_assignments AS
SELECT assignment_key, plan, person, assigned_by, starts_on, assigned_on FROM plan_assignments;
