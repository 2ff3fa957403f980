"""The suite on one machine: PostgreSQL and Kafka from packages, and the supervisor of it all."""
