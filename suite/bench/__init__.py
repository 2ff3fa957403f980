"""``mastery bench``: the machinery measured beside the best plain way to do the same work.

Each line of the table is a module with one function that yields its figures; what they are
compared with stands in ``plain``. Servers and settings are those of ``mastery up``.
"""
