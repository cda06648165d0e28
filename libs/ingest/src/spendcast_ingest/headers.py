"""What the columns of a file are, told from its header alone."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spendcast_ingest.aliases import ALIASES, NOT_SPEND, SAYS_SPEND, Field
from spendcast_ingest.catalogue import Value
from spendcast_ingest.findings import Finding, Refused, Where, few, first_few, is_control

_FIELDS: dict[str, Field] = {alias: field for field, aliases in ALIASES.items() for alias in aliases}
_AFFIX = re.compile(r"(?:spend|cost)[\s_-]+(?P<after>.+)|(?P<before>.+?)[\s_-]+(?:spend|cost)", re.IGNORECASE)


@dataclass(frozen=True)
class LongLayout:
    """One row per channel and date, or finer. Columns are given by position.

    Attributes:
        dates: the column of dates, or those of years and months.
        channel: the column that names the channel.
        cost: the column of amounts.
        breakdown: columns that tell rows of one channel and date apart, such as the campaign.
    """

    dates: tuple[int, ...]
    channel: int
    cost: int
    breakdown: tuple[int, ...]


@dataclass(frozen=True)
class WideLayout:
    """One row per date. Columns are given by position.

    Attributes:
        dates: the column of dates, or those of years and months.
        channels: columns of spend and the channel each belongs to.
        revenue: the column of revenue, if there is one.
    """

    dates: tuple[int, ...]
    channels: dict[int, str]
    revenue: int | None


Layout = LongLayout | WideLayout


def normalised(name: str) -> str:
    """A header as it is compared: compatibility forms unified, no case, one underscore between words."""
    return re.sub(r"[\s_-]+", "_", unicodedata.normalize("NFKC", name).casefold()).strip("_")


def _words(name: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", normalised(name)))


def read_header(file: str, header: Sequence[str]) -> tuple[Layout, list[Finding]]:
    """Tell the shape of a file and what its columns are.

    Args:
        file: name for the findings.
        header: names of the columns without outer white space.

    Returns:
        The layout, and warnings or infos about columns that are not read or were taken for spend.

    Raises:
        Refused: `control_character`, `duplicate_column`, `missing_column`, `unclear_column` or
            `unrecognised_file`.
    """
    return _Header(file, header).layout()


class _Header:
    def __init__(self, file: str, header: Sequence[str]) -> None:
        self._file = file
        self._names = header
        self._at: dict[Field | None, list[int]] = defaultdict(list)
        for position, name in enumerate(header):
            if name:
                self._at[_FIELDS.get(normalised(name))].append(position)

    def layout(self) -> tuple[Layout, list[Finding]]:
        self._refuse_control_characters()
        self._refuse_repeated(normalised(name) for name in self._names)
        if self._at["channel"] or (self._at["breakdown"] and self._at["cost"]):
            long = self._long()
            return long, self._not_read({*long.dates, long.channel, long.cost, *long.breakdown})
        wide = self._wide()
        read = {*wide.dates, *wide.channels} | ({wide.revenue} if wide.revenue is not None else set())
        return wide, [*self._not_read(read), *self._taken_for_spend(wide)]

    def _long(self) -> LongLayout:
        channel, dates, cost = self._one("channel"), self._dates(), self._one("cost")
        if channel is None or dates is None or cost is None:
            found: dict[Field, object] = {"channel": channel, "date": dates, "cost": cost}
            raise Refused(*[self._missing(field) for field, at in found.items() if at is None])
        return LongLayout(dates, channel, cost, tuple(self._at["breakdown"]))

    def _wide(self) -> WideLayout:
        dates, revenue = self._dates(), self._one("revenue")
        unknown = self._at[None]
        marked = any(_AFFIX.fullmatch(self._names[position]) for position in unknown)
        if dates is None and (revenue is not None or marked):
            raise Refused(self._missing("date"))
        if dates is None or not (unknown or revenue is not None or self._at["cost"]):
            raise self._unrecognised()
        if self._at["cost"]:
            raise self._unclear(self._at["cost"])
        self._refuse_what_is_not_spend(unknown)
        channels = {position: _channel(self._names[position]) for position in unknown}
        self._refuse_repeated(channels.get(position, "") for position in range(len(self._names)))
        return WideLayout(dates, channels, revenue)

    def _dates(self) -> tuple[int, ...] | None:
        date, year, month = self._one("date"), self._one("year"), self._one("month")
        if date is not None:
            return (date,)
        if year is not None and month is not None:
            return (year, month)
        return (month,) if month is not None else None

    def _one(self, field: Field) -> int | None:
        """The only column of a kind, or None.

        Raises:
            Refused: there are several.
        """
        found = self._at[field]
        if len(found) > 1:
            names = few(self._names[position] for position in found)
            raise self._duplicate(found[-1], variant="several", field=field, count=len(found), columns=names)
        return found[0] if found else None

    def _refuse_control_characters(self) -> None:
        unprintable = [name for name in self._names if any(map(is_control, name))]
        if unprintable:
            raise Refused(*first_few(map(self._unprintable, unprintable), len(unprintable)))

    def _unprintable(self, name: str) -> Finding:
        place = Where(self._file, 1, name)
        return Finding.of("control_character", place, variant="header", file=self._file, column=name)

    def _refuse_repeated(self, keys: Iterable[str]) -> None:
        first: dict[str, int] = {}
        for position, key in enumerate(keys):
            if key and first.setdefault(key, position) != position:
                raise self._duplicate(
                    position,
                    variant="same_name",
                    first=first[key] + 1,
                    second=position + 1,
                    one=self._names[first[key]],
                    two=self._names[position],
                )

    def _duplicate(self, position: int, **values: Value) -> Refused:
        place = Where(self._file, 1, self._names[position])
        return Refused(Finding.of("duplicate_column", place, file=self._file, **values))

    def _missing(self, field: Field) -> Finding:
        return Finding.of(
            "missing_column",
            Where(self._file, 1),
            variant="date" if field == "date" else "other",
            file=self._file,
            field=field,
            columns=self._seen(),
            wanted=few(ALIASES[field]),
        )

    def _unrecognised(self) -> Refused:
        place = Where(self._file, 1)
        return Refused(Finding.of("unrecognised_file", place, file=self._file, columns=self._seen()))

    def _unclear(self, positions: Sequence[int]) -> Refused:
        names = few(self._names[position] for position in positions)
        place = Where(self._file, 1, self._names[positions[0]])
        return Refused(
            Finding.of("unclear_column", place, variant="no_channel", file=self._file, columns=names)
        )

    def _refuse_what_is_not_spend(self, positions: Sequence[int]) -> None:
        """Refuse columns whose names tell of something else than spend, unless they are marked as spend."""
        names = [self._names[position] for position in positions]
        doubtful = [name for name in names if not _AFFIX.fullmatch(name) and _words(name) & NOT_SPEND]
        if doubtful:
            raise Refused(*first_few(map(self._not_spend, doubtful), len(doubtful)))

    def _not_spend(self, name: str) -> Finding:
        place = Where(self._file, 1, name)
        return Finding.of("unclear_column", place, variant="not_spend", file=self._file, column=name)

    def _not_read(self, read: set[int]) -> list[Finding]:
        left = {position: name for position, name in enumerate(self._names) if position not in read}
        if not left:
            return []
        names = few(name or f"#{position + 1}" for position, name in left.items())
        variant = "named" if all(left.values()) else "unnamed"
        place = Where(self._file, 1)
        return [Finding.of("columns_not_used", place, variant=variant, file=self._file, columns=names)]

    def _taken_for_spend(self, wide: WideLayout) -> list[Finding]:
        """A column that is not marked as spend may be something else, unless the file is named for it."""
        plain = [position for position in wide.channels if not _AFFIX.fullmatch(self._names[position])]
        alone = len(plain) == len(wide.channels)
        if not plain or (alone and _words(self._file) & SAYS_SPEND):
            return []
        names = [self._names[position] for position in plain]
        return [
            Finding.of(
                "taken_for_spend",
                Where(self._file, 1),
                variant="all" if alone else "some",
                file=self._file,
                columns=few(names),
                example=names[0],
            )
        ]

    def _seen(self) -> list[str | int]:
        return few(name for name in self._names if name)


def _channel(name: str) -> str:
    """A column's name without the mark of spend: spend_tv, "tv cost" and tv are all tv."""
    match = _AFFIX.fullmatch(name)
    return (match["after"] or match["before"]) if match else name
