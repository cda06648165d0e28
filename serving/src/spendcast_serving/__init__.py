"""Predictions of the model in force over HTTP."""

from spendcast_serving.app import create_app
from spendcast_serving.config import Config

__all__ = ["Config", "create_app"]
