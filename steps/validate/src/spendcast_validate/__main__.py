"""The validate step: `python -m spendcast_validate --help`."""

import sys
from collections.abc import Sequence

from spendcast_contract import Result, Step, StoreOpener, Work, earlier_runs, note_run, run_step
from spendcast_storage import open_store
from spendcast_validate.params import ValidateParams


def work(work: Work[ValidateParams]) -> Result:
    """Raw files to a panel, or to findings that say why not."""
    from spendcast_validate.core import validate

    model = work.params.model
    earlier = earlier_runs(work.store, model, work.as_of, work.run_id)
    result = validate(work.raw, work.as_of, work.params, earlier)
    if result.status == "succeeded":
        note_run(work.store, model, work.run_id, work.as_of)
    return result


STEP = Step(
    name="validate",
    inputs=("raw",),
    params=ValidateParams,
    work=work,
    description="Check the files under STORE/raw/ and write one panel of spend and revenue per period.",
)


def main(argv: Sequence[str] | None = None, opener: StoreOpener = open_store) -> int:
    """Run the step and return its exit code."""
    return run_step(STEP, argv, opener=opener)


if __name__ == "__main__":
    sys.exit(main())
