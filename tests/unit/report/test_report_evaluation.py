import re
from typing import TYPE_CHECKING, Any

import pytest
from unit.report.evaluations import PLAN, channel, estimate, evaluation, sentence
from unit.report.pages import Page

from spendcast_report import evaluation_page

if TYPE_CHECKING:
    from spendcast_report.evaluation import LiftTest


def page(**changes: Any) -> Page:
    return Page(evaluation_page(evaluation(**changes)))


def texts(**changes: Any) -> dict[str, str]:
    return {language: " ".join(text.split()) for language, text in page(**changes).text.items()}


HOLD: dict[str, Any] = {
    "action": "hold",
    "why": sentence("The gain is within the noise.", "増収の見込みは誤差の範囲です。"),
    "moves": [],
    "gain": None,
    "better": None,
}


def test_the_same_evaluation_gives_the_same_bytes() -> None:
    assert evaluation_page(evaluation()) == evaluation_page(evaluation())


@pytest.mark.parametrize(
    ("changes", "english", "japanese"),
    [
        ({}, "Move budget: about 33k more revenue a month", "予算配分の変更で、月に約 3.3万"),
        ({"recommendation": HOLD}, "Hold: keep today's plan", "現在の予算配分の維持"),
        ({"recommendation": None}, "The new model comes into force", "新しいモデルを採用"),
        ({"serves": "in_force"}, "The present model stays in force", "現行のモデルを引き続き"),
        (
            {"why": {"en": "Same.", "ja": "同じ。", "code": "same"}, "recommendation": None},
            "Nothing new: the model stays the same",
            "モデルに変更はありません",
        ),
    ],
)
def test_the_first_line_says_what_to_do(changes: dict[str, Any], english: str, japanese: str) -> None:
    seen = texts(**changes)
    assert english in seen["en"][:140]
    assert japanese in seen["ja"][:140]


def test_a_gain_in_the_first_line_carries_its_interval_and_its_chance() -> None:
    plan = {**HOLD, "action": "move", "better": 0.94}
    plan["gain"] = {"mean": 26_100.0, "median": 26_000.0, "low": -976.0, "high": 53_400.0}
    seen = texts(recommendation=plan)
    assert "about 26.1k more revenue a month (90 %: -976 to 53.4k), 94% likely a gain" in seen["en"]
    first = seen["ja"].partition("増収の確率 94%")[0]
    assert first.endswith("5.34万、")
    assert "区間 -976" in first


def test_a_plan_by_a_model_that_does_not_serve_is_not_shown() -> None:
    seen = texts(serves="in_force")
    assert "Moving 60,000" not in seen["en"]
    assert "Plan with the one in force." in seen["en"]
    assert "現行のモデルで計画してください。" in seen["ja"]


def test_a_failed_verdict_without_more_means_that_the_present_model_stays() -> None:
    given = evaluation(verdict="fail")
    del given["serves"]
    assert "The present model stays in force" in Page(evaluation_page(given)).text["en"]


def test_each_channel_shows_its_return_interval_verdict_and_accuracy_most_spend_first() -> None:
    seen = texts()["en"]
    assert "search clear 0.90 0.60 to 1.20 0.95" in seen
    assert "tv direction only -0.20 -1.10 to 0.70" in seen
    assert "social cannot be told 0.40" in seen
    assert re.search(r"search clear .* 23,040,000 12% 91% tv direction .* 80% 91% social", seen)
    assert "Of tv: its spend went up and down. Halve tv for 8 weeks." in seen
    assert "tv を 8 週間半分にしてください。" in texts()["ja"]


def test_what_is_not_clear_is_drawn_broken() -> None:
    rows = page().charts["en-chart-returns"]["rows"]
    assert {row["name"]: row["firm"] for row in rows} == {
        "search": True,
        "tv": False,
        "social": False,
        "mail": True,
    }
    assert (rows[0]["low"], rows[0]["median"], rows[0]["high"]) == (0.6, 0.9, 1.2)


def test_the_text_of_a_curve_reads_it_at_todays_spend() -> None:
    (alt,) = (str(a["aria-label"]) for _, a in page().elements if a.get("data-chart") == "en-chart-curve-1")
    # (1 + 0.9) * 2 * 480k * 480k / (480k + 480k) = 912k, and 85 to 115 % of it.
    assert alt.startswith("search: today 480k brings 912k (775k to 1.05M); the curve ends at 960k")


def test_a_curve_is_shaded_where_nothing_was_ever_spent() -> None:
    search, mail = channel("search"), channel("mail")
    assert search["curve"] is not None
    search["curve"]["seen_to"] = 600e3
    charts = page(channels={"search": search, "mail": mail}).charts
    assert charts["en-chart-curve-1"]["seen"] == 600e3
    assert charts["en-chart-curve-2"]["seen"] is None


