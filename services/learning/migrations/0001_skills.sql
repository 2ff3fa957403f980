-- The tables of learning's read model, and the views that others may read.

CREATE TABLE skills (
    skill_id    text PRIMARY KEY,
    name        text NOT NULL,
    description text,
    kind        text,
    esco_uri    text,
    synonyms    text[] NOT NULL,
    defined_on  date NOT NULL,
    retired_on  date
);
COMMENT ON TABLE skills IS 'One row for each skill, retired ones too.';
CREATE INDEX skills_by_name ON skills (lower(name), skill_id);
CREATE INDEX skills_by_esco_uri ON skills (esco_uri) WHERE esco_uri IS NOT NULL;
CREATE INDEX skills_by_synonym ON skills USING gin (synonyms);

CREATE TABLE skill_placements (
    skill_id  text PRIMARY KEY,
    parent_id text NOT NULL
);
COMMENT ON TABLE skill_placements IS 'One row for each skill that stands under another.';
CREATE INDEX skill_placements_by_parent ON skill_placements (parent_id, skill_id);

CREATE VIEW learning.skills AS
SELECT skill_id, name, description, kind, esco_uri, synonyms, defined_on, retired_on
FROM skills;

CREATE VIEW learning.skill_placements AS SELECT skill_id, parent_id FROM skill_placements;
