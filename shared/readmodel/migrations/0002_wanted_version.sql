-- What the running code would build: another version than stands is for `mastery rebuild`.

ALTER TABLE projections ADD COLUMN wanted integer;
COMMENT ON COLUMN projections.wanted IS
    'The version that a projector has asked for and not found; null: the one that stands.';
COMMENT ON COLUMN projections.version IS
    '0: never built, though the projector had passed events before the projection was there.';
