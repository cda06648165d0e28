"""Names of totals among those of channels and campaigns."""

import re
import unicodedata
from collections.abc import Collection

from spendcast_ingest.keys import joined, normalised
from spendcast_ingest.vocabulary import ALL_CHANNELS, TOTAL

_ENDINGS = re.compile(r"(?:_(?:totals?|ttl)|合計|総計|小計|(?:_|[a-z\d\u30a0-\u30ff])計)$")
"""How names end that totals of a part of the channels go by, such as "TV total", Web計 and "東京 計"; 会計
and 設計 are none."""


def is_total(name: str, words: Collection[str] = TOTAL) -> bool:
    """Whether a name is one of those that totals go by.

    Total, 合計, 合　計, "TV total", "Total: campaigns" and (all) are; "Total TV", 計測 and "all" are not.

    Args:
        name: the name.
        words: that totals are called by, as `normalised` writes them.
    """
    plain = unicodedata.normalize("NFKC", name)
    if within := re.fullmatch(r"\s*[(\[<](.+)[)\]>]\s*", plain):
        return normalised(within[1]) in ALL_CHANNELS
    own = normalised(re.split(r"[:(\[]", plain)[0])
    return own in words or joined(own) in words or _ENDINGS.search(own) is not None
