"""Names of totals among those of channels and campaigns."""

import re
import unicodedata
from collections.abc import Collection

from spendcast_ingest.keys import joined, normalised
from spendcast_ingest.vocabulary import ALL_CHANNELS, TOTAL

_ENDINGS = re.compile(r"(?:_(?:totals?|ttl)|合計|総計|小計|(?:_|[a-z\d\u30a0-\u30ff])計)$")
"""How names end that totals of a part of the channels go by, such as "TV total", Web計 and "東京 計"; 会計
and 設計 are none."""


_ALL = "(?:totals?|totales?|totaux|overall|gesamte?)"
_MONEY = (
    "(?:ads?|adspend|advertising|marketing|media|promotion|spend|spending|spent|costs?|expenses?|expenditure|"
    "amounts?|due|net|gross|ht|ttc|incl|excl|vat|tax|invoiced?|billed|payable|charges?|"
    "werbe|kosten|werbekosten|ausgaben|betrag|netto|brutto|coûts?|dépenses|montant|publicité|publicitaires?|"
    "gastos?|costes?|importe|publicidad)"
)
_JAPANESE = (
    "(?:広告|宣伝|販促|販売促進|マーケティング|プロモーション|媒体|メディア|出稿|配信)+(?:費用?|コスト|額)?"
)
_OF_ALL = re.compile(
    rf"(?:{_MONEY}_)*{_ALL}(?:_{_MONEY})+|(?:{_MONEY}_)+{_ALL}(?:_{_MONEY})*"
    r"|gesamt_?(?:werbe|marketing|media)?_?(?:kosten|ausgaben|betrag|budget)"
    rf"|(?:総|全|全体|合計|トータル)の?_?{_JAPANESE}|{_JAPANESE}_?(?:総額|トータル|全体)"
)
"""Names that say a total, and besides only of money or of advertising: "Total marketing cost", 総販促費."""


def is_total(name: str, words: Collection[str] = TOTAL) -> bool:
    """Whether a name is one of those that totals go by.

    Total, 合計, 合　計, "TV total", "Total ad spend", "Total: campaigns" and (all) are; "Total TV", 計測 and
    "all" are not.

    Args:
        name: the name.
        words: that totals are called by, as `normalised` writes them.
    """
    plain = unicodedata.normalize("NFKC", name)
    if within := re.fullmatch(r"\s*[(\[<](.+)[)\]>]\s*", plain):
        return normalised(within[1]) in ALL_CHANNELS
    own = normalised(re.split(r"[:(\[]", plain)[0])
    if own in words or joined(own) in words:
        return True
    return _ENDINGS.search(own) is not None or _OF_ALL.fullmatch(own) is not None
