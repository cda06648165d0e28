"""Currencies and multiples that stand beside amounts, in a cell or in the name of a column."""

import re
import unicodedata
from dataclasses import dataclass

MULTIPLES = {"円": 0} | {
    f"{multiple}{coin}": power
    for multiple, power in {"千": 3, "万": 4, "百万": 6, "億": 8, "十億": 9}.items()
    for coin in ("", "円")
}
"""Powers of ten that Japanese units stand for."""

_ENGLISH = {
    "thousand": 3,
    "thousands": 3,
    "in thousands": 3,
    "k": 3,
    "000": 3,
    "000s": 3,
    "'000": 3,
    "million": 6,
    "millions": 6,
    "in millions": 6,
    "mn": 6,
    "mm": 6,
}
CURRENCIES = {
    "¥": "JPY",
    "円": "JPY",
    "yen": "JPY",
    "jpy": "JPY",
    "$": "USD",
    "us$": "USD",
    "usd": "USD",
    "€": "EUR",
    "eur": "EUR",
    "euro": "EUR",
    "£": "GBP",
    "gbp": "GBP",
    "₩": "KRW",
    "krw": "KRW",
}
WHOLE = frozenset(("JPY", "KRW"))
"""Currencies without a smaller coin: a comma in their amounts separates thousands."""

_SILENT = frozenset(("税抜", "税込", "税別", "net", "gross", "tax excluded", "tax included"))
_BRACKETED = re.compile(r"(?P<name>.*?)\s*[(\[【](?P<unit>[^()\[\]【】]+)[)\]】]", re.DOTALL)


@dataclass(frozen=True)
class Unit:
    """What an amount is counted in.

    Attributes:
        power: of ten: 3 for thousands.
        currency: its ISO code, None if it is not said.
        text: as it stands in the file; empty if nothing is said.
    """

    power: int = 0
    currency: str | None = None
    text: str = ""


NO_UNIT = Unit()


def split_unit(name: str) -> tuple[str, Unit]:
    """The name of a column without the unit in brackets at its end, and the unit.

    What stands in brackets and is no unit belongs to the name.
    """
    plain = unicodedata.normalize("NFKC", name).strip()
    match = _BRACKETED.fullmatch(plain)
    if not match or not match["name"]:
        return name, NO_UNIT
    unit = _unit(match["unit"])
    return (match["name"], unit) if unit else (name, NO_UNIT)


def _unit(text: str) -> Unit | None:
    power, currency = 0, None
    for part in re.split(r"[、,/・;:]+", text):
        word = part.strip().casefold().removeprefix("単位").strip(" :=")
        if word in MULTIPLES:
            power, currency = MULTIPLES[word], "JPY" if word.endswith("円") else currency
        elif word in CURRENCIES:
            currency = CURRENCIES[word]
        elif word in _ENGLISH:
            power = _ENGLISH[word]
        elif word and word not in _SILENT:
            return _two_words(word)
    return Unit(power, currency, text)


def _two_words(text: str) -> Unit | None:
    """A currency and a multiple with a space between, such as "JPY thousands"."""
    one, _, two = text.partition(" ")
    for currency, multiple in ((one, two), (two, one)):
        if currency in CURRENCIES and multiple in _ENGLISH:
            return Unit(_ENGLISH[multiple], CURRENCIES[currency], text)
    return None
