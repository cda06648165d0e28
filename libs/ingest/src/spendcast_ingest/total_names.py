"""Names of totals among those of channels and campaigns."""

import re
import unicodedata
from collections.abc import Collection

from spendcast_ingest.keys import normalised
from spendcast_ingest.vocabulary import ALL_CHANNELS, TOTAL


def is_total(name: str, words: Collection[str] = TOTAL) -> bool:
    """Whether a name is one of those that totals go by.

    Total, 合計, "Total: campaigns" and (all) are; "Total TV", 計測 and "all" are not.

    Args:
        name: the name.
        words: that totals are called by, as `normalised` writes them.
    """
    plain = unicodedata.normalize("NFKC", name)
    if within := re.fullmatch(r"\s*[(\[<](.+)[)\]>]\s*", plain):
        return normalised(within[1]) in ALL_CHANNELS
    return normalised(re.split(r"[:(\[]", plain)[0]) in words
