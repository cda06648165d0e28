"""Checks of the names that stand in columns of channels: taxes, amounts and counts are none."""

import json
import re
from collections.abc import Iterable

import pandas as pd

from spendcast_ingest.column_names import (
    calls,
    is_of_others,
    is_ratio,
    opening,
    says_only,
    speaks_of,
    without,
    words_of,
)
from spendcast_ingest.facts import channel_of
from spendcast_ingest.findings import Finding, Where, first_few, shorten
from spendcast_ingest.media_names import MEDIA
from spendcast_ingest.sources import Source
from spendcast_ingest.vocabulary import (
    AMOUNTS,
    COMPETITORS,
    COUNTS,
    EARNED,
    FEES,
    MARKET,
    NOT_ACTUAL,
    NOT_SPEND,
    TAXES,
    Speech,
    parts,
    words,
)

_NO_CHANNEL = Speech(
    AMOUNTS.words | COUNTS.words | EARNED.words | TAXES.words,
    (*AMOUNTS.parts, *COUNTS.parts, *EARNED.parts, *TAXES.parts),
)
_MEASURED = Speech(
    words(
        "clicks impressions impr grp grps trp trps ctr sessions pageviews page_views pv pvs uu uus",
        "klicks impressionen clics impresiones",
    ),
    parts(
        "(?:クリック|表示|インプレッション|セッション)[回件]?[数率]",
        "(?:訪問|注文|会員|コンバージョン)[回件]?[数率] [件回人客]数",
    ),
)
"""What a name calls by its last word that is a number beside a channel; leads or cpc may be ads for them."""

_GENERAL = re.compile("広告|媒体|(?<![^_])(?:ads?|media)(?![^_])")
"""What fees are for that are of no channel."""


def no_channels(sources: Iterable[Source]) -> list[Finding]:
    """Errors and warnings for rows of no channel in the column of channels, beside others.

    It is an error if a name says nothing but taxes, amounts due, revenue or counts; a warning if it calls a
    fee or a discount, or says only what may be a channel, too, such as クーポン, or speaks of competitors, or
    calls a number, a rate or a plan by its last word.

    Args:
        sources: with the names that the user wants.
    """
    return [
        finding
        for source in sources
        if source.recognised.shape == "long" and source.facts["series"].nunique() > 1
        for variant in ("no_channel_rows", "fee_rows", "others_rows", "measured_rows")
        for finding in _of_kind(source.facts, variant)
    ]


def _of_kind(facts: pd.DataFrame, variant: str) -> list[Finding]:
    names = {series: channel_of(series) for series in facts["series"].unique()}
    found = [series for series, name in names.items() if _kind(name, names.values()) == variant]
    told = (_finding(facts[facts["series"] == series], names[series], variant) for series in found)
    return first_few(told, len(found)) if found else []


def _kind(name: str, names: Iterable[str]) -> str | None:
    if is_of_others(name, names):
        return "others_rows"
    if says_only(name, _NO_CHANNEL) and words_of(name) not in COUNTS.parts:  # 訪問 may be one, 訪問数 is none
        return "no_channel_rows"
    of_medium = speaks_of(_GENERAL.sub("", words_of(name)), MEDIA)
    is_fee = calls(name, FEES) or says_only(name, NOT_SPEND)
    if is_fee and not of_medium:
        return "fee_rows"
    return "measured_rows" if _calls_measure(name) else None


def _calls_measure(name: str) -> bool:
    is_plan = calls(name, NOT_ACTUAL) and not opening(name, NOT_ACTUAL)  # "Plan B" is an agency
    return is_plan or is_ratio(name) or calls(name, _MEASURED)


def _finding(facts: pd.DataFrame, name: str, variant: str) -> Finding:
    file = str(facts["file"].iloc[0])
    new = _own(name) if variant == "others_rows" else f"{name} ads"
    snippet = json.dumps({"channels": {name: new}}, ensure_ascii=False)
    count, place = int(facts["count"].sum()), Where(file, int(facts["row"].min()))
    values = {"variant": variant, "file": file, "name": shorten(name), "snippet": snippet}
    return Finding.of("unclear_column", place, count=count, **values)


def _own(name: str) -> str:
    """A name for ads beside the names of competitors, which are one's own."""
    return f"conquesting {without(without(name, COMPETITORS), MARKET)}".strip()
