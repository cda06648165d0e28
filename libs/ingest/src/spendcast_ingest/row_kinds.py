"""Rows that are called something else than spent or earned: plans, other years, credits, cancellations."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from spendcast_ingest.column_names import about, channel_keys, says_only, speaks_of, without, without_words
from spendcast_ingest.columns import Column
from spendcast_ingest.findings import Finding, Where, few, first_few, shorten
from spendcast_ingest.keys import normalised
from spendcast_ingest.kind_names import (
    ACCOUNTS,
    CREDIT_SIDE,
    DEBIT_SIDE,
    KEYWORDS,
    KINDS,
    LEDGER,
    LIMITS,
    MEDIUM,
    OF_ADS,
    ORDINARY,
    PLAN_OR_REAL,
    PLAN_SIDE,
    REMARKS,
    REVERSAL,
    SIDES,
    SOURCES,
)
from spendcast_ingest.mapping import as_columns
from spendcast_ingest.media_names import MEDIA
from spendcast_ingest.row_flags import flagged, is_flag
from spendcast_ingest.vocabulary import BESIDE, EARNED, NOT_ACTUAL, NOT_SPEND, Speech

_FEW = 12
"""Texts of a column up to which it is told that it may tell kinds of rows; more are names."""

_MOST_ACCOUNTS = 200
"""The same of a ledger."""

_SUSPECT = Speech(NOT_ACTUAL.words | BESIDE.words | REVERSAL.words, (*NOT_ACTUAL.parts, *REVERSAL.parts))


def tells_kinds(name: str) -> bool:
    """Whether a column's name says that it tells kinds or states of rows, and not of ads or customers."""
    return speaks_of(name, KINDS) and not speaks_of(name, OF_ADS)


def may_tell_kinds(name: str) -> bool:
    """Whether a column that is not used is to be looked at: its texts may tell kinds of rows.

    So do columns of kinds, of remarks, of a ledger's accounts, and those that say of rows whether they are
    planned or cancelled.
    """
    return tells_kinds(name) or is_flag(name) or speaks_of(name, REMARKS) or speaks_of(name, ACCOUNTS)


def tells_sources(name: str, channel: str) -> bool:
    """Whether a column is the source beside the medium, as reports on traffic have it.

    Args:
        name: of the column.
        channel: name of the column that was taken for the channel.
    """
    return normalised(channel) in MEDIUM and normalised(name) in SOURCES


