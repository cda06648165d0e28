"""Checks: each looks at one thing and gives findings."""
