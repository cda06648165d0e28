"""Findings about what the user says in mapping.json."""

import json

from unit.ingest.tables import Case
from unit.ingest.workbook_cases import NO_SPEND, SHEET


def mapping(**content: object) -> str:
    return json.dumps(content)


def of_spend(**said: object) -> str:
    """What is said about spend.csv."""
    return mapping(files={"spend.csv": said})


MAPPING_CASES = [
    Case("mapping_error", "error", {"mapping.json": fires}, {"mapping.json": silent}, [says])
    for fires, silent, says in [
        ("{'files': {}}", "{}", "not valid JSON (line 1)"),
        ('{"channels": {"tv": "a", "tv": "b"}}', mapping(channels={"tv": "a"}), "'tv' twice"),
        (mapping(file={}), mapping(files={}), "file: there is no such entry"),
        (of_spend(head=1), of_spend(header_row=1), "files.spend.csv.head: there is no such entry"),
        ("[]", "{}", "does not begin with a brace"),
        (mapping(files=["spend.csv"]), mapping(files={"spend.csv": {}}), "files: names and what"),
        (
            mapping(files={"spend.csv": 1}),
            mapping(files={"spend.csv": {}}),
            "spend.csv: names and what",
        ),
        (mapping(channels={"tv": 1}), mapping(channels={"tv": "1"}), "channels.tv: a text is wanted"),
        (of_spend(ignore="maybe"), of_spend(ignore=False), "'maybe' is neither true nor false"),
        (of_spend(header_row=0), of_spend(header_row=1), "'0' is no row"),
        (of_spend(header_row="one"), of_spend(header_row=1), "'one' is no row"),
        (of_spend(header_row=1.5), of_spend(header_row=1), "'1.5' is no row"),
        (of_spend(separator="|"), of_spend(separator=","), "'|' cannot stand here"),
        (of_spend(aggregate="max"), of_spend(aggregate="sum"), "'max' cannot stand here"),
        (of_spend(encoding="utf-5"), of_spend(encoding="utf-8"), "'utf-5' is no encoding"),
        (of_spend(unit="pounds of tea"), of_spend(unit="GBP"), "'pounds of tea' is no unit"),
        (of_spend(columns={"tv": "money"}), of_spend(columns={"tv": "spend:tv"}), "'money' is nothing that"),
        (mapping(channels={"tv": "=1"}), mapping(channels={"tv": "1="}), "'=1' cannot be a name"),
        (f'{{"header": {"9" * 5000}}}', mapping(), "not valid JSON (line 1)"),
        (
            mapping(channels={"tvv": "a"}),
            mapping(channels={"TV": "a"}),
            "no such channel. Channels seen: radio and tv",
        ),
        (
            mapping(files={"*.csv": {}, "spend*": {}}),
            mapping(files={"*.csv": {}, "spend.csv": {}}),
            "files.spend*: spend.csv is named by files.*.csv too",
        ),
        *(
            (
                mapping(files={"spend.csv": {"encoding": name}}),
                mapping(files={"spend.csv": {"encoding": known}}),
                f"'{name}' is no encoding",
            )
            for name, known in [("punycode", "utf-8"), ("idna", "cp932"), ("unicode_escape", "latin-1")]
        ),
        (mapping(channels={"tv": "t" * 201}), mapping(channels={"tv": "t" * 200}), "cannot be a name"),
        (mapping(files={"spent.csv": {}}), mapping(files={"spen*.csv": {}}), "there is no such file"),
        (
            mapping(files={"spend.csv": {"columns": {"TV": "spend:tv"}}}),
            mapping(files={"spend.csv": {"columns": {"tv": "spend:tv"}}}),
            "no column 'TV'",
        ),
    ]
] + [
    Case(
        "mapping_error",
        "error",
        {**NO_SPEND, "spend.xlsx": SHEET, "mapping.json": mapping(files={"spend.xlsx": {"sheet": "x"}})},
        {**NO_SPEND, "spend.xlsx": SHEET, "mapping.json": mapping(files={"spend.xlsx": {"sheet": "data"}})},
        ["no sheet 'x'"],
    ),
    Case(
        "mapping_error",
        "error",
        {"mapping.json": mapping(channels={"tv": "TV"}).encode("utf-16")},
        {"mapping.json": mapping(channels={"tv": "TV"}).encode("utf-8-sig")},
        ["not in UTF-8"],
    ),
    Case(
        "channel_renamed",
        "info",
        {"mapping.json": mapping(channels={"TV": "Television"})},
        {"mapping.json": mapping(channels={"tv": "tv"})},
        ["tv is counted as Television"],
    ),
]
