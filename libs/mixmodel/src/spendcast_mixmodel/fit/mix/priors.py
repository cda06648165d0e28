"""What is believed before any data, each with its argument from marketing."""

from dataclasses import dataclass

import numpy as np

from spendcast_mixmodel.estimates import Array

FURTHEST = 8.0
"""Standard deviations above the median at which shapes end: at 55 times the usual half-saturation all that
was ever spent lies on a line, and a curve that bends later says nothing else."""


@dataclass(frozen=True)
class Priors:
    """Priors of `MarketingMixRegressor`. Money is relative: revenue to its mean, spend to a channel's mean.

    Attributes:
        half_life: Median and log standard deviation of the days in which an effect fades by half. Half of all
            campaigns lie between two and eight days, nine in ten between a day and three weeks.
        half_saturation: Median and log standard deviation of the half-saturation over the channel's mean
            spend a day while on air. Budgets settle where the next unit still pays: hardly far up the flat
            part, and seldom where the curve is a line.
        straight: How much further than lognormal the upper tail of half-saturation reaches: a point z > 1 of
            the standard normal counts as z + straight (z - 1)^2. Some budgets are small beside what their
            market would take, and then data must be free to say that returns do not diminish.
        slope: Median and log standard deviation of the Hill exponent: around the concave curve of diminishing
            returns; a strong S-shape would mean that every budget below the threshold is wasted.
        roas: Median and log standard deviation of the level of ROAS that the channels have in common: money
            spent on advertising comes back about once to three times, or it would not be spent.
        spread: Scale of the half-normal prior of the log standard deviation of ROAS among channels.
        no_effect: Probability that a channel brings nothing.
        media_share: Median and logit standard deviation of media's share of revenue: mostly a tenth to a
            half.
        other_currency: Probability that revenue is not counted in spend's currency (leads, units,
            thousands), so that only `media_share` says how large ROAS is.
        trend: Standard deviation of the trend in a year, as part of mean revenue.
        onset: Standard deviation of what spend before training brings at its start, as part of mean revenue:
            media's share, if long carried over.
        season: Standard deviation of the coefficients of the year's first wave, as part of mean revenue, and
            what is divided by k for that of wave k > 1. A fifth above and below the mean is a usual season.
            Where spend follows it, a narrow prior has spend bring what the season did. Further waves shape
            it and are smaller; wide ones, six or eight together, would take what channels bring.
        drifts: Standard deviations of the base's random drift in a year, and their probabilities.
        memories: Correlations of noise from a period to the next, and their probabilities.
        holiday: Standard deviation of what a holiday adds to a day's revenue, as part of mean revenue.
        control: Standard deviation of what a control's move by its own standard deviation does.
    """

    half_life: tuple[float, float] = (4.0, 1.0)
    half_saturation: tuple[float, float] = (1.4, 0.5)
    straight: float = 0.7
    slope: tuple[float, float] = (1.15, 0.25)
    roas: tuple[float, float] = (1.4, 0.4)
    spread: float = 0.7
    no_effect: float = 0.1
    media_share: tuple[float, float] = (0.27, 0.7)
    other_currency: float = 0.1
    trend: float = 0.15
    onset: float = 0.1
    season: tuple[float, float] = (0.14, 0.07)
    drifts: tuple[tuple[float, float], ...] = ((0.02, 0.4), (0.07, 0.35), (0.2, 0.25))
    memories: tuple[tuple[float, float], ...] = ((0.0, 0.4), (0.4, 0.35), (0.75, 0.25))
    holiday: float = 1.0
    control: float = 0.1

    def shapes(self, points: Array) -> tuple[Array, Array, Array]:
        """Shapes of a channel at points whose prior is standard normal.

        Args:
            points: Shape (..., 3).

        Returns:
            Half-life in days, half-saturation over mean spend on air, and slope, each of shape (...).
        """
        medians = np.array([self.half_life[0], self.half_saturation[0], self.slope[0]])
        deviations = np.array([self.half_life[1], self.half_saturation[1], self.slope[1]])
        stretched = points.copy()
        stretched[..., 1] += self.straight * np.maximum(points[..., 1] - 1, 0) ** 2
        np.minimum(stretched, FURTHEST, out=stretched)
        half_life, half, slope = np.moveaxis(medians * np.exp(deviations * stretched), -1, 0)
        return half_life, half, slope
