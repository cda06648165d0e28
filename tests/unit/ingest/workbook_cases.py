"""Findings about workbooks: which sheet is read, and what of it people do not see."""

import io
import zipfile
from collections.abc import Callable, Sequence

import xlsxwriter
from unit.ingest.tables import MONTHS, RADIO, TV, Case, Files, spend, table

Sheets = dict[str, Sequence[Sequence[object]]]

ROWS: Sequence[Sequence[object]] = [
    ["month", "tv", "radio"],
    *([month, tv, radio] for month, tv, radio in zip(MONTHS, TV, RADIO, strict=True)),
]
NOTES: Sequence[Sequence[object]] = [["a note"]]
NO_SPEND = {"spend.csv": None}

Change = Callable[[xlsxwriter.worksheet.Worksheet], object]
"""What is done to the sheet `data`, after its cells were written."""


def workbook(sheets: Sheets, *changes: Change, hidden: str = "") -> bytes:
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data)
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
        if name == hidden:
            sheet.hide()
        if name == "data":
            for change in changes:
                change(sheet)
    book.close()
    return data.getvalue()


SHEET = workbook({"data": ROWS})


def changed(*changes: Change) -> Files:
    return {**NO_SPEND, "spend.xlsx": workbook({"data": ROWS}, *changes)}


def with_xml(old: bytes, new: bytes) -> Files:
    """The workbook with something else in the XML of its sheet."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(SHEET)) as found, zipfile.ZipFile(made, "w") as packed:
        for name in found.namelist():
            part = found.read(name)
            packed.writestr(name, part.replace(old, new) if name == "xl/worksheets/sheet1.xml" else part)
    return {**NO_SPEND, "spend.xlsx": made.getvalue()}


def hide_row(number: int) -> Change:
    return lambda sheet: sheet.set_row(number - 1, None, None, {"hidden": True})


def hide_column(letters: str) -> Change:
    return lambda sheet: sheet.set_column(letters, None, None, {"hidden": True})


def merge(area: str, text: object) -> Change:
    return lambda sheet: sheet.merge_range(area, text)


def formula(cell: str, shown: str) -> Change:
    return lambda sheet: sheet.write_formula(cell, "=Sheet9!A1", None, shown)


def formatted(*codes: str) -> Files:
    """Spend on TV whose number formats take turns."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data)
    formats = [book.add_format({"num_format": code}) for code in codes]
    sheet = book.add_worksheet("data")
    sheet.write_row(0, 0, ["month", "tv"])
    for at, (month, tv) in enumerate(zip(MONTHS, TV, strict=True)):
        sheet.write(at + 1, 0, month)
        sheet.write(at + 1, 1, tv, formats[at % len(formats)])
    book.close()
    return {**NO_SPEND, "spend.xlsx": data.getvalue()}


FORMAT_CASES = [
    Case(
        "mixed_currencies",
        "error",
        formatted("[$¥-804]#,##0", "[$¥-411]#,##0"),
        formatted("[$¥-804]#,##0", "[$¥-zh-CN]#,##0"),
        ["CNY and JPY"],
    ),
    Case(
        "mixed_currencies",
        "error",
        formatted("[$€-407] #,##0.00", "[$$-409]#,##0.00"),
        formatted("[$€-407] #,##0.00", "#,##0.00 [$€-407]", "[$-411]#,##0;[Red]-#,##0"),
        ["EUR and USD"],
    ),
    Case(
        "mixed_currencies",
        "error",
        {**formatted('"¥"#,##0_);\\("¥"#,##0\\)'), "revenue.csv": table("month,revenue ($)", MONTHS, TV)},
        {**formatted('"¥"#,##0_);\\("¥"#,##0\\)'), "revenue.csv": table("month,revenue (¥)", MONTHS, TV)},
        ["JPY and USD"],
    ),
    Case(
        "broken_workbook",
        "error",
        with_xml(b'<c r="B2">', b"<c r='B2'>"),
        with_xml(b"<v>1000</v>", b"<f>SUM(A1='x'!B1)</f><v>1000</v>"),
        ["would be missed"],
    ),
    Case(
        "broken_workbook",
        "error",
        with_xml(b"<sheetData>", b'<x:sheetData xmlns:x="x"/><sheetData>'),
        with_xml(b"<sheetData>", b'<sheetData xmlns:x="x">'),
        ["would be missed"],
    ),
    Case("unit_applied", "info", formatted('#,##0"千円"'), formatted('#,##0"円"'), ["'1000千円'"]),
    Case("unreadable_number", "error", formatted("0.0%"), formatted("0.0"), ["'100000%' is a percentage"]),
    Case("unreadable_number", "error", formatted("#,##0,"), formatted("#,##0"), ["1000 [#,##0,]"]),
    Case(
        "spreadsheet_error",
        "error",
        with_xml(b"<v>1000</v>", b"<f>A1</f><v></v>"),
        with_xml(b"<v>1000</v>", b"<f>A1</f><v>1000</v>"),
        ["without its result"],
    ),
]

