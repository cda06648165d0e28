"""Findings about how files are dressed: what was normalised, what is refused by name, what the user says."""

import gzip
import io
import zipfile
from collections.abc import Sequence

from unit.ingest.mapping_cases import MAPPING_CASES
from unit.ingest.tables import (
    MONTHS,
    RADIO,
    REVENUE,
    TV,
    TWO_YEARS,
    Case,
    campaign,
    days,
    long,
    mailed,
    replaced,
    revenue,
    scheduled,
    spend,
    table,
    without,
)
from unit.ingest.workbook_cases import ROWS, SHEET, WORKBOOK_CASES, workbook

from spendcast_ingest import Options
from spendcast_ingest.mapping import as_parts


def archive(name: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        packed.writestr(name, "text")
    return data.getvalue()


def fixed(name: str) -> list[str]:
    """Rows of one campaign's fixed daily budget on mail, for `long`."""
    return [f"{name},mail,{day},10" for day in NINE_DAYS]


NINE_DAYS = days("2024-01-01", "2024-01-09")
LOGIN = "<!doctype html><html><form>Log in <input type=password></form></html>"
PAGE = "<html><body><table><tr><td>1</td></tr></table></body></html>"
PRICE = table("month,control_price", MONTHS, [100 + i for i in range(24)])
TEST = "channel,start,end,incremental_revenue,standard_error\n"
SOUND_TEST = TEST + "tv,2024-01-01,2024-01-31,500,100\n"
BIG = [1000 * tv for tv in TV]
EXPERIMENT_CASES = [
    (
        "overlapping_experiments",
        "warning",
        "tv,2024-01-01,2024-01-31,500,100\ntv,2024-01-31,2024-02-29,500,100\n",
        "tv,2024-01-01,2024-01-31,500,100\ntv,2024-02-01,2024-02-29,500,100\nradio,2024-01-01,2024-02-10,9,9\n",
        "shares days with that of row 2 of tests.csv (2024-01-01 to 2024-01-31)",
    ),
    (
        "experiment_outside_data",
        "warning",
        "tv,2014-01-01,2014-01-31,500,100\n",
        "tv,2023-01-01,2024-12-31,500,100\n",
        "complete periods from 2023-01-01 to 2024-12-31",
    ),
    (
        "experiment_outside_data",
        "warning",
        "tv,2024-12-15,2025-01-10,500,100\n",
        "tv,2024-12-15,2024-12-31,500,100\n",
        "part of it",
    ),
    (
        "experiment_above_revenue",
        "error",
        "tv,2024-01-10,2024-01-20,13500,1000\n",
        "tv,2024-01-10,2024-01-20,9500,1000\n",
        "brought in 13,500",
    ),
    (
        "doubtful_test_error",
        "warning",
        "tv,2024-01-01,2024-01-31,500,12\n",
        "tv,2024-01-01,2024-01-31,500,14\n",
        "error of the experiment on tv from 2024-01-01 to 2024-01-31 is 12",
    ),
    (
        "doubtful_test_error",
        "info",
        "tv,2024-01-01,2024-01-31,500,14001\n",
        "tv,2024-01-01,2024-01-31,500,13999\n",
        "next to nothing",
    ),
]
PAUSED = replaced(TV, at_12=0, at_13=0)
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


def tested(*amounts: str) -> str:
    """An experiment under these names of its effect and error."""
    return f"channel,start,end,{','.join(amounts)}\ntv,2024-01-01,2024-01-31,500,100\n"


HOLIDAYS = [f"{month}-{day}" for month in MONTHS for day in ("03", "20")]


def noted(dates: Sequence[str], since: Sequence[str] = ()) -> str:
    """A control of some dates, which is 1 on those of `since`, or on all if there are none, and else 0."""
    return table("date,control_holidays", dates, [int(not since or day in since) for day in dates])


TOGETHER_CASES = [
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
        "overlap_taken_once",
        "info",
        {
            "a.csv": mailed("2024-01-01", "2024-01-02", "2024-01-03"),
            "b.csv": mailed("2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04"),
        },
        {
            "a.csv": mailed("2024-01-01", "2024-01-02", "2024-01-03"),
            "b.csv": mailed("2024-01-04", "2024-01-05"),
        },
        ["from 2024-01-01 to 2024-01-03"],
    ),
    Case(
        "duplicate_across_files",
        "error",
        {"a.csv": long(*campaign("brand")), "b.csv": long(*campaign("generic"))},
        {"a.csv": long(*campaign("brand")), "b.csv": long(*campaign("brand"))},
        ["a.csv row 2 (2024-01-01) and b.csv row 2 (2024-01-01)"],
    ),
    Case(
        "overlap_taken_once",
        "info",
        {"a.csv": long(*campaign("brand")), "b.csv": long(*campaign("brand"))},
        {"a.csv": long(*campaign("brand")), "b.csv": long(*campaign("generic"))},
        ["from 2024-01-01 to 2024-01-02"],
    ),
    Case(
        "duplicate_across_files",
        "error",
        {"a.csv": mailed("2024-01-01", "2024-01-02"), "b.csv": mailed("2024-01-02", "2024-01-03")},
        {"a.csv": mailed("2024-01-01", "2024-01-02"), "b.csv": mailed("2024-01-01", "2024-01-02")},
    ),
    *(
        Case(
            "duplicate_across_files",
            "error",
            {**parts},
            {**parts, "mapping.json": as_parts(parts)},
            [says],
        )
        for parts, says in [
            ({"a.csv": long(*campaign("brand")), "b.csv": long(*campaign("generic"))}, "spend on mail"),
            ({"a.csv": scheduled([0]), "b.csv": scheduled([0])}, "spend on mail"),
            ({"revenue.csv": revenue(), "shop.csv": revenue(TV)}, "hold revenue for the same time"),
        ]
    ),
    Case(
        "duplicate_across_files",
        "error",
        {"a.csv": mailed(*NINE_DAYS), "b.csv": mailed(*NINE_DAYS).replace("2024-01-05,22", "2024-01-05,23")},
        {"a.csv": mailed(*NINE_DAYS), "b.csv": mailed(*NINE_DAYS).replace("2024-01-05,22\n", "")},
        ["the same 9 dates and agree but for 1: 22 in row 6 (2024-01-05), 23 in row 6 (2024-01-05)"],
    ),
    Case(
        "duplicate_across_files",
        "error",
        {"revenue.csv": revenue(), "sales.csv": revenue(replaced(REVENUE, at_3=1))},
        {"revenue.csv": revenue(), "sales.csv": revenue()},
        ["hold revenue for the same 24 dates and agree but for 1"],
    ),
    Case(
        "overlap_taken_once",
        "info",
        {"a.csv": long(*fixed("brand")), "b.csv": long(*fixed("brand"))},
        {"a.csv": long(*fixed("brand")), "b.csv": long(*fixed("generic"))},
        ["from 2024-01-01 to 2024-01-09"],
    ),
    *(
        Case(
            "duplicate_across_files",
            "error",
            {"a.csv": scheduled(costs), "b.csv": scheduled(costs)},
            {"a.csv": scheduled([0, 1, 2, 3, 4, 5]), "b.csv": scheduled([0, 1, 2, 3, 4, 5])},
            ["a.csv row 2 (2024-01-01) and b.csv row 2 (2024-01-01)"],
        )
        for costs in ([0, 1], [0, 0, 0, 1], [0, 1, 2, 3, 4])
    ),
    Case(
        "control_gap",
        "error",
        {"price.csv": PRICE.replace("2023-05", "2022-12")},
        {"price.csv": PRICE},
        ["price has no value for 1 month: 2023-05"],
    ),
    Case(
        "control_gap",
        "error",
        {"c.csv": noted(HOLIDAYS)},
        {"c.csv": noted(TWO_YEARS, since=HOLIDAYS)},
        ["holidays has rows for 48 of 718 days only"],
    ),
    Case(
        "control_gap",
        "warning",
        {"c.csv": noted(HOLIDAYS, since=HOLIDAYS[20:])},
        {"c.csv": noted([f"{month}-15" for month in MONTHS], since=["2023-03-15"])},
        ["holidays has rows for 48 of 718 days only"],
    ),
    Case(
        "control_gap",
        "warning",
        {"c.csv": noted(without(TWO_YEARS, "2023-05-10", "2023-05-31"), since=["2023-06-01"])},
        {"c.csv": noted([day for i, day in enumerate(TWO_YEARS) if i % 7 < 5], since=["2023-06-02"])},
        ["far fewer days than usual in 1 month (2023-05)"],
    ),
    Case(
        "duplicate_control",
        "error",
        {"price.csv": PRICE, "prices.csv": PRICE},
        {"price.csv": PRICE, "prices.csv": PRICE.replace("price", "other price")},
        ["price.csv and prices.csv"],
    ),
    Case(
        "impossible_experiment",
        "error",
        {"tests.csv": TEST + "tv,2024-02-01,2024-01-31,500,100\n"},
        {"tests.csv": SOUND_TEST},
        ["before it starts"],
    ),
    Case(
        "impossible_experiment",
        "error",
        {"tests.csv": TEST + "tv,2024-01-01,2024-01-31,500,0\n"},
        {"tests.csv": SOUND_TEST},
        ["above zero"],
    ),
    Case(
        "mixed_currencies",
        "error",
        {"tests.csv": tested("incremental revenue (JPY)", "standard error (USD)")},
        {"tests.csv": tested("incremental revenue (USD)", "standard error (USD)")},
        ["incremental revenue (JPY) (JPY) and standard error (USD) (USD)"],
    ),
    Case(
        "mixed_currencies",
        "error",
        {"tests.csv": SOUND_TEST.replace("500,100", "¥500,$100")},
        {"tests.csv": SOUND_TEST.replace("500,100", "$500,100")},
        ["incremental_revenue (JPY) and standard_error (USD)"],
    ),
    Case(
        "unclear_unit",
        "error",
        {"tests.csv": tested("incremental revenue (千円)", "standard error")},
        {"tests.csv": tested("incremental revenue (千円)", "standard error (円)")},
        ["'incremental revenue (千円)' names a unit, the column 'standard error' none"],
    ),
    Case(
        "unknown_channel",
        "error",
        {"tests.csv": SOUND_TEST.replace("tv", "mail")},
        {"tests.csv": SOUND_TEST.replace("tv", "TV")},
        ["radio and tv"],
    ),
    Case(
        "duplicate_experiment",
        "error",
        {"tests.csv": SOUND_TEST + "TV,2024-01-01,2024/1/31,400,90\n"},
        {"tests.csv": SOUND_TEST + "TV,2024-01-01,2024/1/30,400,90\n"},
        ["row 2 of tests.csv"],
    ),
    Case(
        "experiment_without_spend",
        "error",
        {"spend.csv": spend(tv=PAUSED), "tests.csv": TEST + "tv,2024-01-05,2024-02-20,500,100\n"},
        {"spend.csv": spend(tv=PAUSED), "tests.csv": TEST + "tv,2024-01-05,2024-03-02,500,100\n"},
        ["Nothing was spent on tv from 2024-01-05 to 2024-02-20"],
    ),
    *(
        Case(code, severity, {"tests.csv": TEST + fires}, {"tests.csv": TEST + silent}, [says])
        for code, severity, fires, silent, says in EXPERIMENT_CASES
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
    *TOGETHER_CASES,
]
