"""Each finding has a small set of files that fires it, and a near miss that does not."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from unit.ingest.tables import (
    AS_OF,
    MONTHS,
    RADIO,
    REVENUE,
    SOUND,
    TV,
    TWO_YEARS,
    Files,
    daily,
    days,
    long,
    nearly_constant,
    replaced,
    revenue,
    spend,
    table,
)

from spendcast_ingest import Finding, RawFile, Where, ingest


@dataclass(frozen=True)
class Case:
    """Changes to the sound files, of which the first set fires the finding and the second does not."""

    code: str
    severity: str
    fires: Files
    silent: Files
    says: Sequence[str] = ()


CASES = [
    Case(
        "missing_column",
        "error",
        {"spend.csv": "channel,cost\ntv,1\n"},
        {"spend.csv": spend()},
        ["channel and cost", "date"],
    ),
    Case(
        "unreadable_number",
        "error",
        {"spend.csv": spend(tv=replaced(TV, at_3="12 apples"))},
        {"spend.csv": spend(tv=replaced(TV, at_3="1.2e3"))},
        ["'12 apples'"],
    ),
    Case(
        "non_finite",
        "error",
        {"spend.csv": spend(tv=replaced(TV, at_3="NaN"))},
        {"spend.csv": spend(tv=replaced(TV, at_3="0"))},
        ["'NaN'"],
    ),
    Case(
        "unreadable_date",
        "error",
        {"spend.csv": spend(months=[*MONTHS[:-1], "2024-13"])},
        {"spend.csv": spend(months=[*MONTHS[:-1], "2024/12"])},
        ["'2024-13'"],
    ),
    Case(
        "ambiguous_date",
        "error",
        {"revenue.csv": daily("date,revenue", ["01/02/2024", *TWO_YEARS])},
        {"revenue.csv": daily("date,revenue", TWO_YEARS)},
        ["'01/02/2024'", "day first or month first"],
    ),
    Case(
        "missing_channel",
        "error",
        {"other.csv": long("c1, ,2024-01-01,5", "c1,mail,2024-02-01,5")},
        {"other.csv": long("c1, mail ,2024-01-01,5", "c1,mail,2024-02-01,5")},
    ),
    Case(
        "duplicate_rows",
        "error",
        {"other.csv": long("c1,mail,2024-01-01,5", "c2,mail,2024-01-01,5", "c1,mail ,2024/1/1,7")},
        {"other.csv": long("c1,mail,2024-01-01,5", "c2,mail,2024-01-01,5", "c1,mail,2024-02-01,7")},
        ["Rows 2 and 4", "mail", "c1", "2024-01-01"],
    ),
    Case(
        "duplicate_across_files",
        "error",
        {"other.csv": "date,channel,cost\n2024-03-01,tv,5\n2024-03-02,tv,5\n"},
        {"other.csv": "date,channel,cost\n2024-03-01,mail,5\n2024-03-02,mail,5\n"},
        ["spend on tv", "other.csv row 2 (2024-03-01)", "spend.csv row 16 (2024-03-01)"],
    ),
    Case(
        "duplicate_across_files",
        "error",
        {
            "a.csv": daily("date,mail", days("2024-01-01", "2024-01-10")),
            "b.csv": daily("date,mail", days("2024-01-10", "2024-01-31")),
        },
        {
            "a.csv": daily("date,mail", days("2024-01-01", "2024-01-10")),
            "b.csv": daily("date,mail", days("2024-01-11", "2024-01-31")),
        },
        ["a.csv row 11 (2024-01-10)", "b.csv row 2 (2024-01-10)"],
    ),
    Case(
        "duplicate_across_files",
        "error",
        {"sales.csv": revenue([1.0], ["2024-12"])},
        {"sales.csv": revenue([1.0], ["2025-01"])},
        ["revenue", "sales.csv row 2"],
    ),
    Case(
        "negative_spend",
        "error",
        {"spend.csv": spend(radio=replaced(RADIO, at_2="-0.01"))},
        {"spend.csv": spend(radio=replaced(RADIO, at_2="-0"))},
        ["-0.01"],
    ),
    Case(
        "future_date",
        "error",
        {"revenue.csv": daily("date,revenue", [*TWO_YEARS, "2025-01-21"])},
        {"revenue.csv": daily("date,revenue", [*TWO_YEARS, "2025-01-20"])},
        ["2025-01-21", "2025-01-20"],
    ),
    Case(
        "gap",
        "error",
        {"revenue.csv": revenue([*REVENUE[:5], *REVENUE[6:]], [*MONTHS[:5], *MONTHS[6:]])},
        {"revenue.csv": revenue(REVENUE[1:], MONTHS[1:])},
        ["no revenue", "1 month (2023-06)"],
    ),
    Case(
        "gap",
        "error",
        {"spend.csv": daily("date,tv", [day for day in TWO_YEARS if not day.startswith("2024-02")])},
        {"spend.csv": daily("date,tv", [day for day in TWO_YEARS if not day.startswith("2024-02-1")])},
        ["no spend", "2024-02"],
    ),
    Case("no_spend", "error", {"spend.csv": "date,revenue\n2022-12-01,5\n"}, {}),
    Case("no_revenue", "error", {"revenue.csv": "date,mail\n2024-12-01,5\n"}, {}),
    Case(
        "no_overlap",
        "error",
        {"revenue.csv": revenue([1.0, 2.0], ["2022-11", "2022-12"])},
        {"revenue.csv": revenue([1.0, 2.0], ["2022-12", "2023-01"])},
        ["2023-01", "2022-12"],
    ),
    Case(
        "periods_outside_overlap",
        "warning",
        {"revenue.csv": revenue(REVENUE[2:], MONTHS[2:])},
        {"revenue.csv": revenue()},
        ["2 months (2023-01 and 2023-02)", "spend but no revenue"],
    ),
    Case(
        "grains_do_not_fit",
        "error",
        {"other.csv": daily("date,mail", TWO_YEARS[::7])},
        {"other.csv": daily("date,mail", TWO_YEARS)},
        ["weeks beside months"],
    ),
    Case(
        "partial_period",
        "warning",
        {"spend.csv": daily("date,tv", TWO_YEARS[:-1])},
        {"spend.csv": daily("date,tv", TWO_YEARS)},
        ["2024-12", "spend.csv ends on 2024-12-30"],
    ),
    Case(
        "partial_period",
        "warning",
        {"spend.csv": daily("date,tv", TWO_YEARS[1:])},
        {"spend.csv": daily("date,tv", TWO_YEARS)},
        ["2023-01", "spend.csv begins on 2023-01-02"],
    ),
    Case(
        "missing_days",
        "warning",
        {"revenue.csv": daily("date,revenue", [*TWO_YEARS[:40], *TWO_YEARS[41:]])},
        {"revenue.csv": daily("date,revenue", TWO_YEARS)},
        ["1 of 731 days", "2023-02-10"],
    ),
    Case(
        "missing_days",
        "info",
        {"spend.csv": daily("date,tv", [*TWO_YEARS[:40], *TWO_YEARS[41:]])},
        {"spend.csv": daily("date,tv", TWO_YEARS)},
        ["1 of 731 days", "2023-02-10"],
    ),
    Case(
        "too_few_periods",
        "error",
        {"revenue.csv": revenue(REVENUE[:11], MONTHS[:11])},
        {"revenue.csv": revenue(REVENUE[:14], MONTHS[:14])},
        ["11 months", "at least 12"],
    ),
    Case(
        "too_few_periods",
        "warning",
        {"revenue.csv": revenue(REVENUE[:13], MONTHS[:13])},
        {"revenue.csv": revenue(REVENUE[:14], MONTHS[:14])},
        ["13 months", "2 channels", "below 14"],
    ),
    Case(
        "non_positive_revenue",
        "error",
        {"revenue.csv": revenue(replaced(REVENUE, at_4=0))},
        {"revenue.csv": revenue(replaced(REVENUE, at_4=0.01))},
        ["2023-05"],
    ),
    Case(
        "non_positive_revenue",
        "error",
        {"revenue.csv": table("date,revenue", TWO_YEARS, [-1] * 31 + [5] * 700)},
        {"revenue.csv": table("date,revenue", TWO_YEARS, [-1] * 30 + [31] + [5] * 700)},
        ["2023-01"],
    ),
    Case(
        "empty_channel",
        "warning",
        {"spend.csv": spend(tv=[0] * 24)},
        {"spend.csv": spend(tv=[0] * 23 + [1])},
        ["tv", "2023-01", "2024-12"],
    ),
    Case(
        "spend_does_not_vary",
        "warning",
        {"spend.csv": spend(tv=nearly_constant(0.049))},
        {"spend.csv": spend(tv=nearly_constant(0.051))},
        ["tv", "4.9%", "learned"],
    ),
    Case(
        "channels_move_together",
        "warning",
        {"spend.csv": spend(radio=[2 * tv + 1 for tv in TV])},
        {"spend.csv": spend(radio=[2 * tv + 300 * (i % 2) for i, tv in enumerate(TV)])},
        ["radio and tv", "1.000", "earned the revenue"],
    ),
    Case(
        "channel_names_alike",
        "warning",
        {"other.csv": "date,channel,cost\n2024-03-01,TV,5\n2024-03-02,TV,5\n"},
        {"other.csv": "date,channel,cost\n2024-03-01,TV2,5\n2024-03-02,TV2,5\n"},
        ["TV and tv"],
    ),
    Case(
        "taken_for_spend",
        "warning",
        {"spend.csv": table("month,tv_spend,radio", MONTHS, TV, RADIO)},
        {"spend.csv": table("month,tv_spend,radio_spend", MONTHS, TV, RADIO)},
        ["radio"],
    ),
    Case(
        "columns_not_used",
        "info",
        {"spend.csv": table("month,tv,clicks", MONTHS, TV, RADIO)},
        {"spend.csv": spend()},
        ["clicks"],
    ),
    Case(
        "thousands_separators_removed",
        "info",
        {"spend.csv": spend(tv=replaced(TV, at_0='"1,234,567"'))},
        {"spend.csv": spend(tv=replaced(TV, at_0='"1234567"'))},
        ["'1,234,567'"],
    ),
]


def found(changes: Files, as_of: dt.date = AS_OF) -> list[Finding]:
    files = SOUND | changes
    raw = [RawFile(name, data.encode() if isinstance(data, str) else data) for name, data in files.items()]
    result = ingest(raw, as_of)
    assert (result.panel is None) == any(finding.severity == "error" for finding in result.findings)
    return result.findings


def test_sound_files_give_no_findings() -> None:
    assert found({}) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_a_small_file_fires_the_finding(case: Case) -> None:
    fired = [finding for finding in found(case.fires) if finding.code == case.code]
    assert {finding.severity for finding in fired} == {case.severity}
    for text in case.says:
        assert text in fired[0].message


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_a_near_miss_stays_silent(case: Case) -> None:
    fired = {(finding.code, finding.severity) for finding in found(case.silent)}
    assert (case.code, case.severity) not in fired


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
        for finding in found(case.fires):
            assert finding.fix or finding.severity == "info"


def test_a_cell_is_named_by_file_row_and_column() -> None:
    cell = Where("spend.csv", 5, "tv")
    assert [finding.where for finding in found({"spend.csv": spend(tv=replaced(TV, at_3="x"))})] == [cell]


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


def test_channels_that_move_together_only_in_total_are_blamed_on_the_length_of_months() -> None:
    one, two = nearly_constant(0.0), [spent + 0.001 * i for i, spent in enumerate(nearly_constant(0.0))]
    (message,) = [
        finding.message
        for finding in found({"spend.csv": spend(one, two)})
        if finding.code == "channels_move_together"
    ]
    assert "only because some months are longer than others" in message


def test_channels_that_never_vary_move_with_none() -> None:
    weeks = TWO_YEARS[1::7]
    changes: Files = {
        "revenue.csv": daily("date,revenue", weeks),
        "spend.csv": table("date,tv,radio", weeks, [7] * 105, [0.1] * 105),
    }
    codes = [finding.code for finding in found(changes) if finding.severity == "warning"]
    assert codes == ["spend_does_not_vary", "spend_does_not_vary"]
