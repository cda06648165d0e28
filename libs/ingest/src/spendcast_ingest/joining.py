"""Several sources under common names, in one currency."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from spendcast_ingest.facts import REVENUE, SPEND, channel_of
from spendcast_ingest.findings import Finding, few
from spendcast_ingest.keys import channel_key
from spendcast_ingest.names import common_names, renamed
from spendcast_ingest.sources import Source


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
    """
    new_names, findings = renamed(sorted(set(names.values())), said)
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


def one_currency(sources: Sequence[Source]) -> list[Finding]:
    """An error, if files are marked with different currencies; an info, if some are marked with none."""
    marked = {source.recognised.file: source.currencies for source in sources if source.currencies}
    currencies = sorted(frozenset().union(*marked.values()))
    if not currencies or any(len(one) > 1 for one in marked.values()):
        return []  # several within one file are told of there
    files = few(sorted(marked))
    if len(currencies) == 1:
        silent = few(sorted({source.recognised.file for source in sources} - set(marked)))
        values = {"names": silent, "files": files, "currency": currencies[0]}
        return [Finding.of("currency_read", None, variant="assumed", **values)] if silent else []
    return [Finding.of("mixed_currencies", None, variant="files", names=currencies, files=files)]
