"""Numbers that need several services' rows: pure, each with its unit, its range and its source.

Rows come in exact and are not rounded. A skill that was merged stands here as the one that it was
merged into. Sums are exact (``math.fsum``), so that no number depends on the order of its rows.
"""
