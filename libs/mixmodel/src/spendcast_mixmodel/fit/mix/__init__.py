"""The marketing mix model: priors, shapes, likelihood, sampling, verdicts; `regressor.py` joins them."""
