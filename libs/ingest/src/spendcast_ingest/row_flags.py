"""Columns that say of each row by a yes or a no whether it is planned, taken back or really spent."""

from collections.abc import Iterable
from itertools import islice

from spendcast_ingest.column_names import says_only, speaks_of
from spendcast_ingest.keys import normalised
from spendcast_ingest.kind_names import CIRCLES, FLAG_BESIDE, FLAGS, NO, REAL, REVERSAL, UNSURE, YES
from spendcast_ingest.vocabulary import NOT_ACTUAL, Speech

_TWO = {"0", "1"}

_MOST = 1 + len(YES | NO) * 4
"""Texts that are looked at: more cannot all be a yes or a no, in whatever case and width."""


def is_flag(name: str) -> bool:
    """Whether a column's name says nothing but that rows are planned, taken back or real.

    Is Forecast, 予測フラグ and is_actual do; "Limited by budget" and 目標達成 say something of ads.
    """
    return any(_says(name, speech) for speech in (NOT_ACTUAL, UNSURE, REVERSAL, REAL))


def flags_rows(name: str) -> bool:
    """Whether a name says besides that it is a flag, so that it is no channel: Is Forecast, 予測フラグ."""
    return speaks_of(name, FLAGS) and is_flag(name)


def flagged(name: str, texts: Iterable[str]) -> list[str]:
    """Texts of such a column by which rows are planned or taken back; none if it says more than yes and no.

    Where the column is called after what is real it is the no, or nothing beside a yes. Numbers may count
    something, but for those of flags and for 0 and 1 under a plan.
    """
    if not is_flag(name):
        return []
    said = {text: normalised(text) for text in islice(texts, _MOST)}
    told = set(filter(None, said.values()))
    yes = YES if told & CIRCLES else YES | {"x"}
    no = NO | ({"x"} - yes)
    if not told <= yes | no or not _no_numbers(name, told):
        return []
    if not _says(name, REAL):
        return [text for text, plain in said.items() if plain in yes]
    wanted = no if told & no else {""}
    return [text for text, plain in said.items() if plain in wanted and told]


def _no_numbers(name: str, told: set[str]) -> bool:
    is_plan = _says(name, NOT_ACTUAL) or _says(name, UNSURE)
    return not all(map(str.isdigit, told)) or speaks_of(name, FLAGS) or (is_plan and told == _TWO)


def _says(name: str, speech: Speech) -> bool:
    beside = Speech(speech.words | FLAG_BESIDE.words, (*speech.parts, *FLAG_BESIDE.parts))
    return speaks_of(name, speech) and says_only(name, beside)
