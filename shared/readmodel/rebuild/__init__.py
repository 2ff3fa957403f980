"""Tables built anew beside those that serve, and put in their place in one transaction."""
