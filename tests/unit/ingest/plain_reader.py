"""A second reader of the files that are damaged, plain and slow: what must have come of every row."""

import csv
import gzip
import io
import zipfile
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from unit.ingest.damage import Original

Rows = Sequence[Sequence[str]]


def rows_of(original: Original, data: bytes) -> Rows:
    """The rows with more than separators, as the csv module cuts them; of a workbook, as its XML does."""
    if original.name.endswith(".xlsx"):
        rows = _rows_of_workbook(data)
    else:
        text = io.StringIO(_decoded(data), newline="")
        rows = list(csv.reader(text, delimiter=original.separator, strict=True))
    return [row for row in rows if any(cell.strip(" \t;,") for cell in row)]  # separators alone are no row


def spend_of(original: Original, rows: Rows) -> float | None:
    """All spend of these rows; None where the header or an amount is not written as it was."""
    header = list(original.header)
    if header not in rows:
        return None
    places = [header.index(name) for name in original.spend]
    cells = [row[place] for row in rows[rows.index(header) + 1 :] for place in places]
    try:
        return sum(original.amount(cell) for cell in cells)
    except ValueError:
        return None


def _decoded(data: bytes) -> str:
    data = gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp932")


def _rows_of_workbook(data: bytes) -> list[list[str]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = ET.fromstring(archive.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - made by the test
    return [[cell.findtext("{*}v", "") for cell in row] for row in sheet.iterfind(".//{*}row")]
