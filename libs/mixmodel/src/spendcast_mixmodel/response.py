"""What each kind of model says revenue does in answer to spend, by numpy alone.

A kind is a class with the methods of `Response`, entered in `KINDS` under the name that `model.json` bears.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from spendcast_mixmodel.document import ModelError, field, numbers
from spendcast_mixmodel.estimates import Array


@dataclass(frozen=True)
class Effects:
    """Revenue taken apart, for P plans, K channels and D posterior draws.

    Revenue of plan p in draw d is `base + sum over channels of incremental + noise`.

    Attributes:
        base: Revenue without advertising; mean, shape (P,), in revenue's currency.
        incremental: Revenue that each channel brings; mean, shape (P, K), in revenue's currency.
        marginal: d revenue / d spend at the given spend; mean, shape (P, K).
        base_draws: Shape (P, D).
        incremental_draws: Shape (P, K, D).
        marginal_draws: Shape (P, K, D), or (1, K, D) for the same values in every plan.
        noise_draws: What a period deviates by from its expectation, shape (P, D), in revenue's currency.
    """

    base: Array
    incremental: Array
    marginal: Array
    base_draws: Array
    incremental_draws: Array
    marginal_draws: Array
    noise_draws: Array


class Response(Protocol):
    """A fitted kind of model, as far as answering needs it."""

    def effects(self, spend: Array, days: Array) -> Effects:
        """Effects of spend per period, shape (P, K), in periods of `days` days, shape (P,)."""


@dataclass(frozen=True)
class LinearResponse:
    """Revenue per day = intercept + sum over channels of coefficient x spend per day + noise.

    Attributes:
        intercept: Revenue per day without advertising.
        coefficients: Revenue per unit of spend, shape (K,).
        intercept_draws: Shape (D,).
        coefficient_draws: Shape (K, D).
        sigma_draws: Standard deviation of the noise per day, shape (D,).
        noise_draws: Standard normal deviates, stored so that predicting needs no random state; shape (D,).
    """

    intercept: float
    coefficients: Array
    intercept_draws: Array
    coefficient_draws: Array
    sigma_draws: Array
    noise_draws: Array

    def effects(self, spend: Array, days: Array) -> Effects:
        """Effects of spend per period, shape (P, K), in periods of `days` days, shape (P,)."""
        return Effects(
            base=days * self.intercept,
            incremental=spend * self.coefficients,
            marginal=np.broadcast_to(self.coefficients, spend.shape),
            base_draws=days[:, None] * self.intercept_draws,
            incremental_draws=spend[:, :, None] * self.coefficient_draws,
            marginal_draws=self.coefficient_draws[None],
            noise_draws=days[:, None] * (self.sigma_draws * self.noise_draws),
        )

    def to_document(self) -> dict[str, Any]:
        """The entry `response` of `model.json`."""
        return {
            "intercept": self.intercept,
            "coefficients": self.coefficients.tolist(),
            "draws": {
                "intercept": self.intercept_draws.tolist(),
                "coefficients": self.coefficient_draws.tolist(),
                "sigma": self.sigma_draws.tolist(),
                "noise": self.noise_draws.tolist(),
            },
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any], n_channels: int) -> "LinearResponse":
        """Read the entry `response` of `model.json`.

        Raises:
            ModelError: A number is missing or not finite, or the shapes do not agree.
        """
        draws = field(document, "draws", dict)
        intercept_draws = numbers(draws, "intercept", (-1,))
        n_draws = len(intercept_draws)
        return cls(
            intercept=float(numbers(document, "intercept", ())),
            coefficients=numbers(document, "coefficients", (n_channels,)),
            intercept_draws=intercept_draws,
            coefficient_draws=numbers(draws, "coefficients", (n_channels, n_draws)),
            sigma_draws=numbers(draws, "sigma", (n_draws,)),
            noise_draws=numbers(draws, "noise", (n_draws,)),
        )


KINDS = {"linear_baseline": LinearResponse.from_document}


def read_response(kind: str, document: Mapping[str, Any], n_channels: int) -> Response:
    """The response of a model of this kind.

    Raises:
        ModelError: The kind is unknown, or its entries are damaged.
    """
    if kind not in KINDS:
        raise ModelError(f"Reading model.json: kind {kind!r} is unknown; known are {', '.join(KINDS)}.")
    return KINDS[kind](document, n_channels)
