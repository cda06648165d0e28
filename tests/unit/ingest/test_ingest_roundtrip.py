"""The same amounts give the same panel, whichever way the files are written."""

import codecs
import csv
import datetime as dt
import gzip
import io
import random
from dataclasses import dataclass
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from spendcast_ingest import Options, Panel, RawFile, ingest

CHANNELS = ("email", "TV, national", "検索", 'the "big" one')
DAYS = [dt.date(2023, 11, 1) + dt.timedelta(days=i) for i in range(0, 240, 3)]
MONTHS = sorted({f"{day:%Y-%m}" for day in DAYS})
FEW = Options(min_months=3, check_units=False)  # amounts are drawn at random: a jump is no slip

amounts = st.decimals(min_value=0, max_value=10**7, places=2, allow_nan=False)


@dataclass(frozen=True)
class Spelling:
    """One way to write a table."""

    long: bool
    packed: bool
    mark: bool
    delimiter: str
    end: str
    day_format: str
    seed: int


spellings = st.builds(
    Spelling,
    long=st.booleans(),
    packed=st.booleans(),
    mark=st.booleans(),
    delimiter=st.sampled_from(",;\t"),
    end=st.sampled_from(["\n", "\r\n"]),
    day_format=st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y-%m-%d 00:00:00"]),
    seed=st.integers(0, 10**6),
)


@st.composite
def tables(draw: st.DrawFn) -> dict[str, list[Decimal]]:
    """For each channel an amount for each of DAYS."""
    channels = draw(st.lists(st.sampled_from(CHANNELS), min_size=1, unique=True))
    pool = draw(st.lists(amounts, min_size=3, max_size=30))
    return {
        channel: [pool[(7 * i + 3 * k) % len(pool)] for i in range(len(DAYS))]
        for k, channel in enumerate(channels)
    }


def written(table: dict[str, list[Decimal]], how: Spelling) -> RawFile:
    days = [day.strftime(how.day_format) for day in DAYS]
    rows: list[tuple[object, ...]]
    if how.long:
        header = ["Channel", "Date", "Total Cost"]
        rows = [
            (channel, day, amount)
            for channel, spent in table.items()
            for day, amount in zip(days, spent, strict=True)
        ]
    else:
        header = ["date", *(f"spend_{channel}" for channel in table)]
        rows = list(zip(days, *table.values(), strict=True))
    random.Random(how.seed).shuffle(rows)  # noqa: S311 - an order, not a secret
    text = io.StringIO()
    csv.writer(text, delimiter=how.delimiter, lineterminator=how.end).writerows([header, *rows])
    data = (codecs.BOM_UTF8 if how.mark else b"") + text.getvalue().encode()
    return RawFile("spend.csv.gz", gzip.compress(data)) if how.packed else RawFile("spend.csv", data)


def panel_of(spend: RawFile) -> Panel:
    revenue = "month,revenue\n" + "".join(f"{month},5\n" for month in MONTHS)
    result = ingest([spend, RawFile("revenue.csv", revenue.encode())], dt.date(2024, 12, 31), FEW)
    assert result.panel is not None, result.findings
    return result.panel


@settings(max_examples=40, deadline=None)
@given(tables(), spellings, spellings)
def test_spelling_does_not_change_the_panel(
    table: dict[str, list[Decimal]], one: Spelling, other: Spelling
) -> None:
    assert panel_of(written(table, one)).to_csv() == panel_of(written(table, other)).to_csv()


@settings(max_examples=40, deadline=None)
@given(tables(), spellings)
def test_each_month_adds_up_to_the_cent(table: dict[str, list[Decimal]], how: Spelling) -> None:
    panel = panel_of(written(table, how))
    assert panel.table["period"].tolist() == MONTHS
    for channel, spent in table.items():
        totals = dict.fromkeys(MONTHS, Decimal(0))
        for day, amount in zip(DAYS, spent, strict=True):
            totals[f"{day:%Y-%m}"] += amount
        assert panel.table[f"spend.{channel}"].tolist() == [float(total) for total in totals.values()]
