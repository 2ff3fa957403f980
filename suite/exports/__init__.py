"""Tables of the suite as files for others."""
