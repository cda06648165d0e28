"""The texts of amounts taken apart, before it is known what their points and commas mean."""

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from spendcast_ingest.columns import CellError, NumberColumn, spreadsheet_error
from spendcast_ingest.glyphs import unified
from spendcast_ingest.units import BESIDE, CURRENCIES, NO_UNIT, Unit

_NON_FINITE = re.compile(r"[+-]?(nan|inf|infinity|null|none|n/?a)", re.IGNORECASE)
_CURRENCY = "|".join(sorted(map(re.escape, CURRENCIES), key=len, reverse=True))
_UNIT = "|".join(sorted(BESIDE, key=len, reverse=True))
_AMOUNT = re.compile(
    rf"""(?P<bracket>\()?\s*(?P<sign>[-+△▲])?\s*(?P<before>{_CURRENCY})?\s*(?P<sign2>[-+△▲])?\s*
    (?P<digits>[.,]?\d(?:[\d.,' ]*\d)?[.,]?(?:e[+-]?\d+)?)
    \s*(?P<unit>{_UNIT})?\s*(?P<after>{_CURRENCY})?\s*(?P<minus>-)?\s*(?P<close>\))?""",
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)
_CLOSED = re.compile(rf"(?:{_CURRENCY})\s*\d(?:[\d.,' ]*\d)?\s*-", re.ASCII | re.IGNORECASE)
"""As cheques close amounts, ¥1,234-, and as some ledgers write negative ones."""

_BARE = re.compile(r"\d(?:[\d.,]*\d)?", re.ASCII)
"""Nothing but digits and marks, as most amounts are."""

