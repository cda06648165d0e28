"""Fits side by side: folds and simulated worlds know nothing of one another."""

import multiprocessing
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager

import joblib

from spendcast_mixmodel.fit import Each

MOST = 4
"""Processes at most: each keeps some 30 MB of its own, and three dozen fits gain little from more."""


@contextmanager
def workers() -> Iterator[Each]:
    """Something like `map` that uses the processors this process may use, by affinity and container limits.

    Processes are forked, so that they need not import everything again (which takes as long as eight fits);
    where forking is not safe beside the system's libraries, or there is one processor, it is `map` itself.
    """
    count = min(joblib.cpu_count(), MOST)
    if count == 1 or sys.platform != "linux":
        yield map
        return
    with ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("fork")) as pool:
        try:
            yield pool.map
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
