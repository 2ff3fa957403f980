"""The types of the graph, one module a subject, each with the reads that its objects come from.

Types refer to one another in circles, so annotations go through ``refs`` and reads through the
sibling module.
"""
