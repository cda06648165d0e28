"""Columns of one file whose amounts differ in currency or tax, by what they and their cells say."""

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from spendcast_ingest.column_names import words_of
from spendcast_ingest.findings import Finding, Where, few
from spendcast_ingest.mapping import as_unit
from spendcast_ingest.numbers import Amounts
from spendcast_ingest.spelled_amounts import with_tax
from spendcast_ingest.units_applied import SPENT, MoneyKind

_TAX = "(?:vat|tax|gst|tva|iva|mwst|ust)"
_WITH_TAX = re.compile(rf"(?<![^_])(?:ttc|(?:incl?|inkl|with|mit)_{_TAX}|{_TAX}_incl(?:uded)?)(?![^_])")
_WITHOUT_TAX = re.compile(
    rf"(?<![^_])(?:ht|(?:ex(?:cl?)?|exkl|zzgl|without|ohne|plus|before)_{_TAX}|{_TAX}_excl(?:uded)?)(?![^_])"
)


class MoneyColumn(NamedTuple):
    """A column of money: its header, whether it is revenue or spend, and its amounts."""

    header: str
    kind: MoneyKind
    amounts: Amounts

    @property
    def taxes(self) -> set[bool]:
        """Whether tax is in its amounts, as far as header or cells say so."""
        words, said = words_of(self.header), with_tax(self.header)
        named = {True} if _WITH_TAX.search(words) else set()
        named |= {False} if _WITHOUT_TAX.search(words) else set()
        return set(self.amounts.taxes) | named | (set() if said is None else {said})

    @property
    def tells(self) -> bool:
        """Whether it has amounts that a currency makes a difference to."""
        return bool(np.nansum(np.abs(self.amounts.values)))


def mixed_money(file: str, columns: Sequence[MoneyColumn]) -> list[Finding]:
    """What is told of columns of which some say another currency or tax than others, or none.

    Args:
        file: its name.
        columns: all of its money.
    """
    return [*_currencies(file, columns), *_taxes(file, columns)]


def _currencies(file: str, columns: Sequence[MoneyColumn]) -> list[Finding]:
    named = [one for one in columns if one.amounts.currencies]
    currencies = sorted(frozenset().union(*(one.amounts.currencies for one in named)))
    if not named or any(len(one.amounts.currencies) > 1 for one in named):
        return []  # several within one column are told of there
    if len(currencies) > 1:
        names = few(f"{one.header} ({next(iter(one.amounts.currencies))})" for one in named)
        return [Finding.of("mixed_currencies", Where(file), variant="columns", file=file, columns=names)]
    silent = [one for one in columns if one not in named and one.tells]
    if not silent:
        return []
    values = {"file": file, "columns": _headers(named), "names": _headers(silent), "currency": currencies[0]}
    if all(SPENT in {one.kind for one in some} for some in (named, silent)):
        snippet = as_unit(file, currencies[0])
        return [Finding.of("unnamed_currency", Where(file), variant="columns", snippet=snippet, **values)]
    return [Finding.of("currency_read", Where(file), variant="columns", **values)]


def _taxes(file: str, columns: Sequence[MoneyColumn]) -> list[Finding]:
    """Errors for spend with tax beside spend without, and for such revenue; the two kinds may differ."""
    findings = []
    for kind in dict.fromkeys(one.kind for one in columns):
        own = [one for one in columns if one.kind == kind]
        gross = [one for one in own if one.taxes == {True}]
        net = [one for one in own if one.taxes == {False}]
        if gross and net:
            values = {"columns": _headers(gross), "names": _headers(net)}
            findings.append(Finding.of("unclear_unit", Where(file), variant="taxes", file=file, **values))
    return findings


def _headers(columns: Sequence[MoneyColumn]) -> list[str | int]:
    return few(one.header for one in columns)
