"""Fitting, judging and writing of models; needs the extra `fit`."""
