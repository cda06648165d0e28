"""The evaluate step: `python -m spendcast_evaluate --help`."""

import sys
from collections.abc import Sequence

from spendcast_contract import Result, Step, StoreOpener, Work, run_step
from spendcast_evaluate.params import EvaluateParams
from spendcast_storage import open_store


def work(work: Work[EvaluateParams]) -> Result:
    """Judge the model, record the evaluation, and say what the gates say."""
    from spendcast_evaluate.judging import evaluate

    return evaluate(work)


STEP = Step(
    name="evaluate",
    inputs=("validate", "train"),
    params=EvaluateParams,
    work=work,
    description="Measure the model, compare it with the one in force and with naive forecasts, and judge it.",
)


def main(argv: Sequence[str] | None = None, opener: StoreOpener = open_store) -> int:
    """Run the step and return its exit code."""
    return run_step(STEP, argv, opener=opener)


if __name__ == "__main__":
    sys.exit(main())
