"""Findings about files that cannot be read as a table, and about single cells."""

import gzip

from unit.ingest.tables import (
    MONTHS,
    RADIO,
    REVENUE,
    TV,
    TWO_YEARS,
    Case,
    daily,
    long,
    replaced,
    revenue,
    spend,
    table,
)

from spendcast_ingest import Options

PACKED = gzip.compress(spend().encode(), mtime=0)
SIZE = len(spend())

READING_CASES = [
    Case("empty_file", "error", {"other.csv": b"\xef\xbb\xbf \n"}, {"other.csv": "month,mail\n2024-01,5\n"}),
    Case(
        "file_too_large",
        "error",
        {"spend.csv": spend() + "\n"},
        {"spend.csv": spend()},
        options=Options(max_file_bytes=SIZE),
    ),
    Case(
        "file_too_large",
        "error",
        {"spend.csv": gzip.compress(f"{spend()}\n".encode(), mtime=0)},
        {"spend.csv": PACKED},
        ["unpacked"],
        options=Options(max_file_bytes=SIZE),
    ),
    Case("broken_gzip", "error", {"spend.csv": PACKED[:-1]}, {"spend.csv": PACKED}, ["spend.csv"]),
    Case(
        "not_text",
        "error",
        {"spend.csv": spend().encode().replace(b"tv", b"t\xe9l\xe9")},
        {"spend.csv": spend().replace("tv", "テレビ")},
        ["0xe9", "line 1", "'télé' (cp1252)"],
    ),
    Case(
        "not_text",
        "error",
        {"spend.csv": spend().encode().replace(b"tv", b"t\x81\xff")},
        {"spend.csv": spend()},
        ["neither UTF-8 nor Japanese", "0x81"],
    ),
    *(
        Case(
            "not_text",
            "error",
            {"spend.csv": spend().replace("tv", name).encode(encoding)},
            {
                "spend.csv": spend().replace("tv", name).encode(encoding),
                "mapping.json": f'{{"files": {{"spend.csv": {{"encoding": "{encoding}"}}}}}}',
            },
            [f"'{name}' ({encoding})", other],
        )
        for name, encoding, other in (
            ("Außenwerbung", "cp1252", "'Auﾟenwerbung' (cp932)"),
            ("ﾃﾚﾋﾞ", "cp932", "'泌宿' (gbk)"),
            ("네이버", "cp949", "'匙捞滚' (gbk)"),
        )
    ),
    Case(
        "not_text",
        "error",
        {"spend.csv": b"\xff", "mapping.json": '{"files": {"spend.csv": {"encoding": "utf-8"}}}'},
        {"spend.csv": spend(), "mapping.json": '{"files": {"spend.csv": {"encoding": "cp932"}}}'},
        ["as UTF-8, which mapping.json names"],
    ),
    Case(
        "encoding_read",
        "info",
        {"spend.csv": spend().replace("tv", "テレビ").encode("iso2022_jp")},
        {"spend.csv": spend().replace("tv", "テレビ")},
        ["ISO2022_JP"],
    ),
    Case("no_rows", "error", {"other.csv": "month,mail\n\n,\n"}, {"other.csv": "month,mail\n2024-01,5\n"}),
    Case(
        "broken_csv",
        "error",
        {"other.csv": 'month,mail\n2024-01,"5"5\n'},
        {"other.csv": 'month,"ma""il"\n2024-01,"5"\n'},
        ["Row 2"],
    ),
    Case(
        "broken_csv",
        "error",
        {"other.csv": 'month,mail,note\n2024-01,5,"one\n2024-02,6,\n2024-03,7,two"\n'},
        {"other.csv": 'month,mail,note\n2024-01,5,"one\ntwo, 3, four"\n'},
        ["row 2 of other.csv holds whole rows"],
    ),
    Case(
        "broken_csv",
        "error",
        {"other.csv": 'month,channel,cost\n2024-01,"mail,5\n2024-02,mail",6\n'},
        {"other.csv": 'month,channel,cost\n2024-01,"ma\nil",5\n2024-02,"ma\nil",6\n'},
        ["row 2 of other.csv holds whole rows"],
    ),
    Case(
        "ragged_row",
        "error",
        {"spend.csv": spend(tv=replaced(TV, at_3="1,200"))},
        {"spend.csv": spend(tv=replaced(TV, at_3="1200"))},
        ["Row 5 has 4 fields, the header has 3"],
    ),
    *(
        Case(
            code,
            "error",
            {"g.csv": f"{titles}{header}\n2024-01-01,0,0\n2024-02-01,0,0\n"},
            {"g.csv": f"{titles}month,tv,radio\n2024-01-01,0,0\n2024-02-01,0,0\n"},
            [says],
        )
        for titles in (
            "",
            "Campaign report\n",
            'Campaign report\n"January 1, 2024 - February 29, 2024"\n',
            "Campaign report\nJanuary 2024 - February 2024\nAll campaigns\n",
            "Account,Shop\nTime zone,Tokyo\n",
            "Report\n2024-02-29\n",
        )
        for code, header, says in (
            ("unrecognised_file", "Billing month,TV,Radio", "Billing month, TV and Radio"),
            ("unclear_column", "Month,Cost,Clicks", "has Cost, but no column says"),
            ("unclear_column", "Month,Budget,Radio", "The column Budget of g.csv"),
            ("duplicate_column", "Month,TV,TV", "Columns 2 and 3"),
        )
    ),
    Case(
        "unrecognised_file",
        "error",
        {"notes.csv": "who,what\na,b\n"},
        {"notes.csv": "month,channel,cost,who,what\n2024-01,mail,5,a,b\n"},
        ["who and what"],
    ),
    Case(
        "unrecognised_file",
        "error",
        {"other.csv": "Canale;Costis;Klicks\nmail;5;1\n"},
        {"other.csv": "Datum;Kanal;Kosten\n2024-01;mail;5\n"},
        ["Canale (canal)", "Costis (cost"],
    ),
    Case(
        "missing_column",
        "error",
        {"other.csv": "Fecha;Canal;Gastso\n2024-01;mail;5\n"},
        {"other.csv": "Fecha;Canal;Gasto\n2024-01;mail;5\n"},
        ["'Gastso' resembles 'gasto'"],
    ),
    Case(
        "missing_column",
        "error",
        {"other.csv": "month,channel\n2024-01,mail\n"},
        {"other.csv": "month,channel,cost\n2024-01,mail,5\n"},
        ["no column for the cost"],
    ),
    Case(
        "missing_column",
        "error",
        {"other.csv": "month,campaign,cost\n2024-01,spring,5\n"},
        {"other.csv": "month,campaign,channel,cost\n2024-01,spring,mail,5\n"},
        ["no column for the channel"],
    ),
    Case(
        "duplicate_column",
        "error",
        {"spend.csv": table("month,tv,TV", MONTHS, TV, RADIO)},
        {"spend.csv": table("month,tv,TV2", MONTHS, TV, RADIO)},
        ["Columns 2 and 3 of spend.csv", "'tv' and 'TV'"],
    ),
    Case(
        "duplicate_column",
        "error",
        {"revenue.csv": table("month,revenue,sales", MONTHS, REVENUE, REVENUE)},
        {"revenue.csv": table("month,revenue,clicks", MONTHS, REVENUE, REVENUE)},
        ["2 columns that could be the revenue: revenue and sales"],
    ),
    Case(
        "unclear_column",
        "error",
        {"spend.csv": table("month,cost", MONTHS, TV)},
        {"spend.csv": table("month,tv_cost", MONTHS, TV)},
        ["no column says which channel"],
    ),
    Case(
        "columns_not_used",
        "warning",
        {"spend.csv": table("month,tv,", MONTHS, TV, RADIO)},
        {"spend.csv": table("month,tv,clicks", MONTHS, TV, RADIO)},
        ["#3"],
    ),
    Case(
        "unreadable_number",
        "error",
        {"spend.csv": spend(tv=replaced(TV, at_3=""))},
        {"spend.csv": spend(tv=replaced(TV, at_3="0"))},
        ["The cell is empty"],
    ),
    Case(
        "unreadable_number",
        "error",
        {"spend.csv": spend(tv=replaced([5] * 24, at_3='"1,234"'), radio=[7] * 24)},
        {"spend.csv": spend(tv=replaced([5] * 24, at_3='"1,234"', at_4='"1,234.50"'), radio=[7] * 24)},
        ["'1,234' could mean thousands or decimals"],
    ),
    Case(
        "unreadable_number",
        "error",
        {"spend.csv": table("month,tv,radio", MONTHS, ["223.800"] * 24, ["137.503"] * 24)},
        {"spend.csv": table("month,tv,radio", MONTHS, ["223.80"] * 24, ["137.503"] * 24)},
        ["'223.800' could mean thousands or decimals"],
    ),
    Case(
        "unreadable_number",
        "error",
        {"spend.csv": table("month,tv,radio", MONTHS, ["223.000", "724.000"] * 12, [137, 89] * 12)},
        {"spend.csv": table("month,tv,radio", MONTHS, ["223.000", "724.000"] * 12, [137, 1500.5] * 12)},
        ["'223.000' could mean thousands or decimals"],
    ),
    Case(
        "unreadable_number",
        "error",
        {
            "spend.csv": table("month,tv,radio", MONTHS, ["4275.50", "3110.50"] * 12, [137, 89] * 12),
            "mapping.json": '{"files": {"spend.csv": {"decimal": ","}}}',
        },
        {
            "spend.csv": table("month,tv,radio", MONTHS, ["725.000", "67.500"] * 12, [137, 89] * 12),
            "mapping.json": '{"files": {"spend.csv": {"decimal": ","}}}',
        },
        ["'4275.50' is not a number"],
    ),
    Case(
        "unreadable_number",
        "error",
        {"spend.csv": spend(tv=replaced(TV, at_3="1e15"))},
        {"spend.csv": spend(tv=replaced(TV, at_3="100000000000000"))},
        ["too large"],
    ),
    Case(
        "unreadable_number",
        "error",
        {"spend.csv": spend(tv=replaced(TV, at_3="¥1234-"))},
        {"spend.csv": spend(tv=replaced(TV, at_3="1234.-"))},
        ["could be a negative amount"],
    ),
    *[
        Case("unreadable_date", "error", {"spend.csv": fires}, {"spend.csv": silent}, [says])
        for fires, silent, says in [
            (spend(months=["", *MONTHS[1:]]), spend(), "empty"),
            (
                spend(months=[*MONTHS[:-1], "202⁴-12"]),
                spend(months=[*MONTHS[:-1], "２０２４-12"]),
                "'202⁴-12'",
            ),
            (spend(months=["2023-01", *MONTHS[1:-1], "soon"]), spend(), "'soon' is not a date"),
            (daily("date,tv", [*TWO_YEARS[1:], "soon"]), daily("date,tv", TWO_YEARS), "'soon' is not a date"),
            (daily("date,tv", [*TWO_YEARS, "2024-12"]), daily("date,tv", TWO_YEARS), "names a month"),
            (
                daily("date,tv", [*TWO_YEARS[:-1], "2024-12-31 09:30"]),
                daily("date,tv", [*TWO_YEARS[:-1], "2024-12-31 00:00"]),
                "time of day",
            ),
            (spend(months=["0023-01", *MONTHS[1:]]), spend(), "year that cannot be meant"),
            ("year,month,tv\n24,1,5\n", "year,month,tv\n2024,1,5\n2024,2,5\n", "'24' is not a year"),
            ("year,month,tv\n2024,13,5\n", "year,month,tv\n2024,12,5\n", "'13' is not a month"),
        ]
    ],
    Case(
        "partial_period",
        "warning",
        {
            "revenue.csv": revenue([*REVENUE, 9.0], [*MONTHS, "2025-01"]),
            "other.csv": long("c,tv,2025-01-01,5"),
        },
        {"revenue.csv": revenue()},
        ["2025-01", "not over on 2025-01-20"],
    ),
    Case(
        "stale_data",
        "warning",
        {"revenue.csv": revenue(REVENUE[:-1], MONTHS[:-1])},
        {},
        ["2024-11", "51 days before 2025-01-20"],
        options=Options(stale_months_days=50),
    ),
]
