"""What every service does for a person who has been erased, and who waits for whom.

1. The directory sees ``SubjectErased`` in its log, notes the erasure beside the keys, and destroys
   the person's key (``directing``).
2. Each service waits until nothing in memory can hold the person's texts any more (``fence``).
3. Each service purges its tables and confirms (``purging``, ``role``).
4. When all services have confirmed, the directory appends ``ErasureCompleted``.
"""
