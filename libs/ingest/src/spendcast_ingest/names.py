"""Names of channels: one name each, whatever case, width and spaces the files write it with."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from spendcast_ingest.columns import CellError
from spendcast_ingest.findings import Finding, few, is_control, shorten
from spendcast_ingest.keys import channel_key
from spendcast_ingest.mapping import fault_of_name, is_formula, missing_channels
from spendcast_ingest.units import may_hold_unit


def channel_name(text: str, *, has_unit: bool = True) -> str:
    """The name in a cell.

    Args:
        text: of the cell.
        has_unit: whether something else says what amounts are counted in, so that no name does.

    Raises:
        CellError: `missing_channel`, `control_character`, `formula_in_name`, `unusable_name` or
            `unclear_unit`.
    """
    if not text:
        raise CellError("missing_channel")
    if any(map(is_control, text)):
        raise CellError("control_character", variant="cell")
    if is_formula(text):
        raise CellError("formula_in_name")
    if fault := fault_of_name(text):
        raise CellError("unusable_name", **fault)
    if not has_unit and may_hold_unit(text):
        raise CellError("unclear_unit", variant="name", name=shorten(text))
    return text


def group_names(names: Sequence[str], rows: NDArray[np.int64]) -> tuple[list[str], NDArray[np.int64]]:
    """Put names that are alike together, each group under the name that most rows write.

    Args:
        names: distinct names; an empty one is none.
        rows: how many rows write each, shape (n,).

    Returns:
        The names of the groups, sorted; and for each of `names` the position of its group, -1 for none.
    """
    counts = Counter(dict(zip(names, map(int, rows), strict=True)))
    chosen = _chosen(counts)
    groups = sorted({chosen[channel_key(name)] for name in names if name})
    at = {name: position for position, name in enumerate(groups)}
    return groups, np.array([at[chosen[channel_key(name)]] if name else -1 for name in names], np.int64)


def common_names(files: Iterable[Mapping[str, int]]) -> tuple[dict[str, str], list[Finding]]:
    """One name for each channel of all files: of those that are alike the one that most rows write.

    Args:
        files: for each file how many rows write each name.

    Returns:
        The common name by the name as it stands; and an info for each channel that is written in several
        ways.
    """
    counts: Counter[str] = Counter()
    for rows in files:
        counts.update(rows)
    chosen = _chosen(counts)
    written: dict[str, list[str]] = defaultdict(list)
    for name in sorted(counts):
        written[chosen[channel_key(name)]].append(name)
    findings = [
        Finding.of("channel_names_joined", None, names=few(names), name=name)
        for name, names in sorted(written.items())
        if len(names) > 1
    ]
    return {name: chosen[channel_key(name)] for name in counts}, findings


def renamed(names: Iterable[str], said: Mapping[str, str]) -> tuple[dict[str, str], list[Finding]]:
    """The names that the user wants, by the common name; and an info for each that differs.

    What the user says of a channel that is not there is an error.

    Args:
        names: common names.
        said: the name that the user wants, by one that stands in the files.
    """
    names = list(names)
    known = set(map(channel_key, names))
    missing = missing_channels([name for name in said if channel_key(name) not in known], names)
    wanted = {channel_key(new): new for new in said.values()}
    wanted |= {channel_key(name): new for name, new in said.items()}
    new_names = {name: wanted.get(channel_key(name), name) for name in names}
    findings = [
        Finding.of("channel_renamed", None, name=name, new=new)
        for name, new in sorted(new_names.items())
        if name != new
    ]
    return new_names, missing + findings


def _chosen(counts: Mapping[str, int]) -> dict[str, str]:
    """By normalised name the name of most rows, else the first in order."""
    chosen: dict[str, str] = {}
    for name in sorted(filter(None, counts), key=lambda name: (-counts[name], name)):
        chosen.setdefault(channel_key(name), name)
    return chosen
