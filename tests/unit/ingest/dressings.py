"""One table of months and channels, written in the ways in which marketing teams write it."""

import calendar
import csv
import datetime as dt
import gzip
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import xlsxwriter

Row = Sequence[object]
Files = dict[str, bytes]
ZERO_1900, ZERO_1904 = dt.date(1899, 12, 30), dt.date(1904, 1, 1)
FULL_WIDTH = str.maketrans("0123456789.,", "０１２３４５６７８９．，")


@dataclass(frozen=True)
class Plain:
    """Amounts in whole units: `spend` by channel and `revenue`, for each of `months` (their first days)."""

    months: Sequence[dt.date]
    spend: Mapping[str, Sequence[int]]
    revenue: Sequence[int]

    def long(self, date: Callable[[dt.date], object], amount: Callable[[int], object]) -> list[Row]:
        return [
            (name, date(month), amount(spent))
            for name, amounts in self.spend.items()
            for month, spent in zip(self.months, amounts, strict=True)
        ]

    def wide(self, date: Callable[[dt.date], object], amount: Callable[[int], object]) -> list[Row]:
        columns = [list(map(amount, amounts)) for amounts in self.spend.values()]
        return list(zip(map(date, self.months), *columns, strict=True))

    def sold(self, date: Callable[[dt.date], object], amount: Callable[[int], object]) -> list[Row]:
        return list(zip(map(date, self.months), map(amount, self.revenue), strict=True))

    def daily(self) -> list[Row]:
        """The amounts of each month on its days, more on each than on the day before."""
        rows: list[Row] = []
        for name, amounts in self.spend.items():
            for month, spent in zip(self.months, amounts, strict=True):
                days = calendar.monthrange(month.year, month.month)[1]
                for i in range(days):
                    whole = days * (days + 1)
                    share = spent * (i + 1) * (i + 2) // whole - spent * i * (i + 1) // whole
                    rows.append((name, month.replace(day=i + 1), share))
        return rows


def text(rows: Sequence[Row], delimiter: str = ",", encoding: str = "utf-8", end: str = "\n") -> bytes:
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter, lineterminator=end).writerows(rows)
    return written.getvalue().encode(encoding)


