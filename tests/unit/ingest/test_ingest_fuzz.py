"""However a file is damaged: findings or a panel, never an exception, and no row is lost in silence.

Set `SPENDCAST_FUZZ` to the number of damaged files to try; by default some that take seconds.
"""

import datetime as dt
import os
import random

import pytest
from unit.ingest.damage import MAPPING, MONTHLY, ORIGINALS, Original, damages
from unit.ingest.plain_reader import rows_of, spend_of

from spendcast_ingest import Finding, Ingested, Options, RawFile, ingest, recognise

AS_OF = dt.date(2024, 12, 31)
OPTIONS = Options(min_months=3, max_file_bytes=10**6, max_cells=10**6)
COUNT = int(os.environ.get("SPENDCAST_FUZZ", "1200"))
BATCH = 100


def checked(files: dict[str, bytes]) -> Ingested:
    raw = [RawFile(name, data) for name, data in files.items()]
    result = ingest(raw, AS_OF, OPTIONS)
    assert (result.panel is None) == any(finding.severity == "error" for finding in result.findings)
    assert all(finding.message and finding.message_in("ja") for finding in result.findings)
    return result


@pytest.mark.parametrize("batch", range(max(COUNT // BATCH, 1)))
def test_damaged_files_are_refused_or_read_row_by_row_and_to_the_cent(batch: int) -> None:
    for number in range(batch * BATCH, (batch + 1) * BATCH):
        dice = random.Random(number)  # noqa: S311 - which damage, not a secret
        original = ORIGINALS[number % len(ORIGINALS)]
        files = {"revenue.csv": MONTHLY.encode(), "spend.csv": ORIGINALS[0].data}
        if original.name.startswith("spend"):
            del files["spend.csv"]
        if "revenue" in original.header:
            del files["revenue.csv"]
        damage = dice.choice(damages(original))
        files[original.name] = damage(original.data, dice)
        result = checked(files)
        if result.panel is not None and original.header:
            nothing_is_lost(original, files[original.name], result)


def nothing_is_lost(original: Original, data: bytes, result: Ingested) -> None:
    """Another reader counts as many rows and as much spend as were read or told to be left out."""
    rows = rows_of(original, data)
    (read,) = [file for file in result.recognised if file.file == original.name]
    told = [f for f in result.findings if f.where is None or f.where.file in (None, original.name)]
    above = sum(int(str(f.values["count"])) for f in told if f.code == "lines_above_header")
    assert read.rows + told_as_left_out(told) + above + 1 == len(rows)
    spend = spend_of(original, rows)
    if original.spend and spend is not None and not any(map(tells_of_money_left_out, told)):
        assert result.panel is not None
        columns = [name for name in result.panel.table if str(name).startswith("spend.")]
        assert result.panel.table[columns].to_numpy().sum() == pytest.approx(spend, rel=1e-9)


def tells_of_money_left_out(finding: Finding) -> bool:
    """A damaged header can lose its name: a column without one is not used, and that is a warning."""
    unnamed = finding.code == "columns_not_used" and finding.severity == "warning"
    return unnamed or finding.code in {"periods_outside_overlap", "total_row_left_out"}


def told_as_left_out(findings: list[Finding]) -> int:
    return sum(finding.code == "total_row_left_out" for finding in findings)


@pytest.mark.parametrize("seed", range(40))
def test_every_row_is_counted_or_told_about(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - which damage, not a secret
    rows = [
        ("web" if i % 3 else "tv", f"2024-{1 + i % 11:02d}-{1 + i % 28:02d}", f"{10 + i}") for i in range(300)
    ]
    bad = dice.sample(range(300), dice.randrange(1, 9))
    for at in bad:
        channel, date, cost = rows[at]
        rows[at] = dice.choice([("", date, cost), (channel, "soon", cost), (channel, date, "much")])
    text = "CAMPAIGN,CHANNEL,DATE,COST\n" + "".join(f"c{i},{','.join(row)}\n" for i, row in enumerate(rows))
    recognised, findings = recognise(RawFile("spend.csv", text.encode()), OPTIONS)
    assert recognised is not None
    assert recognised.rows + told_as_left_out(findings) == 300
    told = {finding.where.row for finding in findings if finding.where and finding.where.row}
    more = sum(int(str(finding.values.get("more", 0))) for finding in findings)
    assert told <= {at + 2 for at in bad}
    assert len(told) + more == len(bad)


def test_the_mapping_that_is_damaged_is_sound_by_itself() -> None:
    assert checked(
        {"mapping.json": MAPPING.encode(), "spend.csv": ORIGINALS[0].data, "revenue.csv": MONTHLY.encode()}
    ).panel
