"""Object store, model registry and evaluations table."""
