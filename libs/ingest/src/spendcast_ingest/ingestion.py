"""From raw files to one panel."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from spendcast_ingest.checks import collinearity, continuity, coverage, history, magnitude, signal
from spendcast_ingest.checks import files as across
from spendcast_ingest.files import RawFile
from spendcast_ingest.findings import Finding, Refused, has_errors
from spendcast_ingest.options import DEFAULTS, Options
from spendcast_ingest.panel import Panel, build_panel, totals_of
from spendcast_ingest.periods import calendar_for
from spendcast_ingest.sources import Recognised, Source, read_source

_RANK = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True, eq=False)
class Ingested:
    """What became of the files.

    Attributes:
        panel: None when any finding is an error.
        findings: errors first.
        recognised: what each file was taken for, by name; without those that could not be recognised.
    """

    panel: Panel | None
    findings: list[Finding]
    recognised: list[Recognised]


def ingest(
    files: Sequence[RawFile],
    as_of: dt.date,
    options: Options = DEFAULTS,
    earlier: bytes | None = None,
) -> Ingested:
    """Turn raw files into one panel.

    Problems come back as findings, all that can be seen at once: the cells and rows of every file; the files
    together only when each is sound; the panel only when they fit.

    Args:
        files: in any order; their names differ.
        as_of: the date that the run speaks of: what is later is an error.
        options: thresholds.
        earlier: CSV of the panel that is in use now: changes to its closed periods are told.
    """
    sources: list[Source] = []
    findings: list[Finding] = []
    for file in sorted(files, key=lambda file: file.name):
        source, found = read_source(file, options)
        findings += found
        if source:
            sources.append(source)
            findings += across.future_dates(source, as_of)
    findings += across.channel_names_alike(sources)
    if len(sources) == len(files):
        findings += across.absent_role(sources)
    panel = None
    if not has_errors(findings):
        try:
            panel, found = _assemble(sources, as_of, options, earlier)
        except Refused as refusal:
            found = refusal.findings
        findings += found
    findings.sort(key=lambda finding: _RANK[finding.severity])
    recognised = [source.recognised for source in sources]
    return Ingested(None if has_errors(findings) else panel, findings, recognised)


def _assemble(
    sources: Sequence[Source], as_of: dt.date, options: Options, earlier: bytes | None
) -> tuple[Panel | None, list[Finding]]:
    calendar = calendar_for((source.recognised.grain, source.recognised.first) for source in sources)
    findings = across.duplicate_across_files(sources, calendar)
    if has_errors(findings):
        return None, findings
    facts = pd.concat([source.facts for source in sources], ignore_index=True)
    facts["period"] = facts["day"].dt.to_period(calendar.freq)
    totals = totals_of(facts)
    periods, found = coverage.covered(facts, totals, calendar)
    findings += found
    if has_errors(findings):
        return None, findings
    complete, found = coverage.completeness(sources, periods, calendar, as_of)
    learned = periods[complete]
    panel = build_panel(totals.loc[periods], calendar, complete)
    findings += [
        *found,
        *continuity.missing_days(sources, learned, calendar),
        *continuity.dark_periods(facts, totals, learned, calendar),
        *coverage.stale_data(panel, calendar, as_of, options),
        *coverage.too_few_periods(panel, [source.recognised.file for source in sources], calendar, options),
        *signal.non_positive_revenue(panel, facts),
        *signal.empty_channel(panel),
    ]
    findings += magnitude.unusual_amounts(panel, facts, options)
    if earlier is not None:
        findings += history.closed_periods_revised(panel, earlier, facts, options)
    if panel.complete_periods >= coverage.periods_needed(panel, options):
        findings += signal.spend_does_not_vary(panel, options)
        findings += collinearity.channels_move_together(panel, options)
    return panel, findings
