"""Fits cases with pymc-marketing, as its example notebook advises.

Geometric adstock, logistic saturation, half-normal effects whose scale is the channel's share of spend times
the number of channels, two harmonics, trend as a control, 4 chains of 500 draws after 500 of tuning, by
nutpie. Revenue of the holdout is predicted with the last observations carried over.
"""

import logging
import time
import warnings

import numpy as np
import pandas as pd
import pymc_marketing
from pymc_extras.prior import Prior
from pymc_marketing.mmm import GeometricAdstock, LogisticSaturation
from pymc_marketing.mmm.multidimensional import MMM

from benchmarks.peers.case import Array, Case, read_cases, write_result

LONGEST_CARRY_OVER = {"week": 8, "month": 4}


def main() -> None:
    """Answer every case on stdin."""
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    for case in read_cases():
        answer(case)


def answer(case: Case) -> None:
    """Fit a case and print what the peer says of it."""
    n = case.training
    frame = pd.concat([case.spend, case.controls()], axis=1).assign(date=case.dates)
    started, cpu_started = time.perf_counter(), time.process_time()
    mmm = _model(case, list(map(str, case.controls())))
    mmm.build_model(frame[:n], pd.Series(case.revenue[:n], name="y"))
    mmm.add_original_scale_contribution_variable(var=["channel_contribution"])
    mmm.fit(
        frame[:n],
        pd.Series(case.revenue[:n], name="y"),
        nuts_sampler="nutpie",
        chains=4,
        cores=1,
        draws=500,
        tune=500,
        target_accept=0.85,
        random_seed=1,
        progressbar=False,
    )
    seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - cpu_started
    posterior = mmm.idata.posterior.stack(sample=("chain", "draw"))
    over_time = posterior["channel_contribution_original_scale"].transpose("sample", "date", "channel")
    scale = float(np.asarray(mmm.scalers["_target"]))
    spend_scale = np.asarray(mmm.scalers["_channel"])
    lam, beta = (
        posterior[f"saturation_{name}"].transpose("sample", "channel").to_numpy() for name in ("lam", "beta")
    )

    def steady(spend: Array) -> Array:
        """Carry-over is normalised, so that spend kept up is its own exposure."""
        return np.asarray(scale * beta * np.tanh(lam * spend / spend_scale / 2))

    divergences = int(mmm.idata.sample_stats["diverging"].sum())
    write_result(
        case,
        steady,
        over_time.sum("date").to_numpy(),
        _holdout(mmm, frame[n:], scale),
        peer=f"pymc-marketing {pymc_marketing.__version__}",
        seconds=seconds,
        cpu_seconds=cpu_seconds,
        divergences=divergences,
    )


def _holdout(mmm: MMM, frame: pd.DataFrame, scale: float) -> Array:
    """Predicted revenue of the periods after training, which may be none."""
    if frame.empty:
        return np.array([])
    predicted = mmm.sample_posterior_predictive(
        frame, extend_idata=False, include_last_observations=True, progressbar=False, random_seed=1
    )
    return np.asarray(predicted["y"].mean("sample").to_numpy() * scale)


def _model(case: Case, controls: list[str]) -> MMM:
    share = case.mean_spend / case.mean_spend.sum()
    return MMM(
        date_column="date",
        target_column="y",
        channel_columns=case.channels,
        control_columns=controls,
        adstock=GeometricAdstock(l_max=LONGEST_CARRY_OVER[case.grain]),
        saturation=LogisticSaturation(),
        yearly_seasonality=2,
        model_config={
            "intercept": Prior("Normal", mu=0.5, sigma=0.2),
            "saturation_beta": Prior("HalfNormal", sigma=len(share) * share, dims="channel"),
            "gamma_control": Prior("Normal", mu=0, sigma=0.5, dims="control"),
            "gamma_fourier": Prior("Laplace", mu=0, b=0.2, dims="fourier_mode"),
            "likelihood": Prior("Normal", sigma=Prior("HalfNormal", sigma=6), dims="date"),
        },
    )


if __name__ == "__main__":
    main()
