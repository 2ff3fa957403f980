-- Searching the catalogue by what a skill is called, its other names among it, and by what is
-- nearly that. Quick where the server has pg_trgm (see 0002); without it the whole table is read,
-- and what is nearly the same is told by our own count of shared trigrams.

CREATE FUNCTION skill_words(name text, synonyms text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT lower(name || E'\n' || array_to_string(synonyms, E'\n')) $$;
COMMENT ON FUNCTION skill_words(text, text[]) IS 'All names of a skill, one a line, its own first';

CREATE FUNCTION searched(query text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT lower(btrim(regexp_replace(query, '\s+', ' ', 'g'))) $$;

CREATE FUNCTION containing(query text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT '%' || regexp_replace(searched(query), '([\\%_])', '\\\1', 'g') || '%' $$;
COMMENT ON FUNCTION containing(text) IS 'The pattern of LIKE for a text that contains the query';

CREATE FUNCTION trigrams(words text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT coalesce(array_agg(DISTINCT substr('  ' || word || ' ', at, 3)), '{}')
    FROM regexp_split_to_table(words, '[^[:alnum:]]+') AS word
    CROSS JOIN LATERAL generate_series(1, length(word) + 1) AS at
    WHERE word <> ''
$$;
COMMENT ON FUNCTION trigrams(text) IS 'Of each word, two blanks before it and one after it, as pg_trgm makes them';

DO $migration$
DECLARE
    home text;
    nearly text := $nearly$
        SELECT skills.skill_id, lower(name), 5, 1 - alike.share
        FROM skills
        CROSS JOIN (SELECT trigrams(searched(query)) AS grams OFFSET 0) AS asked
        CROSS JOIN LATERAL (
            SELECT '  ' || regexp_replace(
                skill_words(name, synonyms), '[^[:alnum:]]+', '  ', 'g') || ' ' AS words OFFSET 0
        ) AS padded
        CROSS JOIN LATERAL (
            SELECT count(*) / greatest(cardinality(asked.grams), 1)::float8 AS share
            FROM unnest(asked.grams) AS gram WHERE strpos(padded.words, gram) > 0
        ) AS alike
        WHERE alike.share >= 0.4
    $nearly$;
    settings text := 'SET search_path = learning_rows, pg_temp';
BEGIN
    SELECT nspname INTO home
    FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace
    WHERE extname = 'pg_trgm';
    IF home IS NOT NULL THEN
        EXECUTE format(
            'CREATE INDEX skills_by_words ON skills
                 USING gin (skill_words(name, synonyms) %I.gin_trgm_ops)', home);
        nearly := $nearly$
            SELECT skills.skill_id, lower(name), 5,
                1 - word_similarity(searched(query), skill_words(name, synonyms))
            FROM skills
            WHERE skill_words(name, synonyms) %> searched(query)
        $nearly$;
        -- two letters changed places in a word of six, a common slip, leave it a likeness of 2/7
        settings := format(
            'SET search_path = learning_rows, %I, pg_temp
             SET pg_trgm.word_similarity_threshold = 0.28', home);
    END IF;
    EXECUTE format($function$
        CREATE FUNCTION learning.search_skills(query text, most integer)
        RETURNS TABLE (skill_id text, grade integer, distance double precision, sort_name text)
        LANGUAGE sql STABLE ROWS 20 SECURITY DEFINER %2$s
        AS $body$
            WITH named AS MATERIALIZED (
                SELECT skills.skill_id, lower(name) AS sort_name,
                    skill_words(name, synonyms) AS words
                FROM skills
                WHERE skill_words(name, synonyms) LIKE containing(query)
            ), found AS (
                SELECT named.skill_id, named.sort_name,
                    CASE
                        WHEN strpos(E'\n' || words || E'\n', E'\n' || searched(query) || E'\n') > 0
                            THEN 1
                        WHEN starts_with(named.sort_name, searched(query)) THEN 2
                        WHEN strpos(words, E'\n' || searched(query)) > 0 THEN 3
                        ELSE 4
                    END AS grade,
                    1 - least(1, length(searched(query)) / length(named.sort_name)::float8)
                        AS distance
                FROM named
                UNION ALL
                %1$s AND NOT EXISTS (SELECT FROM named)
            )
            SELECT found.skill_id, found.grade, round(found.distance::numeric, 6)::float8,
                found.sort_name
            FROM found
            WHERE searched(query) <> ''
            ORDER BY 2, 3, 4, 1
            LIMIT least(most, 1000)
        $body$
    $function$, nearly, settings);
END
$migration$;
COMMENT ON FUNCTION learning.search_skills(text, integer) IS
    'Skills by what they are called, the best first, 1,000 at most: grade 1 a name is the query, 2 the name begins with it, 3 another name does, 4 a name contains it; only where there is none of these 5, a name is like it. In a grade the smaller distance is the better';
