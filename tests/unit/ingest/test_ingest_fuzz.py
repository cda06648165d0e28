"""However a file is damaged: findings or a panel, never an exception."""

import datetime as dt
import gzip
import random

import pytest

from spendcast_ingest import Options, RawFile, ingest, recognise

AS_OF = dt.date(2024, 12, 31)
DAYS = [dt.date(2024, 1, 1) + dt.timedelta(days=i) for i in range(0, 330, 2)]
LONG = "CAMPAIGN,CHANNEL,DATE,TOTAL_COST\n" + "".join(
    f'c{i},"{channel}",{day},{i}.5\n' for i, day in enumerate(DAYS) for channel in ("tv", "web")
)
WIDE = "date,spend_tv,spend_web,revenue\n" + "".join(f"{day},{i},{i % 7},100\n" for i, day in enumerate(DAYS))
MONTHLY = "YEAR,MONTH,REVENUE\n" + "".join(f"2024,{month},{month * 10}\n" for month in range(1, 12))
TOKENS = rb', " ; - 1e999 NaN 0000-00-00 2024-01 01/02/2024 1,234 REVENUE date \x'.split()
TOKENS += [b"\n", b"\r", b"\t", b" ", b"\0", b"\xff", b"\xef\xbb\xbf", b"\xe3\x83", b"\x1f\x8b", b"9" * 400]


def damaged(data: bytes, dice: random.Random) -> bytes:
    for _ in range(dice.randint(1, 6)):
        at, size = dice.randrange(len(data) + 1), dice.choice([0, 1, 1, 2, 9, 200])
        kind = dice.randrange(5)
        if kind == 0:
            data = data[:at] + data[at + size :]
        elif kind == 1:
            data = data[:at] + dice.choice(TOKENS) + data[at + size :]
        elif kind == 2:
            data = data[:at] + data[at : at + size] + data[at:]
        elif kind == 3:
            data = data[:at] + dice.randbytes(size) + data[at + size :]
        else:
            data = data[:at] if dice.random() < 0.2 else data
    return data


@pytest.mark.parametrize("seed", range(400))
def test_damaged_files_are_told_about(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - which damage, not a secret
    files = {"spend.csv": dice.choice([LONG, WIDE]).encode(), "revenue.csv": MONTHLY.encode()}
    name = dice.choice(sorted(files))
    files[name] = damaged(files[name], dice)
    if dice.random() < 0.3:
        files[name] = damaged(gzip.compress(files[name], mtime=0), dice)
    raw = [RawFile(name, data) for name, data in files.items()]
    result = ingest(raw, AS_OF, Options(min_months=3, max_file_bytes=10**6))
    assert (result.panel is None) == any(finding.severity == "error" for finding in result.findings)
    assert all(recognise(file)[0] in [None, *result.recognised] for file in raw)
