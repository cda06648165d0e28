"""Step 3: model to metrics, gates and one evaluations row."""
