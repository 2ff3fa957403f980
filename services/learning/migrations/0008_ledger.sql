-- The mastery ledger: evidence, what it amounts to on a day, and what the ledger's process does.

CREATE TABLE evidence (
    evidence_id   text PRIMARY KEY,
    person_id     text NOT NULL,
    skill_id      text NOT NULL,
    kind          text NOT NULL,
    value         double precision NOT NULL,
    raters        integer NOT NULL,
    rater_or_test text NOT NULL,
    occurred_on   date NOT NULL,
    expires_on    date,
    recorded_on   date NOT NULL,
    revoked_on    date,
    source        text NOT NULL
);
COMMENT ON TABLE evidence IS 'One row an item of evidence, under the skill it was recorded for; revoked ones stay. rater_or_test is never shown';
CREATE INDEX evidence_of_person ON evidence (person_id, skill_id);
CREATE INDEX evidence_in_skill ON evidence (skill_id, person_id);
CREATE INDEX evidence_recorded ON evidence (recorded_on);

CREATE TABLE mastery (
    pair_key        text PRIMARY KEY,
    person_id       text NOT NULL,
    skill_id        text NOT NULL,
    day             date NOT NULL,
    mastery         double precision,
    confidence      double precision NOT NULL,
    weight          double precision NOT NULL,
    standard_error  double precision,
    level           integer,
    status          text NOT NULL,
    evidence_items  integer NOT NULL,
    fresh_from      date,
    fresh_half_life double precision
) WITH (fillfactor = 70);
COMMENT ON TABLE mastery IS 'One row a person and skill with evidence: what it amounts to on the row''s day, merged skills counted where they were merged into';
CREATE INDEX mastery_of_person ON mastery (person_id, skill_id);
CREATE INDEX mastery_in_skill ON mastery (skill_id, level, person_id);

CREATE TABLE mastery_held (
    pair_key          text PRIMARY KEY,
    person_id         text NOT NULL,
    skill_id          text NOT NULL,
    held_level        integer,
    held_since        date,
    first_verified_on date,
    last_level        integer,
    last_status       text NOT NULL,
    last_mastery      double precision,
    last_confidence   double precision NOT NULL,
    last_as_of        date NOT NULL,
    version           integer NOT NULL
);
COMMENT ON TABLE mastery_held IS 'The level that a person holds in a skill, and the assessment recorded last';
CREATE INDEX mastery_held_of_person ON mastery_held (person_id, skill_id);
CREATE INDEX mastery_held_in_skill ON mastery_held (skill_id, held_level, person_id);

CREATE SEQUENCE ledger_marks;
CREATE TABLE mastery_due (
    pair_key text PRIMARY KEY,
    mark     bigint NOT NULL DEFAULT nextval('ledger_marks')
);
COMMENT ON TABLE mastery_due IS 'Pairs of person and skill that the ledger has to assess; no projection, a rebuild makes no marks';
CREATE INDEX mastery_due_in_order ON mastery_due (mark);

CREATE TABLE ledger_refresh (
    scope text PRIMARY KEY,
    mark  bigint NOT NULL DEFAULT nextval('ledger_marks'),
    after text NOT NULL DEFAULT '',
    done  integer NOT NULL DEFAULT 0
);
COMMENT ON TABLE ledger_refresh IS 'What the ledger has to compute anew: a skill, or all; pairs up to after are done';

CREATE TABLE ledger_days (
    day         date PRIMARY KEY,
    pairs       integer NOT NULL,
    done        integer NOT NULL DEFAULT 0,
    finished_at timestamptz
);
COMMENT ON TABLE ledger_days IS 'How far the change of each day has been followed by the rows of mastery';

CREATE VIEW learning.evidence AS
SELECT evidence_id, person_id, skill_id, kind, value, raters, rater_or_test, occurred_on,
       expires_on, recorded_on, revoked_on, source
FROM evidence;

CREATE VIEW learning.mastery AS
SELECT pair_key, person_id, skill_id, day, mastery, confidence, weight, standard_error, level,
       status, evidence_items, fresh_from, fresh_half_life
FROM mastery;

CREATE VIEW learning.mastery_held AS
SELECT pair_key, person_id, skill_id, held_level, held_since, first_verified_on, last_level,
       last_status, last_mastery, last_confidence, last_as_of, version
FROM mastery_held;

