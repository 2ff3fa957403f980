"""The mastery model by hand: evidence from JSON lines, and people drawn to see how right it is."""
