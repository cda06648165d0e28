"""Fits cases with Meridian: its default priors on ROI, spend as media, national data.

Season and trend are controls, with one knot, as its documentation offers for national data; revenue of the
holdout is left out by its own holdout specification. 4 chains of 500 draws after 500 of adaptation and 200 of
burn-in (its examples draw more; it is given the benefit of less time).
"""

import logging
import os
import time
import warnings

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import meridian
import numpy as np
import pandas as pd
from meridian import constants
from meridian.analysis import analyzer
from meridian.data import data_frame_input_data_builder
from meridian.model import model, spec

from benchmarks.peers.case import Array, Case, read_cases, write_result


def main() -> None:
    """Answer every case on stdin."""
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    for case in read_cases():
        answer(case)


def answer(case: Case) -> None:
    """Fit a case and print what the peer says of it."""
    n = case.training
    started, cpu_started = time.perf_counter(), time.process_time()
    fitted = _fitted(case)
    seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - cpu_started

    analysis = analyzer.Analyzer(model_context=fitted.model_context, inference_data=fitted.inference_data)
    times = [f"{date:%Y-%m-%d}" for date in case.dates]
    effect = np.asarray(analysis.incremental_outcome(selected_times=times[:n], aggregate_times=True))
    expected = np.asarray(analysis.expected_outcome(aggregate_times=False))
    rhat = max(float(np.nanmax(value)) for value in analysis.get_rhat().values())
    draws = {
        name: fitted.inference_data.posterior[name]
        .stack(sample=("chain", "draw"))
        .transpose("sample", ...)
        .to_numpy()
        for name in (constants.EC_M, constants.SLOPE_M, constants.BETA_M)
    }
    # Media are scaled by their median over time where above zero, revenue by its standard deviation.
    unit = np.asarray(fitted.media_tensors.media_transformer.scale_factors_gm)[0]
    revenue_unit = float(np.asarray(fitted.kpi_transformer.population_scaled_stdev))

    def steady(spend: Array) -> Array:
        """Carry-over is normalised, so that spend kept up is its own exposure."""
        ec, slope, beta = draws[constants.EC_M], draws[constants.SLOPE_M], draws[constants.BETA_M]
        powered = (spend / unit) ** slope
        return np.asarray(revenue_unit * beta * powered / (powered + ec**slope))

    write_result(
        case,
        steady,
        effect.reshape(-1, effect.shape[-1]),
        expected.reshape(-1, expected.shape[-1]).mean(axis=0)[n:],
        peer=f"google-meridian {meridian.__version__}",
        seconds=seconds,
        cpu_seconds=cpu_seconds,
        rhat=rhat,
    )


def _fitted(case: Case) -> model.Meridian:
    time_column = [f"{date:%Y-%m-%d}" for date in case.dates]
    features = pd.concat([case.controls(), case.harmonics()], axis=1)
    frame = pd.concat([case.spend, features], axis=1).assign(time=time_column, kpi=case.revenue)
    data = (
        data_frame_input_data_builder.DataFrameInputDataBuilder(kpi_type=constants.REVENUE)
        .with_kpi(frame)
        .with_controls(frame, control_cols=list(features))
        .with_media(
            frame, media_cols=case.channels, media_spend_cols=case.channels, media_channels=case.channels
        )
        .build()
    )
    holdout = np.arange(len(case.days)) >= case.training
    fitted = model.Meridian(input_data=data, model_spec=spec.ModelSpec(knots=1, holdout_id=holdout))
    fitted.sample_posterior(n_chains=4, n_adapt=500, n_burnin=200, n_keep=500, seed=1)
    return fitted


if __name__ == "__main__":
    main()
