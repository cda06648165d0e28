"""Each finding has a small set of files that fires it, and a near miss that does not."""

import datetime as dt
from collections.abc import Sequence
from functools import cache

import pytest
from unit.ingest.channel_cases import CHANNEL_CASES
from unit.ingest.column_cases import COLUMN_CASES
from unit.ingest.console_cases import CONSOLE_CASES
from unit.ingest.control_cases import CONTROL_CASES
from unit.ingest.dressed_cases import DRESSED_CASES
from unit.ingest.experiment_cases import EXPERIMENT_CASES
from unit.ingest.file_cases import FILE_CASES
from unit.ingest.fiscal_cases import FISCAL_CASES
from unit.ingest.history_cases import HISTORY_CASES
from unit.ingest.joined_cases import JOINED_CASES
from unit.ingest.kind_cases import KIND_CASES, of_kinds
from unit.ingest.mixed_cases import MIXED_CASES
from unit.ingest.overlap_cases import OVERLAP_CASES
from unit.ingest.panel_cases import PANEL_CASES
from unit.ingest.reading_cases import READING_CASES
from unit.ingest.revenue_cases import REVENUE_CASES
from unit.ingest.spelling_cases import SPELLING_CASES
from unit.ingest.table_cases import TABLE_CASES
from unit.ingest.tables import (
    AS_OF,
    MONTHS,
    RADIO,
    REVENUE,
    SOUND,
    TV,
    TWO_YEARS,
    Case,
    Files,
    daily,
    in_halves,
    in_rows,
    long,
    long_daily,
    nearly_constant,
    replaced,
    revenue,
    spend,
    subtotalled,
    table,
    without,
)
from unit.ingest.total_cases import TOTAL_CASES
from unit.ingest.unit_cases import UNIT_CASES

from spendcast_ingest import Earlier, Finding, Ingested, Options, RawFile, Where, ingest
from spendcast_ingest.catalogue import kinds

CASES = [
    *READING_CASES,
    *DRESSED_CASES,
    *OVERLAP_CASES,
    *JOINED_CASES,
    *CONTROL_CASES,
    *EXPERIMENT_CASES,
    *SPELLING_CASES,
    *FISCAL_CASES,
    *UNIT_CASES,
    *MIXED_CASES,
    *FILE_CASES,
    *TABLE_CASES,
    *COLUMN_CASES,
    *CHANNEL_CASES,
    *CONSOLE_CASES,
    *REVENUE_CASES,
    *TOTAL_CASES,
    *KIND_CASES,
    *PANEL_CASES,
    *HISTORY_CASES,
]


def raw(files: Files) -> list[RawFile]:
    return [
        RawFile(name, data.encode() if isinstance(data, str) else data)
        for name, data in files.items()
        if data is not None
    ]


def found(
    changes: Files,
    as_of: dt.date = AS_OF,
    options: Options | None = None,
    earlier: Sequence[Earlier] = (),
) -> list[Finding]:
    result = ingest(raw(SOUND | changes), as_of, options or Options(), earlier)
    assert (result.panel is None) == any(finding.severity == "error" for finding in result.findings)
    return result.findings


def settled(changes: Files, snippet: str) -> Ingested:
    """What becomes of files once mapping.json holds what a fix says."""
    return ingest(raw(SOUND | changes | {"mapping.json": snippet}), AS_OF)


def test_sound_files_give_no_findings() -> None:
    assert found({}) == []


@cache
def fired_by(case: Case) -> list[Finding]:
    return found(case.fires, case.as_of, case.options, case.earlier[0])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_a_small_file_fires_the_finding(case: Case) -> None:
    fired = [finding for finding in fired_by(case) if finding.code == case.code]
    assert {finding.severity for finding in fired} == {case.severity}
    for text in case.says:
        assert text in fired[0].message


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_a_near_miss_stays_silent(case: Case) -> None:
    findings = found(case.silent, case.as_of, case.options, case.earlier[1])
    fired = {(finding.code, finding.severity) for finding in findings}
    assert (case.code, case.severity) not in fired


