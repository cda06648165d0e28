"""The train step: `python -m spendcast_train --help`."""

import sys
from collections.abc import Sequence

from spendcast_contract import Result, Step, StoreOpener, Work, run_step
from spendcast_storage import open_store
from spendcast_train.params import TrainParams

EXPERIMENTS = "experiments.csv"


def work(work: Work[TrainParams]) -> Result:
    """Panel to a fitted model, in both its forms."""
    from spendcast_train.core import train

    experiments = None
    if any(output.name == EXPERIMENTS for output in work.documents["validate"].outputs):
        experiments = work.read("validate", EXPERIMENTS)
    return train(work.read("validate", "panel.csv"), work.params, experiments)


STEP = Step(
    name="train",
    inputs=("validate",),
    params=TrainParams,
    work=work,
    description="Fit the model to the complete periods of the panel.",
)


def main(argv: Sequence[str] | None = None, opener: StoreOpener = open_store) -> int:
    """Run the step and return its exit code."""
    return run_step(STEP, argv, opener=opener)


if __name__ == "__main__":
    sys.exit(main())
