"""Number formats of workbooks: the signs and words with which a spreadsheet shows a stored number."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from spendcast_ingest.glyphs import unified
from spendcast_ingest.markup import xml_parser

_BUILT_IN = {
    **dict.fromkeys((5, 6, 7, 8), '"$"#,##0'),
    **dict.fromkeys((9, 10), "0%"),
    **dict.fromkeys((42, 44), '"$"* #,##0'),
}
"""Formats that have a number and no code in the file; all others of that kind show a number as it is."""

_LONGEST = 255
"""Characters of a format that a spreadsheet takes."""

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[\$(?P<currency>[^\]-]*)-?(?P<place>[^\]]*)\]'
    r"|\[(?P<test>[<>=]{1,2})(?P<bound>-?(?:\d+\.?\d*|\.\d+))\]|\[[^\]]*\]"
    r"|(?P<digits>General|[0#?][0#?.,/ ]*(?:E[+-]0+)?)|(?P<literal>.)",
    re.DOTALL | re.IGNORECASE,
)
_SECTIONS = re.compile(r'((?:"[^"]*"|\\.|\[[^\]]*\]|[^;"\\\[])*)(?:;|$)', re.DOTALL)
_SIGNS = re.compile(r"[-+()△▲\s]")
"""A number's own sign says more than how its format shows it."""

_OF_MANY = {
    sign: {place: currency for currency, places in owners.items() for place in places.split()}
    for sign, owners in {
        "$": {
            "USD": "409 540A 500A US PR",
            "AUD": "C09 AU",
            "CAD": "1009 C0C CA",
            "HKD": "C04 3C09 HK",
            "MXN": "80A MX",
            "NZD": "1409 NZ",
            "SGD": "1004 4809 SG",
            "TWD": "404 TW",
        },
        "¥": {"JPY": "411 JP", "CNY": "804 1004 C04 1404 478 CN SG HK MO"},
        "kr": {"DKK": "406 438 DK FO", "NOK": "414 814 NO", "SEK": "41D 81D SE FI"},
    }.items()
}
"""Signs that stand for several currencies, and whose they are by a place: its number as Windows counts, or
its letters."""

_TESTS = {
    "<": float.__lt__,
    "<=": float.__le__,
    ">": float.__gt__,
    ">=": float.__ge__,
    "=": float.__eq__,
    "<>": float.__ne__,
}


@dataclass(frozen=True)
class _Section:
    """How the numbers of one sign, or those that pass a test, are shown."""

    before: str
    after: str
    scaled: bool
    test: str = ""
    bound: float = 0.0

    @property
    def is_plain(self) -> bool:
        return not (self.before or self.after or self.scaled)

    def holds(self, number: float) -> bool:
        return bool(_TESTS[self.test](number, self.bound)) if self.test in _TESTS else False


@dataclass(frozen=True)
class NumberFormat:
    """A format that shows more than a number, such as `[$¥-411]#,##0` and `0.0%`.

    Attributes:
        code: as it stands in the file.
        sections: for numbers above zero, below zero and zero, or with tests of their own.
    """

    code: str
    sections: tuple[_Section, ...]

    def shown(self, number: float, plain: str) -> str:
        """A number with the signs and words that a spreadsheet shows beside it, in all its digits.

        A number that is shown divided is given with its format in brackets, so that it is read as no amount:
        whether 1,234 or 1,234,000 is meant cannot be told from it.

        Args:
            number: the stored number.
            plain: its text.
        """
        section = self._section(number)
        if section.is_plain:
            return plain
        if section.scaled:
            return f"{plain} [{self.code}]"
        if "%" in section.before + section.after:
            plain = f"{100 * number:.12g}"
        return f"{section.before}{plain}{section.after}"

    def _section(self, number: float) -> _Section:
        tested = [section for section in self.sections if section.test]
        if tested:
            return next((one for one in tested if one.holds(number)), self.sections[-1])
        at = 0 if number > 0 else 1 if number < 0 else 2
        return self.sections[at] if at < len(self.sections) else self.sections[0]


class _Styles:
    """Gathers the formats of a workbook, and which of them each style of cells has."""

    def __init__(self) -> None:
        self.codes = dict(_BUILT_IN)
        self.of_cells: list[int] = []
        self._within = ""

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        if name in ("numFmts", "cellXfs"):
            self._within = name
        elif (self._within, name) == ("numFmts", "numFmt"):
            self.codes[int(attributes.get("numFmtId", ""))] = attributes.get("formatCode", "")
        elif (self._within, name) == ("cellXfs", "xf"):
            self.of_cells.append(int(attributes.get("numFmtId", "0")))

    def end(self, name: str) -> None:
        if name == self._within:
            self._within = ""


def telling_formats(styles: bytes) -> Mapping[int, NumberFormat]:
    """The formats that show more than a number, by the style of cells that have them.

    Args:
        styles: the XML of a workbook's styles.

    Raises:
        ExpatError: it is no XML.
        ValueError: it has a document type, a format without a number, or one that is too long.
    """
    found = _Styles()
    parser = xml_parser()
    parser.StartElementHandler = found.begin
    parser.EndElementHandler = found.end
    parser.Parse(styles, True)
    formats = (
        (style, number_format(found.codes.get(number, ""))) for style, number in enumerate(found.of_cells)
    )
    return {style: one for style, one in formats if one}


def number_format(code: str) -> NumberFormat | None:
    """What a format's code says; None if it shows nothing but the number.

    Raises:
        ValueError: it is longer than a spreadsheet lets it be.
    """
    if len(code) > _LONGEST:
        raise ValueError(f"a number format of {len(code)} characters")
    sections = tuple(_section(part) for part in _SECTIONS.findall(code)[:4] if part)
    return NumberFormat(code, sections) if any(not one.is_plain for one in sections) else None


def _section(code: str) -> _Section:
    before = after = ""
    scaled = seen = False
    test, bound = "", 0.0
    for match in _TOKEN.finditer(code):
        if match["digits"]:
            seen = True
            scaled = scaled or match["digits"].rstrip(" ").endswith(",")
            continue
        if match["test"]:
            test, bound = match["test"], float(match["bound"])
        said = next(filter(None, (match[name] for name in ("quoted", "escaped", "literal"))), "")
        said = _currency(match["currency"], match["place"]) if match["currency"] else _SIGNS.sub("", said)
        if seen:
            after += said
        else:
            before += said
    return _Section(before, after, scaled, test, bound) if seen else _Section("", "", scaled=False)


def _currency(sign: str, place: str) -> str:
    """A currency's sign; its code where the sign has several, and no amount's where the place is unknown."""
    sign, place = _SIGNS.sub("", sign), place.rsplit("-", 1)[-1][-4:].lstrip("0").upper()
    owners = _OF_MANY.get(unified(sign).rstrip(".").casefold())
    return sign if not owners or not place else owners.get(place, f"{sign}-{place}")
