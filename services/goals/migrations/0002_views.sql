-- What the gateway may read: the projected tables, column by column, and questions with a date.

CREATE VIEW goals.roles AS
    SELECT role, title, family, rung, esco_uri, status, defined_on, retired_on
    FROM goals_rows.roles;
CREATE VIEW goals.requirements AS
    SELECT requirement_key, role, skill, number, level, importance, valid_from, valid_to
    FROM goals_rows.requirements;
CREATE VIEW goals.career_goals AS
    SELECT goal, owner, title, why, status, target_role, due, defined_on, milestones_total,
        milestones_completed, last_check_in_on, last_confidence, blocked_since, shared_with,
        closed_on, closing_reason
    FROM goals_rows.career_goals;
CREATE VIEW goals.milestones AS
    SELECT milestone_key, goal, milestone, owner, title, added_on, completed_on
    FROM goals_rows.milestones;
CREATE VIEW goals.linked_skills AS
    SELECT linked_skill_key, goal, skill, owner, level, linked_on
    FROM goals_rows.linked_skills;
CREATE VIEW goals.check_ins AS
    SELECT check_in_key, goal, owner, number, confidence, blocked, note, checked_in_on
    FROM goals_rows.check_ins;
CREATE VIEW goals.assignments AS
    SELECT assignment, publisher, title, description, hours_a_week, starts_on, ends_on, places,
        status, published_on, cancelled_on, cancel_reason
    FROM goals_rows.assignments;
CREATE VIEW goals.assignment_skills AS
    SELECT assignment_skill_key, assignment, skill, level
    FROM goals_rows.assignment_skills;
CREATE VIEW goals.applications AS
    SELECT application_key, assignment, applicant, status, note, applied_on, waiting_since,
        reminded_on, decided_on, accepted_on, outcome, learnt, completed_by, completed_on,
        validated_on, ended_on
    FROM goals_rows.applications;
CREATE VIEW goals.journal_entries AS
    SELECT entry_key, owner, entry, kind, text, lesson, assignment, draft, shared, recorded_on
    FROM goals_rows.journal_entries;
CREATE VIEW goals.demand_snapshots AS
    SELECT snapshot_key, source, taken_on, rows_total, imported_on
    FROM goals_rows.demand_snapshots;
CREATE VIEW goals.demand_rows AS
    SELECT demand_row_key, source, taken_on, skill, index
    FROM goals_rows.demand_rows;
CREATE VIEW goals.obsolete_skills AS
    SELECT skill, declared_on
    FROM goals_rows.obsolete_skills;
CREATE VIEW goals.skill_names AS
    SELECT skill, name, retired
    FROM goals_rows.skill_names;

CREATE FUNCTION goals.requirements_as_of(day date)
RETURNS TABLE (role text, skill text, level integer, importance integer, valid_from date)
LANGUAGE sql STABLE AS $$
    SELECT r.role, r.skill, r.level, r.importance, r.valid_from
    FROM goals.requirements AS r
    WHERE r.valid_from <= day AND (r.valid_to IS NULL OR r.valid_to > day)
$$;
COMMENT ON FUNCTION goals.requirements_as_of(date) IS
    'What each role required by the end of that day';

CREATE FUNCTION goals.goals_at_risk(day date)
RETURNS TABLE (goal text, owner text, reasons text[])
LANGUAGE sql STABLE AS $$
    SELECT judged.goal, judged.owner, judged.reasons
    FROM (
        SELECT g.goal, g.owner, array_remove(ARRAY[
            CASE WHEN day > g.due THEN 'overdue' END,
            CASE WHEN day - coalesce(g.last_check_in_on, g.defined_on) >= 30
                THEN 'no_check_in' END,
            CASE WHEN g.last_confidence <= 2 THEN 'low_confidence' END,
            CASE WHEN day - g.blocked_since >= 14 THEN 'blocked' END,
            CASE WHEN g.milestones_total > 0 AND g.due > g.defined_on
                AND 4 * g.milestones_completed::bigint * (g.due - g.defined_on)
                    < (4 * least(day - g.defined_on, g.due - g.defined_on)
                        - (g.due - g.defined_on))::bigint * g.milestones_total
                THEN 'pace' END
        ], NULL) AS reasons
        FROM goals.career_goals AS g
        WHERE g.status = 'active' AND g.defined_on <= day
    ) AS judged
    WHERE cardinality(judged.reasons) > 0
$$;
COMMENT ON FUNCTION goals.goals_at_risk(date) IS
    'Active goals with a reason to worry on that day; the same as services/goals/formulas/risk.py';
