"""Whether the chains of a sampler have mixed: R-hat and effective sample size of Vehtari et al. (2021)."""

from dataclasses import dataclass

import numpy as np

from spendcast_mixmodel.estimates import Array

LEAST_EFFECTIVE = 200
"""Independent draws that each ROAS must be worth: its mean is then known to 7 % of its own spread."""

MOST_R_HAT = 1.15
"""Of chains so short that what varies slowly is missing within them: usual fits show 1.04, one in 100 1.1."""


@dataclass(frozen=True)
class Mixing:
    """How well the draws of one quantity represent its posterior.

    Attributes:
        r_hat: Root of total over within-chain variance; 1 where all chains agree.
        effective: Number of independent draws that would tell as much about its mean.
    """

    r_hat: float
    effective: float

    @property
    def settled(self) -> bool:
        """Whether it passes the gate."""
        return self.effective >= LEAST_EFFECTIVE and self.r_hat <= MOST_R_HAT


def mixing(draws: Array) -> Mixing:
    """Judge S draws of each of C chains, shape (S, C); halves of a chain count as chains of their own.

    A quantity that never moves has an R-hat of 1 and is known exactly.
    """
    half = len(draws) // 2
    chains = np.concatenate([draws[:half], draws[half : 2 * half]], axis=1)
    length, count = chains.shape
    centred = chains - chains.mean(axis=0)
    within = float((centred**2).sum(axis=0).mean() / (length - 1))
    between = float(chains.mean(axis=0).var(ddof=1))
    total = within * (length - 1) / length + between
    if total <= 1e-300:
        return Mixing(1.0, float(length * count))
    covariances = [
        float((centred[lag:] * centred[: length - lag]).sum(axis=0).mean() / length) for lag in range(length)
    ]
    correlations = [1 - (within * (length - 1) / length - covariance) / total for covariance in covariances]
    correlations[0] = 1.0
    effective = length * count / max(_sum_of_pairs(correlations), 1 / np.log10(length * count))
    return Mixing(float(np.sqrt(total / max(within, 1e-300))), effective)


def _sum_of_pairs(correlations: list[float]) -> float:
    """Integrated autocorrelation time: pairs of lags add up as long as they are positive (Geyer 1992)."""
    time, last = -1.0, np.inf
    for even in range(0, len(correlations) - 1, 2):
        pair = correlations[even] + correlations[even + 1]
        if pair <= 0:
            break
        last = min(last, pair)
        time += 2 * last
    return time
