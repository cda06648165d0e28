"""Peers in environments of their own, fitted one case a process; answers are kept."""
