"""What every page promises, whatever it shows."""

import base64
import hashlib
import subprocess
import sys
from dataclasses import replace
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unit.report.pages import Page
from unit.report.validations import FILES, NOTE, PANEL, WARNING, validation

from spendcast_report import File, Finding, Text, validation_page
from spendcast_report.text import visible
from spendcast_report.words import speaker, words_of

ASSETS = files("spendcast_report").joinpath("assets")
EVIL = [
    "</script><script>alert(1)</script>",
    "<!--<script>",
    '"><img src=x onerror=alert(1)>',
    "=cmd|' /C calc'!A0",
    "{{ 7 * 7 }}{% include 'x' %}",
    "\u202egnp.exe",
    "a\u0000\u001b[31mb\u2028c",
    "\ud800",
]


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(validation_page(validation(WARNING, NOTE)))


def digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_the_same_input_gives_the_same_bytes() -> None:
    assert validation_page(validation(WARNING)) == validation_page(validation(WARNING))


def test_nothing_is_fetched_from_anywhere(page: Page) -> None:
    fetching = {"src", "srcset", "action", "data", "poster", "background"}
    assert [a for _, a in page.elements if fetching & a.keys()] == []
    assert [a["href"] for _, a in page.elements if "href" in a] == ["#en", "#ja"]
    assert "url(" not in "".join(page.styles)


def test_the_policy_lets_only_the_scripts_and_the_style_of_the_page_act(page: Page) -> None:
    rules = dict(rule.strip().split(" ", 1) for rule in page.policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == " ".join(map(digest, page.code))
    assert rules["style-src-elem"] == digest(page.styles[0])
    assert len(page.code) == 2
    assert len(page.styles) == 1


@pytest.mark.parametrize("name", EVIL)
def test_a_name_from_a_file_adds_no_element_and_acts_nowhere(page: Page, name: str) -> None:
    panel = replace(
        PANEL, spend={name: PANEL.spend["tv"], "search": PANEL.spend["search"], "radio": [0.0] * 12}
    )
    said = Text(name, name)
    finding = Finding("unused_columns", "warning", said, said, said, said, name, 3, name)
    evil = replace(validation(finding, NOTE, panel=panel), files=[File(name, "c" * 64), *FILES[1:]])
    attacked = Page(validation_page(evil))
    assert [tag for tag, _ in attacked.elements if tag in {"script", "style", "img"}] == [
        tag for tag, _ in page.elements if tag in {"script", "style", "img"}
    ]
    assert attacked.code == page.code
    assert visible(name) in attacked.text["en"]
    assert not any(char in attacked.html.decode() for char in "\u202e\u0000\u001b")


@given(st.text())
def test_any_text_can_be_written_and_shows_no_control_character(text: str) -> None:
    shown = visible(text)
    shown.encode()
    assert visible(shown) == shown


def test_visible_leaves_readable_text_as_it_is_and_names_the_code_points_of_the_rest() -> None:
    assert visible("検索 é €100 <b>") == "検索 é €100 <b>"
    assert visible("a\u202eb\n") == "a[U+202E]b[U+000A]"


def test_every_chart_has_its_data_a_text_and_is_drawn_in_both_languages(page: Page) -> None:
    plots = [a for tag, a in page.elements if tag == "div" and "data-chart" in a]
    assert [str(a["data-chart"]) for a in plots] == list(page.charts)
    assert all(a["role"] == "img" and a["aria-label"] for a in plots)
    assert {key.removeprefix("en") for key in page.charts if key.startswith("en")} == {
        key.removeprefix("ja") for key in page.charts if key.startswith("ja")
    }


def test_no_id_stands_twice(page: Page) -> None:
    ids = [a["id"] for _, a in page.elements if "id" in a]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("words", ["validation", "evaluation"])
def test_every_word_is_said_in_both_languages_with_the_same_values(words: str) -> None:
    for key, text in words_of(words).items():
        assert text.en.strip(), key
        assert text.ja.strip(), key
        values = {"{" + part.split("}")[0] + "}" for part in text.en.split("{")[1:]}
        japanese = {"{" + part.split("}")[0] + "}" for part in text.ja.split("{")[1:]}
        assert values <= japanese or "one" in key, key


def test_one_thing_is_counted_in_the_singular() -> None:
    say = speaker(words_of("validation"), "en")
    assert say("verdict.rejected", n=1) == "Rejected: 1 error"
    assert say("verdict.rejected", n=2) == "Rejected: 2 errors"


def test_the_chart_library_is_the_published_file_with_its_licence() -> None:
    pinned = [line.split() for line in ASSETS.joinpath("echarts.sha256").read_text().splitlines()]
    assert [name for _, name in pinned] == ["echarts.common.min.js", "echarts.LICENSE", "echarts.NOTICE"]
    for sha256, name in pinned:
        assert hashlib.sha256(ASSETS.joinpath(name).read_bytes()).hexdigest() == sha256


def test_the_room_needs_no_data_library() -> None:
    heavy = "{'numpy', 'pandas', 'scipy', 'sklearn', 'matplotlib'}"
    program = f"import sys, spendcast_report; print(sorted({heavy} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert ran.stdout.strip() == "[]"
