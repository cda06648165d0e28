"""The publish step: `python -m spendcast_publish --help`."""

import sys
from collections.abc import Sequence

from spendcast_contract import Result, Step, StoreOpener, Work, run_step
from spendcast_publish.params import PublishParams
from spendcast_storage import open_store


def work(work: Work[PublishParams]) -> Result:
    """Put the model into the registry, and in force if nothing speaks against it."""
    from spendcast_publish.core import publish

    return publish(work)


STEP = Step(
    name="publish",
    inputs=("validate", "train", "evaluate"),
    params=PublishParams,
    work=work,
    description="Write the model as a version of the registry and promote it if the gates let it pass.",
)


def main(argv: Sequence[str] | None = None, opener: StoreOpener = open_store) -> int:
    """Run the step and return its exit code."""
    return run_step(STEP, argv, opener=opener)


if __name__ == "__main__":
    sys.exit(main())
