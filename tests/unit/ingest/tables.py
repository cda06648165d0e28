"""Two years of sound files for tests of findings, and what makes them unsound."""

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from spendcast_ingest import Earlier, Options

AS_OF = dt.date(2025, 1, 20)
MONTHS = [f"{2023 + i // 12}-{i % 12 + 1:02d}" for i in range(24)]
TV = [1000.0 + 100 * (7 * i % 5) for i in range(24)]
RADIO = [500.0 + 80 * (3 * i % 7) for i in range(24)]
BOTH = [tv + radio for tv, radio in zip(TV, RADIO, strict=True)]
REVENUE = [9000.0 + 500 * (5 * i % 11) for i in range(24)]


class Run(NamedTuple):
    """What an earlier run read."""

    panel: bytes
    experiments: bytes | None = None


Files = dict[str, str | bytes | None]
"""Name to content; None takes a file away."""


@dataclass(frozen=True, eq=False)
class Case:
    """Changes to the sound files, of which the first set fires the finding and the second does not.

    `earlier` is what earlier runs read, the one in use first, in either case.
    """

    code: str
    severity: str
    fires: Files
    silent: Files
    says: Sequence[str] = ()
    as_of: dt.date = AS_OF
    options: Options = field(default_factory=Options)
    earlier: tuple[Sequence[Earlier], Sequence[Earlier]] = ((), ())


def table(header: str, *columns: Sequence[object]) -> str:
    return "\n".join([header, *(",".join(map(str, row)) for row in zip(*columns, strict=True))]) + "\n"


def spend(tv: Sequence[object] = TV, radio: Sequence[object] = RADIO, months: Sequence[str] = MONTHS) -> str:
    return table("month,tv,radio", months, tv, radio)


def revenue(amounts: Sequence[object] = REVENUE, months: Sequence[str] = MONTHS) -> str:
    return table("month,revenue", months, amounts)


def summed_up(months: Sequence[str], year_begins: str, dropping_at: int = -1) -> str:
    """Spend on tv and radio added up since the month with which years begin; less at one position."""
    sums, rows = [0.0, 0.0], []
    for at, month in enumerate(months):
        kept = 0 if month.endswith(f"-{year_begins}") else 1
        sums = [kept * total + amounts[at] for total, amounts in zip(sums, (TV, RADIO), strict=True)]
        rows.append([total - 5_000 * (at == dropping_at) for total in sums])
    return table("month,tv,radio", months, *zip(*rows, strict=True))


def by_shop(shops: Sequence[str]) -> str:
    """Revenue of each month and shop, the second's the double of the first's, and so on."""
    rows = [(month, shop, k, REVENUE[i]) for i, month in enumerate(MONTHS) for k, shop in enumerate(shops, 1)]
    return table(
        "month,shop,revenue", *zip(*((m, shop, k * x + 7 * k * k) for m, shop, k, x in rows), strict=True)
    )


def of_one_console() -> str:
    """An export with two campaigns a month, and no column for the channel."""
    rows = [
        (month, name, TV[i] * k) for i, month in enumerate(MONTHS) for k, name in ((1, "Brand"), (3, "Shop"))
    ]
    return table("Day,Campaign,Cost", *zip(*rows, strict=True))


def days(first: str, last: str) -> list[str]:
    start, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    return [(start + dt.timedelta(days=i)).isoformat() for i in range((end - start).days + 1)]


def daily(header: str, dates: Sequence[str]) -> str:
    """A table of numbers from 10 to 22, one row a date."""
    return table(
        header, dates, *[[10 + (i * 7 + k) % 13 for i in range(len(dates))] for k in range(header.count(","))]
    )


def replaced(values: Sequence[object], **changes: object) -> list[object]:
    """The values with the one at position n replaced by `at_n`."""
    return [changes.get(f"at_{i}", value) for i, value in enumerate(values)]


def long(*rows: str) -> str:
    return "\n".join(["CAMPAIGN,CHANNEL,DATE,COST", *rows]) + "\n"


