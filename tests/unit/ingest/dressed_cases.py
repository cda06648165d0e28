"""Findings about how files are dressed: kinds of file that are no table, bounds, names and texts."""

import gzip
import io
import zipfile

from unit.ingest.mapping_cases import MAPPING_CASES
from unit.ingest.tables import (
    MONTHS,
    RADIO,
    TV,
    Case,
    long,
    spend,
    table,
)
from unit.ingest.workbook_cases import ROWS, SHEET, WORKBOOK_CASES, workbook

from spendcast_ingest import Options


def archive(name: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        packed.writestr(name, "text")
    return data.getvalue()


LOGIN = "<!doctype html><html><form>Log in <input type=password></form></html>"
PAGE = "<html><body><table><tr><td>1</td></tr></table></body></html>"
OVER = " and the rest of it, word after word, until nobody reads it any more" * 4

KINDS_OF_FILE = [
    ("pdf", b"%PDF-1.7"),
    ("old_excel", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)),
    ("binary_workbook", archive("xl/workbook.bin")),
    ("open_document", archive("content.xml")),
    ("archive", archive("spend.csv")),
    ("archive", b"PK\x05\x06" + bytes(18)),
    ("rich_text", b"{\\rtf1 {text}}"),
    ("archive", gzip.compress(gzip.compress(b"date,mail\n2024-01-01,5\n", mtime=0), mtime=0)),
    ("parquet", b"PAR1" + bytes(20)),
    ("database", b"SQLite format 3\0" + bytes(20)),
    ("picture", b"\x89PNG\r\n"),
    ("login_page", LOGIN.encode()),
    ("web_page", PAGE.encode()),
    ("xml", b"<?xml version='1.0'?><rows/>"),
    ("json", b'{"rows": []}'),
]

KIND_CASES = [
    Case("not_csv", "error", {"other.csv": data}, {"other.csv": "date,mail\n2024-01-01,5\n"})
    for _, data in KINDS_OF_FILE
]

BOUND_CASES = [
    Case(
        "decompression_bomb",
        "error",
        {"other.csv": gzip.compress(bytes(40_000_000), mtime=0)},
        {"other.csv": gzip.compress(bytes(10_000_000), mtime=0)},
        ["far more than a table"],
    ),
    Case(
        "endless_line",
        "error",
        {"other.csv": "a" * 2_000_000},
        {"other.csv": f"month,channel,cost\n2024-01,mail,5\n{' ' * 900_000}\n"},
    ),
    Case(
        "too_many_rows",
        "error",
        {
            "other.csv": "month,channel,cost\n"
            + "".join(f"{month},mail,5\n" for month in MONTHS)
            + "2025-01,mail,5"
        },
        {"other.csv": "month,channel,cost\n" + "".join(f"{month},mail,5\n" for month in MONTHS)},
        ["more than 24 rows"],
        options=Options(max_rows=24),
    ),
    Case(
        "too_many_columns",
        "error",
        {"other.csv": "month," + ",".join(f"c{i}" for i in range(100_000)) + "\n"},
        {"other.csv": "month,mail_spend\n2024-01,5\n"},
        ["100,001 columns", "at most 1,000"],
    ),
    Case(
        "too_many_cells",
        "error",
        {"spend.csv": None, "spend.xlsx": workbook({"data": [*ROWS, *[[]] * 9, [""] * 9 + ["x"]]})},
        {"spend.csv": None, "spend.xlsx": SHEET},
        ["35 rows and 10 columns"],
        options=Options(max_cells=300),
    ),
    Case(
        "too_many_channels",
        "error",
        {"other.csv": "month,channel,cost\n" + "".join(f"2024-01,c{i},5\n" for i in range(201))},
        {"other.csv": "month,channel,cost\n" + "".join(f"2024-01,c{i},5\n" for i in range(200))},
        ["201 channels"],
    ),
    Case(
        "formula_in_name",
        "error",
        {"other.csv": long('c1,"=HYPERLINK(""http://x"")",2024-01-01,5', "c1,mail,2024-02-01,5")},
        {"other.csv": long('c1,"HYPERLINK=(""http://x"")",2024-01-01,5', "c1,mail,2024-02-01,5")},
        ["=HYPERLINK"],
    ),
    Case(
        "formula_in_name",
        "error",
        {"other.csv": long('c1,"""=1+1""",2024-01-01,5')},
        {"other.csv": long('c1,"""1=1""",2024-01-01,5')},
    ),
    *(
        Case(
            "unusable_name",
            "error",
            {"other.csv": long(f"c1,{fires},2024-01-01,5")},
            {"other.csv": long(f"c1,{silent},2024-01-01,5")},
            [says],
        )
        for fires, silent, says in [
            ("N/A", "NA Sports", "'N/A' is what programs write"),
            ("(not set)", "set", "'(not set)'"),
            ("null", "nullwerk", "'null'"),
            ("t\ufffdv", "t?v", "lost"),
            ("x" * 201, "x" * 200, "201 characters"),
        ]
    ),
    Case(
        "unusable_name",
        "error",
        {"spend.csv": table("month,tv,None", MONTHS, TV, RADIO)},
        {"spend.csv": table("month,tv,Nones", MONTHS, TV, RADIO)},
        ["'None'"],
    ),
    Case(
        "formula_in_name",
        "error",
        {"spend.csv": table("month,@tv,radio", MONTHS, TV, RADIO)},
        {"spend.csv": table("month,t@v,radio", MONTHS, TV, RADIO)},
    ),
]


TEXT_CASES = [
    Case(
        "encoding_read",
        "info",
        {"spend.csv": table("月,テレビ広告費,ラジオ広告費", MONTHS, TV, RADIO).encode("cp932")},
        {"spend.csv": table("月,テレビ広告費,ラジオ広告費", MONTHS, TV, RADIO)},
        ["CP932"],
    ),
    Case(
        "lines_above_header",
        "info",
        {"spend.csv": f"Report{OVER}\n2023-01-01 - 2024-12-31\n\n{spend()}"},
        {"spend.csv": spend()},
        ["in row 4", "2 lines"],
    ),
    Case(
        "channel_names_joined",
        "info",
        {"other.csv": "date,channel,cost\n2024-03-01,Ｅ mail,5\n2024-03-02,e-mail,5\n2024-03-03,e-mail,5\n"},
        {"other.csv": "date,channel,cost\n2024-03-01,e mail,5\n2024-03-02,mail,5\n"},
        ["as one channel, e-mail"],
    ),
    Case(
        "broken_csv",
        "error",
        {"other.csv": 'month,mail_spend\n2024-01,"5\n2024-02,6\n'},
        {"other.csv": 'month,mail_spend\n2024-01,"5"\n2024-02,6\n'},
        ["not closed"],
    ),
    Case("no_header", "error", {"other.csv": ",\n,\n"}, {"other.csv": "\n\nmonth,mail_spend\n2024-01,5\n"}),
]

DRESSED_CASES = [
    *KIND_CASES,
    *BOUND_CASES,
    *WORKBOOK_CASES,
    *MAPPING_CASES,
    *TEXT_CASES,
]
