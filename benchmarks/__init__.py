"""Measurements: how near the truth, how fast, how much memory; beside peers on the same cases."""
