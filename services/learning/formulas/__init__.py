"""Numbers of learning: none yet; mastery comes here."""
