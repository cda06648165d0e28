"""How a simulated channel works: carry-over of exposure, saturation, scale.

Written apart from the code of the model, so that a mistake there is not repeated here.
Exposure is spend per day, or per period, over a reference (the channel's mean while it was on air).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spendcast_mixmodel.estimates import Array
from spendcast_mixmodel.periods import Grain
from spendcast_mixmodel.simulate.traits import Traits

DAYS = {"week": 7.0, "month": 365.25 / 12}


@dataclass(frozen=True)
class Curve:
    """Saturation: effect of relative exposure, 0 at 0, rising.

    Attributes:
        form: One of `traits.Saturation`.
        half: Relative exposure at which half of the ceiling is reached; the threshold form has it above the
            threshold; the power form has none.
        shape: Slope of the Hill forms, exponent of the power form, threshold of the threshold form.
    """

    form: str
    half: float
    shape: float

    def __call__(self, exposure: Array) -> Array:
        """Effect of relative exposure, elementwise."""
        relative = np.maximum(exposure, 0.0)
        match self.form:
            case "exponential":
                effect = 1 - np.exp(-np.log(2) * relative / self.half)
            case "tanh":
                effect = np.tanh(np.arctanh(0.5) * relative / self.half)
            case "power":
                effect = relative**self.shape
            case "threshold":
                above = np.maximum(relative - self.shape, 0.0)
                effect = above / (above + self.half)
            case _:  # hill and s-curve
                powered = relative**self.shape
                effect = powered / (powered + self.half**self.shape)
        return np.asarray(effect)


@dataclass(frozen=True)
class ChannelTruth:
    """One channel.

    Attributes:
        curve: Its saturation.
        kernel: Weight of exposure 0, 1, ... periods old; sums to 1.
        reference: Exposure that counts as 1.
        scale: Revenue per day, or per period, where the curve is 1.
    """

    curve: Curve
    kernel: Array
    reference: float
    scale: float

    def effect(self, exposure: Array) -> Array:
        """Revenue per day, or per period, of a path of exposure, shape (n,), with nothing before it."""
        carried = np.convolve(exposure, self.kernel)[: len(exposure)]
        return self.steady(carried)

    def steady(self, exposure: Array) -> Array:
        """The same for exposure that is kept up for ever, elementwise."""
        return self.scale * self.curve(np.asarray(exposure) / self.reference)


def draw_curve(traits: Traits, rng: np.random.Generator) -> Curve:
    """Draw a channel's saturation."""
    if traits.form != "other":
        return Curve(traits.saturation, float(rng.uniform(0.6, 2.5)), float(rng.uniform(0.8, 1.6)))
    half = float(rng.lognormal(np.log(1.2), 0.55))
    low, high = {"s-curve": (1.6, 3.0), "power": (0.35, 0.95), "threshold": (0.1, 0.5)}.get(
        traits.saturation, (0.6, 1.8)
    )
    return Curve(traits.saturation, half, float(rng.uniform(low, high)))


def draw_kernel(traits: Traits, rng: np.random.Generator) -> Array:
    """Draw a channel's carry-over; half of the channels act fast (search), half slowly (video)."""
    fast = rng.random() < 0.5
    half_life = float(rng.lognormal(np.log(3.0 if fast else 9.0), 0.5))
    lags = np.arange(traits.periods + 26)
    decay = share_carried(half_life, traits.grain)
    if traits.carry_over == "geometric":
        return _normalised(decay**lags)
    period = DAYS[traits.grain]
    if traits.carry_over == "delayed":
        peak = float(rng.uniform(3, 21)) / period
        return _normalised(max(decay, 0.05) ** ((lags - peak) ** 2 / max(peak, 1.0)))
    shape, scale = float(rng.uniform(0.7, 2.5)), half_life / np.log(2) / period
    edges = np.arange(len(lags) + 1) / max(scale, 0.2)
    return _normalised(-np.diff(np.exp(-(edges**shape))))


def share_carried(half_life: float, grain: Grain) -> float:
    """Share of the effect that falls into later periods, where effect halves every `half_life` days.

    A week's spend is taken as made on its first day, so that `2 ** (-7 / half_life)` is carried. A month's is
    spread evenly over its days: with time constant c and length m, c / m (1 - exp(-m / c)) is carried.
    """
    if grain == "week":
        return float(2 ** (-DAYS["week"] / half_life))
    constant = half_life / np.log(2) / DAYS["month"]
    return float(constant * (1 - np.exp(-1 / constant)))


def _normalised(weights: NDArray[np.floating[Any]]) -> Array:
    return np.asarray(weights / weights.sum(), dtype=float)
