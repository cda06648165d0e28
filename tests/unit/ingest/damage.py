"""Files, and what happens to them on the way."""

import datetime as dt
import gzip
import io
import random
import zipfile
from collections.abc import Callable

from unit.ingest.dressings import workbook

DAYS = [dt.date(2024, 1, 1) + dt.timedelta(days=i) for i in range(0, 330, 6)]
LONG = "CAMPAIGN,CHANNEL,DATE,TOTAL_COST\n" + "".join(
    f'c{i},"{channel}",{day},{i}.5\n' for i, day in enumerate(DAYS) for channel in ("tv", "web")
)
WIDE = "date,spend_tv,spend_web,revenue\n" + "".join(f"{day},{i},{i % 7},100\n" for i, day in enumerate(DAYS))
JAPANESE = "媒体,日付,広告費（円）\n" + "".join(
    f"{channel},{day:%Y年%m月%d日},￥{1000 + i:,}\n"
    for i, day in enumerate(DAYS)
    for channel in ("テレビ", "検索")
)
EUROPEAN = "Report\n\ndate;tv_cost;web_cost\n" + "".join(
    f"{day:%d/%m/%Y};1.{i:03d},50;{i},25\n" for i, day in enumerate(DAYS)
)
MONTHLY = "YEAR,MONTH,REVENUE\n" + "".join(f"2024,{month},{month * 10}\n" for month in range(1, 12))
SHEET = workbook(
    [("date", "tv_spend", "web_spend"), *((day, i, i % 5) for i, day in enumerate(DAYS))],
    date_format="yyyy-mm-dd",
)
MAPPING = '{"files": {"spend*": {"columns": {"CHANNEL": "channel"}}}, "channels": {"tv": "TV"}}'

FILES: tuple[tuple[str, bytes], ...] = (
    ("spend.csv", LONG.encode()),
    ("spend.csv", WIDE.encode()),
    ("spend.csv", JAPANESE.encode("cp932")),
    ("spend.csv", JAPANESE.encode("utf-16")),
    ("spend.csv", EUROPEAN.encode()),
    ("spend.csv.gz", gzip.compress(LONG.encode(), mtime=0)),
    ("spend.xlsx", SHEET),
    ("revenue.csv", MONTHLY.encode()),
    ("mapping.json", MAPPING.encode()),
)

TOKENS = rb'", " ; - 1e999 NaN 0000-00-00 2024-01 01/02/2024 1,234 REVENUE date \x'.split()
TOKENS += [b"\n", b"\r", b"\t", b" ", b"\0", b"\xff", b"\xef\xbb\xbf", b"\xe3\x83", b"\x1f\x8b", b"9" * 400]
TOKENS += [b"=1+1", b"%", b"\xff\xfe", b"Total", b"1.234,5", b"45292", b"{", b"<html>", b"\x81", b"(1)", b"]"]


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


def damaged_within(data: bytes, dice: random.Random) -> bytes:
    """A workbook whose parts are damaged but whose archive is sound."""
    found, made = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    victim = dice.choice(found.namelist())
    with zipfile.ZipFile(made, "w") as archive:
        for name in found.namelist():
            part = found.read(name)
            archive.writestr(name, damaged(part, dice) if name == victim else part)
    return made.getvalue()


def damages(name: str) -> list[Callable[[bytes, random.Random], bytes]]:
    if name.endswith(".gz"):
        return [damaged, lambda data, dice: gzip.compress(damaged(gzip.decompress(data), dice), mtime=0)]
    return [damaged, damaged_within] if name.endswith(".xlsx") else [damaged]
