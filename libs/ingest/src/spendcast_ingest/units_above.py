"""Units of amounts that are stated for a whole table: above its header, below its rows, or in a name."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from spendcast_ingest.findings import Finding, Refused, Where, shorten
from spendcast_ingest.units import CODES, NO_UNIT, Unit, unit_in_name, unit_of

_WORDS = 6
"""How many words after "in" or "currency" are read as a unit."""

_BRACKETS = re.compile(r"[(\[【<]([^()\[\]【】<>]+)[)\]】>]")
_LEAD = re.compile(
    r"(?:(?:単位|通貨|通货|货币|币种|单位|단위|통화|\bcurrency|\bwährung|\bdevise|\bmoneda)"
    r"(?:コード| code)?\s*(?P<colon>[:=]|は)?|\bunits?\s*[:=]|\b(?:in|en)\b)\s*",
    re.IGNORECASE,
)
_UNIT = re.compile(r"\W*(?:単位|units?|einheit|unité|unidad|单位|단위)\W*|[-\u2014]", re.IGNORECASE)

_HEADING = re.compile(
    r"[\W_]*(?:(?:金額)?(?:単位|通貨)\W*|currency\W+|units?\s*[:=]\W*)(?P<unit>\w.*?)\W*", re.IGNORECASE
)
"""The name of a column that states a unit and nothing else: 単位:千円, as it may stand beside a header."""

_OTHERS = re.compile(r"\s*[、,・/]\s*(?:%|件|人|回|倍|率)(?=\W|$)")
"""What reports count beside money, as in 単位:千円、%."""

_DOUBT = re.compile(
    rf"(?<![\d.,])(?<!\d )\b(?:{'|'.join(sorted(CODES))})\b(?! ?[\d.,])"
    rf"|(?<![\d.,])(?:千円|万円|百万円|億円)|\b(?i:thousands|millions|tsd)\b|\b[TKkM](?:{'|'.join(sorted(CODES))})\b"
)
"""Words of money that stand in no place where a unit is stated. Beside a number they are an amount."""


@dataclass(frozen=True)
class Stated:
    """A unit that is stated for a whole table.

    Attributes:
        unit: it; nothing, if none is stated.
        text: the line or name that states it.
        row: of the line, as a spreadsheet shows it.
        variant: of the finding that tells of it: a line `above` the header, a `note` below the rows, or a
            `name`.
    """

    unit: Unit = NO_UNIT
    text: str = ""
    row: int | None = None
    variant: Literal["above", "note", "name"] = "above"


NOTHING_STATED = Stated()


def stated_in_lines(
    file: str, lines: Iterable[tuple[int, Sequence[str]]], variant: Literal["above", "note"] = "above"
) -> Stated:
    """The unit that lines above a header or below the rows state, such as 単位:千円 and "Report in USD".

    Args:
        file: name for the findings.
        lines: row and cells of each.
        variant: where they stand.

    Raises:
        Refused: `unclear_unit`: words of money that do not say clearly what amounts are counted in, or two
            lines that contradict each other.
    """
    found = Stated(variant=variant)
    for row, cells in lines:
        text = " ".join(filter(None, cells))
        unit = _stated_in(text)
        if unit is None or _is_per_column(cells):
            place = Where(file, row)
            raise Refused(Finding.of("unclear_unit", place, variant=variant, row=row, text=shorten(text)))
        together = found.unit.beside(unit)
        if together is None:
            raise contradiction(file, found.text, shorten(text))
        if unit.text:
            found = Stated(together, found.text or shorten(text), found.row or row, variant)
    return found


def stated_by_names(file: str, names: Iterable[str], stated: Stated) -> Stated:
    """The unit that lines above the header state, together with those in names of file, sheet and labels.

    Raises:
        Refused: `unclear_unit`: they contradict each other.
    """
    for name in names:
        unit = unit_in_name(name)
        if unit is None:
            raise Refused(Finding.of("unclear_unit", Where(file), variant="name", name=shorten(name)))
        together = stated.unit.beside(unit)
        if together is None:
            raise contradiction(file, stated.text, shorten(name))
        if unit.text:
            new = stated if stated.unit.text else Stated(unit, shorten(name), None, "name")
            stated = replace(new, unit=together)
    return stated


def _stated_in(line: str) -> Unit | None:
    """What one line states; None if that is not clear."""
    plain = _OTHERS.sub("", unicodedata.normalize("NFKC", line))
    whole = unit_of(plain)
    found = whole if whole and _says_something(whole) else NO_UNIT
    for unit in _candidates(plain):
        together = unit and found.beside(unit)
        if together is None:
            return None
        found = together
    if found is NO_UNIT and _DOUBT.search(plain):
        return None
    return found


def _candidates(line: str) -> Iterator[Unit | None]:
    """Units in brackets and after the words that announce one; None for one that is not understood."""
    for match in _BRACKETS.finditer(line):
        unit = unit_of(match[1])
        if unit and _says_something(unit):
            yield unit
    for match in _LEAD.finditer(line):
        rest = re.split(r"[()\[\]【】<>|。]", line[match.end() :])[0].split()
        said = {count: unit_of(" ".join(rest[:count])) for count in range(1, _WORDS + 1)}
        clear = [count for count, unit in said.items() if unit and _says_something(unit)]
        last = min(clear[-1], len(rest)) if clear else 0
        if any(unit and _says_something(unit) for unit in map(unit_of, rest[last:])):
            yield None
        elif clear:
            yield said[last]
        elif match["colon"] and rest:
            yield None


def _says_something(unit: Unit) -> bool:
    return bool(unit.currency) or unit.sized


def states_unit(name: str) -> bool:
    """Whether the name of a column states what amounts are counted in, and is about nothing else."""
    match = _HEADING.fullmatch(unicodedata.normalize("NFKC", name))
    unit = unit_of(match["unit"]) if match else None
    return unit is not None and _says_something(unit)


def is_row_of_units(cells: Sequence[str]) -> bool:
    """Whether a row holds nothing but units, or the word for them, in some of its cells."""
    filled = [cell for cell in cells if cell and not _UNIT.fullmatch(cell)]
    units = [unit_of(cell) for cell in filled]
    return bool(filled) and all(unit and _says_something(unit) for unit in units)


def _is_per_column(cells: Sequence[str]) -> bool:
    """Whether a row holds units of single columns: several, or one over another column than the first."""
    cells = [unicodedata.normalize("NFKC", cell).strip("()[]【】<> ") for cell in cells]
    if not is_row_of_units(cells) or any(map(_LEAD.search, cells)):
        return False
    filled = [position for position, cell in enumerate(cells) if cell]
    units = [position for position in filled if not _UNIT.fullmatch(cells[position])]
    return len(units) > 1 or filled[0] == units[0] > 0


def contradiction(file: str, one: str, other: str) -> Refused:
    """The refusal of a file that says two things about what its amounts are counted in."""
    values = {"one": one, "other": other}
    return Refused(Finding.of("unclear_unit", Where(file), variant="contradiction", file=file, **values))
