"""Findings about tables of which only one would be read, and about rows that look like a header."""

from collections.abc import Sequence

from unit.ingest.tables import BOTH, MONTHS, RADIO, REVENUE, TV, Case, Files, spend, table
from unit.ingest.workbook_cases import NOTES, ROWS, workbook

_TOTALLED = table("month,tv,radio,total", MONTHS, TV, RADIO, BOTH)
_SPLIT = [month.split("-") for month in MONTHS]
_APART = table("year,month,tv,total", *zip(*_SPLIT, strict=True), TV, TV)
_WEEKDAYS = ["月", "火", "水", "木", "金", "土", "日"] * 4
_MILLIONS = [int(tv) * 10_000 + 14_000_811 for tv in TV]
_LARGE = table("month,tv,total", MONTHS, _MILLIONS, _MILLIONS)
_CENTS = table("month,tv,total", MONTHS, [f"{int(tv)}.50" for tv in TV], [f"{int(tv)}.50" for tv in TV])
_NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_NAMED = f"2024\n{table('month,tv,total', _NAMES, TV[:12], TV[:12])}"
_FISCAL = table("年度,月,テレビ,合計", ["2024年度"] * 12, [*range(4, 13), 1, 2, 3], TV[:12], TV[:12])
_SHORT = table("month,tv,total", MONTHS, [f"{int(tv)}.5K" for tv in TV], [f"{int(tv)}.5K" for tv in TV])
_TRANSPOSED = f"channel,{','.join(MONTHS)}\nradio,{','.join(map(str, _MILLIONS))}\n"
_TOTALS: Sequence[Sequence[object]] = [
    ["month", "tv", "total"],
    *([month, tv, tv] for month, tv in zip(MONTHS, TV, strict=True)),
]


def _said(sheet: str) -> Files:
    """A workbook of which both sheets hold data, and what mapping.json says of it."""
    said = f'{{"files": {{"spend.xlsx": {{"sheet": "{sheet}"}}}}}}'
    return {
        "spend.csv": None,
        "spend.xlsx": workbook({"one": ROWS, "two": _TOTALS}),
        "mapping.json": said,
    }


def tidy(names: str, *, words: bool = True) -> str:
    """A table of two channels with a row for each month and channel."""
    rows = [
        (month, name if words else len(name), amount)
        for month, *both in zip(MONTHS, TV, RADIO, strict=True)
        for name, amount in zip(("cinema", "posters"), both, strict=True)
    ]
    return table(f"month,{names}", *zip(*rows, strict=True))


def _rows(*lines: str) -> Sequence[Sequence[object]]:
    return [line.split(",") for line in lines]


