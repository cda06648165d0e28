"""Time and peak memory of each step, beside a plain script that fits the same data.

`make bench` runs it. Data: the folder given, else the sample of 60 months, and the reference advertiser's
293,040 rows where they are at hand (`../shared/data/reference_shape`).
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from spendcast_cli.pipeline import INPUTS
from spendcast_contract import STEPS
from spendcast_mixmodel.simulate import sample_advertiser, to_files
from spendcast_storage import open_store

HERE = Path(__file__).resolve().parent
REFERENCE = HERE.parents[1] / "shared" / "data" / "reference_shape"
FILES = ("campaign_spend.csv.gz", "monthly_revenue.csv")


@dataclass(frozen=True)
class Cost:
    """What one process cost: wall time in seconds, peak resident memory in MB."""

    seconds: float
    megabytes: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, help="folder with the two files, instead of the usual ones")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        usual = [_generated(Path(scratch, "sample")), *([REFERENCE] if REFERENCE.exists() else [])]
        for data in [arguments.data] if arguments.data else usual:
            print(f"data: {data.name}, {arguments.rounds} rounds, medians")
            stores = [Path(scratch, f"store-{data.name}-{number}") for number in range(arguments.rounds)]
            _print_table([_pipeline(data, store) | {"plain script": _plain(data)} for store in stores])


def _generated(folder: Path) -> Path:
    folder.mkdir()
    for name, content in to_files(sample_advertiser()).items():
        (folder / name).write_bytes(content)
    return folder


def _pipeline(data: Path, root: Path) -> dict[str, Cost]:
    """Costs of the four steps, as processes one after the other on a store of their own."""
    store = open_store(str(root))
    for name in FILES:
        store.write(f"raw/{name}", (data / name).read_bytes(), if_generation=0)
    costs: dict[str, Cost] = {}
    for step in STEPS:
        places = (
            f"{name}={root}/raw/" if name == "raw" else f"{name}={root}/runs/bench/{name}.json"
            for name in INPUTS[step]
        )
        inputs = [argument for place in places for argument in ("--input", place)]
        costs[step] = _measure(
            ["-m", f"spendcast_{step}", *inputs, "--output", f"{root}/runs/bench/{step}.json"]
        )
    costs["four steps"] = Cost(
        sum(cost.seconds for cost in costs.values()), max(cost.megabytes for cost in costs.values())
    )
    return costs


def _plain(data: Path) -> Cost:
    return _measure([str(HERE / "plain_recipe.py"), str(data)])


def _measure(arguments: list[str]) -> Cost:
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"bench: {' '.join(arguments)} ended with {process.returncode}")
    return Cost(seconds, usage.ru_maxrss / 1024)


def _print_table(rounds: list[dict[str, Cost]]) -> None:
    print(f"{'process':<14}{'seconds':>9}{'peak MB':>9}")
    for name in rounds[0]:
        seconds = statistics.median(costs[name].seconds for costs in rounds)
        megabytes = statistics.median(costs[name].megabytes for costs in rounds)
        print(f"{name:<14}{seconds:>9.2f}{megabytes:>9.0f}")


if __name__ == "__main__":
    main()