WORKBOOK_CASES = [
    *FORMAT_CASES,
    Case(
        "broken_workbook",
        "error",
        {**NO_SPEND, "spend.xlsx": SHEET[:-30]},
        {**NO_SPEND, "spend.xlsx": SHEET},
    ),
    Case(
        "broken_workbook",
        "error",
        with_xml(b'</row><row r="5"', b'</row r="5"'),
        with_xml(b'</row><row r="5"', b'</row> <row r="5"'),
    ),
    Case(
        "broken_workbook",
        "error",
        with_xml(b'<row r="5"', b'<row r="4"'),
        with_xml(b'<row r="5"', b'<row  r="5"'),
        ["row 4 stands after row 4"],
    ),
    Case(
        "unclear_sheet",
        "error",
        {**NO_SPEND, "spend.xlsx": workbook({"one": ROWS, "two": ROWS})},
        {**NO_SPEND, "spend.xlsx": workbook({"one": ROWS, "two": NOTES})},
        ["one and two"],
    ),
    Case(
        "unclear_sheet",
        "error",
        {**NO_SPEND, "spend.xlsx": workbook({"one": NOTES, "two": NOTES})},
        {**NO_SPEND, "spend.xlsx": workbook({"one": NOTES, "two": ROWS})},
        ["None of the sheets"],
    ),
    Case(
        "merged_header",
        "error",
        {**NO_SPEND, "spend.xlsx": workbook({"data": ROWS}, merge("B1:C1", "tv"))},
        {**NO_SPEND, "spend.xlsx": SHEET},
    ),
    Case(
        "sheet_read",
        "info",
        {**NO_SPEND, "spend.xlsx": workbook({"notes": NOTES, "data": ROWS})},
        {**NO_SPEND, "spend.xlsx": SHEET},
        ["'data' was read"],
    ),
    Case(
        "hidden_cells",
        "warning",
        changed(hide_row(3), hide_row(5)),
        changed(hide_row(1), hide_row(30)),
        ["2 rows (3 and 5)"],
    ),
    Case(
        "hidden_cells",
        "warning",
        changed(hide_column("C:C")),
        changed(hide_column("D:XFD")),
        ["1 column (radio)"],
    ),
    Case(
        "hidden_cells",
        "info",
        {**NO_SPEND, "spend.xlsx": workbook({"data": ROWS, "old": ROWS}, hidden="old")},
        {**NO_SPEND, "spend.xlsx": workbook({"data": ROWS, "notes": NOTES})},
        ["1 hidden sheet, not read: old"],
    ),
    Case(
        "merged_cells",
        "warning",
        changed(merge("B4:B6", 1000)),
        changed(merge("E4:F4", "a note")),
        ["B4:B6"],
    ),
    Case(
        "spreadsheet_error",
        "error",
        changed(formula("B3", "#REF!")),
        changed(formula("B3", "5")),
        ["'#REF!'"],
    ),
    Case(
        "spreadsheet_error",
        "error",
        {"spend.csv": spend(tv=["#######", *TV[1:]])},
        {"spend.csv": table("month,#,tv", MONTHS, range(24), TV)},
        ["too narrow"],
    ),
    Case(
        "spreadsheet_error",
        "error",
        {"spend.csv": table("month,#N/A,tv", MONTHS, RADIO, TV)},
        {"spend.csv": table("month,N#A,tv", MONTHS, RADIO, TV)},
        ["'#N/A'"],
    ),
    Case(
        "spreadsheet_error",
        "error",
        {"spend.csv": "month,channel,cost\n" + "".join(f"{month},#VALUE!,5\n" for month in MONTHS)},
        {"spend.csv": "month,channel,cost\n" + "".join(f"{month},#VALUE,5\n" for month in MONTHS)},
    ),
]
