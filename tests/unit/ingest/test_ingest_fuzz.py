"""However a file is damaged: findings or a panel, never an exception, and no row is lost in silence.

Set `SPENDCAST_FUZZ` to the number of damaged files to try; by default some that take seconds.
"""

import datetime as dt
import os
import random

import pytest
from unit.ingest.damage import FILES, MAPPING, MONTHLY, damages

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
def test_damaged_files_are_told_about(batch: int) -> None:
    for number in range(batch * BATCH, (batch + 1) * BATCH):
        dice = random.Random(number)  # noqa: S311 - which damage, not a secret
        name, data = FILES[number % len(FILES)]
        files = {"revenue.csv": MONTHLY.encode(), "spend.csv": FILES[0][1]}
        if name.startswith("spend"):
            del files["spend.csv"]
        damage = dice.choice(damages(name))
        files[name] = damage(data, dice)
        checked(files)


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
        {"mapping.json": MAPPING.encode(), "spend.csv": FILES[0][1], "revenue.csv": MONTHLY.encode()}
    ).panel
