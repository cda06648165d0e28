"""What each kind of model says revenue does in answer to spend, by numpy alone.

A kind is a class with the methods of `Response`, entered in `KINDS` under the name that `model.json` bears.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from spendcast_mixmodel.calendars import Calendar, Past
from spendcast_mixmodel.document import ModelError, field, numbers
from spendcast_mixmodel.effects import Effects, PathEffects
from spendcast_mixmodel.estimates import EVERY, Array
from spendcast_mixmodel.marketing_mix import MarketingMixResponse


class Response(Protocol):
    """A fitted kind of model, as far as answering needs it."""

    @property
    def sigma_draws(self) -> Array:
        """Standard deviation of a period's noise, per day, shape (D,)."""

    @property
    def memory_draws(self) -> Array:
        """Correlation of noise from a period to the next, shape (D,)."""

    def incremental(self, spend: Array, days: Array, draws: slice = EVERY) -> tuple[Array, Array]:
        """What kept-up spend brings, and d revenue / d spend, in some of the draws.

        Spend is per period, shape (P, K), in periods of `days` days, shape (P,); both results have shape
        (P, K, D), or 1 for P in the second where it is the same in every plan.
        """

    def effects(self, spend: Array, calendar: Calendar) -> Effects:
        """Effects of spend per period, shape (P, K), each plan as if kept up before and after."""

    def path(self, spend: Array, calendar: Calendar, past: Past) -> PathEffects:
        """Effects of spend in T consecutive periods, shape (T, K), with what `past` carries into them."""

    def base_parts(self, calendar: Calendar) -> dict[str, Array]:
        """Revenue without advertising, taken apart: `base` and whatever else there is, shape (P, D) each."""

    def to_document(self) -> dict[str, Any]:
        """The entry `response` of `model.json`."""


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

    @property
    def memory_draws(self) -> Array:
        """Noise of one period says nothing of the next, shape (D,)."""
        return np.zeros_like(self.sigma_draws)

    def incremental(
        self,
        spend: Array,
        days: Array,  # noqa: ARG002  # they do not matter
        draws: slice = EVERY,
    ) -> tuple[Array, Array]:
        """What spend, shape (P, K), brings, shape (P, K, D), and its derivative, shape (1, K, D)."""
        coefficients = self.coefficient_draws[:, draws]
        return spend[:, :, None] * coefficients, coefficients[None]

    def effects(self, spend: Array, calendar: Calendar) -> Effects:
        """Effects of spend per period, shape (P, K)."""
        days = calendar.days
        return Effects(
            base=days * self.intercept,
            incremental=spend * self.coefficients,
            marginal=np.broadcast_to(self.coefficients, spend.shape),
            base_draws=days[:, None] * self.intercept_draws,
            incremental_draws=spend[:, :, None] * self.coefficient_draws,
            marginal_draws=self.coefficient_draws[None],
            noise_draws=days[:, None] * (self.sigma_draws * self.noise_draws),
        )

    def path(self, spend: Array, calendar: Calendar, past: Past) -> PathEffects:  # noqa: ARG002  # no carry-over
        """Effects of spend per period, shape (T, K); nothing is carried over."""
        effects = self.effects(spend, calendar)
        return PathEffects(
            base=effects.base,
            incremental=effects.incremental,
            base_draws=effects.base_draws,
            incremental_draws=effects.incremental_draws,
            noise_draws=effects.noise_draws,
        )

    def base_parts(self, calendar: Calendar) -> dict[str, Array]:
        """All of it is `base`, shape (P, D)."""
        return {"base": calendar.days[:, None] * self.intercept_draws}

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


KINDS: dict[str, Callable[[Mapping[str, Any], int], Response]] = {
    "analyst_baseline": MarketingMixResponse.from_document,
    "linear_baseline": LinearResponse.from_document,
    "marketing_mix": MarketingMixResponse.from_document,
}


def read_response(kind: str, document: Mapping[str, Any], n_channels: int) -> Response:
    """The response of a model of this kind.

    Raises:
        ModelError: The kind is unknown, or its entries are damaged.
    """
    if kind not in KINDS:
        raise ModelError(f"Reading model.json: kind {kind!r} is unknown; known are {', '.join(KINDS)}.")
    return KINDS[kind](document, n_channels)
