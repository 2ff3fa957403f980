"""Numbers of the directory: none, it counts in SQL and computes nothing."""
