"""One raw file understood: what it was taken for, and its facts."""

import datetime as dt
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from spendcast_ingest.controls import ControlFacts
from spendcast_ingest.encodings import decide_encoding, read_text
from spendcast_ingest.experiments import read_experiments
from spendcast_ingest.facts import REVENUE, channel_of
from spendcast_ingest.files import RawFile, is_zip, refuse_markup, unpack
from spendcast_ingest.findings import Finding, Refused, Where, few
from spendcast_ingest.layouts import ExperimentLayout, Layout, LongLayout, WideLayout
from spendcast_ingest.mapping import MAPPING, NO_MAPPING, FileMapping, UserMapping, read_mapping
from spendcast_ingest.opening import Opening, holds_table, read_opening
from spendcast_ingest.options import DEFAULTS, Options
from spendcast_ingest.periods import Grain, grain_of, month_starts, uneven_weeks, usual_weeks
from spendcast_ingest.plans import may_be_a_plan
from spendcast_ingest.shapes import NO_FACTS, read_facts
from spendcast_ingest.tables import Table
from spendcast_ingest.taken_columns import TakenColumn, taken_columns
from spendcast_ingest.workbooks import Sheet, read_workbook

Role = Literal["spend", "revenue", "spend and revenue", "controls", "experiments"]
Shape = Literal["long", "wide", "list"]


@dataclass(frozen=True)
class Recognised:
    """What a file was taken for.

    Attributes:
        file: its name.
        role: what it holds; controls beside spend or revenue are not told here.
        shape: long (one row per channel and date, or finer), wide (one row per date) or list (one row an
            experiment).
        rows: number of rows with any text, without header and totals.
        channels: names of the channels, sorted.
        first: the first day named; of months the first day.
        last: the last day named; of weeks and months the first day of the last one.
        grain: what a date in it stands for.
        columns: what each of its columns was taken for.
    """

    file: str
    role: Role
    shape: Shape
    rows: int
    channels: tuple[str, ...]
    first: dt.date
    last: dt.date
    grain: Grain
    columns: tuple[TakenColumn, ...]


@dataclass(frozen=True, eq=False)
class Source:
    """A file that could be read, perhaps but for some cells.

    Attributes:
        recognised: what it was taken for.
        facts: its amounts of spend and revenue, see `facts_of`; days of months are their first days.
        controls: its controls.
        experiments: its experiments, see `read_experiments`; None if it holds none.
        names: how many rows write each channel's name.
        currencies: that its money is marked with.
        adds_up: whether the user says that its amounts are added to those of others that are so.
    """

    recognised: Recognised
    facts: pd.DataFrame
    controls: ControlFacts
    experiments: pd.DataFrame | None
    names: Mapping[str, int]
    currencies: frozenset[str]
    adds_up: bool = False

    @property
    def starts(self) -> dt.date:
        """The first day of its first period."""
        first = min(part["day"].min() for part in (self.facts, self.controls.facts) if len(part))
        return pd.Timestamp(first).date()


def recognise(
    file: RawFile, options: Options = DEFAULTS, mapping: UserMapping = NO_MAPPING
) -> tuple[Recognised | None, list[Finding]]:
    """Say what a file would be taken for.

    Args:
        file: the file.
        options: its limits are obeyed.
        mapping: what the user says about files.

    Returns:
        What it was taken for, None if that cannot be said or if it is mapping.json; and the findings about
        this file alone.
    """
    if file.name == MAPPING:
        try:
            read_mapping(file)
        except Refused as refusal:
            return None, refusal.findings
        return None, []
    source, findings = read_source(file, options, mapping.of_file(file.name))
    return (source.recognised if source else None), findings


def recognise_together(
    files: Sequence[RawFile], options: Options = DEFAULTS
) -> dict[str, tuple[Recognised | None, list[Finding]]]:
    """What each file would be taken for, by its name, as `recognise` says it.

    A mapping.json among them is obeyed, unless it is damaged.
    """
    mapping = NO_MAPPING
    with suppress(StopIteration, Refused):
        mapping = read_mapping(next(file for file in files if file.name == MAPPING))
    return {file.name: recognise(file, options, mapping) for file in files}


