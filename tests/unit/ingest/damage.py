"""Files, and what happens to them on the way."""

import datetime as dt
import gzip
import io
import random
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from unit.ingest.dressings import workbook

DAYS = [dt.date(2024, 1, 1) + dt.timedelta(days=i) for i in range(0, 150, 6)]
LONG = "CAMPAIGN,CHANNEL,DATE,TOTAL_COST\n" + "".join(
    f'c{i},"{channel}",{day},{i}.5\n' for i, day in enumerate(DAYS) for channel in ("tv", "web")
)
WIDE = "date,spend_tv,spend_web,revenue\n" + "".join(f"{day},{i},{i % 7},100\n" for i, day in enumerate(DAYS))
JAPANESE = "媒体,日付,広告費（円）\n" + "".join(
    f'{channel},{day:%Y年%m月%d日},"￥{1000 + i:,}"\n'
    for i, day in enumerate(DAYS)
    for channel in ("テレビ", "検索")
)
EUROPEAN = "Report\n\ndate;tv_cost;web_cost\n" + "".join(
    f"{day:%d/%m/%Y};1.{i:03d},50;{i},25\n" for i, day in enumerate(DAYS)
)
MONTHLY = "YEAR,MONTH,REVENUE\n" + "".join(f"2024,{month},{month * 10}\n" for month in range(1, 6))
SHEET = workbook(
    [("date", "tv_spend", "web_spend"), *((day, i, i % 5) for i, day in enumerate(DAYS))],
    date_format="yyyy-mm-dd",
)
MAPPING = '{"files": {"spend*": {"columns": {"CHANNEL": "channel"}}}, "channels": {"tv": "TV"}}'


@dataclass(frozen=True)
class Original:
    """A sound file.

    Attributes:
        name: of the file.
        data: its bytes.
        header: its columns, as `rows_of` tells them.
        spend: those of them that are spend.
        separator: between its columns.
        line: what ends its lines.
        written: how it writes amounts.
        marks: what is taken out of an amount, after which a comma is a decimal point.
    """

    name: str
    data: bytes
    header: tuple[str, ...]
    spend: tuple[str, ...]
    separator: str = ","
    line: bytes = b"\n"
    written: str = r"\d+(\.\d+)?"
    marks: str = ""

    def amount(self, cell: str) -> float:
        """The amount in a cell.

        Raises:
            ValueError: it is not written as the file writes amounts.
        """
        if not re.fullmatch(self.written, cell.strip(), re.ASCII):
            raise ValueError(cell)
        return float(re.sub(f"[{re.escape(self.marks)} ]", "", cell).replace(",", "."))


_LONG = ("CAMPAIGN", "CHANNEL", "DATE", "TOTAL_COST")
_JAPANESE = ("媒体", "日付", "広告費（円）")
_YEN: Any = {"written": r"￥\d{1,3}(,\d{3})*", "marks": "￥,"}

ORIGINALS: tuple[Original, ...] = (
    Original("spend.csv", LONG.encode(), _LONG, _LONG[3:]),
    Original(
        "spend.csv",
        WIDE.encode(),
        ("date", "spend_tv", "spend_web", "revenue"),
        ("spend_tv", "spend_web"),
    ),
    Original("spend.csv", JAPANESE.encode("cp932"), _JAPANESE, _JAPANESE[2:], **_YEN),
    Original(
        "spend.csv",
        JAPANESE.encode("utf-16"),
        _JAPANESE,
        _JAPANESE[2:],
        line="\n".encode("utf-16-le"),
        **_YEN,
    ),
    Original(
        "spend.csv",
        EUROPEAN.encode(),
        ("date", "tv_cost", "web_cost"),
        ("tv_cost", "web_cost"),
        separator=";",
        written=r"\d{1,3}(\.\d{3})*,\d+",
        marks=".",
    ),
    Original("spend.csv.gz", gzip.compress(LONG.encode(), mtime=0), _LONG, _LONG[3:]),
    Original("spend.xlsx", SHEET, ("0", "1", "2"), ("1", "2"), line=b"<row "),
    Original("revenue.csv", MONTHLY.encode(), ("YEAR", "MONTH", "REVENUE"), ()),
    Original("mapping.json", MAPPING.encode(), (), ()),
)

TOKENS = rb'", " ; - 1e999 NaN 0000-00-00 2024-01 01/02/2024 1,234 REVENUE date \x'.split()
TOKENS += [b"\n", b"\r", b"\t", b" ", b"\0", b"\xff", b"\xef\xbb\xbf", b"\xe3\x83", b"\x1f\x8b", b"9" * 400]
TOKENS += [b"=1+1", b"%", b"\xff\xfe", b"Total", b"1.234,5", b"45292", b"{", b"<html>", b"\x81", b"(1)", b"]"]

Damage = Callable[[bytes, random.Random], bytes]


def damaged(data: bytes, dice: random.Random) -> bytes:
    """Bytes cut out, put in, repeated or replaced anywhere."""
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


def edited(line: bytes) -> Damage:
    """Lines lost, moved, blank, or of another figure: what people do, and what often is still read."""

    def edit(data: bytes, dice: random.Random) -> bytes:
        lines = data.split(line)
        for _ in range(dice.randint(1, 4)):
            at = dice.randrange(len(lines))
            kind = dice.randrange(4)
            if kind == 0 and len(lines) > 2:
                del lines[at]
            elif kind == 1:
                lines.insert(dice.randrange(len(lines)), lines.pop(at))
            elif kind == 2:
                lines.insert(at, b"")
            elif figures := list(re.finditer(rb"[0-9]", lines[at])):
                place = dice.choice(figures).start()
                lines[at] = lines[at][:place] + b"%d" % dice.randrange(10) + lines[at][place + 1 :]
        return line.join(lines)

    return edit


def _unpacked(damage: Damage) -> Damage:
    return lambda data, dice: gzip.compress(damage(gzip.decompress(data), dice), mtime=0)


def _within(damage: Damage, part: str | None = None) -> Damage:
    """A workbook whose parts are damaged but whose archive is sound."""

    def damage_part(data: bytes, dice: random.Random) -> bytes:
        found, made = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
        victim = part or dice.choice(found.namelist())
        with zipfile.ZipFile(made, "w") as archive:
            for name in found.namelist():
                whole = found.read(name)
                archive.writestr(name, damage(whole, dice) if name == victim else whole)
        return made.getvalue()

    return damage_part


def damages(original: Original) -> list[Damage]:
    """What can happen to a file; edits are read more often, and so take longer, and stand once among four."""
    edit = edited(original.line)
    if original.name.endswith(".gz"):
        return [damaged, *[_unpacked(damaged)] * 2, _unpacked(edit)]
    if original.name.endswith(".xlsx"):
        return [damaged, *[_within(damaged)] * 2, _within(edit, "xl/worksheets/sheet1.xml")]
    return [damaged, damaged, damaged, edit]