def long_daily(**channels: Sequence[str]) -> str:
    """One row a channel and date, of amounts from 10 to 22."""
    rows = [
        f"{channel},{day},{10 + (i * 7 + k) % 13}"
        for k, (channel, dates) in enumerate(channels.items())
        for i, day in enumerate(dates)
    ]
    return "\n".join(["channel,date,cost", *rows]) + "\n"


def mailed(*dates: str) -> str:
    """Spend on mail on some dates, no two amounts the same."""
    return "date,mail_spend\n" + "".join(f"{date},{10 + 3 * i}\n" for i, date in enumerate(dates))


def scheduled(budgets: Sequence[int]) -> str:
    """Spend on mail in January 2024, the budgets from day to day and then again."""
    dates = days("2024-01-01", "2024-01-31")
    return table("date,mail_spend", dates, [100 + budgets[i % len(budgets)] for i in range(len(dates))])


def campaign(name: str) -> list[str]:
    """Rows of one campaign's spend on mail, for `long`."""
    return [f"{name},mail,2024-01-01,10", f"{name},mail,2024-01-02,13"]


def subtotalled(sums: str) -> str:
    """Two campaigns' spend on mail on some days, 5 and 9, and after each day a row of no campaign."""
    rows = [
        f"{name},mail,2024-01-0{day},{cost}"
        for day, total in enumerate(sums.split(","), 1)
        for name, cost in (("c1", 5), ("c2", 9), ("", total))
    ]
    return long(*rows)


def by_country(name: str, sums: str) -> str:
    """Spend on mail in two countries on some days, 5 and 9, 10, 11 and so on, and a row of another name."""
    rows = [
        f"2024-01-0{day},mail,{country},{cost}"
        for day, total in enumerate(sums.split(","), 1)
        for country, cost in (("JP", 5), ("US", 8 + day), (name, total))
    ]
    return "\n".join(["date,channel,country,cost", *rows]) + "\n"


def in_halves(name: str, days: int) -> list[str]:
    """Rows of two campaigns on TV, one of that name, of which each costs the same, on each day more."""
    return [f"{one},mail,2024-01-{day:02d},{day}" for day in range(1, days + 1) for one in ("c1", name)]


def in_rows(name: str, equal: int) -> str:
    """The sound spend in rows, with a channel that is the sum of the others in some months."""
    rows = [
        f"{month},{channel},{cost}"
        for at, (month, tv, radio) in enumerate(zip(MONTHS, TV, RADIO, strict=True))
        for channel, cost in (("tv", tv), (name, tv + radio + 50 * (at >= equal)), ("radio", radio))
    ]
    return "\n".join(["month,channel,cost", *rows]) + "\n"


def stacked(column: str, **names: Sequence[object]) -> str:
    """Spend by month in rows, whose names stand in that column; all of it on TV if these are no channels."""
    rows = [
        f"{month},tv,{cost},{name}" if column != "channel" else f"{month},{name},{cost}"
        for name, costs in names.items()
        for month, cost in zip(MONTHS, costs, strict=True)
    ]
    header = "month,channel,cost" if column == "channel" else f"month,channel,cost,{column}"
    return "\n".join([header, *rows]) + "\n"


def without(dates: Sequence[str], first: str, last: str) -> list[str]:
    """The dates but for those from the first to the last."""
    return [day for day in dates if not first <= day <= last]


def nearly_constant(variation: float) -> list[float]:
    """Spend per month of 10 a day, moved up and down by a fraction from month to month."""
    lengths = [calendar.monthrange(int(month[:4]), int(month[5:]))[1] for month in MONTHS]
    return [length * 10 * (1 + variation * (-1) ** i) for i, length in enumerate(lengths)]


def rest_of_budget(noise: float) -> list[float]:
    """What TV and RADIO leave of a constant budget, moved up and down by the noise."""
    return [
        4000 - tv - radio + noise * (-1) ** i for i, (tv, radio) in enumerate(zip(TV, RADIO, strict=True))
    ]


PANEL = table("period,complete,revenue,spend.radio,spend.tv", MONTHS, ["true"] * 24, REVENUE, RADIO, TV)
READ = (Run(PANEL.encode()),)
"""What an earlier run read of the sound files."""

SOUND: Files = {"spend.csv": spend(), "revenue.csv": revenue()}
TWO_YEARS = days("2023-01-01", "2024-12-31")
