"""Findings about experiments: their amounts and days, and whether the data can bear them out."""

from unit.ingest.tables import TV, Case, replaced, spend

TEST = "channel,start,end,incremental_revenue,standard_error\n"
SOUND_TEST = TEST + "tv,2024-01-01,2024-01-31,500,100\n"
PAUSED = replaced(TV, at_12=0, at_13=0)

AGAINST_THE_DATA = [
    (
        "overlapping_experiments",
        "warning",
        "tv,2024-01-01,2024-01-31,500,100\ntv,2024-01-31,2024-02-29,500,100\n",
        "tv,2024-01-01,2024-01-31,500,100\ntv,2024-02-01,2024-02-29,500,100\nradio,2024-01-01,2024-02-10,9,9\n",
        "shares days with that of row 2 of tests.csv (2024-01-01 to 2024-01-31)",
    ),
    (
        "experiment_outside_data",
        "warning",
        "tv,2014-01-01,2014-01-31,500,100\n",
        "tv,2023-01-01,2024-12-31,500,100\n",
        "complete periods from 2023-01-01 to 2024-12-31",
    ),
    (
        "experiment_outside_data",
        "warning",
        "tv,2024-12-15,2025-01-10,500,100\n",
        "tv,2024-12-15,2024-12-31,500,100\n",
        "part of it",
    ),
    (
        "experiment_above_revenue",
        "error",
        "tv,2024-01-10,2024-01-20,13500,1000\n",
        "tv,2024-01-10,2024-01-20,9500,1000\n",
        "brought in 13,500",
    ),
    (
        "doubtful_test_error",
        "warning",
        "tv,2024-01-01,2024-01-31,500,12\n",
        "tv,2024-01-01,2024-01-31,500,14\n",
        "error of the experiment on tv from 2024-01-01 to 2024-01-31 is 12",
    ),
    (
        "doubtful_test_error",
        "info",
        "tv,2024-01-01,2024-01-31,500,14001\n",
        "tv,2024-01-01,2024-01-31,500,13999\n",
        "next to nothing",
    ),
]


def tested(*amounts: str) -> str:
    """An experiment under these names of its effect and error."""
    return f"channel,start,end,{','.join(amounts)}\ntv,2024-01-01,2024-01-31,500,100\n"


EXPERIMENT_CASES = [
    Case(
        "impossible_experiment",
        "error",
        {"tests.csv": TEST + "tv,2024-02-01,2024-01-31,500,100\n"},
        {"tests.csv": SOUND_TEST},
        ["before it starts"],
    ),
    Case(
        "impossible_experiment",
        "error",
        {"tests.csv": TEST + "tv,2024-01-01,2024-01-31,500,0\n"},
        {"tests.csv": SOUND_TEST},
        ["above zero"],
    ),
    Case(
        "mixed_currencies",
        "error",
        {"tests.csv": tested("incremental revenue (JPY)", "standard error (USD)")},
        {"tests.csv": tested("incremental revenue (USD)", "standard error (USD)")},
        ["incremental revenue (JPY) (JPY) and standard error (USD) (USD)"],
    ),
    Case(
        "mixed_currencies",
        "error",
        {"tests.csv": SOUND_TEST.replace("500,100", "¥500,$100")},
        {"tests.csv": SOUND_TEST.replace("500,100", "$500,100")},
        ["incremental_revenue (JPY) and standard_error (USD)"],
    ),
    Case(
        "unclear_unit",
        "error",
        {"tests.csv": tested("incremental revenue (千円)", "standard error")},
        {"tests.csv": tested("incremental revenue (千円)", "standard error (円)")},
        ["'incremental revenue (千円)' names a unit, the column 'standard error' none"],
    ),
    Case(
        "unknown_channel",
        "error",
        {"tests.csv": SOUND_TEST.replace("tv", "mail")},
        {"tests.csv": SOUND_TEST.replace("tv", "TV")},
        ["radio and tv"],
    ),
    Case(
        "duplicate_experiment",
        "error",
        {"tests.csv": SOUND_TEST + "TV,2024-01-01,2024/1/31,400,90\n"},
        {"tests.csv": SOUND_TEST + "TV,2024-01-01,2024/1/30,400,90\n"},
        ["row 2 of tests.csv"],
    ),
    Case(
        "experiment_without_spend",
        "error",
        {"spend.csv": spend(tv=PAUSED), "tests.csv": TEST + "tv,2024-01-05,2024-02-20,500,100\n"},
        {"spend.csv": spend(tv=PAUSED), "tests.csv": TEST + "tv,2024-01-05,2024-03-02,500,100\n"},
        ["Nothing was spent on tv from 2024-01-05 to 2024-02-20"],
    ),
    *(
        Case(code, severity, {"tests.csv": TEST + fires}, {"tests.csv": TEST + silent}, [says])
        for code, severity, fires, silent, says in AGAINST_THE_DATA
    ),
]
