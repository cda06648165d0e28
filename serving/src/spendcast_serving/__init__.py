"""Predictions of the model in force over HTTP."""