-- What a person's mastery of a skill consists of on a day, from what was known by its end. Asked
-- with one person, skill and day at each place of the arrays; a skill that had been merged into
-- another by then has nothing of its own. Skills that were retired take no evidence afterwards.
CREATE FUNCTION evidence_at(people text[], roots text[], days date[])
RETURNS TABLE (
    pair_key text, day date, person_id text, skill_id text, recorded_skill_id text,
    evidence_id text, kind text, value double precision, raters integer, rater_or_test text,
    occurred_on date, expires_on date, recorded_on date, source text,
    volatility double precision, parameters text
) LANGUAGE sql STABLE ROWS 1000 AS $$
    WITH RECURSIVE asked AS (
        SELECT DISTINCT one.person, one.root, one.on_day
        FROM unnest(people, roots, days) AS one (person, root, on_day)
        WHERE NOT EXISTS (
            SELECT FROM skills AS s WHERE s.skill_id = one.root AND s.merged_on <= one.on_day)
    ), counted (root, on_day, skill, closed_on) AS (
        SELECT one.root, one.on_day, one.root, s.retired_on
        FROM (SELECT DISTINCT root, on_day FROM asked) AS one
        LEFT JOIN skills AS s ON s.skill_id = one.root
        UNION
        SELECT c.root, c.on_day, s.skill_id, least(c.closed_on, s.retired_on)
        FROM counted AS c JOIN skills AS s ON s.merged_into = c.skill AND s.merged_on <= c.on_day
    ), in_force AS MATERIALIZED (
        SELECT one.root, one.on_day, coalesce((
            SELECT v.volatility FROM skill_volatilities AS v
            WHERE v.skill = one.root AND v.set_on <= one.on_day
            ORDER BY v.set_on DESC LIMIT 1), 1) AS volatility, (
            SELECT p.parameters::text FROM model_parameters AS p
            WHERE p.effective_from <= one.on_day AND p.set_on <= one.on_day
            ORDER BY p.effective_from DESC, p.number DESC LIMIT 1) AS parameters
        FROM (SELECT DISTINCT root, on_day FROM asked) AS one
    )
    SELECT a.person || '/' || a.root, a.on_day, a.person, a.root, e.skill_id,
        e.evidence_id, e.kind, e.value, e.raters, e.rater_or_test,
        e.occurred_on, e.expires_on, e.recorded_on, e.source, f.volatility, f.parameters
    FROM asked AS a
    JOIN counted AS c ON c.root = a.root AND c.on_day = a.on_day
    JOIN in_force AS f ON f.root = a.root AND f.on_day = a.on_day
    CROSS JOIN LATERAL (  -- each pair looked up by itself, whatever the planner thinks of arrays
        SELECT * FROM evidence AS one
        WHERE one.person_id = a.person AND one.skill_id = c.skill OFFSET 0
    ) AS e
    WHERE e.recorded_on <= a.on_day
      AND (e.revoked_on IS NULL OR e.revoked_on > a.on_day)
      AND (c.closed_on IS NULL OR e.recorded_on <= c.closed_on)
$$;

CREATE FUNCTION learning.evidence_as_of(people text[], day date)
RETURNS TABLE (
    pair_key text, person_id text, skill_id text, recorded_skill_id text, evidence_id text,
    kind text, value double precision, raters integer, rater_or_test text, occurred_on date,
    expires_on date, recorded_on date, source text, volatility double precision, parameters text
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = learning_rows, pg_temp AS $$
    WITH RECURSIVE named (person, skill) AS (
        SELECT DISTINCT e.person_id, e.skill_id FROM evidence AS e WHERE e.person_id = ANY (people)
        UNION
        SELECT n.person, s.merged_into
        FROM named AS n
        JOIN skills AS s ON s.skill_id = n.skill AND s.merged_on <= evidence_as_of.day
    ), asked AS (
        SELECT array_agg(n.person) AS people, array_agg(n.skill) AS skills,
            array_agg(evidence_as_of.day) AS days
        FROM named AS n
    )
    SELECT e.pair_key, e.person_id, e.skill_id, e.recorded_skill_id, e.evidence_id, e.kind,
        e.value, e.raters, e.rater_or_test, e.occurred_on, e.expires_on, e.recorded_on, e.source,
        e.volatility, e.parameters
    FROM asked AS a, evidence_at(a.people, a.skills, a.days) AS e
$$;
COMMENT ON FUNCTION learning.evidence_as_of(text[], date) IS
    'Each item that counted for these people on that day, as known by its end, under the skill that it counted for; parameters as JSON, none for the defaults';