def test_accuracy_on_own_data_says_what_few_worlds_leave_open() -> None:
    tried = channel("search")
    tried["own_data"] = {"roas_error": 0.1, "roas_error_se": 0.02, "coverage": 0.67, "coverage_se": 0.14}
    assert "10% ± 2.0% 67% ± 14%" in texts(channels={"search": tried})["en"]


def test_few_worlds_judge_the_intervals_of_all_channels_together() -> None:
    tried = channel("search")
    tried["own_data"] = {"roas_error": 0.1, "roas_error_se": 0.02, "coverage": 0.56, "coverage_se": 0.12}
    pooled = {"worlds": 16, "roas_error": 0.2, "coverage": 0.88, "monte_carlo_error": 0.04}
    seen = texts(channels={"search": tried}, own_data=pooled)
    assert "16 worlds are too few to say it of a single channel" in seen["en"]
    assert "16 通りでは媒体ごとの割合は判断できません" in seen["ja"]
    assert "Interval holds" not in seen["en"]
    assert "56%" not in seen["en"] + seen["ja"]


def test_a_curve_is_read_between_its_points() -> None:
    steep = channel("mail")
    steep["curve"] = {
        "spend": [0.0, 100.0],
        "revenue": [0.0, 200.0],
        "low": [0.0, 100.0],
        "high": [0.0, 300.0],
    }
    steep["spend_today"] = 25.0
    (alt,) = (
        str(a["aria-label"])
        for _, a in page(channels={"mail": steep}).elements
        if a.get("data-chart") == "en-chart-curve-1"
    )
    assert "today 25 brings 50 (25 to 75)" in alt


def test_a_channel_without_spend_has_neither_return_nor_curve() -> None:
    idle = {**channel("mail"), "spend": 0.0, "roas": None, "roi": None, "marginal_roas": None, "curve": None}
    shown = page(channels={"mail": idle, "tv": channel("tv")})
    assert "mail clear - - " in " ".join(shown.text["en"].split())
    assert [row["name"] for row in shown.charts["en-chart-returns"]["rows"]] == ["tv"]


def test_parts_of_revenue_are_stacked_with_what_comes_without_advertising_below() -> None:
    chart = page().charts["en-chart-parts"]["parts"][0]
    assert [area["name"] for area in chart["areas"]] == [
        "Without advertising",
        "search",
        "tv",
        "social",
        "mail",
    ]
    given = evaluation()["decomposition"]
    assert given is not None
    below = chart["areas"][0]["values"][3]
    assert below == pytest.approx(sum(part["values"][3] for part in given["base"]), rel=1e-5)


def test_parts_that_the_data_cannot_tell_are_named() -> None:
    seen = texts()
    assert "The data cannot tell the parts of social: mind their intervals" in seen["en"]
    assert "social の内訳はデータから判断できません" in seen["ja"]


@pytest.mark.parametrize(
    ("now", "proposed", "change"),
    [(100.0, 100.0, "0%"), (100.0, 100.2, "0%"), (100.0, 99.8, "0%"), (0.0, 50.0, "+50"), (0.0, 0.0, "0%")],
)
def test_a_move_is_told_in_percent_of_today(now: float, proposed: float, change: str) -> None:
    move = {**PLAN["moves"][0], "now": now, "proposed": proposed, "extrapolates": False}
    assert f" {change} Its next unit returns most." in texts(recommendation={**PLAN, "moves": [move]})["en"]


def test_many_channels_share_an_area_so_that_colours_stay_tellable() -> None:
    given = evaluation()["decomposition"]
    assert given is not None
    many = [
        {"name": f"c{k}", "values": [float(k)] * 48, "total": estimate(48.0 * k, 1.0)} for k in range(1, 10)
    ]
    areas = page(decomposition={**given, "channels": many}).charts["en-chart-parts"]["parts"][0]["areas"]
    assert [area["name"] for area in areas[1:]] == ["c9", "c8", "c7", "c6", "c5", "c4", "Other channels"]
    assert areas[-1]["values"][0] == 1 + 2 + 3


def test_the_plan_names_every_move_its_reason_and_what_was_never_spent() -> None:
    seen = texts()["en"]
    assert "search 480,000 540,000 +12% Its next unit returns most. beyond what was ever spent" in seen
    assert "tv 300,000 240,000 -20%" in seen
    assert "Total 780,000 780,000" in seen


def test_drift_is_told_step_by_step_and_only_in_steps_that_were_taken() -> None:
    seen = texts()["en"]
    assert "Model in force Revised history New periods New model" in seen
    assert "search 1.80 +0.02 +0.08 1.90" in seen