def test_no_finding_of_the_catalogue_lacks_a_case() -> None:
    fired = {
        (finding.code, str(finding.values.get("variant", ""))) for case in CASES for finding in fired_by(case)
    }
    ours = [kind for kind in kinds().values() if kind.step == "validate"]
    assert {(kind.code, variant) for kind in ours for variant in kind.variants} <= fired


@pytest.mark.parametrize(("as_of", "stale"), [(dt.date(2025, 3, 3), False), (dt.date(2025, 3, 4), True)])
def test_monthly_data_are_stale_from_the_63rd_day(as_of: dt.date, stale: bool) -> None:
    messages = [finding.message for finding in found({}, as_of) if finding.code == "stale_data"]
    assert bool(messages) == stale
    assert all("2024-12" in message and "63 days" in message for message in messages)


@pytest.mark.parametrize(("as_of", "complete"), [(dt.date(2024, 12, 31), False), (dt.date(2025, 1, 1), True)])
def test_a_month_is_complete_once_it_is_over(as_of: dt.date, complete: bool) -> None:
    partial = [finding for finding in found({}, as_of) if finding.code == "partial_period"]
    assert bool(partial) != complete


def test_every_finding_says_what_to_do_unless_it_only_tells() -> None:
    for case in CASES:
        for finding in fired_by(case):
            assert finding.fix or finding.severity == "info"


def test_a_cell_is_named_by_file_row_and_column() -> None:
    cell = Where("spend.csv", 5, "tv")
    assert [finding.where for finding in found({"spend.csv": spend(tv=replaced(TV, at_3="x"))})] == [cell]


@pytest.mark.parametrize(
    "text",
    [
        "month,tv,\x1bradio,\x1bradio\n2024-01,1,2,3\n",
        "date,channel,cost\n2024-01-01,\x1btv,\x1b\n\x1b,tv,1\n",
        long("\x1b,mail,2024-01-01,5", "\x1b,mail,2024-01-01,5"),
    ],
)
def test_control_characters_are_never_told_raw(text: str) -> None:
    findings = found({"spend.csv": text})
    assert r"\x1b" in repr(findings[0].message.encode())
    assert "\x1b" not in "".join(f"{finding.message}{finding.fix}{finding.where}" for finding in findings)


def test_a_gap_is_placed_at_the_row_after_it() -> None:
    months = [month for month in MONTHS if month not in ("2023-06", "2023-07", "2024-02")]
    changes: Files = {
        "spend.csv": daily("month,tv", months),
        "media.csv": table("month,mail", months, TV[:21]),
    }
    (gap,) = found(changes)
    assert "no spend for 3 months (2023-06, 2023-07 and 2024-02) in media.csv and spend.csv" in gap.message
    assert gap.where == Where("media.csv", 7, "mail")
    (gap,) = found({"revenue.csv": revenue([1] * 21, months[::-1])})
    assert gap.where == Where("revenue.csv", 17, "revenue")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (table("month,spend_tv,revenue", MONTHS[:11], TV[:11], REVENUE[:11]), "too_few_periods"),
        (revenue(), "no_spend"),
        (table("month,spend_tv", MONTHS, TV), "no_revenue"),
    ],
)
def test_what_the_only_file_lacks_is_placed_in_it(text: str, code: str) -> None:
    error = ingest([RawFile("all.csv", text.encode())], AS_OF).findings[0]
    assert (error.code, error.where) == (code, Where("all.csv"))


def test_beyond_five_of_a_kind_the_rest_is_counted() -> None:
    findings = found({"spend.csv": spend(tv=["x"] * 9 + ["NaN"] * 6 + [1] * 9)})
    kinds = [(finding.code, finding.where.row) for finding in findings if finding.where]
    assert kinds == [
        *[("non_finite", row) for row in [11, 12, 13, 14, 15, None]],
        *[("unreadable_number", row) for row in [2, 3, 4, 5, 6, None]],
    ]
    assert "1 more" in findings[5].message
    assert "4 more" in findings[11].message