_DRESSED = re.compile(
    r"""="(?P<quoted>[^"]*)"|'?(?:(?:約|およそ|approx\.?|ca\.)\s*)?(?P<amount>[^\s'].*?)
    \s*(?:\(?税(?:込み?|抜き?|別)\)?|(?<=[\d円])[*※]+)?""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
"""What is put beside an amount and leaves it as it is: 約203,621円(税込), 1,234*, ="123"."""

_DRESS = frozenset("'=約およaAcC"), frozenset(')込み抜き別*※"')
"""How a text begins or ends that may be `_DRESSED`; most are not, and need no look."""

_TAX = re.compile("税(?:(?P<included>込)|抜|別)")

_APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u02bc\u00b4`", "'"))
"""As Swiss programs write the mark between thousands."""

_HYPHENS = re.compile(r"[-\u2010-\u2015\u2212\u30fc]+")
"""Alone in a cell, as spreadsheets show a zero in the accounting format."""

_SCALED = re.compile(r"[-\d.e+]+ \[.*\]", re.ASCII | re.DOTALL)
"""A number of a workbook with the format that divides it, see `number_formats`."""

_COMPOUND = re.compile(
    r"(?P<sign>[-+△▲])?\s*(?:(?:JP)?¥)?\s*(?P<parts>(?:[\d.,]+(?:億|千万|百万|万|千))+[\d.,]*)\s*円?",
    re.ASCII,
)
_PART = re.compile(
    r"(?P<number>\d+(?:\.\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?)(?P<unit>億|千万|百万|万|千|$)", re.ASCII
)


class Spelled(NamedTuple):
    """An amount taken apart.

    Attributes:
        digits: with its separators.
        negative: whether a sign, a triangle or brackets make it negative.
        unit: what stands beside it.
    """

    digits: str
    negative: bool
    unit: Unit


def spelled_amount(text: str) -> Spelled | None:
    """A text taken apart as an amount; None if it is none."""
    if _BARE.fullmatch(text):
        return Spelled(text, False, NO_UNIT)
    return _taken_apart(text)


@lru_cache(maxsize=4096)
def _taken_apart(text: str) -> Spelled | None:
    plain = unified_amount(text)
    compound = None if text.isascii() else _COMPOUND.fullmatch(plain)
    if compound:
        total = _added_up(compound["parts"])
        if total is not None:
            negative = compound["sign"] is not None and compound["sign"] != "+"
            return Spelled(total, negative, Unit(0, "JPY", text, sized=True))
    match = _AMOUNT.fullmatch(plain)
    if not match or bool(match["bracket"]) != bool(match["close"]):
        return None
    dash = match["minus"] and match["digits"][-1] in ".,"  # 1234.- as on a price tag
    minus = "" if dash else match["minus"]
    signs = [sign for sign in (match["sign"], match["sign2"], minus, match["bracket"]) if sign]
    if len(signs) > 1 or (match["before"] and match["after"]):
        return None
    symbol = match["before"] or match["after"] or ""
    unit = (match["unit"] or "").lower()
    currency = CURRENCIES.get(symbol.casefold()) or ("JPY" if unit.endswith("円") else None)
    power = BESIDE.get(unit, 0)
    return Spelled(match["digits"], bool(signs) and signs[0] != "+", Unit(power, currency, unit or symbol))


def _added_up(text: str) -> str | None:
    """The digits of an amount in several parts, such as 43万9563 or 1億2,000万; None if it has none.

    Each part must be less than one of the part before it: 1億20000万 is no number.
    """
    total, limit, at, count = Decimal(0), None, 0, 0
    while at < len(text):
        part = _PART.match(text, at)
        if not part:
            return None
        power = BESIDE.get(part["unit"], 0)
        value = Decimal(part["number"].replace(",", "")).scaleb(power)
        if limit is not None and value >= limit:
            return None
        total, limit, at, count = total + value, Decimal(1).scaleb(power), part.end(), count + 1
    return f"{total:f}" if count > 1 else None


def unified_amount(text: str) -> str:
    """Full-width forms, minus signs, apostrophes and spaces unified, without what only dresses an amount."""
    if _BARE.fullmatch(text):
        return text
    plain = text.replace("`", "'")
    if not text.isascii():
        plain = unified(text.translate(_APOSTROPHES)).replace("\u2212", "-").replace("\u2010", "-")
    plain = plain.strip()
    begins, ends = _DRESS
    if not plain or (plain[0] not in begins and plain[-1] not in ends):
        return plain
    match = _DRESSED.fullmatch(plain) if any(map(str.isdigit, plain)) else None
    return (match["quoted"] or match["amount"] or plain).strip() if match else plain


def with_tax(text: str) -> bool | None:
    """Whether an amount says that tax is in it, as 円(税込) does, or is not; None if it says nothing."""
    match = None if text.isascii() else _TAX.search(text)
    return None if match is None else match["included"] is not None


def spelled_or_refused(text: str) -> Spelled:
    """A text taken apart as an amount.

    Raises:
        CellError: `unreadable_number` or `non_finite`.
    """
    if _BARE.fullmatch(text):
        return Spelled(text, False, NO_UNIT)
    if not text:
        raise CellError("unreadable_number", variant="empty")
    plain = unified_amount(text)
    if _NON_FINITE.fullmatch(plain):
        raise CellError("non_finite")
    if plain.endswith("%"):
        raise CellError("unreadable_number", variant="percentage")
    if _HYPHENS.fullmatch(plain):
        raise CellError("unreadable_number", variant="hyphen")
    if _SCALED.fullmatch(plain):
        raise CellError("unreadable_number", variant="shown_divided")
    if _CLOSED.fullmatch(plain):
        raise CellError("unreadable_number", variant="dash")
    spelled = _taken_apart(text)
    if spelled is None:
        raise CellError("unreadable_number", variant="not_a_number")
    return spelled


def words_alone(column: NumberColumn) -> list[str]:
    """The words in a column of several rows that holds neither a number nor what stands in place of one.

    A hyphen among words says no more than an empty cell.
    """
    if column.plain is not None or len(column.cells.rows) <= 1:
        return []
    words = [text for text in column.cells.texts if text and not _HYPHENS.fullmatch(unified_amount(text))]
    return words if all(map(_is_word, words)) else []


def are_dressed(texts: Sequence[str]) -> bool:
    """Whether texts are amounts with something beside them, rather than names with numbers."""
    return all(sum(map(str.isdigit, text)) > sum(map(str.isalpha, text)) for text in texts)


def _is_word(text: str) -> bool:
    try:
        spelled_or_refused(text)
    except CellError as error:
        return error.values.get("variant") == "not_a_number" and not spreadsheet_error(text)
    return False