def read_source(file: RawFile, options: Options, said: FileMapping) -> tuple[Source | None, list[Finding]]:
    """Read a file; None if not even its shape and dates could be told."""
    try:
        data = unpack(file, options)
        open_table = _workbook_table if is_zip(data) else _text_table
        table, layout, findings = open_table(file.name, data, said, options)
        if isinstance(layout, ExperimentLayout):
            source, found = _experiments(table, layout)
        else:
            source, found = _facts(table, layout)
    except Refused as refusal:
        return None, refusal.findings
    return source, [*findings, *found]


def _text_table(
    file: str, data: bytes, said: FileMapping, options: Options
) -> tuple[Table, Layout, list[Finding]]:
    encoding, findings = decide_encoding(file, data, said.encoding)
    beginning = _beginning(file, data, encoding, options)
    refuse_markup(file, beginning)
    opening = read_opening(file, beginning, said, options)
    table = Table(
        file,
        data,
        encoding,
        opening.separator,
        opening.row,
        opening.header,
        exact=False,
        epoch=1900,
        stated=opening.stated,
        titles=opening.titles,
        said=said,
        options=options,
    )
    return table, opening.layout, [*findings, *opening.findings]


def _beginning(file: str, data: bytes, encoding: str, options: Options) -> str:
    """The first lines of a text, as far as they are whole.

    Raises:
        Refused: `empty_file` or `endless_line`.
    """
    limit = options.max_record_bytes
    text, whole = "", True
    for part in read_text(data, encoding):
        text += part
        if len(text) > limit:
            text, whole = text[:limit], False
            break
    if not text.strip():
        raise Refused(Finding.of("empty_file", Where(file), file=file))
    if whole:
        return text
    end = text.rfind("\n")
    if end < 0:
        raise Refused(Finding.of("endless_line", Where(file, 1), file=file, row=1))
    return text[: end + 1]


def _workbook_table(
    file: str, data: bytes, said: FileMapping, options: Options
) -> tuple[Table, Layout, list[Finding]]:
    book = read_workbook(file, data, said.sheet, options)
    sheet, opening = _only_sheet(file, book.sheets, said, options)
    if sheet.merges_header(opening.row):
        place, row = Where(file, opening.row), opening.row
        raise Refused(Finding.of("merged_header", place, file=file, row=row, sheet=sheet.name))
    findings = list(opening.findings)
    if len(book.sheets) > 1:
        names = few(sheet.name for sheet in book.sheets)
        findings.append(Finding.of("sheet_read", Where(file), file=file, sheet=sheet.name, names=names))
    if book.hidden:
        count, names = len(book.hidden), few(book.hidden)
        findings.append(
            Finding.of("hidden_cells", Where(file), variant="sheets", file=file, count=count, names=names)
        )
    findings += sheet.oddities(file, opening.header, opening.row)
    table = Table(
        file,
        sheet.data,
        "utf-8",
        ",",
        opening.row,
        opening.header,
        exact=True,
        epoch=book.epoch,
        stated=opening.stated,
        titles=(*opening.titles, sheet.name),
        said=said,
        options=options,
    )
    return table, opening.layout, findings


