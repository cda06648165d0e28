"""What evaluate says, in both languages."""

import re
import tomllib
from importlib.resources import files
from string import Formatter

import pytest

from spendcast_evaluate.sentences import joined, say, translate

WORDS = tomllib.loads(files("spendcast_evaluate").joinpath("words.toml").read_text("utf-8"))
SOURCES = [entry for entry in files("spendcast_evaluate").iterdir() if entry.name.endswith(".py")]


def values_of(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


@pytest.mark.parametrize("code", WORDS["sentences"])
def test_every_sentence_is_there_in_both_languages_and_speaks_of_the_same(code: str) -> None:
    english, japanese = WORDS["sentences"][code]["en"], WORDS["sentences"][code]["ja"]
    assert values_of(english) == values_of(japanese)
    assert code == "worth" or re.search(r"[ぁ-ん]", japanese)


def test_every_sentence_is_said_somewhere() -> None:
    source = "".join(entry.read_text("utf-8") for entry in SOURCES)
    gates = ("_waived", "_within")
    unsaid = [c for c in WORDS["sentences"] if f'"{c}"' not in source and not c.endswith(gates)]
    assert unsaid == []


def test_a_value_with_a_name_is_said_by_its_name() -> None:
    sentence = say("forecast_better", naive="naive:year_before", better=0.25)
    assert sentence["en"] == "It forecasts unseen periods 25% better than repeating last year."
    assert "「前年同期の繰り返し」より25%" in sentence["ja"]
    assert sentence["values"] == {"naive": "naive:year_before", "better": 0.25}


def test_sentences_are_put_into_one() -> None:
    failed = [say("economics_failed", channels=["tv"]), say("sign_failed", channels=["tv"])]
    sentence = joined("gates_failed", failed, version="r1")
    assert sentence["en"].startswith("r1 stays in force, because a gate failed. More spend on tv")
    assert sentence["en"].endswith("The sign of tv turned.")
    assert sentence["values"] == {"version": "r1", "said": ["economics_failed", "sign_failed"]}


def test_what_is_not_known_here_stays_english() -> None:
    assert translate("unheard_of", {"n": 1}, "One thing.")["ja"] == "One thing."


def test_a_brace_in_a_name_is_not_taken_for_a_value() -> None:
    assert "{value}" in say("economics_failed", channels=["{value}"])["en"]


def test_what_an_older_model_said_with_fewer_values_stays_in_english() -> None:
    older = {"grain": "week", "standard_error": 1000.0}
    assert (
        translate("lift_test", older, "Run a lift test of four weeks.")["ja"]
        == "Run a lift test of four weeks."
    )
    assert translate("lift_test", {**older, "weeks": 8}, "Run a lift test.")["ja"].count("8週間") == 1
