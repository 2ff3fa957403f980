"""What learning can be asked to do, one module per aggregate.

``today`` is the service's day (UTC), never a caller's: the domain owns no clock.
"""
