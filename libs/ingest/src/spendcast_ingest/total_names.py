"""Names of totals among those of channels and campaigns."""

import re
import unicodedata
from collections.abc import Collection, Iterable

from spendcast_ingest.keys import normalised
from spendcast_ingest.vocabulary import TOTAL

_LIKELY = re.compile(
    rf"^\W*(?:{'|'.join(sorted(re.escape(name).replace('_', '[ _-]+') for name in TOTAL))})\W*(?:[:(\[].*)?$",
    re.IGNORECASE | re.MULTILINE,
)
"""One search through all names at once, as there can be a million."""


def is_total(name: str, words: Collection[str] = TOTAL) -> bool:
    """Whether a name is one of those that totals go by.

    Total, 合計 and "Total: campaigns" are; "Total TV" and 計測 are not.

    Args:
        name: the name.
        words: that totals are called by, as `normalised` writes them.
    """
    plain = unicodedata.normalize("NFKC", name)
    return normalised(re.split(r"[:(\[]", plain)[0]) in words


def any_total(names: Iterable[str]) -> bool:
    """Whether any of many names is one of those that totals go by."""
    text = "\n".join(map(str, names))
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return any(is_total(match.group()) for match in _LIKELY.finditer(plain))
