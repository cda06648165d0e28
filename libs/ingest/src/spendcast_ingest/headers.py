"""What the columns of a file are, told from its header alone."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from spendcast_ingest.aliases import ALIASES, EXPERIMENT, Field
from spendcast_ingest.catalogue import Value
from spendcast_ingest.column_names import (
    CONTROL,
    CURRENCY_COLUMN,
    FIELDS,
    PERIOD,
    SPEND,
    counts,
    nearest,
    says_spend,
    speaks_of,
    without_unit,
)
from spendcast_ingest.columns import spreadsheet_error
from spendcast_ingest.findings import Finding, Refused, Where, few, first_few, is_control, shorten
from spendcast_ingest.keys import channel_key, normalised
from spendcast_ingest.layouts import ExperimentLayout, Layout, LongLayout, WideLayout
from spendcast_ingest.mapping import column_role, fault_of_name, is_formula, missing_columns
from spendcast_ingest.units import Unit, may_hold_unit
from spendcast_ingest.vocabulary import (
    NOT_ACTUAL,
    NOT_ACTUAL_PARTS,
    NOT_SPEND,
    NOT_SPEND_PARTS,
    TOTAL,
)

_PERIODS = 3
"""Columns called as periods are from which a table has its periods side by side."""


def read_header(
    file: str,
    header: Sequence[str],
    roles: Mapping[str, str] | None = None,
    row: int = 1,
    *,
    has_unit: bool = False,
) -> tuple[Layout, list[Finding]]:
    """Tell the shape of a file and what its columns are.

    Args:
        file: name for the findings.
        header: names of the columns without outer white space.
        roles: what the user says columns are, see `mapping.ROLES`.
        row: the header's row as a spreadsheet shows it.
        has_unit: whether the user says what amounts are counted in, so that no name does.

    Returns:
        The layout, and warnings or infos about columns that are not read or were taken for spend.

    Raises:
        Refused: `control_character`, `formula_in_name`, `duplicate_column`, `missing_column`,
            `unclear_column`, `unclear_unit`, `mapping_error` or `unrecognised_file`.
    """
    return _Header(file, header, roles or {}, row, has_unit=has_unit).layout()


class _Header:
    def __init__(
        self, file: str, header: Sequence[str], roles: Mapping[str, str], row: int, *, has_unit: bool
    ) -> None:
        self._has_unit = has_unit
        self._file = file
        self._names = header
        self._roles = roles
        self._row = row
        self._plain: list[str] = []
        self._units: dict[int, Unit] = {}
        self._said: dict[str, dict[int, str]] = {"spend": {}, "control": {}}
        self._at: dict[Field | None, list[int]] = defaultdict(list)
        for position, name in enumerate(header):
            plain, unit = without_unit(name)
            self._plain.append(plain)
            if unit.text:
                self._units[position] = unit
            if name:
                self._sort(position, name, plain)
        if not all(self._at[field] for field in EXPERIMENT):
            for field in EXPERIMENT:
                self._at[None] += self._at.pop(field, [])
            self._at[None].sort()
        if not (self._at["year"] and self._at["month"]):
            self._at["date"] += self._days()
        self._second_choices()

    def _second_choices(self) -> None:
        """Take what may be the date or the channel for it, where no other column is."""
        self._at["other" if self._at["date"] else "date"] += self._at.pop("report_start", [])
        group: Field = "breakdown" if self._at["channel"] else "channel" if self._at["cost"] else "other"
        self._at[group] += self._at.pop("channel_group", [])

    def _days(self) -> list[int]:
        """The columns of days that are dates; beside a date, "Tag" is a label and no German day."""
        days = self._at.pop("day", [])
        if not self._at["date"]:
            return days
        foreign = [at for at in days if normalised(self._names[at]) not in ("day", "日")]
        self._at["other"] += foreign
        return [at for at in days if at not in foreign]

    def _sort(self, position: int, name: str, plain: str) -> None:
        if name in self._roles:
            role, said = column_role(self._roles[name])
            if said:
                self._said[role][position] = said
                return
            field: Field | None = "other" if role == "ignore" else role  # type: ignore[assignment]  # checked
        else:
            field = FIELDS.get(normalised(name)) or FIELDS.get(normalised(plain))
            if field is None and CURRENCY_COLUMN.fullmatch(normalised(plain)):
                field = "unit"
            match = CONTROL.fullmatch(plain) if field is None else None
            if match:
                self._said["control"][position] = match["english"] or match["japanese"]
                return
        self._at[field].append(position)

    def layout(self) -> tuple[Layout, list[Finding]]:
        absent = missing_columns(self._file, self._roles, self._names)
        if absent:
            raise Refused(*absent)
        self._refuse_control_characters()
        self._refuse_spreadsheet_errors()
        self._refuse_repeated(normalised(name) for name in self._names)
        self._refuse_dates()
        if self._at["incremental_revenue"]:
            return self._experiments()
        if self._at["channel"] or (self._at["breakdown"] and self._at["cost"]):
            long = self._long()
            return long, self._not_read(
                {*long.dates, long.channel, long.cost, *long.breakdown, *long.unit_columns}
            )
        wide = self._wide()
        read = {*wide.dates, *wide.channels, *wide.controls, *wide.unit_columns}
        read |= {wide.revenue} if wide.revenue is not None else set()
        return wide, [*self._not_read(read), *self._taken_for_spend(wide)]

    def _experiments(self) -> tuple[ExperimentLayout, list[Finding]]:
        channel = self._one("channel")
        if channel is None:
            raise Refused(self._missing("channel"))
        at = {field: self._one(field) or 0 for field in EXPERIMENT}
        layout = ExperimentLayout(
            channel,
            at["start"],
            at["end"],
            at["incremental_revenue"],
            at["standard_error"],
            self._units,
            tuple(self._at["unit"]),
        )
        return layout, self._not_read({channel, *at.values(), *layout.unit_columns})

    def _long(self) -> LongLayout:
        channel, dates, cost = self._one("channel"), self._dates(), self._one("cost")
        if channel is None or dates is None or cost is None:
            found: dict[Field, object] = {"channel": channel, "date": dates, "cost": cost}
            raise Refused(*[self._missing(field) for field, at in found.items() if at is None])
        unit = self._units.get(cost, Unit())
        return LongLayout(
            dates,
            channel,
            cost,
            tuple(self._at["breakdown"]),
            unit,
            tuple(self._at["unit"]),
            self._week_ends(dates),
        )

    def _wide(self) -> WideLayout:
        dates, revenue = self._dates(), self._one("revenue")
        unknown = self._at[None]
        if revenue is not None and not any(map(self._mark, unknown)):
            unknown = [at for at in unknown if not counts(self._plain[at])]
        marked = any(self._mark(position) for position in unknown) or any(self._said.values())
        if dates is None and (revenue is not None or marked):
            raise Refused(self._missing("date"))
        if dates is None or not (marked or unknown or revenue is not None or self._at["cost"]):
            raise self._unrecognised()
        if self._at["cost"]:
            raise self._unclear(self._at["cost"])
        self._refuse_what_is_not_spend(unknown)
        self._refuse_unclear_units(unknown)
        channels = {position: self._channel(position) for position in unknown} | self._said["spend"]
        controls = self._said["control"]
        for names in (channels, controls):
            self._refuse_formulas(names)
            self._refuse_unusable(names)
            self._refuse_repeated(channel_key(names.get(at, "")) for at in range(len(self._names)))
        channels = dict(sorted(channels.items()))
        units, week_ends = tuple(self._at["unit"]), self._week_ends(dates)
        return WideLayout(dates, channels, revenue, controls, self._units, units, week_ends)

    def _week_ends(self, dates: tuple[int, ...]) -> bool:
        return list(dates) == self._at["week_end"]

    def _dates(self) -> tuple[int, ...] | None:
        date, year, month, day = (self._one(field) for field in ("date", "year", "month", "day"))
        if date is None:
            date = self._one("week_end")
        if date is not None:
            return (date,)
        if year is not None and month is not None:
            return (year, month) if day is None else (year, month, day)
        return None if month is None else (month,)

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

    def _refuse_spreadsheet_errors(self) -> None:
        for name in self._names:
            if variant := spreadsheet_error(name):
                place = Where(self._file, self._row, name)
                raise Refused(Finding.of("spreadsheet_error", place, variant=variant, text=name))

    def _unprintable(self, name: str) -> Finding:
        place = Where(self._file, self._row, name)
        return Finding.of("control_character", place, variant="header", file=self._file, column=name)

    def _refuse_dates(self) -> None:
        """Refuse a table whose columns are periods, as plans have them."""
        dates = [name for name in self._names if PERIOD.fullmatch(unicodedata.normalize("NFKC", name))]
        if len(dates) >= _PERIODS and 2 * len(dates) > len(self._names):
            values = {"file": self._file, "one": dates[0], "other": dates[-1]}
            place = Where(self._file, self._row)
            raise Refused(Finding.of("missing_column", place, variant="transposed", **values))

    def _refuse_formulas(self, names: Mapping[int, str]) -> None:
        formulas = [position for position, name in names.items() if is_formula(name)]
        if formulas:
            raise Refused(*first_few(map(self._formula, formulas), len(formulas)))

    def _refuse_unusable(self, names: Mapping[int, str]) -> None:
        faults = [(name, fault) for name in names.values() if (fault := fault_of_name(name))]
        if faults:
            found = (
                Finding.of(
                    "unusable_name", Where(self._file, self._row, shorten(name)), text=shorten(name), **fault
                )
                for name, fault in faults
            )
            raise Refused(*first_few(found, len(faults)))

    def _formula(self, position: int) -> Finding:
        name = self._names[position]
        return Finding.of("formula_in_name", Where(self._file, self._row, name), text=name[:40])

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
        place = Where(self._file, self._row, self._names[position])
        return Refused(Finding.of("duplicate_column", place, file=self._file, **values))

    def _missing(self, field: Field) -> Finding:
        place = Where(self._file, self._row)
        values = {"file": self._file, "field": field, "columns": self._seen()}
        unknown = [self._names[position] for position in self._at[None]]
        near = next(((name, like) for name in unknown if (like := nearest(name, field))), None)
        if near:
            column, like = near
            return Finding.of("missing_column", place, variant="near", column=column, like=like, **values)
        variant = field if field in {"date", "channel"} else "other"
        return Finding.of("missing_column", place, variant=variant, wanted=few(ALIASES[field]), **values)

    def _unrecognised(self) -> Refused:
        place = Where(self._file, self._row)
        fields: tuple[Field, ...] = ("date", "channel", "cost", "revenue")
        near = [
            f"{name} ({like})"
            for name in self._names
            for like in filter(None, (nearest(name, field) for field in fields))
        ]
        values = {"file": self._file, "columns": self._seen(), "near": few(near)}
        variant = "near" if near else "strange"
        return Refused(Finding.of("unrecognised_file", place, variant=variant, **values))

    def _unclear(self, positions: Sequence[int]) -> Refused:
        names = few(self._names[position] for position in positions)
        place = Where(self._file, self._row, self._names[positions[0]])
        return Refused(
            Finding.of("unclear_column", place, variant="no_channel", file=self._file, columns=names)
        )

    def _refuse_what_is_not_spend(self, positions: Sequence[int]) -> None:
        """Refuse columns whose names tell of something else than spend, unless they are marked as spend.

        No mark makes a channel of a total, or of a plan or another year.
        """
        unreal = [at for at in positions if speaks_of(self._plain[at], NOT_ACTUAL, NOT_ACTUAL_PARTS)]
        if unreal:
            found = (self._not_spend(self._names[at], "not_actual") for at in unreal)
            raise Refused(*first_few(found, len(unreal)))
        doubtful = [
            at
            for at in positions
            if (not self._mark(at) and speaks_of(self._plain[at], NOT_SPEND, NOT_SPEND_PARTS))
            or (len(positions) > 1 and normalised(self._channel(at)) in TOTAL)
        ]
        if doubtful:
            names = (self._names[position] for position in doubtful)
            raise Refused(*first_few((self._not_spend(name, "not_spend") for name in names), len(doubtful)))

    def _refuse_unclear_units(self, positions: Sequence[int]) -> None:
        if self._has_unit:
            return
        doubtful = [self._names[at] for at in positions if may_hold_unit(self._plain[at])]
        if doubtful:
            found = (
                Finding.of(
                    "unclear_unit",
                    Where(self._file, self._row, name),
                    variant="column",
                    file=self._file,
                    name=name,
                )
                for name in doubtful
            )
            raise Refused(*first_few(found, len(doubtful)))

    def _not_spend(self, name: str, variant: str) -> Finding:
        place = Where(self._file, self._row, name)
        return Finding.of("unclear_column", place, variant=variant, file=self._file, column=name)

    def _not_read(self, read: set[int]) -> list[Finding]:
        left = {position: name for position, name in enumerate(self._names) if position not in read}
        if not left:
            return []
        names = few(name or f"#{position + 1}" for position, name in left.items())
        variant = "named" if all(left.values()) else "unnamed"
        place = Where(self._file, self._row)
        return [Finding.of("columns_not_used", place, variant=variant, file=self._file, columns=names)]

    def _taken_for_spend(self, wide: WideLayout) -> list[Finding]:
        """A column that is not marked as spend may be something else, unless the file is named for it."""
        plain = [at for at in wide.channels if at not in self._said["spend"] and not self._mark(at)]
        alone = len(plain) == len(wide.channels)
        if not plain or (alone and says_spend(self._file)):
            return []
        names = [self._names[position] for position in plain]
        return [
            Finding.of(
                "taken_for_spend",
                Where(self._file, self._row),
                variant="all" if alone else "some",
                file=self._file,
                columns=few(names),
                example=names[0],
            )
        ]

    def _seen(self) -> list[str | int]:
        return few(name for name in self._names if name)

    def _mark(self, position: int) -> re.Match[str] | None:
        return SPEND.fullmatch(self._plain[position])

    def _channel(self, position: int) -> str:
        """A column's name without unit and mark of spend: spend_tv, "tv cost", tv(千円) and tv are all tv."""
        match = self._mark(position)
        if not match:
            return self._plain[position]
        return match["after"] or match["before"] or match["joined"]