TABLE_CASES = [
    *(
        Case(
            "two_tables",
            "error",
            {"spend.csv": f"{above}\n{spend()}"},
            {"spend.csv": f"{near}\n{spend()}"},
            [f"found in row {row}", f"in row {first}."],
        )
        for above, near, row, first in [
            (_TOTALLED, "month,tv,radio,total\n", 27, 2),
            (_TOTALLED.replace(",", ";"), "Period;2023-01;2024-12\n", 27, 2),
            (_APART, "year,month,tv,total\n2023,2024,,\n", 27, 2),
            ("Date,Vendor,Amount\n2023-01-05,Acme,10\n", "Account,Acme,10\n2023-01-05,Vendor,365\n", 4, 2),
            ("年月,テレビ,合計\n1月,5,5\n2月,7,7\n", "期間,1月～12月,\n対象,テレビ\n", 5, 2),
            ("month,tv\n\n千円,\n2023-01,5\n2023-02,7\n", "month,tv\n\n千円,\n", 7, 4),
            ("2023-01,5\n2023-02,7\n", "Days,2023-01-01,2024-12-31,731\n", 4, 1),
            (_LARGE, "Account,14740811\nPeriod,20230101,20241231\nManager,87654321\n", 27, 2),
            (_CENTS, "Version,1474.08\n2023-01-05\n", 27, 2),
            (_NAMED, "2024\nJan,Dec\nVersion,5\n", 16, 3),
            (_FISCAL, "2024年度,4\n2025年度,5\n", 15, 2),
            (_SHORT, "Period,2023-01,2024-12\nFollowers,12.5K\n", 27, 2),
            (_TRANSPOSED, "Period,2023-01,2024-12\nVersion,14740811,2\n", 4, 2),
            ("tv,2023-01,5\ntv,2023-02,7\n", "From,2023-01-01,Rows,24\nTo,2024-12-31,Rows,24\n", 4, 1),
            (
                "Account,Day,Amount\nA,2023-01-01,5\nB,2023-01-02,7\n",
                "Created,05.01.2026,10\nUpdated,06.01.2026,11\n",
                5,
                2,
            ),
            (
                "Vendor,Booked,Sum\nA,2023-01-01,5\nB,2023-01-02,7\n",
                "Period,2023-01-01,2024-12-31\nSpend 2023,2023-12-31,12345\nSpend 2024,2024-12-31,23456\n",
                5,
                2,
            ),
            (
                "A,2023-01-01,5\nB,2023-01-02,7\nC,2023-01-03,9\nD,2023-01-04,9\n",
                "From,2023-01-01,1\nTo,2024-12-31,2\nCreated,2025-01-03,3\n",
                6,
                1,
            ),
        ]
    ),
    Case(
        "two_tables",
        "error",
        {"spend.csv": f"{_TOTALLED}\n{spend()}"},
        {
            "spend.csv": f"{_TOTALLED}\n{spend()}",
            "mapping.json": '{"files": {"spend.csv": {"header_row": 27}}}',
        },
        ["found in row 27"],
    ),
    *(
        Case(
            "unclear_sheet",
            "error",
            {"spend.csv": None, "spend.xlsx": workbook({"one": ROWS, "two": fires})},
            {"spend.csv": None, "spend.xlsx": workbook({"one": ROWS, "two": near})},
            ["hold dates and amounts: one and two", "cannot be read of two"],
        )
        for fires, near in [
            (_TOTALS, _TOTALS[:1]),
            (_rows("Date,Vendor,Amount", "2024-01-01,Acme,5"), _rows("Vendor,Amount", "Acme,5")),
            (_rows("week,tv,total", "W01,10,10", "W02,12,12"), _rows("Call,Of", "W01,Mon", "W02,Tue")),
            (
                _rows(*_LARGE.splitlines()),
                _rows("Account,Of", "14740811,Acme", "87654321,Beta"),
            ),
            (_rows("年,月,合計", "2024,1,10", "2024,2,12"), _rows("年,版", "2024,1", "2025,2")),
        ]
    ),
    Case(
        "unclear_sheet",
        "error",
        {"spend.csv": None, "spend.xlsx": workbook({"one": _TOTALS, "two": _TOTALS})},
        {"spend.csv": None, "spend.xlsx": workbook({"one": _TOTALS, "two": NOTES})},
        ["cannot be read of one and two"],
    ),
    Case(
        "unclear_column",
        "error",
        {"spend.csv": None, "spend.xlsx": workbook({"one": _TOTALS, "two": NOTES})},
        {"spend.csv": None, "spend.xlsx": workbook({"one": ROWS, "two": NOTES})},
        ["The column total"],
    ),
    Case("unclear_column", "error", _said("two"), _said("one"), ["The column total"]),
    Case(
        "unclear_column",
        "error",
        {"shop.csv": table("日付,曜日,売上金額,転換率", MONTHS, _WEEKDAYS[:24], REVENUE, TV)},
        {"revenue.csv": None, "shop.csv": table("日付,曜日,売上金額", MONTHS, _WEEKDAYS[:24], REVENUE)},
        ["The column 転換率"],
    ),
    Case(
        "missing_column",
        "error",
        {"media.csv": table("取得,曜日,媒体,費用", MONTHS, _WEEKDAYS[:24], ["mail"] * 24, TV)},
        {"media.csv": table("日付,曜日,媒体,費用", MONTHS, _WEEKDAYS[:24], ["mail"] * 24, TV)},
        ["date"],
    ),
    *(
        Case("unclear_column", "error", {"media.csv": fires}, {"media.csv": near}, [says])
        for fires, near, says in [
            (tidy("series,value"), tidy("channel,value"), "has value, but no column is known to say"),
            (tidy("series,value"), tidy("channel,cost"), "; series may"),
            (tidy("campaign,value"), tidy("campaign,mail"), "has value, but no column says which"),
            (tidy("item,yen"), tidy("mail,yen", words=False), "beside it stands one column of amounts"),
            (tidy("メニュー,値"), tidy("媒体,費用"), "メニュー may"),
        ]
    ),
]
