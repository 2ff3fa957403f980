"""Numbers in, numbers out; what is asked with a date is never stored."""
