"""Checks of what all files hold together: each looks at one thing and gives findings."""
