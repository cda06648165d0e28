"""What the name of one column, or of a file, tells by itself."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache

from spendcast_ingest.aliases import ALIASES, Field
from spendcast_ingest.keys import channel_key, normalised
from spendcast_ingest.units import NO_UNIT, Unit, is_unmistakable, split_unit, trailing_units
from spendcast_ingest.vocabulary import (
    COMPETITORS,
    COUNTERS,
    MARKET,
    MEASURES,
    OF_ADS_AT_ALL,
    OPENINGS,
    Speech,
)

FIELDS: dict[str, Field] = {alias: field for field, aliases in ALIASES.items() for alias in aliases}
"""What a column is, by its name as `normalised` writes it."""

SPEND = re.compile(
    r"(?:spend|cost|広告費|費用|kosten|ausgaben|coûts?|dépenses|gasto|coste)[\s_.:-]+(?P<after>.+)"
    r"|(?P<before>.+?)[\s_.-]+(?:spend|costs?|kosten|ausgaben|coûts?|dépenses|gastos?|costes?)"
    r"|(?P<joined>.+?)[\s_-]*(?:広告費用?|広告宣伝費|出稿費|出稿額|媒体費|費用|コスト|花费|广告费|광고비|비용)",
    re.IGNORECASE,
)
"""How names are marked as spend on a channel."""

_RATIO = re.compile(
    r"(?:^|[\s_.-])(?:spend|costs?|kosten|ausgaben|coûts?|dépenses|gastos?|costes?|costos?|広告費|費用|コスト)"
    r"(?:\s*[/÷対]|[\s_.:-]+(?:per|of|pro|je|par|por|vs)(?![^\W_]))"
    r"|(?:あたり|当たり|当り)の?(?:広告|費用|コスト)",
    re.IGNORECASE,
)
"""How names say what spend brings or is for: cost per order, cost of goods, 注文あたり広告費."""

PERIOD = re.compile(
    r"(?:19|20)\d\d[-/.年 ]?\d{1,2}(?:[-/.月]?\d{0,2}日?)?(?: 00:00:00)?|\d{1,2}[-/.](?:19|20)\d\d|\d{1,2}月"
    r"|(?:jan(?:uary?)?|feb(?:ruary?)?|mar(?:ch)?|märz|apr(?:il)?|ma[iy]|june?|juni|july?|juli|aug(?:ust)?"
    r"|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?)[. '-]*(?:\d\d|\d{4})?",
    re.IGNORECASE,
)
"""How tables write a period as the name of a column."""

_DATES = frozenset(("date", "year", "month", "day", "week_end"))

_LIKE = 0.75
"""From which likeness on (0 to 1, see difflib) a name is told as a known one with a slip."""

CONTROL = re.compile(
    r"control[\s_.:-]+(?P<english>.+)|(?:統制|コントロール)[\s_.:・-]*(?P<japanese>.+)", re.IGNORECASE
)
"""How names are marked as controls."""

_EAST_ASIAN = r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]"

_ZONED = re.compile(r"(?P<name>.+?)\s*\((?:in )?(?:UTC|GMT|[A-Z]{1,4}T)(?:[+-]\d{1,2}(?::?\d\d)?)?\)")
_OF_REPORT: Mapping[Field, Field] = {"start": "report_start", "end": "report_end"}
"""First and last days are those of an advertisement, unless their name tells a time zone."""

CURRENCY_COLUMN = re.compile(
    r"(?:(?!.*_in_).*_)?(?:currency|ccy|curr?|devise|moneda|valuta)(?:_(?:code|symbol|iso|name))?"
    r"|.*(?:通貨|währung|货币|币种|통화)(?:コード|記号|単位|s?code|代码)?|money_unit|単位_?(?:\(.*)?"
)
"""How columns of currencies are called, as `normalised` writes it; "cost in local currency" holds amounts."""


def without_unit(name: str) -> tuple[str, Unit]:
    """The name of a column without its unit, and the unit: in brackets, or beside a name that is known."""
    plain, unit = split_unit(name)
    if unit.text or normalised(name) in FIELDS:
        return plain, unit
    written = unicodedata.normalize("NFKC", name).strip()
    for rest, unit in trailing_units(name):
        sure = is_unmistakable(unit) and written.startswith(rest)
        if sure or normalised(rest) in FIELDS or SPEND.fullmatch(rest):
            return rest, unit
    return name, NO_UNIT


def of_report(name: str) -> Field | None:
    """What a column of days is whose name tells a time zone, as in reports: "Start Date (in UTC)"."""
    match = _ZONED.fullmatch(unicodedata.normalize("NFKC", name).strip())
    field = FIELDS.get(normalised(match["name"])) if match else None
    return _OF_REPORT.get(field, field) if field else None


def is_second_header(texts: Iterable[str]) -> bool:
    """Whether the texts of a row are names of columns, among them that of dates."""
    filled = [text for text in texts if text]
    if len(filled) <= 1 or any(map(str.isdigit, "".join(filled))):
        return False
    return any(map(names_dates, filled))


def names_dates(text: str) -> bool:
    """Whether a text is the name of a column of dates."""
    return FIELDS.get(normalised(text)) in _DATES


def nearest(name: str, field: Field) -> str | None:
    """The known name of a field that a name resembles, such as date for "Dat"; None if none does.

    One that stands in it as a word, as in "Start Date", goes before what is only spelled alike.
    """
    within = [word for word in words_of(name).split("_") if field == "date" and word in ALIASES[field]]
    if within:
        return within[-1]
    found = get_close_matches(normalised(name), ALIASES[field], 1, _LIKE)
    return found[0] if found else None


def channel_of(plain: str) -> str:
    """A column's name without its mark of spend: spend_tv, "tv cost" and tv are all tv."""
    match = SPEND.fullmatch(plain)
    return plain if match is None else match["after"] or match["before"] or match["joined"]


