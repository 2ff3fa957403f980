"""Whenever there is news, then a command: learning has as yet no such rule, and no due days."""

from shared.kernel.policy import Reaction

REACTIONS: tuple[Reaction, ...] = ()
