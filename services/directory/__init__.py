"""Directory: decides who works here, in which job, and who reports to whom."""
