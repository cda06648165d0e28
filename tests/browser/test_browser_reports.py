"""The reports in a real browser: drawn, in both languages, by keyboard, on a telephone, on paper, for axe."""

import re
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser.conftest import Open
from unit.report.evaluations import evaluation
from unit.report.validations import NOTE, PANEL, WARNING, error, validation

from spendcast_report import evaluation_page, validation_page

EVIL = "</script><img src=x onerror=alert(1)>{a|b}\u202e<b>"

PAGES = {
    "data check": validation_page(validation(WARNING, NOTE)),
    "rejected data": validation_page(validation(error("x", 2), panel=None)),
    "model": evaluation_page(evaluation()),
}
CHARTED = ["data check", "model"]
LANGUAGES = ["en", "ja"]


@pytest.fixture(params=PAGES)
def html(request: pytest.FixtureRequest) -> bytes:
    return PAGES[request.param]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CHARTED)
def test_every_chart_of_the_language_is_drawn(visit: Open, name: str, language: str) -> None:
    page = visit(PAGES[name], f"?lang={language}")
    charts = page.locator(f"main[lang={language}] [data-chart]")
    assert charts.count() >= 4
    for chart in charts.all():
        assert chart.locator("svg path").count() > 3
        assert chart.locator("svg text").count() > 3
    assert page.locator(f"main:not([lang={language}]) svg").count() == 0


@pytest.mark.parametrize(
    ("locale", "where", "language"),
    [
        ("en-US", "", "en"),
        ("ja-JP", "", "ja"),
        ("de-DE", "", "en"),
        ("ja-JP", "?lang=en", "en"),
        ("en-US", "#ja", "ja"),
        ("en-US", "?lang=xx", "en"),
    ],
)
def test_the_language_is_the_asked_one_or_the_browsers(
    visit: Open, html: bytes, locale: str, where: str, language: str
) -> None:
    page = visit(html, where, locale=locale)
    assert page.locator("html").get_attribute("lang") == language
    assert [main.get_attribute("lang") for main in page.locator("main:visible").all()] == [language]
    assert page.title() == page.locator(f"main[lang={language}]").get_attribute("data-title")


def test_the_language_is_changed_by_keyboard_alone(visit: Open, html: bytes) -> None:
    page = visit(html)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "日本語"
    page.keyboard.press("Enter")
    page.locator("main[lang=ja]").wait_for(state="visible")
    assert page.locator("main[lang=en]").is_hidden()
    assert page.locator(".languages [aria-current]").inner_text() == "日本語"


@pytest.mark.parametrize("name", CHARTED)
def test_the_figures_of_a_chart_are_reached_by_keyboard(visit: Open, name: str) -> None:
    page = visit(PAGES[name])
    figures = page.locator("main[lang=en] details").first
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "SUMMARY":
            break
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert figures.locator("table").first.is_visible()
    page.keyboard.press("Tab")
    assert "scrolled" in str(page.evaluate("document.activeElement.className"))


def test_without_scripts_both_languages_show(visit: Open, html: bytes) -> None:
    page = visit(html, java_script_enabled=False)
    assert page.locator("main:visible").count() == 2
    page.locator(".languages a[lang=ja]").click()
    assert page.locator("main[lang=ja] h1").is_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_wider_than_a_telephone(visit: Open, html: bytes, language: str) -> None:
    page = visit(html, f"#{language}", viewport={"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize(("name", "most"), [("data check", 2), ("rejected data", 1), ("model", 3)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chosen_language_prints_on_few_pages(visit: Open, name: str, most: int, language: str) -> None:
    page = visit(PAGES[name], f"#{language}")
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) <= most
    page.emulate_media(media="print")
    assert [main.get_attribute("lang") for main in page.locator("main:visible").all()] == [language]
    assert page.locator(".languages").is_hidden()


def test_charts_keep_their_shape_on_paper(visit: Open) -> None:
    page = visit(PAGES["model"])
    page.emulate_media(media="print")
    for chart in page.locator("main[lang=en] [data-chart] svg").all():
        box = chart.bounding_box()
        assert box is not None
        assert box["height"] > 100
        assert box["width"] > 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_to_complain_of(visit: Open, html: bytes, language: str) -> None:
    page = visit(html, f"#{language}")
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_a_name_full_of_code_is_drawn_as_text(visit: Open) -> None:
    spend = {EVIL: PANEL.spend["tv"], "search": PANEL.spend["search"]}
    page = visit(validation_page(validation(WARNING, panel=replace(PANEL, spend=spend))))
    given = evaluation()
    channels = {EVIL: given["channels"]["tv"], "search": given["channels"]["search"]}
    page = visit(evaluation_page(evaluation(channels=channels)))
    assert page.locator("main[lang=en] img, main[lang=en] b").count() == 0
    drawn = page.locator("main[lang=en] [data-chart=en-chart-returns] svg text").all_text_contents()
    assert any(text.startswith("</script>") for text in drawn)
    chart = page.locator("[data-chart=en-chart-returns]")
    box = chart.bounding_box()
    assert box is not None
    for share in range(2, 10):
        page.mouse.move(box["x"] + box["width"] * share / 10, box["y"] + box["height"] * 0.6)
    assert page.locator("main[lang=en] img, main[lang=en] b").count() == 0


def test_pointing_at_a_chart_tells_its_figures(visit: Open) -> None:
    page = visit(PAGES["data check"])
    chart = page.locator("[data-chart=en-chart-time]")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.25)
    page.locator("[data-chart=en-chart-time] svg text", has_text="2024-0").nth(1).wait_for()
    texts = chart.locator("svg text").all_text_contents()
    assert any("Revenue per day  1" in text for text in texts)
