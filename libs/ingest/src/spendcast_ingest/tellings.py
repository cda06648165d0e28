"""Names of columns that tell of one amount in several ways, such as net and gross."""

import re
from collections import defaultdict
from collections.abc import Mapping

from spendcast_ingest.column_names import words_of

_WITHOUT_OR_WITH = (
    r"(?<![^_])(?:gross|brutto|ht|ttc|(?:incl|excl)_(?:vat|tax))(?![^_])"
    r"|税[抜込]き?み?|税別|手数料[抜込別]き?み?|グロス"
)
"""What an amount holds besides; one that says nothing of it may be the same."""

_STATES = (
    r"(?<![^_])(?:net|netto|accrued|confirmed|pending|booked|invoiced|billed|(?:fy_?)?20\d\d)(?![^_])"
    r"|未?確定|発生|未?承認|(?<!\d)20\d\d年?度?(?!\d)"
)
"""The other side of it, and states and years, of which there must be two."""

_NET = "|ネット"
"""The other side of グロス, and else the internet."""


def tellings(names: Mapping[int, str]) -> list[list[int]]:
    """Positions of names that differ only by what an amount holds, its state or a year, as one list each.

    Args:
        names: of channels, by the position of their column.
    """
    net = _NET if any("グロス" in words_of(name) for name in names.values()) else ""
    told = re.compile(f"{_WITHOUT_OR_WITH}|{_STATES}{net}")
    alike: dict[str, dict[int, str]] = defaultdict(dict)
    for at, name in names.items():
        words = words_of(name)
        rest = "_".join(filter(None, told.sub("_", words).split("_")))
        alike[rest][at] = "_".join(told.findall(words))
    return [found for group in alike.values() if (found := _several(group))]


def _several(states: Mapping[int, str]) -> list[int]:
    """Those of some names that tell of one amount, by what each says of it; empty if there are not two."""
    plain = any(re.search(_WITHOUT_OR_WITH, state) for state in states.values())
    found = [at for at, state in states.items() if state or plain]
    return found if len({states[at] for at in found}) > 1 else []
