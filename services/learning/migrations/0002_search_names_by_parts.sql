-- Finding a skill by any part of its name, quickly, where the server has pg_trgm and lets us use
-- it (an ordinary owner of the database may); without it the same search reads the whole table.

DO $$
DECLARE
    home text;
BEGIN
    BEGIN
        CREATE EXTENSION IF NOT EXISTS pg_trgm;
    EXCEPTION WHEN insufficient_privilege OR feature_not_supported OR undefined_file THEN
        RAISE NOTICE 'no pg_trgm here: skills are searched without its index';
    END;
    SELECT nspname INTO home
    FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace
    WHERE extname = 'pg_trgm';
    IF home IS NOT NULL THEN
        EXECUTE format(
            'CREATE INDEX skills_by_part_of_name ON skills USING gin (lower(name) %I.gin_trgm_ops)',
            home
        );
    END IF;
END
$$;
