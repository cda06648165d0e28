"""Time and peak memory of one fit with full posterior, in a process of its own on one core.

`python -m benchmarks.speed` fits 156 weeks of 4 and of 20 channels. The time is that of the fit alone, as a
second fit in the process takes it; memory is the whole process's, imports and all.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time

import numpy as np
import pandas as pd

from spendcast_mixmodel.fit import MarketingMixRegressor

WEEKS = 156
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
REPEATS = 5


def main() -> None:
    """Print the table, or, with a number of channels, one fit's figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--channels", type=int, help="fit here, once cold and some times warm")
    channels = parser.parse_args().channels
    if channels:
        print(json.dumps(measure(channels)))
        return
    print(f"{'fit':<24}{'first s':>9}{'then s':>9}{'processor s':>13}{'peak MB':>9}")
    for count in (4, 20):
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.speed", "--channels", str(count)],
            env=os.environ | ONE_THREAD,
            stdout=subprocess.PIPE,
            check=True,
        )
        told = json.loads(done.stdout)
        print(
            f"{f'{WEEKS} weeks x {count} channels':<24}{told['first']:>9.2f}{told['then']:>9.2f}"
            f"{told['processor']:>13.2f}{told['megabytes']:>9.0f}"
        )


def measure(channels: int) -> dict[str, float]:
    """Wall time of the first and of a later fit, processor time of the latter, peak memory in MB."""
    spend, revenue = weekly(channels)
    walls, processors = [], []
    for _ in range(1 + REPEATS):
        wall, processor = time.perf_counter(), time.process_time()
        MarketingMixRegressor().fit(spend, revenue, days=np.full(WEEKS, 7.0))
        walls.append(time.perf_counter() - wall)
        processors.append(time.process_time() - processor)
    return {
        "first": walls[0],
        "then": float(np.median(walls[1:])),
        "processor": float(np.median(processors[1:])),
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def weekly(channels: int) -> tuple[pd.DataFrame, pd.Series]:
    """Spend of so many channels in 156 weeks, and revenue of which they bring a third."""
    rng = np.random.default_rng(0)
    index = pd.date_range("2022-01-03", periods=WEEKS, freq="7D")
    spend = pd.DataFrame(
        rng.lognormal(9, 0.5, (WEEKS, channels)),
        index=index,
        columns=[f"channel_{k}" for k in range(channels)],
    )
    media = (1.5 * spend**0.8).sum(axis=1)
    return spend, media + 2 * media.mean() * (1 + 0.05 * rng.normal(size=WEEKS))


if __name__ == "__main__":
    main()
