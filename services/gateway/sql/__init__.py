"""What the gateway asks the read database: one module a subject, views only, nothing written.

Parameters come in this order: where rows depend on the viewer, the viewer's person (or null) and,
but for the journal, whether the viewer is HR; the parents; filters; how many rows at most; the
cursor's values or nulls; where only columns depend on the viewer, the viewer's person. So a count
takes the first of its page's parameters and shares its conditions. Each row says in ``parent``
whose it is: one statement answers for many parents.
"""