def workbook(rows: Sequence[Row], *, date_format: str = "", epoch: int = 1900, above: int = 0) -> bytes:
    """A workbook; dates are formatted, or are their day numbers if there is no format."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"date_1904": epoch == 1904})
    style = book.add_format({"num_format": date_format or "General"})
    sheet = book.add_worksheet("実績")
    for at in range(above):
        sheet.write(at, 0, f"note {at}")
    for at, row in enumerate(rows, above):
        for position, cell in enumerate(row):
            if isinstance(cell, dt.date):
                sheet.write_datetime(at, position, dt.datetime.combine(cell, dt.time()), style)
            else:
                sheet.write(at, position, cell)
    book.close()
    return data.getvalue()


def iso(month: dt.date) -> str:
    return f"{month:%Y-%m}"


def last_day(month: dt.date) -> dt.date:
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def german(month: dt.date) -> str:
    return f"{last_day(month):%d.%m.%Y}"


def era(month: dt.date) -> str:
    return f"令和{'元' if month.year == 2019 else month.year - 2018}年{month.month}月"


def grouped(amount: int) -> str:
    return f"{amount:,}"


def european(amount: int) -> str:
    return f"{amount:,}".replace(",", ".") + ",00"


def thousands(amount: int) -> str:
    return f"{amount // 1000}.{amount % 1000:03d}"


def millions(amount: int) -> str:
    return f"{amount // 10**6}.{amount % 10**6:06d}"


LONG: Row = ("channel", "month", "cost")
SOLD: Row = ("month", "revenue")


def _wide(plain: Plain) -> Row:
    return ("month", *(f"{name}_spend" for name in plain.spend))


def _both(spend: bytes, revenue: bytes, ending: str = "csv") -> Files:
    return {f"spend.{ending}": spend, f"revenue.{ending}": revenue}


def _long(plain: Plain, date: Callable[[dt.date], object], amount: Callable[[int], object]) -> Files:
    return _both(
        text([LONG, *plain.long(date, amount)]),
        text([SOLD, *plain.sold(date, amount)]),
    )


def _japanese(plain: Plain, encoding: str) -> Files:
    header = ("媒体", "年月", "広告費（円）")
    rows = plain.long(lambda m: f"{m.year}年{m.month}月", lambda a: f"￥{a:,}".translate(FULL_WIDTH))
    sold = plain.sold(lambda m: f"{m.year}年{m.month}月", grouped)
    return _both(
        text([header, *rows], encoding=encoding), text([("年月", "売上(円)"), *sold], encoding=encoding)
    )


def _thousands(plain: Plain) -> Files:
    header = ("月", *(f"{name}_spend(千円)" for name in plain.spend))
    sold = plain.sold(era, lambda a: f"{millions(a)}百万円")
    return _both(text([header, *plain.wide(era, thousands)]), text([("月", "売上高"), *sold]))


def _report(plain: Plain) -> Files:
    rows = plain.wide(iso, str)
    total = ("Total", *(sum(amounts) for amounts in plain.spend.values()))
    above = b"Spend by channel\nGenerated for finance,2024\n\n"
    return _both(
        above + text([_wide(plain), *rows, total]),
        text([SOLD, *plain.sold(iso, str), ("合計", sum(plain.revenue))]),
    )


def _triples(plain: Plain, order: str) -> Files:
    rows = plain.long(lambda m: last_day(m).strftime(order), str)
    return _both(text([LONG, *rows]), text([SOLD, *plain.sold(lambda m: last_day(m).strftime(order), str)]))


def _years_and_months(plain: Plain) -> Files:
    header = ("YEAR", "MONTH", *(f"{name}_spend" for name in plain.spend))
    rows = [(m.year, m.month, *row[1:]) for m, row in zip(plain.months, plain.wide(iso, str), strict=True)]
    sold = [(m.year, m.month, amount) for m, amount in zip(plain.months, plain.revenue, strict=True)]
    return _both(text([header, *rows]), text([("YEAR", "MONTH", "REVENUE"), *sold]))


def _one_file(plain: Plain) -> Files:
    rows = [(*row, sold) for row, sold in zip(plain.wide(iso, str), plain.revenue, strict=True)]
    return {"all.csv": text([(*_wide(plain), "revenue"), *rows])}


def _campaigns(plain: Plain) -> Files:
    """Two campaigns a day, in two files that share a month and its days."""
    header = ("CAMPAIGN", "CHANNEL", "DATE", "TOTAL_CLICKS", "TOTAL_COST", "ADS_SERVED")
    rows = [
        (campaign, name, day, 7, part, 100)
        for name, day, amount in plain.daily()
        for campaign, part in (("a", int(str(amount)) // 3), ("b", int(str(amount)) - int(str(amount)) // 3))
    ]
    cut = plain.months[len(plain.months) // 2].isoformat()
    until = plain.months[len(plain.months) // 2 + 1].isoformat()
    first = [row for row in rows if str(row[2]) < until]
    second = [row for row in rows if str(row[2]) >= cut]
    sold = text([SOLD, *plain.sold(iso, str)])
    return {
        "export (1).csv": text([header, *first]),
        "export (2).csv.gz": gzip.compress(text([header, *second], end="\r\n"), mtime=0),
        "revenue.csv": sold,
    }


def _spelled(plain: Plain) -> Files:
    """Each channel in capitals in a few rows."""
    rows = [
        (str(name).upper() if i % 7 == 0 else name, month, cost)
        for i, (name, month, cost) in enumerate(plain.long(iso, str))
    ]
    return _both(text([LONG, *rows]), text([SOLD, *plain.sold(iso, str)]))


def _sheets(plain: Plain, *, date_format: str, epoch: int = 1900, above: int = 0) -> Files:
    def same(value: object) -> object:
        return value

    spend = [LONG, *plain.long(same, same)]
    sold = [SOLD, *plain.sold(same, same)]
    settings = {"date_format": date_format, "epoch": epoch, "above": above}
    return _both(workbook(spend, **settings), workbook(sold, **settings), "xlsx")  # type: ignore[arg-type]


DRESSINGS: dict[str, Callable[[Plain], Files]] = {
    "long": lambda plain: _long(plain, iso, str),
    "wide": lambda plain: _both(
        text([_wide(plain), *plain.wide(iso, str)]), text([SOLD, *plain.sold(iso, str)])
    ),
    "one file": _one_file,
    "years and months": _years_and_months,
    "daily": lambda plain: _both(
        text([("channel", "date", "cost"), *plain.daily()]), text([SOLD, *plain.sold(iso, str)])
    ),
    "overlapping exports of campaigns, gzip, CRLF": _campaigns,
    "semicolons and decimal commas": lambda plain: _both(
        text([_wide(plain), *plain.wide(german, european)], ";"),
        text([SOLD, *plain.sold(iso, european)], ";"),
    ),
    "tabs, UTF-16": lambda plain: _both(
        text([_wide(plain), *plain.wide(iso, str)], "\t", "utf-16"),
        text([SOLD, *plain.sold(iso, str)], "\t", "utf-16"),
    ),
    "byte order mark, thousands separators": lambda plain: _both(
        text([LONG, *plain.long(iso, grouped)], encoding="utf-8-sig"),
        text([SOLD, *plain.sold(iso, grouped)], encoding="utf-8-sig"),
    ),
    "Japanese, cp932, full width": lambda plain: _japanese(plain, "cp932"),
    "Japanese, UTF-8": lambda plain: _japanese(plain, "utf-8"),
    "eras, thousands and millions of yen": _thousands,
    "eras by letter": lambda plain: _long(plain, lambda m: f"R{m.year - 2018}.{m.month:02d}", str),
    "slashes": lambda plain: _long(plain, lambda m: f"{m.year}/{m.month}", str),
    "digits": lambda plain: _long(plain, lambda m: f"{m:%Y%m}", lambda a: f"{a}円"),
    "names of months": lambda plain: _long(plain, lambda m: f"{m:%b %Y}", lambda a: f"${a}.00"),
    "Mar-24": lambda plain: _long(plain, lambda m: f"{m:%b-%y}", str),
    "day first": lambda plain: _triples(plain, "%d/%m/%Y"),
    "month first": lambda plain: _triples(plain, "%m/%d/%Y"),
    "datetimes": lambda plain: _long(plain, lambda m: f"{m} 00:00:00", str),
    "day numbers": lambda plain: _long(plain, lambda m: (m - ZERO_1900).days, str),
    "lines above and totals below": _report,
    "spellings of channels": _spelled,
    "workbook": lambda plain: _sheets(plain, date_format="yyyy/m/d"),
    "workbook of 1904, notes above": lambda plain: _sheets(plain, date_format="mmm-yy", epoch=1904, above=3),
    "workbook, day numbers": lambda plain: _sheets(plain, date_format=""),
    "workbook, day numbers of 1904": lambda plain: _sheets(plain, date_format="", epoch=1904),
}
