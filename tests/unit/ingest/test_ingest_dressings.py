"""The same amounts give the same panel, byte for byte, in whatever way they are written."""

import datetime as dt
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from unit.ingest.dressings import DRESSINGS, Files, Plain

from spendcast_ingest import Options, Panel, RawFile, ingest

FEW = Options(min_months=3, check_units=False)  # amounts are drawn at random: a jump is no slip
CHANNELS = ("検索", "email", "TV national", "social-media")


def plain(first: dt.date, count: int, channels: tuple[str, ...], seed: int) -> Plain:
    dice = random.Random(seed)  # noqa: S311 - amounts, not a secret
    months = [dt.date(first.year + i // 12, 1 + i % 12, 1) for i in range(count)]
    spend = {name: [dice.randrange(1_000_000, 90_000_000) for _ in months] for name in channels}
    return Plain(months, spend, [dice.randrange(100_000_000, 900_000_000) for _ in months])


def panel_of(files: Files) -> Panel:
    raw = [RawFile(name, data) for name, data in files.items()]
    result = ingest(raw, dt.date(2030, 1, 1), FEW)
    assert result.panel is not None, [finding.message for finding in result.findings[:3]]
    return result.panel


FIVE_YEARS = plain(dt.date(2020, 1, 1), 60, CHANNELS, 0)


def expected(table: Plain) -> bytes:
    """The panel, written without the code under test."""
    names = sorted(table.spend)
    lines = ["period,start,days,complete,revenue," + ",".join(f"spend.{name}" for name in names)]
    for i, month in enumerate(table.months):
        days = ((month + dt.timedelta(days=31)).replace(day=1) - month).days
        amounts = [table.revenue[i], *(table.spend[name][i] for name in names)]
        lines.append(f"{month:%Y-%m},{month},{days},true," + ",".join(f"{amount}.0" for amount in amounts))
    return ("\n".join(lines) + "\n").encode()


@pytest.mark.parametrize("name", DRESSINGS)
def test_sixty_months_give_the_same_bytes_in_every_dressing(name: str) -> None:
    assert panel_of(DRESSINGS[name](FIVE_YEARS)).to_csv() == expected(FIVE_YEARS)


tables = st.builds(
    plain,
    first=st.sampled_from([dt.date(2020, 1, 1), dt.date(2021, 1, 1), dt.date(2024, 1, 1)]),
    count=st.integers(14, 30),
    channels=st.lists(st.sampled_from(CHANNELS), min_size=1, unique=True).map(tuple),
    seed=st.integers(0, 10**6),
)


@settings(max_examples=60, deadline=None)
@given(tables, st.sampled_from(sorted(DRESSINGS)))
def test_any_table_survives_any_dressing(table: Plain, name: str) -> None:
    assert panel_of(DRESSINGS[name](table)).to_csv() == expected(table)