def sources_added_up(source: Column, channel: Column) -> list[Finding]:
    """A warning if amounts of several sources were added up as one channel.

    Args:
        source: a column that is not used, shape (n,).
        channel: that of the channel, shape (n,).
    """
    pairs = pd.unique(channel.codes.astype("int64") * len(source.texts) + source.codes)
    within: dict[str, list[str]] = defaultdict(list)
    for pair in map(int, pairs):
        within[channel.texts[pair // len(source.texts)]].append(source.texts[pair % len(source.texts)])
    name, sources = min(within.items(), key=lambda item: (-len(item[1]), item[0]))
    if len(sources) < 2:
        return []
    return [
        Finding.of(
            "unclear_column",
            Where(source.file, None, source.name),
            variant="sources",
            file=source.file,
            column=channel.name,
            source=source.name,
            channel=shorten(name),
            names=few(shorten(text) or "-" for text in sorted(sources)),
            snippet=as_columns(source.file, {source.name: "channel", channel.name: "breakdown"}),
            other_snippet=as_columns(source.file, {source.name: "breakdown"}),
        )
    ]


def plans_among(column: Column, channels: Mapping[str, int]) -> list[Finding]:
    """An error for each channel that is called a plan, another year, a credit or a number, beside others.

    It is called so by all that its name says, or beside a channel of which it tells: tv and "tv budget", or
    tv_spend and tv_clicks.

    Args:
        column: the channels' column.
        channels: how many rows each has.
    """
    place = Where(column.file, None, column.name)
    values = {"variant": "plan_rows", "file": column.file, "column": column.name}
    keys = channel_keys(channels)
    return [
        Finding.of("unclear_column", place, name=name, count=count, **values)
        for name, count in channels.items()
        if len(channels) > 1
        and (_is_only(name, NOT_ACTUAL, REVERSAL) or _tells_of(name, keys, NOT_ACTUAL, NOT_SPEND, BESIDE))
    ]


@dataclass(frozen=True, eq=False)
class Label:
    """A column that tells rows apart, or could.

    Attributes:
        column: its cells, shape (n,).
        amounts: what each row adds, per column of money, each of shape (n,).
        earned: whether all of it is revenue.
    """

    column: Column
    amounts: Sequence[NDArray[np.float64]]
    earned: bool

    def called_otherwise(self) -> dict[str, int]:
        """Texts that call their rows something else than spent or earned, and how many rows each has.

        They do so by any such word where the column tells kinds of rows; else by all that they say, or beside
        another text: "Tokyo" and "Tokyo budget"; or by a yes, where the column itself is called so.
        Rows that take amounts back with a minus are right.
        """
        sides, flags = self._tells_sides(), flagged(self.column.name, self.column.texts)
        of_plans = not tells_kinds(self.column.name) and speaks_of(self.column.name, _SUSPECT)
        if speaks_of(self.column.name, KEYWORDS) or (of_plans and not flags):
            return {}
        suspects = flags or [text for text in self.column.texts if sides or self._is_suspect(text)]
        if not suspects:
            return {}
        keys = channel_keys(self.column.texts)
        found = dict.fromkeys([text for text in suspects if self._takes_back(text, keys)], 0)
        found |= self._rows(np.any([values > 0 for values in self.amounts], axis=0), found)
        planned = flags or [text for text in suspects if not sides and self._is_planned(text, keys)]
        found |= self._rows(np.ones(len(self.column.codes), bool), planned)
        return {text: count for text, count in found.items() if count}

    def kinds(self) -> dict[str, int]:
        """The few texts that may tell kinds of rows, and how many rows each has; none if all are ordinary."""
        rows = self._rows(np.ones(len(self.column.codes), bool), self.column.texts)
        if self._tells_accounts():
            told = len(rows) <= _MOST_ACCOUNTS and not all(map(self._is_of_its_money, rows))
        else:
            told = len(rows) <= _FEW and tells_kinds(self.column.name) and not all(map(_is_ordinary, rows))
        return rows if told and len(rows) > 1 else {}

    def _is_of_its_money(self, account: str) -> bool:
        """Whether an account is one of advertising; or of revenue, where the amounts are."""
        return not account or speaks_of(account, EARNED if self.earned else MEDIA)

    def _tells_accounts(self) -> bool:
        """Whether the column tells the accounts of a ledger, and not those of consoles."""
        texts = self.column.texts
        return speaks_of(self.column.name, ACCOUNTS) and any(speaks_of(text, LEDGER) for text in texts)

    def _is_suspect(self, text: str) -> bool:
        """Whether a text is to be looked at; of a remark none that tells how a budget was changed."""
        if self._is_plan_side(text):
            return True
        if not speaks_of(text, _SUSPECT):
            return False
        return not (speaks_of(self.column.name, REMARKS) and {"+", "%"} & set(normalised(text)))

    def _is_plan_side(self, text: str) -> bool:
        """Whether a text is the planned of a column that tells the planned from the real, in letters."""
        return speaks_of(self.column.name, PLAN_OR_REAL) and normalised(text) in PLAN_SIDE

    def _tells_sides(self) -> bool:
        return speaks_of(self.column.name, SIDES)

    def _is_planned(self, text: str, keys: Collection[str]) -> bool:
        return (
            self._is_plan_side(text)
            or self._is_called(text, NOT_ACTUAL, keys)
            or (tells_kinds(self.column.name) and _is_only(text, BESIDE))
        )

    def _takes_back(self, text: str, keys: Collection[str]) -> bool:
        if self._tells_sides():
            return _is_only(text, DEBIT_SIDE if self.earned else CREDIT_SIDE)
        return self._is_called(text, REVERSAL, keys)

    def _is_called(self, text: str, speech: Speech, keys: Collection[str]) -> bool:
        if tells_kinds(self.column.name):
            return speaks_of(without_words(text, LIMITS), speech)
        return len(keys) > 1 and (_is_only(text, speech) or _tells_of(text, keys, speech))

    def _rows(self, counted: NDArray[np.bool_], texts: Collection[str]) -> dict[str, int]:
        """How many of some rows each text has, of those that have any, in order."""
        counts = np.bincount(self.column.codes[counted], minlength=len(self.column.texts))
        rows, wanted = zip(self.column.texts, map(int, counts), strict=True), set(texts)
        return {text: count for text, count in sorted(rows) if count and text in wanted}


def called_otherwise(labels: Sequence[Label]) -> list[Finding]:
    """Errors for texts that call their rows otherwise, in columns that are used, such as the campaign's."""
    return [finding for label in labels for finding in _refusals(label)]


def kinds_added_up(label: Label, *, ignored: bool) -> list[Finding]:
    """What is to be said of a column that is not used, and by its name tells kinds of rows.

    Args:
        label: the column.
        ignored: whether the user says that it is to be ignored: then it is a warning that was an error.
    """
    column = label.column
    if ignored:
        rows, variant = label.called_otherwise(), "ignored_kinds"
    elif refusals := _refusals(label, unused=True):
        return refusals
    else:
        rows, variant = label.kinds(), "kinds"
    if not rows:
        return []
    return [
        Finding.of(
            "unclear_column",
            Where(column.file, None, column.name),
            variant=variant,
            file=column.file,
            column=column.name,
            counts=few(f"{shorten(text) or '-'} ({count:,})" for text, count in rows.items()),
            snippet=as_columns(column.file, {column.name: "breakdown"}),
        )
    ]


def _refusals(label: Label, *, unused: bool = False) -> list[Finding]:
    found, column = label.called_otherwise(), label.column
    place = Where(column.file, None, column.name)
    values = {"variant": "kind_rows", "file": column.file, "column": column.name}
    if unused:
        ignored = as_columns(column.file, {column.name: "ignore"})
        values |= {"variant": "unused_kind_rows", "snippet": ignored}
    told = (
        Finding.of("unclear_column", place, name=shorten(text) or "-", count=count, **values)
        for text, count in found.items()
    )
    return first_few(told, len(found)) if found else []


def _is_ordinary(text: str) -> bool:
    return not text or any(speaks_of(text, one) for one in (MEDIA, LIMITS)) or _is_only(text, ORDINARY)


def _is_only(name: str, *speeches: Speech) -> bool:
    """Whether a name says nothing but words of one speech; numbers say nothing."""
    rests = (without(name, one) for one in speeches if speaks_of(name, one))
    return any(not re.search(r"[^\W\d_]", rest) for rest in rests) or any(
        says_only(name, one) for one in speeches
    )


def _tells_of(name: str, keys: Collection[str], *speeches: Speech) -> bool:
    """Whether a name is that of another and a word of one speech."""
    return any(speaks_of(name, one) and about(name, one) in keys for one in speeches)