def test_all_files_are_told_about_at_once() -> None:
    findings = found({"spend.csv": "a,b\n1,2\n", "revenue.csv": revenue(replaced(REVENUE, at_0="x"))})
    assert [finding.code for finding in findings] == ["unreadable_number", "unrecognised_file"]


@pytest.mark.parametrize(
    ("files", "says"),
    [
        (
            {
                "spend.csv": table(
                    "month,tv,radio,both",
                    MONTHS,
                    TV,
                    RADIO,
                    [tv + radio for tv, radio in zip(TV, RADIO, strict=True)],
                )
            },
            "all other columns",
        ),
        ({"spend.csv": in_rows("paid media", 24)}, "all other channels"),
        ({"other.csv": long(*in_halves("tv brand", 6))}, "all other rows"),
        ({"other.csv": subtotalled("14,14,14")}, "is empty"),
    ],
)
def test_sums_that_were_spent_are_taken_when_the_user_says_so(files: Files, says: str) -> None:
    told = [finding for finding in found(files) if says in finding.message]
    assert [finding.code for finding in told] == ["unclear_column"]
    assert "`--param check_totals=false`" in str(told[0].fix)
    taken = found(files, options=Options(check_totals=False))
    assert "unclear_column" not in {finding.code for finding in taken}


@pytest.mark.parametrize(
    ("text", "variant", "without"),
    [
        (table("month,tv,radio,Retail", MONTHS, TV, RADIO, REVENUE), "unfamiliar", ("radio", "tv")),
        (table("month,tv,Retail", MONTHS, TV, [0, 1.1] * 12), "unfamiliar", ("tv",)),
        (table("month,acme,bolt,Retail", MONTHS, TV, REVENUE, [0, 1.1] * 12), "by_size", ("acme", "bolt")),
    ],
)
def test_columns_taken_for_spend_are_asked_about_once_and_ignored_as_the_fix_says(
    text: str, variant: str, without: tuple[str, ...]
) -> None:
    (asked,) = [one for one in found({"spend.csv": text}) if one.code == "taken_for_spend"]
    assert asked.values["variant"] == variant
    snippet = str(asked.values["snippet"])
    assert snippet in str(asked.fix)
    result = settled({"spend.csv": text}, snippet)
    assert result.panel is not None
    assert result.panel.channels == without
    assert "taken_for_spend" not in {one.code for one in result.findings}


def test_columns_of_no_known_medium_are_spend_once_the_user_says_so() -> None:
    text = table("month,tv,radio,Retail", MONTHS, TV, RADIO, REVENUE)
    (asked,) = [one for one in found({"spend.csv": text}) if one.code == "taken_for_spend"]
    snippet = str(asked.values["other_snippet"])
    assert snippet in str(asked.fix)
    result = settled({"spend.csv": text}, snippet)
    assert result.panel is not None
    assert result.panel.channels == ("Retail", "radio", "tv")
    assert "taken_for_spend" not in {one.code for one in result.findings}


def test_rows_of_kinds_that_all_count_are_added_up_in_peace_once_the_user_says_so() -> None:
    files = of_kinds("type", "Charge", "Fee")
    (asked,) = [one for one in found(files) if one.values.get("variant") == "kinds"]
    snippet = str(asked.values["snippet"])
    assert snippet in str(asked.fix)
    before, after = ingest(raw(SOUND | files), AS_OF), settled(files, snippet)
    assert before.panel is not None
    assert after.panel is not None
    assert after.panel.to_csv() == before.panel.to_csv()
    assert "kinds" not in {one.values.get("variant") for one in after.findings}


