"""Revenue taken apart: what every kind of model answers; numpy alone."""

from dataclasses import dataclass

from spendcast_mixmodel.estimates import Array


@dataclass(frozen=True)
class Effects:
    """What P plans bring, each kept up, for K channels and D posterior draws.

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


@dataclass(frozen=True)
class PathEffects:
    """What happens in T consecutive periods, spend of earlier ones carried over, for K channels and D draws.

    Attributes:
        base: Revenue without advertising; mean, shape (T,), in revenue's currency.
        incremental: Revenue that each channel brings in each period, by spend of that period or an earlier
            one; mean, shape (T, K).
        base_draws: Shape (T, D).
        incremental_draws: Shape (T, K, D).
        noise_draws: What a period deviates by from its expectation, shape (T, D).
    """

    base: Array
    incremental: Array
    base_draws: Array
    incremental_draws: Array
    noise_draws: Array
