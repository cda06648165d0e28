"""What the columns of a file are, told from its header alone."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from spendcast_ingest.aliases import ALIASES, EXPERIMENT, Field
from spendcast_ingest.column_names import SPEND, calls, nearest, speaks_of
from spendcast_ingest.findings import Finding, Refused, few
from spendcast_ingest.header_faults import Header, refuse_faults, refuse_faulty_names
from spendcast_ingest.keys import normalised
from spendcast_ingest.layouts import ExperimentLayout, Layout, LongLayout, WideLayout
from spendcast_ingest.mapping import all_like, as_columns, channel_after, missing_columns
from spendcast_ingest.media_names import MEDIA
from spendcast_ingest.revenue_names import is_called_after_sales
from spendcast_ingest.row_kinds import may_tell_kinds, tells_sources
from spendcast_ingest.sorted_columns import field_of, sort_columns
from spendcast_ingest.spend_names import SpendNames
from spendcast_ingest.units import Unit
from spendcast_ingest.vocabulary import (
    COUNTS,
    DOUBTFUL,
    NEUTRAL,
    NOT_ACTUAL,
    NOT_SPEND,
    SAYS_SPEND,
    TIMES,
    VALUES,
)


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
    return _Columns(Header(file, header, row), roles or {}, has_unit=has_unit).layout()


class _Columns:
    def __init__(self, header: Header, roles: Mapping[str, str], *, has_unit: bool) -> None:
        self._has_unit = has_unit
        self._header = header
        self._names = header.names
        self._roles = roles
        columns = sort_columns(header, roles)
        self._plain, self._units, self._at = columns.plain, columns.units, columns.at
        self._spend, self._controls = columns.spend, columns.controls

    def layout(self) -> tuple[Layout, list[Finding]]:
        absent = missing_columns(self._header.file, self._roles, self._names)
        if absent:
            raise Refused(*absent)
        refuse_faults(self._header)
        self._refuse_sales()
        if self._at["incremental_revenue"]:
            return self._experiments()
        if self._at["channel"] or (self._at["breakdown"] and self._at["cost"]):
            long = self._long()
            read = {*long.labels, long.cost, *long.unit_columns, long.end}
            long = replace(long, kinds=self._kinds(read), source=self._source(long.channel, read))
            return long, self._not_read(read)
        wide, findings = self._wide()
        read = {*wide.labels, *wide.channels, *wide.controls, *wide.unit_columns, *wide.earned, wide.end}
        return replace(wide, kinds=self._kinds(read)), [*self._not_read(read), *findings]

    def _refuse_sales(self) -> None:
        """Refuse amounts that only the file's name tells of, and tells to be revenue."""
        file, cost = self._header.file, self._at["cost"]
        if self._at["revenue"] or not is_called_after_sales(file):
            return
        amounts = [at for at in cost if normalised(self._plain[at]) in NEUTRAL]
        if self._at["channel"] and not cost:
            cost = amounts = self._without_counts(self._at[None])
        unsaid = [self._names[at] for at in amounts if self._names[at] not in self._roles]
        if unsaid and len(cost) == 1:
            values = {"variant": "sales", "file": file, "column": unsaid[0]}
            values["revenue_snippet"] = self._as(self._broken_down() | {unsaid[0]: "revenue"})
            spend = self._as({unsaid[0]: "cost"}) if self._at["channel"] else self._as_one_channel(cost[0])
            place = self._header.where(unsaid[0])
            raise Refused(Finding.of("unclear_column", place, spend_snippet=spend, **values))

    def _broken_down(self) -> dict[str, str]:
        """What mapping.json says so that the channel only tells rows of revenue apart."""
        return {self._names[at]: "breakdown" for at in self._at["channel"]}

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
            self._end(dates),
        )

    def _wide(self) -> tuple[WideLayout, list[Finding]]:
        of_console = self._is_of_one_channel()
        if of_console:
            self._refuse_attributed()
        dates, revenue, more_revenue = self._dates(), *self._revenue()
        unknown = [] if of_console else self._at[None]
        if not any(map(self._is_marked, unknown)):
            others = self._without_counts(unknown)
            if revenue is not None or (others and is_called_after_sales(self._header.file)):
                unknown = others
        marked = any(map(self._is_marked, unknown)) or bool(self._spend or self._controls)
        if dates is None and (revenue is not None or marked):
            raise Refused(self._missing("date"))
        if dates is None or not (marked or unknown or revenue is not None or self._at["cost"]):
            raise self._unrecognised()
        if self._at["cost"]:
            raise self._unclear(self._at["cost"])
        if revenue is None and (values := self._values_in_rows(unknown)):
            raise self._unclear(values)
        names = {at: self._plain[at] for at in unknown}
        spend = SpendNames(self._header, names, "" if revenue is None else self._plain[revenue])
        spend.refuse_others()
        findings = [] if self._has_unit else spend.refuse_units()
        channels = {position: spend.channel(position) for position in unknown} | self._spend
        controls = self._controls
        for names in (channels, controls):
            refuse_faulty_names(self._header, names)
        channels = dict(sorted(channels.items()))
        unfamiliar = spend.unfamiliar(beside_said=bool(self._spend))
        wide = WideLayout(
            dates,
            channels,
            revenue,
            controls,
            self._units,
            tuple(self._at["unit"]),
            self._week_ends(dates),
            tuple(self._at["breakdown"]),
            self._end(dates),
            more_revenue,
            frozenset((*spend.doubtful, *spend.of_others, *unfamiliar)),
        )
        return wide, findings + self._taken_for_spend(spend, unfamiliar)

    def _is_of_one_channel(self) -> bool:
        """Whether the user says whose a cost is that names no channel: all else is of a console's export."""
        return any(
            field_of(self._names[at], self._plain[at], self._header.file) == "cost" for at in self._spend
        )

    def _week_ends(self, dates: tuple[int, ...]) -> bool:
        return list(dates) == self._at["week_end"]

    def _end(self, dates: tuple[int, ...]) -> int | None:
        ends = [at for at in self._at["report_end"] + self._at["week_end"] if at not in dates]
        return ends[0] if ends else None

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
        """The only column of a kind, or None; what the user says goes before names.

        Raises:
            Refused: there are several.
        """
        found = self._at[field]
        found = [at for at in found if self._names[at] in self._roles] or found
        if len(found) > 1:
            names = [self._names[position] for position in found]
            values = {"field": field, "count": len(found), "columns": few(names), "one": names[0]}
            one = self._as({names[0]: field} | dict.fromkeys(names[1:], "ignore"))
            if field == "revenue":
                values |= {"one_snippet": one, "revenue_snippet": self._as(dict.fromkeys(names, field))}
                raise self._header.duplicate(found[-1], variant="revenues", **values)
            raise self._header.duplicate(found[-1], variant="several", snippet=one, **values)
        return found[0] if found else None

    def _revenue(self) -> tuple[int | None, tuple[int, ...]]:
        """The only column of revenue, or None; or the first that the user says is, and the others."""
        said = [at for at in self._at["revenue"] if self._names[at] in self._roles]
        return (said[0], tuple(said[1:])) if said else (self._one("revenue"), ())

    def _without_counts(self, positions: Sequence[int]) -> list[int]:
        return [at for at in positions if not speaks_of(self._plain[at], COUNTS)]

    def _missing(self, field: Field) -> Finding:
        place = self._header.where()
        values = {"file": self._header.file, "field": field, "columns": self._seen()}
        unknown = [self._names[at] for at in self._at[None] if not calls(self._plain[at], NOT_ACTUAL)]
        near = next(((name, like) for name in unknown if (like := nearest(name, field))), None)
        if near:
            column, like = near
            return Finding.of("missing_column", place, variant="near", column=column, like=like, **values)
        if field == "channel" and self._at["cost"]:
            variant = "one_channel_sales" if self._attributed() else "one_channel"
            values |= {"earned": few(self._attributed())}
            values["snippet"] = self._as_one_channel(self._at["cost"][0])
            if variant == "one_channel" and (others := self._perhaps_channels()):
                column = self._names[others[0]]
                values |= {"column": column, "channel_snippet": self._as({column: "channel"})}
                variant = "one_channel_perhaps"
            return Finding.of("missing_column", place, variant=variant, **values)
        if field == "cost" and self._at["revenue"]:
            snippet = self._as(self._broken_down())
            return Finding.of("missing_column", place, variant="revenue_only", snippet=snippet, **values)
        variant = field if field in {"date", "channel"} else "other"
        return Finding.of("missing_column", place, variant=variant, wanted=few(ALIASES[field]), **values)

    def _unrecognised(self) -> Refused:
        place = self._header.where()
        fields: tuple[Field, ...] = ("date", "channel", "cost", "revenue")
        near = [
            f"{name} ({like})"
            for name in self._names
            for like in filter(None, (nearest(name, field) for field in fields))
        ]
        values = {"file": self._header.file, "columns": self._seen(), "near": few(near)}
        variant = "near" if near else "strange"
        return Refused(Finding.of("unrecognised_file", place, variant=variant, **values))

    def _perhaps_channels(self) -> list[int]:
        """Columns of which nothing is known, and whose names tell neither a time nor a number."""
        return [
            at
            for at in self._without_counts(self._at[None])
            if normalised(self._plain[at]) not in VALUES
            and not any(calls(self._plain[at], speech) for speech in (TIMES, NOT_SPEND, DOUBTFUL, NOT_ACTUAL))
        ]

    def _values_in_rows(self, unknown: Sequence[int]) -> list[int]:
        """The column of amounts, where it is called no more than so and perhaps another names the channel."""
        values = [at for at in unknown if normalised(self._plain[at]) in VALUES]
        others = [at for at in unknown if at not in values]
        named = any(self._is_marked(at) or speaks_of(self._plain[at], MEDIA) for at in others)
        return values if len(values) == 1 and len(others) <= 1 and not named and not self._spend else []

    def _unclear(self, positions: Sequence[int]) -> Refused:
        names = few(self._names[position] for position in positions)
        place = self._header.where(self._names[positions[0]])
        values = {"variant": "no_channel", "file": self._header.file, "columns": names}
        values["snippet"] = self._as_one_channel(positions[0])
        if self._attributed():
            values |= {"variant": "no_channel_sales", "earned": few(self._attributed())}
        elif len(unknown := self._perhaps_channels()) == 1:
            column = self._names[unknown[0]]
            costs = {self._names[at]: "cost" for at in positions if at not in self._at["cost"]}
            snippet = self._as({column: "channel"} | costs)
            values |= {"variant": "no_channel_perhaps", "column": column, "channel_snippet": snippet}
        return Refused(Finding.of("unclear_column", place, **values))

    def _as_one_channel(self, cost: int) -> str:
        """What to write into mapping.json, so that all cost is of a channel called after the file.

        What a console counts as revenue is no revenue of the company, and left out.
        """
        spend = f"spend:{channel_after(self._header.file)}"
        roles = {self._names[cost]: spend} | dict.fromkeys(self._attributed(), "ignore")
        return as_columns(all_like(self._header.file), {**self._roles, **roles})

    def _attributed(self) -> list[str]:
        """Revenue beside the cost of one console, which may be what the console counts as its own."""
        return [self._names[at] for at in self._at["revenue"] if self._names[at] not in self._roles]

    def _refuse_attributed(self) -> None:
        names = self._attributed()
        if not names or len(names) < len(self._at["revenue"]):
            return
        others = dict.fromkeys(names, "ignore")
        values = {"file": self._header.file, "columns": few(names), "ignore_snippet": self._as(others)}
        values["revenue_snippet"] = self._as(others | {names[0]: "revenue"})
        place = self._header.where(names[0])
        raise Refused(Finding.of("unclear_column", place, variant="attributed", **values))

    def _as(self, roles: Mapping[str, str]) -> str:
        """What to write into mapping.json about the columns of this file, besides what is said there."""
        return as_columns(self._header.file, {**self._roles, **roles})

    def _kinds(self, read: Collection[int | None]) -> tuple[int, ...]:
        """Columns that are not used, though by their names they may tell kinds of rows."""
        return tuple(at for at, name in enumerate(self._names) if at not in read and may_tell_kinds(name))

    def _source(self, channel: int, read: Collection[int | None]) -> int | None:
        """The column of the source, where the channel is the medium and the user says nothing of it."""
        left = (at for at, name in enumerate(self._names) if at not in read and name not in self._roles)
        return next((at for at in left if tells_sources(self._names[at], self._names[channel])), None)

    def _not_read(self, read: Collection[int | None]) -> list[Finding]:
        left = {position: name for position, name in enumerate(self._names) if position not in read}
        if not left:
            return []
        names = few(name or f"#{position + 1}" for position, name in left.items())
        variant = "named" if all(left.values()) else "unnamed"
        place = self._header.where()
        return [Finding.of("columns_not_used", place, variant=variant, file=self._header.file, columns=names)]

    def _taken_for_spend(self, spend: SpendNames, unfamiliar: Sequence[int]) -> list[Finding]:
        """A column that is not marked as spend may be something else, unless the file is named for it."""
        told = [*spend.told(), *spend.told_unfamiliar(unfamiliar)]
        asked = {*spend.doubtful, *spend.of_others, *unfamiliar}
        marked = [at for at in spend.plain if spend.is_marked(at)]
        plain = [at for at in spend.plain if at not in asked and at not in marked]
        if not (marked or self._spend) and is_called_after_sales(self._header.file):
            return []  # they are refused, once it is known that they hold no words
        if not plain or (not marked and speaks_of(self._header.file, SAYS_SPEND)):
            return told
        names = [self._names[position] for position in plain]
        variant = "some" if marked else "all"
        values = {"variant": variant, "file": self._header.file, "columns": few(names), "example": names[0]}
        return [*told, Finding.of("taken_for_spend", self._header.where(), **values)]

    def _seen(self) -> list[str | int]:
        return few(name for name in self._names if name)

    def _is_marked(self, position: int) -> bool:
        return SPEND.fullmatch(self._plain[position]) is not None
