"""Step 4: model to a version, and the pointer to it."""
