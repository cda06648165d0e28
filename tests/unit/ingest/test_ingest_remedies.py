"""What a finding says to write into mapping.json does what it says when it is followed literally."""

import pytest
from unit.ingest.table_cases import tidy
from unit.ingest.tables import MONTHS, RADIO, TV, Files, table
from unit.ingest.test_ingest_findings import found, settled


@pytest.mark.parametrize("names", ["series,value", "variable,values", "item,yen", "品目,数値"])
def test_names_in_rows_become_channels_beside_the_amounts(names: str) -> None:
    files: Files = {"spend.csv": None, "media.csv": tidy(names)}
    (asked,) = [one for one in found(files) if one.code == "unclear_column"]
    snippet = str(asked.values.get("channel_snippet", asked.values.get("snippet")))
    assert snippet in str(asked.fix)
    result = settled(files, snippet)
    assert result.panel is not None
    assert result.panel.channels == ("cinema", "posters")


@pytest.mark.parametrize("column", ["CampaignName", "メニュー", "広告コード"])
def test_rows_that_an_unused_column_tells_apart_are_added_up_once_it_is_the_breakdown(column: str) -> None:
    rows = [
        (month, "mail", f"{k} 店", k * spent) for month, spent in zip(MONTHS, TV, strict=True) for k in (1, 3)
    ]
    files: Files = {"mail.csv": table(f"month,channel,{column},cost", *zip(*rows, strict=True))}
    twin = next(one for one in found(files) if one.code == "duplicate_rows")
    snippet = str(twin.values["snippet"])
    assert snippet in str(twin.fix)
    result = settled(files, snippet)
    assert result.panel is not None
    assert result.panel.table["spend.mail"].tolist() == [4 * spent for spent in TV]


@pytest.mark.parametrize(
    ("column", "one", "other"),
    [("memo", "a", "A"), ("clicks", "5", "7"), ("memo", "a", "")],
)
def test_a_column_that_repeats_or_counts_tells_no_rows_apart(column: str, one: str, other: str) -> None:
    text = f"date,channel,{column},cost\n2024-01-01,mail,{one},5\n2024-01-01,mail,{other},7\n"
    (twin,) = [one for one in found({"mail.csv": text}) if one.code == "duplicate_rows"]
    assert twin.values["variant"] == "same"


@pytest.mark.parametrize(
    ("remedy", "channels"), [("snippet", ("tv",)), ("other_snippet", ("competitor", "tv"))]
)
def test_what_competitors_spent_is_a_control_or_a_channel_as_the_user_says(
    remedy: str, channels: tuple[str, ...]
) -> None:
    files: Files = {"spend.csv": table("month,tv_spend,competitor_spend", MONTHS, TV, RADIO)}
    (asked,) = [one for one in found(files) if one.values.get("variant") == "of_others"]
    snippet = str(asked.values[remedy])
    assert snippet in str(asked.fix)
    result = settled(files, snippet)
    assert result.panel is not None
    assert result.panel.channels == channels
    assert "of_others" not in {one.values.get("variant") for one in result.findings}


def test_rows_of_ads_beside_the_names_of_competitors_are_taken_under_the_name_that_is_offered() -> None:
    months = zip(MONTHS, TV, strict=True)
    rows = [(month, name, spent) for month, spent in months for name in ("Rivals", "cinema")]
    files: Files = {"media.csv": table("month,channel,cost", *zip(*rows, strict=True))}
    (asked,) = [one for one in found(files) if one.values.get("variant") == "others_rows"]
    snippet = str(asked.values["snippet"])
    assert snippet in str(asked.fix)
    result = settled(files, snippet)
    assert result.panel is not None
    assert "conquesting" in result.panel.channels
    assert "others_rows" not in {one.values.get("variant") for one in result.findings}
