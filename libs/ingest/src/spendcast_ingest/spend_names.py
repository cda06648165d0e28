"""Whether the names of columns are those of channels, or tell of something else than spend on one."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from spendcast_ingest.column_names import (
    SPEND,
    calls,
    channel_of,
    is_of_others,
    is_ratio,
    opening,
    speaks_of,
    without,
    words_of,
)
from spendcast_ingest.findings import Finding, Refused, few, first_few
from spendcast_ingest.header_faults import Header
from spendcast_ingest.keys import channel_key
from spendcast_ingest.mapping import as_columns, as_spend
from spendcast_ingest.media_names import MEDIA
from spendcast_ingest.revenue_names import is_called_after_sales, not_spend
from spendcast_ingest.tellings import tellings
from spendcast_ingest.total_names import is_total
from spendcast_ingest.units import may_hold_unit
from spendcast_ingest.vocabulary import BESIDE, DOUBTFUL, NO_CHANNEL, NOT_ACTUAL, NOT_SPEND, Speech


@dataclass(frozen=True)
class SpendNames:
    """Columns of which none is known by its name, taken for spend on channels.

    Attributes:
        header: all names.
        plain: the name of each without its unit, by position.
        revenue: the name of the column of revenue without its unit; empty if there is none.
    """

    header: Header
    plain: Mapping[int, str]
    revenue: str = ""

    def is_marked(self, position: int) -> bool:
        """Whether a name says that it is spend."""
        return SPEND.fullmatch(self.plain[position]) is not None

    def channel(self, position: int) -> str:
        """The channel that a column is called after."""
        return channel_of(self.plain[position])

    def refuse_others(self) -> None:
        """Refuse what calls itself something else than spend, or is so beside the channel that it is about.

        A mark of spend is believed, but of a total, of what calls itself a plan or another year, of a ratio,
        and where nothing stands beside it that could be a channel.

        Raises:
            Refused: `unclear_column`.
        """
        plans = [at for at in self.plain if self._tells(at, NOT_ACTUAL) or self._is_beside(at, BESIDE)]
        totals = [at for at in self.plain if len(self.plain) > 1 and self._is_total(at)]
        others = [at for at in self.plain if self._is_other(at)]
        for refusal, found in ((self._not_actual, plans), (self._total, totals), (self._not_spend, others)):
            if found:
                raise Refused(*first_few(map(refusal, found), len(found)))
        if told := tellings({at: self.channel(at) for at in self.plain}):
            raise Refused(*first_few(map(self._told_again, told), len(told)))

    def refuse_units(self) -> list[Finding]:
        """Refuse names in which a unit may stand, unless a mark of spend says that they name channels.

        Returns:
            A warning for each that was marked.

        Raises:
            Refused: `unclear_unit`.
        """
        units = [at for at in self.plain if may_hold_unit(self.channel(at))]
        refused = [at for at in units if not self.is_marked(at)]
        if refused:
            raise Refused(*first_few((self._unit(at, "column") for at in refused), len(refused)))
        return first_few((self._unit(at, "marked") for at in units), len(units)) if units else []

    @cached_property
    def doubtful(self) -> list[int]:
        """Columns that are no plan, total or count by name, and yet speak of one without a mark of spend."""
        return [
            at
            for at, name in self.plain.items()
            if not self.is_marked(at)
            and at not in self.of_others
            and any(speaks_of(name, speech) for speech in (NOT_ACTUAL, NOT_SPEND, DOUBTFUL))
        ]

    @cached_property
    def of_others(self) -> list[int]:
        """Columns that by their names, marked or not, may hold what competitors or a whole market spent."""
        channels = {at: self.channel(at) for at in self.plain}
        return [at for at, name in channels.items() if is_of_others(name, channels.values())]

    def unfamiliar(self, *, beside_said: bool) -> list[int]:
        """Columns without a mark of spend or a word of media, where another has either and could be the rule.

        Args:
            beside_said: whether the user says of another column that it is spend.
        """
        known = [at for at, name in self.plain.items() if self.is_marked(at) or speaks_of(name, MEDIA)]
        if not (known or beside_said):
            return []
        return [at for at in self.plain if at not in {*known, *self.doubtful, *self.of_others}]

    def told(self) -> list[Finding]:
        """Warnings that doubtful columns, and perhaps those of others' spend, were taken for channels."""
        return [*self._told_doubtful(), *self._told_of_others()]

    def _told_doubtful(self) -> list[Finding]:
        if not self.doubtful:
            return []
        names = [self.header.names[at] for at in self.doubtful]
        values = {"file": self.header.file, "columns": few(names), "example": names[0]}
        place, snippet = self.header.where(), self._as_spend(self.doubtful)
        return [Finding.of("taken_for_spend", place, variant="by_name", snippet=snippet, **values)]

    def _told_of_others(self) -> list[Finding]:
        if not self.of_others:
            return []
        file, names = self.header.file, [self.header.names[at] for at in self.of_others]
        controls = {self.header.names[at]: f"control:{self.channel(at)}" for at in self.of_others}
        values = {"variant": "of_others", "file": file, "columns": few(names)}
        values |= {"snippet": as_columns(file, controls), "other_snippet": self._as_spend(self.of_others)}
        return [Finding.of("taken_for_spend", self.header.where(), **values)]

    def told_unfamiliar(self, unfamiliar: Sequence[int]) -> list[Finding]:
        """A warning that columns were taken for channels beside which only others are called as media are."""
        if not unfamiliar:
            return []
        names = [self.header.names[at] for at in unfamiliar]
        values = {"variant": "unfamiliar", "file": self.header.file, "columns": few(names)}
        ignored = as_columns(self.header.file, dict.fromkeys(names, "ignore"))
        place, spend = self.header.where(), self._as_spend(unfamiliar)
        return [Finding.of("taken_for_spend", place, snippet=ignored, other_snippet=spend, **values)]

    def _as_spend(self, positions: Sequence[int]) -> str:
        return as_spend(self.header.file, {self.header.names[at]: self.channel(at) for at in positions})

    def _is_total(self, at: int) -> bool:
        return is_total(self.channel(at)) or is_total(self.plain[at])

    def _is_other(self, at: int) -> bool:
        """Whether a name calls something else than spend, or a mark of spend in it is of no channel."""
        if is_ratio(self.plain[at]):
            return True
        if not self.is_marked(at):
            part = bool(self.revenue) and words_of(self.revenue) in words_of(self.plain[at])
            return part or self._tells(at, NOT_SPEND)
        channel = self.channel(at)
        counts_ads = "広告" in self.plain[at] and speaks_of(channel, NOT_SPEND)  # 表示広告費: display ads
        return not counts_ads and not re.search(r"[^\W_]", without(channel, NO_CHANNEL))

    def _tells(self, at: int, speech: Speech) -> bool:
        """Whether a name calls something so, or it is the channel's of another with such a word beside it."""
        name = self.channel(at)
        if calls(name, speech):
            return True
        if not speaks_of(name, speech):
            return False
        return self._is_beside(at, speech) or (not self.is_marked(at) and self._opens_several(at, speech))

    def _is_beside(self, at: int, speech: Speech) -> bool:
        """Whether a name is another column's channel and such a word beside it: tv and "tv target"."""
        name = self.channel(at)
        if not speaks_of(name, speech):
            return False
        others = {channel_key(self.channel(other)) for other in self.plain if other != at}
        return without(name, speech) in others

    def _opens_several(self, at: int, speech: Speech) -> bool:
        """Whether a name begins as others do, as those of one measure do: clicks_tv and clicks_radio."""
        word = opening(self.plain[at], speech)
        return bool(word) and [opening(name, speech) for name in self.plain.values()].count(word) > 1

    def _not_actual(self, at: int) -> Finding:
        name = self.header.names[at]
        values = {"variant": "not_actual", "file": self.header.file, "column": name}
        snippet = self._as_spend([at])
        return Finding.of("unclear_column", self.header.where(name), snippet=snippet, **values)

    def _told_again(self, positions: Sequence[int]) -> Finding:
        names = [self.header.names[at] for at in positions]
        values = {"variant": "told_again", "file": self.header.file, "columns": few(names), "one": names[0]}
        ignored = as_columns(self.header.file, dict.fromkeys(names[1:], "ignore"))
        place, spend = self.header.where(names[0]), self._as_spend(positions)
        return Finding.of("unclear_column", place, snippet=ignored, other_snippet=spend, **values)

    def _total(self, at: int) -> Finding:
        """The refusal of a total, which may be the revenue in a file that is called after sales."""
        may_be_revenue = not self.revenue and is_called_after_sales(self.header.file)
        return self._not_spend(at) if may_be_revenue else self._not_actual(at)

    def _not_spend(self, at: int) -> Finding:
        name, channel = self.header.names[at], self.channel(at)
        return not_spend(self.header, name, channel, may_be_revenue=not self.revenue)

    def _unit(self, at: int, variant: str) -> Finding:
        name, channel = self.header.names[at], self.channel(at)
        values = {"variant": variant, "file": self.header.file, "name": name, "channel": channel}
        snippet = self._as_spend([at])
        return Finding.of("unclear_unit", self.header.where(name), snippet=snippet, **values)
