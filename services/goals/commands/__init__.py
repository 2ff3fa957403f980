"""What the goals service can be asked to do, one module per aggregate.

Days are the service's (UTC), never a caller's: the domain owns no clock.
"""