def test_lift_tests_that_counted_are_listed_beside_what_the_data_say_without_them() -> None:
    test: LiftTest = {
        "channel": "search",
        "first": "2025-03-01",
        "last": "2025-03-28",
        "incremental_revenue": 120e3,
        "standard_error": 9e3,
        "without": {"mean": 41e3, "median": 40e3, "low": 30e3, "high": 52e3},
        "deviations": 7.1,
        "counts": False,
        "says": {"en": "The test contradicts the data.", "ja": "テストはデータと矛盾しています。"},
        "fix": {"en": "Repeat it.", "ja": "再度行ってください。"},
    }
    seen = texts(lift_tests=[test])
    assert "search 2025-03-01 to 2025-03-28 120,000 9,000 40,000 30,000 to 52,000 no" in seen["en"]
    assert "The test contradicts the data. Repeat it." in seen["en"]
    assert "テストはデータと矛盾しています。 再度行ってください。" in seen["ja"]
    assert "What each test found" not in texts()["en"]


def test_what_lift_tests_changed_has_a_column_of_its_own() -> None:
    channel = {
        "before": 1.8,
        "revised": 0.0,
        "new_periods": 0.0,
        "lift_tests": -1.3,
        "settings": 0.0,
        "now": 0.5,
    }
    seen = texts(drift={"against": "v1", "channels": {"search": channel}})
    assert "Model in force Lift tests New model" in seen["en"]
    assert "search 1.80 -1.30 0.50" in seen["en"]
    assert "リフトテスト" in seen["ja"]


def test_drift_is_drawn_where_both_intervals_are_known() -> None:
    spec = page().charts["en-chart-drift"]
    assert [(row["name"], row["past"], row["low"], row["median"], row["high"]) for row in spec["rows"]] == [
        ("search: Model in force", True, 1.2, 1.8, 2.6),
        ("search: New model", False, 1.4, 1.9, 2.5),
    ]


def test_forecasts_stand_beside_what_came_with_how_many_fell_into_their_interval() -> None:
    seen = texts()["en"]
    assert "11 of 12 fell into the 90 % interval" in seen
    assert "this model 3.1% 80,000 plain linear regression 5.0%" in seen


def test_a_gate_is_told_in_the_readers_language_where_it_can_be() -> None:
    seen = texts()
    assert "passed R2 is 0.96." in seen["en"]
    assert "合格 決定係数は 0.96 です。" in seen["ja"]
    assert "failed ROAS moved most for tv" in seen["en"]


def test_what_could_not_be_computed_is_said_to_be_missing() -> None:
    blank = texts(
        decomposition=None, recommendation=None, rolling=None, forecasts=[], own_data=None, drift=None
    )["en"]
    assert "No plan was computed" in blank
    assert "too few periods to forecast" in blank
    assert "no model in force to compare with" in blank
    assert "Where revenue came from" not in blank


@pytest.mark.parametrize("kind", ["marketing_mix", "linear_baseline", "something_new"])
def test_the_method_is_named(kind: str) -> None:
    assert "Method: " in texts(kind=kind)["en"]


@pytest.mark.parametrize(
    ("currency", "english", "japanese"),
    [
        ("JPY", "All amounts are in JPY.", "金額の単位はすべて JPY です。"),
        (None, "All amounts are in the currency of the files.", "元のファイルの通貨です。"),
    ],
)
def test_it_says_in_which_currency_amounts_are(currency: str | None, english: str, japanese: str) -> None:
    seen = texts(currency=currency)
    assert english in seen["en"]
    assert japanese in seen["ja"]


def test_it_counts_clear_channels_as_the_table_does() -> None:
    assert "channels whose effect is clear 2 of 4" in texts()["en"]
    assert "効果を判断できる媒体 4 媒体中 2" in texts()["ja"]


def test_season_is_told_by_how_far_it_reaches_and_not_by_a_sum_of_about_nothing() -> None:
    assert re.search(r"Season raises and lowers revenue: -[\d,]+ to [\d,]+ a period search", texts()["en"])


@pytest.mark.parametrize(
    ("kind", "settings", "english", "japanese"),
    [
        (
            "analyst_baseline",
            {"half_life": 7.0, "harmonics": 2, "trend": True, "ridge": 0.01, "country": "JP", "n_draws": 500},
            "effects fade by half in 7 days, 2 waves a year, a trend, ridge 0.01, public holidays of JP.",
            "効果の半減期 7 日、年間の波 2 組、トレンドあり、リッジ 0.01、JP の祝日。",
        ),
        (
            "analyst_baseline",
            {"half_life": 0.0, "harmonics": 0, "trend": False, "ridge": 0.0, "country": None},
            "Settings: no carry-over.",
            "残存効果なし。",
        ),
    ],
)
def test_it_says_by_which_settings_the_model_was_computed(
    kind: str, settings: dict[str, Any], english: str, japanese: str
) -> None:
    seen = texts(kind=kind, settings=settings)
    assert english in seen["en"]
    assert japanese in seen["ja"]
    assert "Linear regression with care (carry-over, season, holidays). The new model" in seen["en"]
    assert "analyst_baseline" not in seen["en"] + seen["ja"]
