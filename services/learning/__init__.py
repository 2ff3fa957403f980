"""Learning: decides which skills there are and how they are ordered."""
