"""Columns of cells, for tests of how they are read."""

import numpy as np

from spendcast_ingest.columns import Column, NumberColumn


def column(*texts: str) -> Column:
    rows = np.arange(2, 2 + len(texts), dtype=np.int32)
    return Column("a.csv", "cost", rows, np.arange(len(texts), dtype=np.int32), list(texts))


def numbers(*texts: str) -> NumberColumn:
    return NumberColumn(column(*texts), None, exact=False)


def plain(*values: float) -> NumberColumn:
    return NumberColumn(column(*map(str, values)), np.array(values), exact=False)
