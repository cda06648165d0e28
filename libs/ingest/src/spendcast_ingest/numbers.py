"""Amounts of money from text; what could mean two amounts is refused."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from spendcast_ingest.columns import LARGEST, CellError, Column, NumberColumn
from spendcast_ingest.findings import Finding, Refused, Where, shorten
from spendcast_ingest.mapping import as_unit
from spendcast_ingest.spelled_amounts import (
    Spelled,
    spelled_amount,
    spelled_or_refused,
    unified_amount,
    with_tax,
)
from spendcast_ingest.tables import Cells, Table
from spendcast_ingest.units import CURRENCIES, NO_UNIT, SIGNS, WHOLE, Unit

DecimalMark = Literal[".", ","]

_PLAIN = re.compile(r"(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)

_POWER = re.compile(r"[\d' ]+(?:[.,](?P<decimals>\d*))?e\+?(?P<exponent>\d+)", re.ASCII | re.IGNORECASE)
"""With a power of ten, as spreadsheets write amounts that they show with few digits."""

_EITHER = re.compile(r"[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
"""1,234 or 1.234: thousands or decimals."""

_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")

_OUTNUMBERED: dict[DecimalMark, int] = {",": 2, ".": 20}
"""From how many texts such as 439,563 on, for each that shows the comma to be a decimal mark, it is no longer
believed: money has two decimals, hardly ever three. Points are written by programs, some of which round to
three decimals; then one amount in ten has fewer."""

_GROUPED = {
    ".": re.compile(r"[1-9]\d{0,2}([,' ]\d{3})+(\.\d*)?|[1-9]\d?(,\d{2})+,\d{3}(\.\d*)?", re.ASCII),
    ",": re.compile(r"[1-9]\d{0,2}([.' ]\d{3})+(,\d*)?", re.ASCII),
}
_DECIMAL_COMMA = re.compile(r"\d*,\d+", re.ASCII)
_ONE_WAY = r"\d{1,3}(SEP\d{3})+MARK\d*|\d{1,3}(SEP\d{3}){2,}|(0|\d{4,})?MARK\d+|\d+MARK(\d{1,2}|\d{4,})"
_PROOF: dict[DecimalMark, re.Pattern[str]] = {
    ".": re.compile(
        _ONE_WAY.replace("SEP", ",").replace("MARK", r"\.") + r"|\d{1,2}(,\d{2})+,\d{3}(\.\d*)?", re.ASCII
    ),
    ",": re.compile(_ONE_WAY.replace("SEP", r"\.").replace("MARK", ","), re.ASCII),
}
"""Texts that can be read in one way only, and so tell how the others of their file are written."""


@dataclass(frozen=True)
class Habits:
    """How a file writes its numbers.

    Attributes:
        mark: the decimal mark, None if nothing tells it.
        proof: the text that tells it; empty if none does or the user said so.
    """

    mark: DecimalMark | None
    proof: str = ""


def read_with_habits(
    table: Table,
    texts: Sequence[int],
    numbers: Sequence[int],
    marks: Sequence[int] = (),
    kinds: Sequence[int] = (),
) -> tuple[Cells, Habits]:
    """Columns of a table, and how it writes its numbers; these as texts, if plain ones may be thousands.

    Raises:
        Refused: see `Table.read` and `habits_of`.
    """
    names = (*table.header, *table.titles)
    cells = table.read(texts, numbers, marks, kinds)
    habits = habits_of(cells.numbers.values(), table.said.decimal, names)
    if habits.mark is None and any(map(may_be_thousands, cells.numbers.values())):
        cells = table.read(texts, numbers, marks, kinds, plain=False)
        habits = habits_of(cells.numbers.values(), table.said.decimal, names)
    return cells, habits


def habits_of(
    columns: Iterable[NumberColumn], declared: DecimalMark | None = None, names: Iterable[str] = ()
) -> Habits:
    """How a file writes its numbers, told by all its columns of amounts together.

    Where nothing else tells it, commas between thousands are told by Japanese, Chinese or Korean names: in
    these languages the comma is no decimal mark.

    Two proofs against each other leave it open. So does one that is outnumbered, as a single 1.5 beside many
    439.563, where numbers were read as plain ones; their texts must be looked at.

    Args:
        columns: of amounts.
        declared: the decimal mark, if the user says so.
        names: of the file's columns, and what stands above them.

    Raises:
        Refused: `unreadable_number`, where the texts contradict each other so.
    """
    if declared:
        return Habits(declared)
    columns = list(columns)
    if any(column.exact for column in columns):
        return Habits(".")
    proofs, either = _told_apart(columns)
    if not proofs and either.keys() == {","} and any(map(_EAST_ASIAN.search, names)):
        return Habits(".", either[","][0].text)
    if len(proofs) != 1:
        return Habits(None)
    ((mark, found),) = proofs.items()
    turned = either.get(mark, [])
    if len(turned) > _OUTNUMBERED[mark] * len(found):
        if found[0].column.plain is not None:
            return Habits(None)
        raise Refused(_contradiction(found[0], turned))
    return Habits(mark, found[0].text)


class _Cell(NamedTuple):
    column: NumberColumn
    text: str

    def row(self) -> int:
        """The first row that holds it."""
        cells = self.column.cells
        return int(cells.rows[np.flatnonzero(cells.codes == cells.texts.index(self.text))[0]])


def _told_apart(
    columns: Iterable[NumberColumn],
) -> tuple[dict[DecimalMark, list[_Cell]], dict[str, list[_Cell]]]:
    """The texts that prove a decimal mark, and those of two meanings, each by the mark that they hold."""
    proofs: dict[DecimalMark, list[_Cell]] = {}
    either: dict[str, list[_Cell]] = {}
    for column in columns:
        for text in column.cells.texts:
            digits, unit = _telling(text)
            for mark in _proven_by(digits, unit):
                proofs.setdefault(mark, []).append(_Cell(column, text))
            if _EITHER.fullmatch(digits):
                either.setdefault("," if "," in digits else ".", []).append(_Cell(column, text))
    return proofs, either


def _contradiction(proof: _Cell, turned: Sequence[_Cell]) -> Finding:
    cells, other = proof.column.cells, min(turned, key=_Cell.row)
    return Finding.of(
        "unreadable_number",
        Where(cells.file, proof.row(), cells.name),
        variant="contradictory",
        text=shorten(proof.text),
        row=proof.row(),
        example=shorten(other.text),
        other=other.row(),
        count=len(turned),
    )


def _telling(text: str) -> tuple[str, Unit]:
    """The digits of an amount and what stands beside them; no digits, if it is none."""
    spelled = spelled_amount(text)
    return (spelled.digits, spelled.unit) if spelled else ("", NO_UNIT)


def _proven_by(digits: str, unit: Unit) -> Sequence[DecimalMark]:
    if unit.currency in WHOLE and not unit.power and _EITHER.fullmatch(digits):
        return (".",) if "," in digits else (",",)
    return [mark for mark, pattern in _PROOF.items() if pattern.fullmatch(digits)]


def may_be_thousands(column: NumberColumn) -> bool:
    """Whether plain numbers could all be thousands written with a point: 12.345 and 800, never 0.5 or 1234.5.

    Doubles do not tell 12.5 from 12.500, so this only says that the texts must be looked at. Whole numbers
    are doubtful where one is written as 12.000.
    """
    values = column.plain
    if values is None or column.exact or not np.all(np.abs(values) < 1000):
        return False
    fractions = values[values % 1 != 0]
    if not len(fractions):
        return any(_EITHER.fullmatch(_telling(text)[0]) for text in column.cells.texts)
    thousandths = fractions * 1000
    return bool(
        np.all(np.abs(fractions) >= 1) and np.allclose(thousandths, np.rint(thousandths), rtol=0, atol=1e-6)
    )


class Amounts(NamedTuple):
    """A column of amounts, read.

    Attributes:
        values: shape (n,), NaN where unreadable.
        currencies: those that cells or header name.
        findings: errors, and infos about what was normalised.
        taxes: whether tax is in them, as far as cells say so.
    """

    values: NDArray[np.float64]
    currencies: frozenset[str]
    findings: list[Finding]
    taxes: frozenset[bool] = frozenset()


def read_amounts(
    column: NumberColumn, habits: Habits, unit: Unit = NO_UNIT, *, money: bool = True
) -> Amounts:
    """Read a column of amounts.

    "1,234" alone could be 1234 or 1.234. It is read only where the file shows how it writes numbers, as
    1,234,567 and 1,234.50 do, or where its currency has no decimals.

    Args:
        column: the column.
        habits: how the file writes numbers.
        unit: what the file or the column's name says; it holds where a cell says nothing.
        money: whether they are amounts of money, so that none is a percentage; else all are, or none.
    """
    place = Where(column.cells.file, None, column.cells.name)
    reader = _Reader(habits, unit, column.exact, shares=not money and _are_percentages(column))
    if column.plain is not None:
        power = unit.power
        values = column.plain * 10.0**power if power >= 0 else column.plain / 10.0**-power
        return Amounts(values, frozenset(reader.currencies), [])
    values, findings = column.cells.parse(reader.read, np.nan, "float64")
    findings += _normalised(column.cells, reader, place)
    return Amounts(values, frozenset(reader.currencies), findings, frozenset(reader.taxes))


def _are_percentages(column: NumberColumn) -> bool:
    texts = [text for text in column.cells.texts if text]
    return bool(texts) and all(unified_amount(text).endswith("%") for text in texts)


def _normalised(cells: Column, reader: "_Reader", place: Where) -> list[Finding]:
    findings = []
    if reader.grouped:
        example, mark = reader.grouped
        variant = "decimal_comma" if mark == "," else "decimal_point"
        if not {",", "."} <= {mark, *example}:
            variant = "other_mark"
        findings.append(
            Finding.of(
                "thousands_separators_removed", place, variant=variant, column=cells.name, example=example
            )
        )
    elif reader.decimal_comma:
        text = reader.decimal_comma
        findings.append(Finding.of("decimal_comma_read", place, column=cells.name, text=text))
    for text, unit in reader.units.values():
        factor = unit.factor
        findings.append(
            Finding.of("unit_applied", place, variant="cells", text=text, unit=unit.text, factor=factor)
        )
    if reader.marked:
        text, amount = reader.marked
        findings.append(
            Finding.of("amounts_normalised", place, column=cells.name, text=shorten(text), amount=amount)
        )
    findings += _signs(reader, cells.file, place)
    if len(reader.currencies) > 1:
        names = sorted(reader.currencies)
        findings.append(Finding.of("mixed_currencies", place, variant="column", names=names))
    return findings


def _signs(reader: "_Reader", file: str, place: Where) -> list[Finding]:
    """What a sign of several currencies was taken for; a doubt, where that currency has no coins so small."""
    findings = []
    for sign in reader.signs:
        currency = CURRENCIES[sign]
        others = sorted(SIGNS[sign] - {currency})
        doubted = currency in WHOLE and sign in reader.parts
        text = (reader.parts if doubted else reader.signs)[sign]
        if doubted or currency not in WHOLE:
            snippet = as_unit(file, others[0])
            values = {"text": shorten(text), "currency": currency, "others": others, "other_snippet": snippet}
            variant = "coins" if doubted else "sign"
            findings.append(Finding.of("unnamed_currency", place, variant=variant, sign=sign, **values))
    return findings


class _Reader:
    """Reads the texts of one column, and remembers what was out of the ordinary."""

    def __init__(self, habits: Habits, unit: Unit, exact: bool, *, shares: bool) -> None:
        self._shares = shares
        self._mark: DecimalMark | None = "." if exact else habits.mark
        self._unit = unit
        self.taxes: set[bool] = set()
        self.grouped: tuple[str, DecimalMark] | None = None
        self.decimal_comma = ""
        self.marked: tuple[str, float] | None = None
        self.units: dict[str, tuple[str, Unit]] = {}
        self.signs: dict[str, str] = {}
        self.parts: dict[str, str] = {}
        self.currencies: set[str] = {unit.currency} if unit.currency else set()

    def read(self, text: str) -> float:
        """The amount that a text names.

        Raises:
            CellError: `unreadable_number` or `non_finite`.
        """
        if self._shares:
            text = unified_amount(text).removesuffix("%")
        spelled = spelled_or_refused(text)
        power = self._power(text, spelled.unit)
        digits = self._plain(text, spelled)
        raised = "e" in digits.lower()
        amount = float(digits) * 10**power if raised else float(f"{digits}e{power}")
        if abs(amount) >= LARGEST:
            raise CellError("unreadable_number", variant="too_large")
        if raised and _is_rounded(spelled.digits):
            raise CellError("unreadable_number", variant="rounded")
        if (tax := with_tax(text)) is not None:
            self.taxes.add(tax)
            if len(self.taxes) > 1:
                raise CellError("unreadable_number", variant="two_taxes")
        if amount % 1 and spelled.unit.text in self.signs:
            self.parts.setdefault(spelled.unit.text, text)
        beside = spelled.unit.text and not spelled.unit.power
        if beside or unified_amount(text) != text or (spelled.negative and not text.startswith("-")):
            self.marked = self.marked or (text, -amount if spelled.negative else amount)
        amount = amount / 100 if self._shares else amount
        return -amount if spelled.negative else amount

    def _power(self, text: str, unit: Unit) -> int:
        if unit.currency and not self._unit.final:
            self._note_currency(text, unit)
        if not unit.text:
            return self._unit.power
        if self._unit.power and unit.power != self._unit.power:
            raise CellError("unreadable_number", variant="two_units", unit=self._unit.text)
        if unit.power:
            self.units.setdefault(unit.text, (text, unit))
        return unit.power

    def _note_currency(self, text: str, unit: Unit) -> None:
        """A sign of several currencies means the one that the file names."""
        if self._unit.currency in SIGNS.get(unit.text, ()):
            return
        self.currencies.add(unit.currency or "")
        if unit.text in SIGNS and not self._unit.currency:
            self.signs.setdefault(unit.text, text)

    def _plain(self, text: str, spelled: Spelled) -> str:
        digits = spelled.digits
        whole = spelled.unit.currency in WHOLE or self._unit.currency in WHOLE
        in_thousands = spelled.unit.power or self._unit.power
        mark = self._mark
        if mark is None and whole and not in_thousands and _EITHER.fullmatch(digits):
            mark = "." if "," in digits else ","
        if _EITHER.fullmatch(digits) and mark is None:
            raise CellError("unreadable_number", variant="ambiguous")
        candidates: tuple[DecimalMark, ...] = (mark,) if mark else (".", ",")
        for candidate in candidates:
            if _GROUPED[candidate].fullmatch(digits):
                self.grouped = self.grouped or (text, candidate)
                return re.sub(rf"[^\d{candidate}]", "", digits).replace(candidate, ".")
        if mark == "," and _DECIMAL_COMMA.fullmatch(digits):
            self.decimal_comma = self.decimal_comma or text
            return digits.replace(",", ".")
        if not _PLAIN.fullmatch(digits) or (mark == "," and "." in digits):
            raise CellError("unreadable_number", variant="not_a_number")
        return digits


def _is_rounded(digits: str) -> bool:
    """Whether fewer digits stand there than the power of ten asks for: 4.28E+06, 4e6."""
    power = _POWER.fullmatch(digits)
    return power is not None and int(power["exponent"]) > len(power["decimals"] or "")