def is_ratio(name: str) -> bool:
    """Whether a name tells of spend per something, or of the cost of something."""
    return _RATIO.search(unicodedata.normalize("NFKC", name)) is not None


def speaks_of(name: str, speech: Speech) -> bool:
    """Whether a name holds one of some words or pairs of words, or of some parts of words."""
    return _anywhere(speech).search(words_of(name)) is not None


def calls(name: str, speech: Speech) -> bool:
    """Whether a name calls something so: by its last word, but for those that only measure or date it.

    "tv budget 2024", "total spend" and テレビ予算額 call a budget and a total; "Budget hotels", 予算くん and
    "Total Wine" speak of them and call something else. In French and Spanish the noun goes first: "ventes
    totales" calls sales.
    """
    return _at_the_end(speech).search(words_of(name)) is not None or opening(name, speech) in OPENINGS


def says_only(name: str, speech: Speech) -> bool:
    """Whether a name says such words, and besides only how they are measured: クリック数, "VAT 20%"."""
    return speaks_of(name, speech) and _throughout(speech).fullmatch(words_of(name)) is not None


def is_of_others(name: str, channels: Iterable[str]) -> bool:
    """Whether a channel may be what others spent: competitors, or the market as a whole.

    Of a market it is if the name says no more, or besides only what another channel is called.

    Args:
        name: of the channel.
        channels: all names.
    """
    if speaks_of(name, COMPETITORS):
        return True
    rest = without(without(name, MARKET), OF_ADS_AT_ALL)
    return speaks_of(name, MARKET) and (not rest or without(name, MARKET) in set(map(channel_key, channels)))


def opening(name: str, speech: Speech) -> str:
    """The word or part of speech that a name begins with; empty if it begins otherwise."""
    match = _anywhere(speech).match(words_of(name))
    return match.group() if match else ""


def without(name: str, speech: Speech) -> str:
    """A name without those words, as `channel_key` writes it: "tv budget" is tv."""
    return channel_key(_anywhere(speech).sub("", words_of(name)))


def about(name: str, speech: Speech) -> str:
    """What such words in a name are about, as `channel_keys` has it: TVクリック数 is about tv."""
    rest = words_of(_counted(speech).sub("_", words_of(name)))
    return channel_key(channel_of(rest))


def without_words(name: str, speech: Speech) -> str:
    """The other words of a name, as `words_of` writes them."""
    return words_of(_anywhere(speech).sub("_", words_of(name)))


def channel_keys(names: Iterable[str]) -> set[str]:
    """Names as they are compared, with their marks of spend and without them."""
    return {key for name in names for key in (channel_key(name), channel_key(channel_of(words_of(name))))}


def words_of(name: str) -> str:
    """The words of a name as `normalised` writes them, one underscore between each."""
    return "_".join(re.findall(r"[^\W_]+", normalised(name)))


@cache
def _counted(speech: Speech) -> re.Pattern[str]:
    return re.compile("|".join([rf"{_begun(speech)}(?![^_])", *(part + COUNTERS for part in speech.parts)]))


@cache
def _anywhere(speech: Speech) -> re.Pattern[str]:
    return re.compile("|".join([rf"{_begun(speech)}(?![^_])", *speech.parts]))


def _begun(speech: Speech) -> str:
    """Words where words begin; those of alphabets also behind Japanese, Chinese or Korean, as in 広告CPA."""
    known = sorted(speech.words, key=lambda word: (-len(word), word))
    latin = [word for word in known if word.isascii()]
    behind = rf"|(?<={_EAST_ASIAN})(?:{'|'.join(latin)})" if latin else ""
    return rf"(?:(?<![^_])(?:{'|'.join(known)}){behind})"


@cache
def _at_the_end(speech: Speech) -> re.Pattern[str]:
    called = "|".join([_begun(speech), *(part + COUNTERS for part in speech.parts)])
    return re.compile(
        rf"(?:{called})(?:_(?:{'|'.join(MEASURES)}|[a-z]|[qh]?\d+))*(?:_(?:per|pro|par|por)_.*)?$"
    )


@cache
def _throughout(speech: Speech) -> re.Pattern[str]:
    measures = rf"(?<![^_])(?:{'|'.join(MEASURES)}|\d+)(?![^_])"
    told = "|".join([rf"{_begun(speech)}(?![^_])", *(part + COUNTERS for part in speech.parts), measures])
    return re.compile(rf"(?:(?:{told})_?)+")
