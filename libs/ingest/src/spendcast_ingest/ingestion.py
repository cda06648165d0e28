"""From raw files to one panel."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from spendcast_ingest.checks import collinearity, continuity, coverage, history, magnitude, signal
from spendcast_ingest.checks import files as across
from spendcast_ingest.checks.channels import no_channels
from spendcast_ingest.checks.experiments import doubtful_experiments
from spendcast_ingest.checks.joined_names import joined_twice
from spendcast_ingest.controls import controls_by_period
from spendcast_ingest.experiments import Experiments, join_experiments
from spendcast_ingest.files import RawFile
from spendcast_ingest.findings import Finding, Refused, has_errors
from spendcast_ingest.joining import currency_of, join_names, one_currency, rename_channels
from spendcast_ingest.mapping import MAPPING, NO_MAPPING, UserMapping, read_mapping
from spendcast_ingest.options import DEFAULTS, Options
from spendcast_ingest.overlaps import take_once
from spendcast_ingest.panel import Panel, build_panel, totals_of
from spendcast_ingest.periods import Calendar, calendar_for
from spendcast_ingest.sources import Recognised, Source, periods_of, read_source, spend_and_revenue

_RANK = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True, eq=False)
class Ingested:
    """What became of the files.

    Attributes:
        panel: None when any finding is an error.
        findings: errors first.
        recognised: what each file was taken for, by name; without those that could not be recognised.
        experiments: None if there are none, or no panel.
        currency: of all amounts of the panel, as ISO 4217 has it; None if no file names one.
    """

    panel: Panel | None
    findings: list[Finding]
    recognised: list[Recognised]
    experiments: Experiments | None = None
    currency: str | None = None


def ingest(
    files: Sequence[RawFile],
    as_of: dt.date,
    options: Options = DEFAULTS,
    earlier: Sequence[history.Earlier] = (),
) -> Ingested:
    """Turn raw files into one panel.

    Problems come back as findings, all that can be seen at once: the cells and rows of every file; the files
    together only when each is sound; the panel only when they fit.

    Args:
        files: in any order; their names differ. One called mapping.json says what the others are.
        as_of: the date that the run speaks of: what is later is an error.
        options: thresholds.
        earlier: what earlier runs read, the one in use now first: changes to what was closed then are told.
    """
    try:
        mapping = _mapping(files)
    except Refused as refusal:
        return Ingested(None, refusal.findings, [])
    sources: list[Source] = []
    findings: list[Finding] = mapping.unused(file.name for file in files if file.name != MAPPING)
    unread = False
    for file in sorted(files, key=lambda file: file.name):
        said = mapping.of_file(file.name)
        if file.name == MAPPING or said.ignore:
            continue
        source, found = read_source(file, options, said)
        findings += found
        unread = unread or source is None
        if source:
            sources.append(source)
            findings += across.future_dates(source, as_of)
    if not unread:
        findings += across.absent_role(sources)
    joined = None
    if not has_errors(findings):
        try:
            joined, found = _assemble(sources, mapping, _Asked(as_of, options, earlier))
        except Refused as refusal:
            found = refusal.findings
        findings += found
    findings.sort(key=lambda finding: _RANK[finding.severity])
    recognised = [source.recognised for source in sources]
    if joined is None or has_errors(findings):
        return Ingested(None, findings, recognised)
    return Ingested(joined.panel, findings, recognised, joined.experiments, currency_of(sources))


def _mapping(files: Sequence[RawFile]) -> UserMapping:
    file = next((file for file in files if file.name == MAPPING), None)
    return read_mapping(file) if file else NO_MAPPING


class _Asked(NamedTuple):
    as_of: dt.date
    options: Options
    earlier: Sequence[history.Earlier]


class _Joined(NamedTuple):
    panel: Panel
    experiments: Experiments | None


class _Money(NamedTuple):
    """Sources of spend and revenue, and their amounts together."""

    sources: Sequence[Source]
    facts: pd.DataFrame
    totals: pd.DataFrame
    calendar: Calendar


def _assemble(
    sources: Sequence[Source], mapping: UserMapping, asked: _Asked
) -> tuple[_Joined | None, list[Finding]]:
    calendar = calendar_for(periods_of(sources))
    money, names, findings = _money(sources, mapping, calendar, asked.options)
    if money is None:
        return None, findings
    periods, found = coverage.covered(money.facts, money.totals, calendar)
    findings += found
    if has_errors(findings):
        return None, findings
    complete, found = coverage.completeness(money.sources, periods, calendar, asked.as_of)
    controls, lacking = controls_by_period([source.controls for source in sources], periods, calendar)
    panel = build_panel(money.totals.loc[periods], calendar, complete, controls)
    tests = [source.experiments for source in sources if source.experiments is not None]
    experiments, odd = join_experiments(tests, names, panel.channels)
    if experiments:
        odd += doubtful_experiments(experiments.table, panel, money.sources, asked.options)
    revised = history.closed_periods_revised(panel, experiments, asked.earlier, money.facts, asked.options)
    findings += [*found, *lacking, *odd, *_judge(panel, money, periods[complete], asked), *revised]
    return _Joined(panel, experiments), findings


def _money(
    sources: Sequence[Source], mapping: UserMapping, calendar: Calendar, options: Options
) -> tuple[_Money | None, dict[str, str], list[Finding]]:
    """Join sources under common names; None if they contradict each other."""
    currencies = one_currency(sources, calendar)
    sources, names, findings = join_names(spend_and_revenue(sources))
    sources, found = take_once(sources)
    findings += [*found, *across.duplicate_across_files(sources, calendar), *currencies]
    findings += across.weeks_beside_days(sources)
    if has_errors(findings):
        return None, names, findings
    sources, names, found = rename_channels(sources, names, mapping.channels)
    twice: list[Finding] = []
    if mapping.channels:
        sources, once = take_once(sources)
        twice = joined_twice(sources, calendar)
        findings += [*once, *twice]
    called = across.called_totals(sources)
    findings += [*found, *called, *no_channels(sources)]
    if options.check_totals and not (called or twice):
        findings += across.sum_across_files(sources, calendar)
    facts = pd.concat([source.facts for source in sources], ignore_index=True)
    facts["period"] = facts["day"].dt.to_period(calendar.freq)
    return _Money(sources, facts, totals_of(facts), calendar), names, findings


def _judge(panel: Panel, money: _Money, learned: pd.PeriodIndex, asked: _Asked) -> list[Finding]:
    """What the panel's checks find."""
    sources, facts, totals, calendar = money
    options = asked.options
    findings = [
        *continuity.missing_days(sources, learned, calendar),
        *continuity.dark_periods(facts, totals, learned, calendar),
        *continuity.late_channels(facts, totals, learned, calendar),
        *coverage.stale_data(panel, calendar, asked.as_of, options),
        *coverage.too_few_periods(panel, [source.recognised.file for source in sources], calendar, options),
        *signal.non_positive_revenue(panel, facts),
        *signal.empty_channel(panel),
        *signal.repeated_periods(panel),
        *magnitude.unusual_amounts(panel, facts, options),
    ]
    if panel.complete_periods >= coverage.periods_needed(panel, options):
        findings += signal.spend_does_not_vary(panel, options)
        findings += signal.controls_do_not_vary(panel)
        findings += collinearity.channels_move_together(panel, options)
    return findings
