"""The science: fit, predict, simulate."""
