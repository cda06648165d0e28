"""The template as a workbook: columns that take amounts alone, and a sheet of instructions."""

import io
from datetime import date, datetime, time
from typing import Any

import xlsxwriter

from spendcast_cli.empty_table import EmptyTable, Language

_SHEETS: dict[Language, tuple[str, str]] = {
    "en": ("Spend and revenue", "Instructions"),
    "ja": ("広告費と売上", "使い方"),
}

_REFUSED: dict[Language, tuple[str, str]] = {
    "en": ("Not an amount", "Write an amount without text or units, such as 1234.56; 0 if there was none."),
    "ja": (
        "金額ではありません",
        "文字や単位を付けず、1234.56 のように入力してください。なかった場合は 0 です。",
    ),
}

_INSTRUCTIONS: dict[Language, tuple[str, ...]] = {
    "en": (
        "How to fill in the other sheet",
        "1. Write into each row the revenue of that {period}, and what was spent on each channel in it.",
        "2. Write 0 where nothing was spent. An empty cell is not taken for 0: it is refused.",
        "3. Write all amounts in one currency and one unit: 1200000, not 1,200 thousand.",
        "4. Delete the rows at the top of which you know nothing. Leave out no row in between.",
        "5. Rename channels, or add columns, in the first row: spend_NAME is the spend on the channel NAME.",
        "6. Two years are a good beginning; seven {period}s a channel are the least that tells anything.",
        "7. Save it as .xlsx and check it: spendcast data add --check FILE. Nothing is stored by that.",
    ),
    "ja": (
        "入力のしかた(もう一枚のシートに入力してください)",
        "1. 各行に、その{period}の売上と、媒体ごとに使った広告費を入力してください。",
        "2. 支出がなかった場合は 0 と入力してください。空欄は 0 とはみなされず、受け付けられません。",
        "3. 金額はすべて同じ通貨・同じ単位で入力してください(1,200千円ではなく 1200000)。",
        "4. 実績がわからない古い期間は、上から行ごと削除してください。途中の行は抜かないでください。",
        "5. 媒体名の変更や列の追加は1行目で行ってください。「○○広告費」が媒体「○○」の広告費になります。",
        "6. まずは2年分を目安にしてください。少なくとも、媒体の数の7倍の{period}数が必要です。",
        "7. .xlsx のまま保存し、spendcast data add --check ファイル名 で確認してください(保存はされません)。",
    ),
}

_PERIOD: dict[Language, dict[str, str]] = {
    "en": {"month": "month", "week": "week"},
    "ja": {"month": "月", "week": "週"},
}


def as_workbook(table: EmptyTable) -> bytes:
    """The table as .xlsx; the sheet of instructions has no header, so that it is not read for data."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    data, instructions = _SHEETS[table.language]
    _fill(book, book.add_worksheet(data), table)
    _instruct(book, book.add_worksheet(instructions), table)
    book.close()
    return made.getvalue()


def _fill(book: Any, sheet: Any, table: EmptyTable) -> None:
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    money = book.add_format({"num_format": "#,##0"})
    left, last = len(table.when), len(table.rows)
    sheet.write_row(0, 0, [*table.when, *table.amounts], bold)
    for at, cells in enumerate(table.rows, 1):
        for position, cell in enumerate(cells):
            if isinstance(cell, date):
                sheet.write_datetime(at, position, datetime.combine(cell, time()), day)
            else:
                sheet.write_number(at, position, cell)
    right = left + len(table.amounts) - 1
    sheet.set_column(0, left - 1, 12)
    sheet.set_column(left, right, 16, money)
    title, message = _REFUSED[table.language]
    rule = {
        "validate": "decimal",
        "criteria": ">=",
        "value": 0,
        "error_title": title,
        "error_message": message,
    }
    sheet.data_validation(1, left, last, right, rule)
    sheet.freeze_panes(1, left)


def _instruct(book: Any, sheet: Any, table: EmptyTable) -> None:
    title, *lines = _INSTRUCTIONS[table.language]
    period = _PERIOD[table.language][table.grain]
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 100)
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
    for at, line in enumerate(lines, 2):
        sheet.write_string(at, 0, line.format(period=period), wrapped)
