"""What is told of each column is what was read: said in mapping.json it gives the same panel."""

import json

import pytest
from unit.ingest.dressings import DRESSINGS
from unit.ingest.test_ingest_dressings import FIVE_YEARS, expected, panel_of

from spendcast_ingest import RawFile, Recognised, recognise
from spendcast_ingest.mapping import ROLES
from spendcast_ingest.taken_columns import said_of


def taken(text: str, name: str = "export.csv") -> Recognised:
    recognised, findings = recognise(RawFile(name, text.encode()))
    assert recognised is not None, [finding.message for finding in findings]
    return recognised


def roles(text: str, name: str = "export.csv") -> list[str]:
    return [column.role for column in taken(text, name).columns]


@pytest.mark.parametrize("name", DRESSINGS)
def test_what_every_column_was_taken_for_said_in_mapping_json_gives_the_same_panel(name: str) -> None:
    files = DRESSINGS[name](FIVE_YEARS)
    read = {one: recognise(RawFile(one, data))[0] for one, data in files.items()}
    said = {one: {"columns": said_of(recognised.columns)} for one, recognised in read.items() if recognised}
    assert len(said) == len(files)
    assert all(entry["columns"] for entry in said.values())
    assert panel_of(files | {"mapping.json": json.dumps({"files": said}).encode()}).to_csv() == expected(
        FIVE_YEARS
    )


@pytest.mark.parametrize(
    ("header", "row", "expected_roles"),
    [
        (
            "Day,Platform,Campaign,Clicks,Cost,Currency",
            "2024-01-01,tv,a,7,10.5,USD",
            ["date", "channel", "breakdown", "", "cost", "unit"],
        ),
        ("year,month,revenue", "2024,1,10.5", ["year", "month", "revenue"]),
        ("week ending,tv_cost,control_price", "2024-01-07,10.5,3", ["week_end", "spend:tv", "control:price"]),
        (
            "Reporting starts,Reporting ends,Platform,Amount spent (USD)",
            "2024-01-01,2024-01-01,tv,10.5",
            ["date", "report_end", "channel", "cost"],
        ),
        (
            "channel,start,end,incremental_revenue,standard_error",
            "tv,2024-01-01,2024-01-28,10.5,2.5",
            ["channel", "start", "end", "incremental_revenue", "standard_error"],
        ),
    ],
)
def test_each_column_has_its_role(header: str, row: str, expected_roles: list[str]) -> None:
    assert roles(f"{header}\n{row}\n") == expected_roles


def test_every_role_that_is_said_is_a_word_of_mapping_json() -> None:
    said = said_of(taken("week ending,Campaign,tv_cost,control_price\n2024-01-07,a,1.5,3\n").columns)
    assert said == {"Campaign": "breakdown", "tv_cost": "spend:tv", "control_price": "control:price"}
    assert {role for role in said.values() if ":" not in role} <= set(ROLES)


def test_a_column_that_a_warning_asks_about_is_marked_and_left_unsaid() -> None:
    recognised, findings = recognise(
        RawFile("spend.csv", b"month,search,tv,Retail\n2024-01,1.5,2.5,3.5\n2024-02,1.5,2.5,4.5\n")
    )
    assert recognised is not None
    assert "taken_for_spend" in {finding.code for finding in findings}
    assert [column.name for column in recognised.columns if column.asked] == ["Retail"]
    assert said_of(recognised.columns) == {"month": "date", "search": "spend:search", "tv": "spend:tv"}


def test_a_medium_beside_its_source_is_left_unsaid_so_that_its_warning_stays() -> None:
    text = b"date,source,medium,cost\n2024-01-01,google,cpc,10.5\n2024-01-01,bing,cpc,3.5\n"
    recognised, findings = recognise(RawFile("spend.csv", text))
    assert recognised is not None
    assert "sources" in {finding.values.get("variant") for finding in findings}
    assert [column.name for column in recognised.columns if column.asked] == ["medium"]
    assert said_of(recognised.columns) == {"date": "date", "cost": "cost"}


def test_columns_without_a_name_of_their_own_are_left_unsaid() -> None:
    columns = taken("date,channel,cost,,\n2024-01-01,tv,1.5,x,\n").columns
    assert [column.name for column in columns][:3] == ["date", "channel", "cost"]
    assert list(said_of(columns)) == ["date", "channel", "cost"]
