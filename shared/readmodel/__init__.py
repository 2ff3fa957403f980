"""From Kafka to tables: the projector, its offsets, derived rows and parked keys."""
