"""From the log to Kafka: the envelope, the relay and its start check."""
