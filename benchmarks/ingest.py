"""Time and peak memory of reading five million rows of spend, beside pandas alone on the same file.

`make bench` runs it. The peer, `read_csv` and `groupby`, checks nothing: neither quotes and field counts nor
duplicates, dates and exactness; it shows what the checks cost.
"""

import argparse
import datetime as dt
import gzip
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

OURS = """
import sys, pathlib
from spendcast_ingest import RawFile, recognise
path = pathlib.Path(sys.argv[1])
recognised, findings = recognise(RawFile(path.name, path.read_bytes()))
print(f"{recognised.rows:,} rows, {len(recognised.channels)} channels, {len(findings)} findings")
"""
PEER = """
import sys, pandas
table = pandas.read_csv(sys.argv[1], parse_dates=["DATE"])
totals = table.groupby(["CHANNEL", table["DATE"].dt.to_period("M")])["TOTAL_COST"].sum()
print(f"{len(table):,} rows, {len(totals):,} totals")
"""
CHANNELS = ("search_engine", "social_media", "video", "email")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=5_000_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch, "campaign_spend.csv")
        plain.write_text(_spend(arguments.rows))
        packed = Path(scratch, "campaign_spend.csv.gz")
        packed.write_bytes(gzip.compress(plain.read_bytes(), 1))
        print(f"{'what':<28}{'seconds':>9}{'of CPU':>9}{'peak MB':>9}")
        for name, code, path in (
            ("ingest, csv", OURS, plain),
            ("ingest, csv.gz", OURS, packed),
            ("pandas alone, csv", PEER, plain),
        ):
            _measure(name, code, path)


def _spend(rows: int) -> str:
    """Rows of 350 campaigns a channel and day, as ad consoles export them."""
    dice = random.Random(0)  # noqa: S311 - amounts, not a secret
    lines = ["CAMPAIGN,CHANNEL,DATE,TOTAL_CLICKS,TOTAL_COST,ADS_SERVED\n"]
    day = dt.date(2012, 5, 1)
    while len(lines) <= rows:
        lines += [
            f"campaign_{campaign},{channel},{day},{dice.randint(1, 999)},{dice.randint(1, 99999) / 100},100\n"
            for campaign in range(350)
            for channel in CHANNELS
        ]
        day += dt.timedelta(days=1)
    return "".join(lines[: rows + 1])


def _measure(name: str, code: str, path: Path) -> None:
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"bench: {name} ended with {process.returncode}")
    processor = usage.ru_utime + usage.ru_stime
    print(f"{name:<28}{seconds:>9.1f}{processor:>9.1f}{usage.ru_maxrss / 1024:>9.0f}")


if __name__ == "__main__":
    main()
