"""The gateway: one graph over the read models of all services; it decides nothing."""