@pytest.mark.parametrize(
    ("remedy", "channels"), [("snippet", ("bing", "google")), ("other_snippet", ("cpc",))]
)
def test_the_source_or_the_medium_is_the_channel_as_the_user_says(
    remedy: str, channels: tuple[str, ...]
) -> None:
    rows = [
        f"{day},{source},cpc,{10 + k * i % 97}"
        for i, day in enumerate(TWO_YEARS)
        for k, source in ((1, "google"), (3, "bing"))
    ]
    files: Files = {"other.csv": "\n".join(["date,source,medium,cost", *rows])}
    (asked,) = [one for one in found(files) if one.values.get("variant") == "sources"]
    snippet = str(asked.values[remedy])
    assert snippet in str(asked.fix)
    result = settled(files, snippet)
    assert result.panel is not None
    assert result.panel.channels == (*channels, "radio", "tv")
    assert "sources" not in {one.values.get("variant") for one in result.findings}


def test_errors_come_first() -> None:
    changes: Files = {
        "spend.csv": table("month,tv_spend,radio,clicks", MONTHS, TV, replaced(RADIO, at_0=-1), TV)
    }
    assert [finding.severity for finding in found(changes)] == ["error", "warning", "info"]


def test_every_group_of_channels_that_move_together_is_told_as_a_whole() -> None:
    b = [value + 40 * (i % 3) for i, value in enumerate(TV)]
    c = [value + 40 * (i % 3) for i, value in enumerate(b)]
    mail = [1000 - value for value in RADIO]
    changes: Files = {"spend.csv": table("month,a,b,c,radio,mail", MONTHS, TV, b, c, RADIO, mail)}
    messages = [finding.message for finding in found(changes) if finding.code == "channels_move_together"]
    assert len(messages) == 2
    assert "a, b and c" in messages[0]
    assert "mail and radio" in messages[1]


def test_channels_that_one_sum_ties_are_named_without_the_others() -> None:
    own = [900 + 70 * (11 * i % 13) for i in range(24)]
    total = [tv + radio for tv, radio in zip(TV, RADIO, strict=True)]
    pair = [2 * spent + 7 for spent in own]
    channels: Files = {"spend.csv": table("month,tv,radio,all,mail,web", MONTHS, TV, RADIO, total, own, pair)}
    taken = found(channels, options=Options(check_totals=False))
    told = [finding.message for finding in taken if finding.code == "channels_move_together"]
    assert len(told) == 2
    assert "Spend on all, radio and tv is tied together" in told[0]
    assert "Spend on mail and web moves together" in told[1]


def test_channels_that_move_together_only_in_total_are_blamed_on_the_length_of_months() -> None:
    one, two = nearly_constant(0.0), [spent + 0.001 * i for i, spent in enumerate(nearly_constant(0.0))]
    (message,) = [
        finding.message
        for finding in found({"spend.csv": spend(one, two)})
        if finding.code == "channels_move_together"
    ]
    assert "only because some months are longer than others" in message


def test_channels_that_lack_the_same_days_are_told_together() -> None:
    dates = without(TWO_YEARS, "2024-02-04", "2024-02-29")
    told = [finding.message for finding in found({"spend.csv": long_daily(tv=dates, web=dates)})]
    assert [message for message in told if "tv and web: " in message and "2024-02 (3/29)" in message]


def test_a_channel_is_not_missed_before_its_first_row() -> None:
    dates = without(TWO_YEARS, "2023-01-01", "2024-03-25")
    codes = {finding.code for finding in found({"spend.csv": long_daily(tv=dates, web=TWO_YEARS)})}
    assert not codes & {"missing_days", "dark_periods"}


def test_channels_that_never_vary_move_with_none() -> None:
    weeks = TWO_YEARS[1::7]
    changes: Files = {
        "revenue.csv": daily("date,revenue", weeks),
        "spend.csv": table("date,tv,radio", weeks, [7] * 105, [0.1] * 105),
    }
    codes = [finding.code for finding in found(changes) if finding.severity == "warning"]
    assert codes == ["spend_does_not_vary", "spend_does_not_vary"]
