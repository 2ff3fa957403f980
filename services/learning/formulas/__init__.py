"""Numbers of learning: mastery of a skill from its evidence."""
