"""Currencies and multiples that stand beside amounts, in a cell or in the words of a name."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

MULTIPLES = {"円": 0} | {
    f"{multiple}{coin}": power
    for multiple, power in {"千": 3, "万": 4, "百万": 6, "千万": 7, "億": 8, "十億": 9}.items()
    for coin in ("", "円")
}
"""Powers of ten that Japanese units stand for."""

BESIDE = MULTIPLES | {"k": 3, "thousand": 3, "m": 6, "mn": 6, "million": 6, "bn": 9, "billion": 9}
"""What multiplies an amount when it stands right behind it, as in 12k and 1.5M."""

_SPELLED_OUT = {
    3: "thousand thousands thsd ths tsd tausend millier milliers miles 千元 천원",
    4: "万元 만원",
    5: "lakh lakhs",
    6: "million millions mio millionen millones 百万元 백만원",
    7: "crore crores",
    8: "亿元 억원",
    9: "billion billions bn mrd milliarden",
    -2: "cent cents pence",
    -6: "micro micros",
}
_SHORT = {
    3: "k 000 000s '000 '000s t",
    6: "m mn mm 000000",
}
"""Too short to be told from a part of a name, unless they stand in brackets or beside a currency."""

_NEEDS_CURRENCY = frozenset(("m", "t"))

_SIZES = MULTIPLES | {
    word: power
    for table in (_SPELLED_OUT, _SHORT)
    for power, words in table.items()
    for word in words.split()
}
_ISO = (
    "AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF IDR ILS INR JPY KRW MXN MYR NOK NZD PLN SEK SGD THB TWD USD"
    " VND ZAR"
)
CODES = frozenset(_ISO.split())
"""The currencies that are known by their code (ISO 4217)."""

CURRENCIES = {code.casefold(): code for code in CODES} | {
    word: code
    for code, words in {
        "JPY": "¥ jp¥ 円 yen 日本円",
        "USD": "$ us$ dollar dollars 米ドル ドル 美元",
        "AUD": "a$ au$",
        "BRL": "r$",
        "CAD": "ca$ c$",
        "HKD": "hk$",
        "INR": "₹",
        "MXN": "mx$",
        "NZD": "nz$",
        "SGD": "s$ sg$",
        "TWD": "nt$",
        "EUR": "€ euro euros ユーロ 欧元",
        "GBP": "£ pound pounds ポンド",
        "KRW": "₩ won 원",
        "CNY": "cn¥ 元 rmb yuan 人民元 人民币",
        "CZK": "kč",
        "ILS": "₪",
        "PLN": "zł",
        "RUB": "₽",
        "THB": "฿",
        "TRY": "₺",
        "VND": "₫",
    }.items()
    for word in words.split()
}
SIGNS = {
    "$": frozenset(("AUD", "CAD", "HKD", "MXN", "NZD", "SGD", "TWD", "USD")),
    "¥": frozenset(("CNY", "JPY")),
}
"""Signs that are written for several currencies, and mean the one that is named elsewhere."""
WHOLE = frozenset(("JPY", "KRW"))
"""Currencies without a smaller coin: a comma in their amounts separates thousands."""

_COINS = {"円": "JPY", "元": "CNY", "원": "KRW"}
_SILENT = frozenset(
    ("税抜", "税込", "税別", "net", "gross", "brutto", "netto", "ht", "ttc", "tax", "excluded", "included")
)
_FILLERS = frozenset(("in", "of", "de", "en", "des", "d'", "単位", "金額", "通貨"))
_BRACKETED = re.compile(r"(?P<name>.*?)\s*[(\[【](?P<unit>[^()\[\]【】]+)[)\]】]", re.DOTALL)
_ROUND = re.compile(r"(?:\b[x\u00d7]\s*|(?<![\d.,]))1((?:[,.' ]?000){1,2})(?![\d.,])")
"""1,000 and 1,000,000, as in "JPY 1,000" and x1000."""

_ANY_CODE = "|".join(sorted(CODES)).casefold()
_SCALED_CODE = re.compile(
    rf"(?P<size>t|k|m|mn|mio|bn|mrd|tsd)(?P<code>{_ANY_CODE})"
    rf"|(?P<code_first>{_ANY_CODE})(?P<size_last>k|m|mn|bn)"
)
"""TEUR, kUSD, USDk."""

_MAY_BE_SIZES = re.compile(r".*\((?:m|t|mil)\)|.*[\s_]mil\.?", re.IGNORECASE | re.DOTALL)
"""Names that end in what may be thousands, millions or something else."""

_GLUED = re.compile(r"(?P<name>.*[^\d\s十百千万億])(?P<unit>(?:千|万|百万|千万|億|十億)?円)", re.DOTALL)
"""A unit at the end of a name in a language that puts no space between words: テレビ千円."""

_ANNOUNCED = re.compile(r"^\s*(?:金額)?(?:単位|通貨)\s*[:\uff1a=は]?\s*")
_SYMBOL = re.compile(r"((?<![a-z])(?:(?:us|au?|ca?|hk|mx|nt|nz|r|sg?)\$|(?:jp|cn)¥)|[$¥€£₩₹₪₽฿₺₫])")


@dataclass(frozen=True)
class Unit:
    """What an amount is counted in.

    Attributes:
        power: of ten: 3 for thousands.
        currency: its ISO code, None if it is not said.
        text: as it stands in the file; empty if nothing is said.
        sized: whether it says how many are counted at once, as 円 and 千円 do and JPY does not.
        final: whether the user said so, so that no sign in a cell speaks against its currency.
    """

    power: int = 0
    currency: str | None = None
    text: str = ""
    sized: bool = False
    final: bool = False

    def beside(self, other: "Unit") -> "Unit | None":
        """What both say together; None if they contradict each other."""
        currency = self._currency_beside(other)
        if self.currency and other.currency and not currency:
            return None
        sizes = [unit.power for unit in (self, other) if unit.sized or unit.power]
        if len(set(sizes)) > 1:
            return None
        if (self.power, self.currency, self.sized) == (other.power, other.currency, other.sized):
            return self
        texts = dict.fromkeys(filter(None, (self.text, other.text)))
        currency = currency or self.currency or other.currency
        return Unit((sizes or [0])[0], currency, ", ".join(texts), bool(sizes), self.final or other.final)

    def _currency_beside(self, other: "Unit") -> str | None:
        """The currency that both name, where a sign of several stands for that of the other."""
        if self.currency == other.currency or self.currency in SIGNS.get(other.text, ()):
            return self.currency
        return other.currency if other.currency in SIGNS.get(self.text, ()) else None

    @property
    def factor(self) -> int | str:
        """What an amount is multiplied by, for people."""
        return int(10**self.power) if self.power >= 0 else f"{10.0**self.power:.6f}".rstrip("0")


NO_UNIT = Unit()


def unit_of(text: str) -> Unit | None:
    """What words say that amounts are counted in: 千円, USD, "$000", "thousands of euros".

    None if a word among them says anything else, or two contradict each other.
    """
    text = _ANNOUNCED.sub("", text)
    found = Unit(text=text)
    short = False
    for word in _words(text):
        if word in _SILENT or word in _FILLERS:
            continue
        short = short or word in _NEEDS_CURRENCY
        one = _one(word)
        together = one and found.beside(one)
        if together is None:
            return None
        found = replace(together, text=text)
    says = found.sized or found.currency or any(word in _SILENT for word in _words(text))
    return found if says and not (short and not found.currency) else None


def split_unit(name: str) -> tuple[str, Unit]:
    """The name of a column without the unit in brackets at its end, and the unit.

    What stands in brackets and is no unit belongs to the name.
    """
    plain = unicodedata.normalize("NFKC", name).strip()
    match = _BRACKETED.fullmatch(plain)
    if not match or not match["name"]:
        return name, NO_UNIT
    unit = unit_of(match["unit"])
    return (match["name"], unit) if unit else (name, NO_UNIT)


def trailing_units(name: str) -> Iterator[tuple[str, Unit]]:
    """The ways to take a name for one with a unit at its end or beginning, the longest unit first.

    "cost in thousands of USD" is cost, and may be "cost in"; whether what is left is a name is for the caller
    to say. Words too short to be certain are no unit here.
    """
    plain = unicodedata.normalize("NFKC", name).strip()
    for rest, text in _endings(plain):
        yield from _cut(rest, text)
    if glued := _GLUED.fullmatch(plain):
        yield from _cut(glued["name"], glued["unit"])
    parts = re.split(r"([\s_]+)", plain)
    if len(parts) > 2:
        yield from _cut("".join(parts[2:]), parts[0])


def _endings(plain: str) -> Iterator[tuple[str, str]]:
    """The ways to cut words from the end of a name, most words first."""
    parts = re.split(r"([\s_]+)", plain)
    return (("".join(parts[: at - 1]), " ".join(parts[at::2])) for at in range(2, len(parts), 2))


def is_unmistakable(unit: Unit) -> bool:
    """Whether a unit at the end of a name can be no part of it: JPY, 千円 and $k, never "won" or "euro"."""
    return bool(unit.power and unit.currency) or any(map(_is_certain, _words(unit.text)))


def _is_certain(word: str) -> bool:
    return bool(
        word.upper() in CODES or word in MULTIPLES or _SCALED_CODE.fullmatch(word) or _SYMBOL.fullmatch(word)
    )


def may_hold_unit(name: str) -> bool:
    """Whether a name could say what amounts are counted in: "TV in k", tv_000, 千円_テレビ, "TV (m)"."""
    plain = unicodedata.normalize("NFKC", name).strip()
    said = unit_in_name(plain)
    if said is None or said.text or _MAY_BE_SIZES.fullmatch(plain):
        return True
    units = (unit_of(text) for _, text in _endings(plain))
    return any(unit is not None and unit.sized for unit in units)


def unit_in_name(name: str) -> Unit | None:
    """The unit that the name of a file, a sheet or a column of no amounts tells of: spend_千円, 月(千円).

    None if it tells of two; nothing, if of none for certain.
    """
    plain = unicodedata.normalize("NFKC", name)
    whole = unit_of(plain)
    if whole and is_unmistakable(whole):
        return whole
    found = NO_UNIT
    for text in re.split(r"[\s_.()\[\]【】-]+", plain):
        said = unit_of(text)
        if said is None and (glued := _GLUED.fullmatch(text)):
            said = unit_of(glued["unit"])
        if said is None or not is_unmistakable(said):
            continue
        together = found.beside(said)
        if together is None:
            return None
        found = together
    return found


def _cut(name: str, text: str) -> Iterator[tuple[str, Unit]]:
    unit = unit_of(text)
    if unit and (unit.currency or any(word not in _short_words() for word in _words(text))):
        yield name, unit


def _short_words() -> frozenset[str]:
    return frozenset(word for words in _SHORT.values() for word in words.split()) | _SILENT | _FILLERS


def _one(word: str) -> Unit | None:
    if scaled := _SCALED_CODE.fullmatch(word):
        size, code = scaled["size"] or scaled["size_last"], scaled["code"] or scaled["code_first"]
        return Unit(3 if size == "t" else _SIZES[size], code.upper(), sized=True)
    if word in _SIZES:
        return Unit(_SIZES[word], _COINS.get(word[-1]), sized=True)
    return Unit(currency=CURRENCIES[word]) if word in CURRENCIES else None


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = plain.replace("us dollar", "dollar").replace("d'", "d' ").replace("単位", "単位 ")
    plain = _ROUND.sub(lambda match: re.sub(r"\D", "", match[1]), plain)
    return [
        word
        for part in re.split(r"[\s、,/・;:=_]+", _SYMBOL.sub(r" \1 ", plain))
        if (word := part.rstrip("."))
    ]
