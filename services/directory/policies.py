"""Whenever there is news, then a command: the directory has no such rule, and no due days."""

from shared.kernel.policy import Reaction

REACTIONS: tuple[Reaction, ...] = ()
