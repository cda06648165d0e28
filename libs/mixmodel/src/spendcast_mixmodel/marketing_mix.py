"""The response of `MarketingMixRegressor`: base, carry-over and saturation per posterior draw."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spendcast_mixmodel.base import DAYS_OF_A_YEAR, BaseTerms
from spendcast_mixmodel.calendars import Calendar, Past
from spendcast_mixmodel.document import field, numbers, packed, unpacked
from spendcast_mixmodel.effects import Effects, PathEffects
from spendcast_mixmodel.estimates import EVERY, Array
from spendcast_mixmodel.transforms import carry_over, hill, hill_derivative

PARTS = {
    "trend": "base",
    "onset": "base",
    "drift": "base",
    "season": "season",
    "holiday": "holidays",
    "control": "controls",
}
"""Which part of the base each kind of term belongs to."""


_OF_A_SHAPE = ("share", "half", "slope", "ceiling")


@dataclass(frozen=True)
class ChannelShapes:
    """The candidate shapes of one channel, G of them.

    Attributes:
        share: What is carried over from a period to the next, shape (G,).
        half: Half-saturation, in spend per day, shape (G,).
        slope: Exponent of the Hill curve, shape (G,).
        ceiling: Incremental revenue per day at full saturation where `roas` over training is 1, shape (G,).
    """

    share: Array
    half: Array
    slope: Array
    ceiling: Array


@dataclass(frozen=True)
class EveryShape(ChannelShapes):
    """The candidates of all channels one after another, so that all are computed at once.

    Attributes:
        channel: Which channel each belongs to, shape (G,).
        draws: Which of them each draw of a channel has, shape (K, D).
    """

    channel: NDArray[np.int64]
    draws: NDArray[np.int64]


@dataclass(frozen=True)
class MarketingMixResponse:
    """Revenue per day = base(date) + sum over channels of roas x ceiling x hill(carried spend) + noise.

    `ceiling` is such that `roas` is what the channel returned over training: contribution / spend.

    Attributes:
        shapes: Candidates per channel.
        shape_draws: Which candidate a draw has, shape (K, D).
        roas_draws: Contribution over training / spend, shape (K, D).
        base: The terms of revenue without advertising.
        level_draws: Revenue per day without advertising at the terms' zero, shape (D,).
        base_draws: Coefficients of the terms, shape (number of terms, D).
        sigma_draws: Standard deviation of a period's noise, per day, shape (D,).
        memory_draws: Correlation of noise from a period to the next, shape (D,).
        last_noise_draws: Noise of the last training period, per day, shape (D,).
        drift_draws: Standard deviation of the base's drift in a year, per day, shape (D,).
        noise_draws: Standard normal deviates, stored so that predicting needs no random state; shape (D,).
        period_days: Days in a usual period.
        end: Ordinal of the first day after training; NaN where periods bear no dates.
    """

    shapes: tuple[ChannelShapes, ...]
    shape_draws: NDArray[np.int64]
    roas_draws: Array
    base: BaseTerms
    level_draws: Array
    base_draws: Array
    sigma_draws: Array
    memory_draws: Array
    last_noise_draws: Array
    drift_draws: Array
    noise_draws: Array
    period_days: float
    end: float

    @cached_property
    def share_draws(self) -> Array:
        """What is carried over from a period to the next, shape (K, D)."""
        return self._per_draw("share")

    @cached_property
    def half_draws(self) -> Array:
        """Half-saturation in spend per day, shape (K, D)."""
        return self._per_draw("half")

    @cached_property
    def slope_draws(self) -> Array:
        """Exponent of the Hill curve, shape (K, D)."""
        return self._per_draw("slope")

    @cached_property
    def ceiling_draws(self) -> Array:
        """Incremental revenue per day at full saturation, shape (K, D)."""
        return self.roas_draws * self._per_draw("ceiling")

    def incremental(self, spend: Array, days: Array, draws: slice = EVERY) -> tuple[Array, Array]:
        """What kept-up spend brings, and its derivative by spend.

        Kept up: what is carried into a period equals what is carried out of it, so that all that a period's
        spend brings is counted to it.

        Args:
            spend: Per period, shape (P, K).
            days: Days in each period, shape (P,).
            draws: Which of them are asked for.

        Returns:
            Incremental revenue, and d revenue / d spend, both of shape (P, K, D).
        """
        every = self._every_shape
        amount = (spend / days[:, None])[:, every.channel]
        value = hill(amount, every.half, every.slope) * every.ceiling
        slope = hill_derivative(amount, every.half, every.slope) * every.ceiling
        shape, roas = every.draws[:, draws], self.roas_draws[:, draws]
        return value[:, shape] * (roas * days[:, None, None]), slope[:, shape] * roas

    def effects(self, spend: Array, calendar: Calendar) -> Effects:
        """Effects of spend per period, shape (P, K), each kept up (see `incremental`)."""
        incremental, marginal = self.incremental(spend, calendar.days)
        base, noise = self._base(calendar)
        return Effects(
            base=base.mean(axis=-1),
            incremental=incremental.mean(axis=-1),
            marginal=marginal.mean(axis=-1),
            base_draws=base,
            incremental_draws=incremental,
            marginal_draws=marginal,
            noise_draws=noise,
        )

    def path(self, spend: Array, calendar: Calendar, past: Past) -> PathEffects:
        """Effects of spend in T consecutive periods, with what the spend of the past carries into them.

        Args:
            spend: Per period, shape (T, K).
            calendar: The periods. Those of `past` from the first of them on are left aside.
            past: What was spent before; with no periods, nothing is carried in.
        """
        before = past.before(calendar.start[0]).spend
        per_day = np.concatenate([before, spend / calendar.days[:, None]])
        every = self._every_shape
        carried = carry_over(per_day[:, every.channel], every.share)[len(before) :]
        value = hill(carried, every.half, every.slope) * every.ceiling
        incremental = value[:, every.draws] * (self.roas_draws * calendar.days[:, None, None])
        base, noise = self._base(calendar)
        return PathEffects(
            base=base.mean(axis=-1),
            incremental=incremental.mean(axis=-1),
            base_draws=base,
            incremental_draws=incremental,
            noise_draws=noise,
        )

    def base_parts(self, calendar: Calendar) -> dict[str, Array]:
        """Revenue without advertising, taken apart, shape (P, D) each.

        `base` is level, trend and drift together; `season`, `holidays` and `controls` are there where the
        base has such terms.
        """
        columns, days = self.base.columns(calendar), calendar.days[:, None]
        parts = {"base": days * self.level_draws}
        for i, name in enumerate(self.base.names):
            part = PARTS[name.partition(":")[0]]
            brought = days * (columns[:, i, None] * self.base_draws[i])
            parts[part] = parts[part] + brought if part in parts else brought
        return parts

    @cached_property
    def _every_shape(self) -> EveryShape:
        counts = [len(shapes.share) for shapes in self.shapes]
        return EveryShape(
            **{
                name: np.concatenate([getattr(shapes, name) for shapes in self.shapes])
                for name in _OF_A_SHAPE
            },
            channel=np.repeat(np.arange(len(counts)), counts),
            draws=self.shape_draws + np.array([sum(counts[:k]) for k in range(len(counts))])[:, None],
        )

    def _per_draw(self, name: str) -> Array:
        found: Array = getattr(self._every_shape, name)[self._every_shape.draws]
        return found

    def _base(self, calendar: Calendar) -> tuple[Array, Array]:
        """Base and noise draws, per period, shape (P, D) both.

        Many plans speak of the same period, so each period is computed once.
        """
        _, first, inverse = np.unique(
            np.stack([calendar.start, calendar.days]), axis=1, return_index=True, return_inverse=True
        )
        distinct = Calendar(calendar.start[first], calendar.days[first])
        columns = self.base.columns(distinct)
        per_day = self.level_draws + (columns[:, :, None] * self.base_draws).sum(axis=1)
        remembered, deviation = self._noise(distinct)
        days = distinct.days[:, None]
        inverse = inverse.reshape(-1)
        return (days * (per_day + remembered))[inverse], (days * deviation * self.noise_draws)[inverse]

    def _noise(self, calendar: Calendar) -> tuple[Array, Array]:
        """What is remembered of the last noise, and the standard deviation beyond that; per day, (P, D)."""
        ahead = np.nan_to_num((calendar.start - self.end) / self.period_days, nan=-1.0)[:, None]
        following = ahead > -0.5
        steps = np.where(following, np.rint(ahead) + 1, 0.0)
        memory = np.where(following, self.memory_draws**steps, 0.0)
        years = steps * self.period_days / DAYS_OF_A_YEAR
        variance = self.sigma_draws**2 * (1 - memory**2) + self.drift_draws**2 * years
        return memory * self.last_noise_draws, np.sqrt(variance)

    def to_document(self) -> dict[str, Any]:
        """The entry `response` of `model.json`."""
        return {
            "shapes": [
                {name: getattr(shapes, name).tolist() for name in _OF_A_SHAPE} for shapes in self.shapes
            ],
            "base": self.base.to_document(),
            "period_days": self.period_days,
            "end": None if np.isnan(self.end) else self.end,
            "draws": {
                "shape": self.shape_draws.tolist(),
                "roas": packed(self.roas_draws),
                "level": packed(self.level_draws),
                "base": packed(self.base_draws),
                "sigma": packed(self.sigma_draws),
                "memory": packed(self.memory_draws),
                "last_noise": packed(self.last_noise_draws),
                "drift": packed(self.drift_draws),
                "noise": packed(self.noise_draws),
            },
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any], n_channels: int) -> "MarketingMixResponse":
        """Read the entry `response` of `model.json`.

        Raises:
            ModelError: A number is missing or not finite, or the shapes do not agree.
        """
        draws = field(document, "draws", dict)
        level = unpacked(draws, "level", (-1,))
        n_draws = len(level)
        base = BaseTerms.from_document(field(document, "base", dict))
        shapes = tuple(_read_shapes(entry) for entry in field(document, "shapes", list))
        per_draw = {
            name: unpacked(draws, name, (n_draws,))
            for name in ("sigma", "memory", "last_noise", "drift", "noise")
        }
        return cls(
            shapes=shapes,
            shape_draws=numbers(draws, "shape", (n_channels, n_draws)).astype(np.int64),
            roas_draws=unpacked(draws, "roas", (n_channels, n_draws)),
            base=base,
            level_draws=level,
            base_draws=unpacked(draws, "base", (len(base.names), n_draws)),
            **{f"{name}_draws": values for name, values in per_draw.items()},
            period_days=float(numbers(document, "period_days", ())),
            end=np.nan if document.get("end") is None else float(numbers(document, "end", ())),
        )


def _read_shapes(entry: Mapping[str, Any]) -> ChannelShapes:
    share = numbers(entry, "share", (-1,))
    rest = {name: numbers(entry, name, share.shape) for name in ("half", "slope", "ceiling")}
    return ChannelShapes(share=share, **rest)