def _only_sheet(
    file: str, sheets: Sequence[Sheet], said: FileMapping, options: Options
) -> tuple[Sheet, Opening]:
    """The only sheet with data, which has a header that is recognised, or dates and amounts.

    Raises:
        Refused: `unclear_sheet`; or why its header is not recognised.
    """
    written = said.model_copy(update={"separator": ","})
    opened: list[tuple[Sheet, Opening]] = []
    refused: dict[str, Refused] = {}
    for sheet in sheets:
        beginning = _beginning(file, sheet.data, "utf-8", options)
        try:
            opened.append((sheet, read_opening(file, beginning, written, options, sheet.name)))
        except Refused as refusal:
            if len(sheets) == 1 or holds_table(beginning):
                refused[sheet.name] = refusal
    if len(opened) == 1 and not refused:
        return opened[0]
    if len(refused) == 1 and not opened:
        raise next(iter(refused.values()))
    read = [sheet.name for sheet, _ in opened]
    found = [sheet.name for sheet in sheets if sheet.name in {*read, *refused}]
    variant = "refused" if refused else "several" if opened else "none"
    values = {"names": few(sheet.name for sheet in sheets), "found": few(found), "unread": few(refused)}
    raise Refused(Finding.of("unclear_sheet", Where(file), variant=variant, file=file, **values))


def _experiments(table: Table, layout: ExperimentLayout) -> tuple[Source | None, list[Finding]]:
    found, currencies, findings = read_experiments(table, layout)
    if found.empty:
        return None, findings
    recognised = Recognised(
        file=table.file,
        role="experiments",
        shape="list",
        rows=len(found),
        channels=tuple(sorted(found["channel"].unique())),
        first=found["start"].min().date(),
        last=found["end"].max().date(),
        grain="day",
        columns=taken_columns(table.header, layout),
    )
    return Source(recognised, NO_FACTS, ControlFacts(NO_FACTS, "mean"), found, {}, currencies), findings


def _facts(table: Table, layout: LongLayout | WideLayout) -> tuple[Source | None, list[Finding]]:
    reading = read_facts(table, layout)
    facts, controls = reading.facts, reading.controls
    findings = [*reading.findings, *may_be_a_plan(table.file, table.titles, facts)]
    days = np.unique(pd.concat([facts["day"], controls["day"]]).to_numpy().astype("datetime64[D]"))
    if not len(days):
        return None, findings
    grain = grain_of(days)
    if grain == "month":
        days = month_starts(days)
        facts, controls = (
            part.assign(day=month_starts(part["day"].to_numpy()).astype("datetime64[s]"))
            for part in (facts, controls)
        )
    if grain == "week" and uneven_weeks(days).any():
        findings += _uneven(table.file, days)
        facts, controls = (
            part.assign(day=usual_weeks(part["day"].to_numpy(), days).astype("datetime64[s]"))
            for part in (facts, controls)
        )
    series = set(facts["series"])
    recognised = Recognised(
        file=table.file,
        role=_role(series),
        shape="long" if isinstance(layout, LongLayout) else "wide",
        rows=reading.rows,
        channels=tuple(sorted(channel_of(name) for name in series - {REVENUE})),
        first=days[0].item(),
        last=days[-1].item(),
        grain=grain,
        columns=taken_columns(table.header, layout),
    )
    own = ControlFacts(controls, table.said.aggregate, grain)
    source = Source(
        recognised, facts, own, None, reading.names, reading.currencies, adds_up=table.said.add_up
    )
    return source, findings


def _uneven(file: str, days: NDArray[np.datetime64]) -> list[Finding]:
    """What is told of weeks that begin on another weekday than the others: of the first, that it is cut."""
    astray = days[uneven_weeks(days)]
    starts = usual_weeks(astray, days)
    variant = "first" if astray[-1] == days[0] else "within"
    values = {"file": file, "day": str(astray[-1]), "start": str(starts[-1])}
    return [Finding.of("uneven_weeks", Where(file), variant=variant, count=len(astray), **values)]


def _role(series: set[str]) -> Role:
    if not series:
        return "controls"
    if REVENUE not in series:
        return "spend"
    return "revenue" if series == {REVENUE} else "spend and revenue"


def spend_and_revenue(sources: Sequence[Source]) -> list[Source]:
    """The sources that hold either."""
    return [source for source in sources if not source.facts.empty]


def periods_of(sources: Sequence[Source]) -> list[tuple[Grain, dt.date]]:
    """For each source that tells of periods its grain and one of its dates."""
    taken = [source for source in sources if source.experiments is None]
    return [(one.recognised.grain, one.starts) for one in taken]
