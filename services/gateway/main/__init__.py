"""The composition root of the gateway: HTTP in front, the read database and the services behind."""
