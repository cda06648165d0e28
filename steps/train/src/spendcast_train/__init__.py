"""Step 2: panel to a fitted model."""
