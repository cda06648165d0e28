"""Several sources under common names, in one currency."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from spendcast_ingest.facts import REVENUE, SPEND, channel_of, is_spend
from spendcast_ingest.findings import Finding, Where, few
from spendcast_ingest.keys import channel_key
from spendcast_ingest.mapping import as_unit
from spendcast_ingest.names import common_names, renamed
from spendcast_ingest.periods import Calendar
from spendcast_ingest.sources import Source
from spendcast_ingest.units import WHOLE

_FAR = 50.0
"""How many times as large as those of others the amounts of a file are from which they may be in another
currency: a dollar or a euro is more than a hundred yen, and channels differ by less as a rule."""

_FAR_IN_ASIA = 10.0
"""The same for a file in Japanese, Chinese or Korean, if the others are in a currency of elsewhere."""

_REVENUE_PER_SPEND = 20.0
"""How many times as large as spend revenue is, as a rule."""

_OF_ASIA = frozenset(("JPY", "CNY", "HKD", "TWD", "KRW"))
_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def join_names(sources: Sequence[Source]) -> tuple[list[Source], dict[str, str], list[Finding]]:
    """Give each channel one name in all sources.

    Returns:
        The sources; the common name by its key; and an info for each channel that had several.
    """
    common, findings = common_names(source.names for source in sources)
    by_key = {channel_key(name): new for name, new in common.items()}
    return [_with_names(source, common) for source in sources], by_key, findings


def rename_channels(
    sources: Sequence[Source], names: Mapping[str, str], said: Mapping[str, str]
) -> tuple[list[Source], dict[str, str], list[Finding]]:
    """Give channels the names that the user wants; channels that get the same name become one.

    Args:
        sources: with common names.
        names: the common name by its key.
        said: the name that the user wants, by one that stands in the files.

    Returns:
        The sources, with a column `written` in their facts, the series under its common name; the user's name
        by key; and findings, see `renamed`.
    """
    new_names, findings = renamed(sorted(set(names.values())), said)
    sources = [
        replace(source, facts=source.facts.assign(written=source.facts["series"])) for source in sources
    ]
    by_key = {channel_key(new): new for new in new_names.values()}
    by_key |= {key: new_names[name] for key, name in names.items()}
    return [_with_names(source, new_names) for source in sources], by_key, findings


def _with_names(source: Source, names: Mapping[str, str]) -> Source:
    series = {
        name: SPEND + names.get(channel_of(name), channel_of(name))
        for name in source.facts["series"].unique()
        if name != REVENUE
    }
    return replace(source, facts=source.facts.assign(series=source.facts["series"].replace(series)))


def currency_of(sources: Sequence[Source]) -> str | None:
    """The currency that files name, if it is one."""
    named: frozenset[str] = frozenset().union(*(source.currencies for source in sources))
    return next(iter(named)) if len(named) == 1 else None


def one_currency(sources: Sequence[Source], calendar: Calendar) -> list[Finding]:
    """An error, if files are marked with different currencies; an info, if some are marked with none.

    A warning or an error, if one of these does not look like amounts in the others' currency.

    Args:
        sources: all of them.
        calendar: of the periods in which amounts are compared.
    """
    marked = {source.recognised.file: source.currencies for source in sources if source.currencies}
    currencies = sorted(frozenset().union(*marked.values()))
    if not currencies or any(len(one) > 1 for one in marked.values()):
        return []  # several within one file are told of there
    files = few(sorted(marked))
    if len(currencies) > 1:
        return [Finding.of("mixed_currencies", None, variant="files", names=currencies, files=files)]
    silent = [source for source in sources if source.recognised.file not in marked]
    named = [source for source in sources if source.recognised.file in marked]
    doubts = [found for one in silent if (found := _doubt(one, named, currencies[0], calendar))]
    doubted = {finding.where.file for finding in doubts if finding.where}
    names = few(sorted({source.recognised.file for source in silent} - doubted))
    values = {"names": names, "files": files, "currency": currencies[0]}
    return [*doubts, *([Finding.of("currency_read", None, variant="assumed", **values)] if names else [])]


def _doubt(silent: Source, named: Sequence[Source], currency: str, calendar: Calendar) -> Finding | None:
    """An error or a warning, if a file that names no currency does not look like that of the others."""
    own, others = _usual([silent], calendar), _usual(named, calendar)
    if not own or not others:
        return None
    asian = _ASIAN.search(" ".join([silent.recognised.file, *silent.facts["column"].unique()])) is not None
    times = own / others
    if currency in _OF_ASIA:
        far = currency in WHOLE and not asian and times <= 1 / _FAR
    else:
        far = times >= (_FAR_IN_ASIA if asian else _FAR)
    if not far:
        return None
    file = silent.recognised.file
    values = {"file": file, "files": few(sorted(one.recognised.file for one in named)), "currency": currency}
    snippet = as_unit(file, currency)
    certain = asian and times >= _FAR
    return Finding.of(
        "unnamed_currency",
        Where(file),
        variant="refused" if certain else "doubted",
        snippet=snippet,
        **values,
    )


def _usual(sources: Sequence[Source], calendar: Calendar) -> float:
    """What is spent in a usual period; where there is no spend, what revenue leads one to expect."""
    facts = pd.concat([source.facts for source in sources], ignore_index=True)
    spend = facts[is_spend(facts)]
    told, share = (facts, _REVENUE_PER_SPEND) if spend.empty else (spend, 1.0)
    per_period = told["amount"].groupby(told["day"].dt.to_period(calendar.freq)).sum()
    return float(per_period[per_period > 0].median()) / share if (per_period > 0).any() else 0.0
