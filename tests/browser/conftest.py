import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Request, sync_playwright

NEEDED = (
    "Chromium is needed: install it (Debian: apt install chromium; elsewhere: "
    ".venv/bin/playwright install --with-deps chromium), or set SPENDCAST_CHROMIUM=/path/to/chromium"
)
ON_PATH = ("chromium", "chromium-browser", "google-chrome")


def installed() -> str | None:
    """A Chromium on this machine; None leaves it to Playwright, which may have fetched one of its own."""
    given = os.environ.get("SPENDCAST_CHROMIUM")
    return given or next((path for name in ON_PATH if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # As root, Chromium starts without its sandbox only; it is shown our own pages alone.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        try:
            started = playwright.chromium.launch(executable_path=installed(), args=arguments)
        except Error as error:
            pytest.exit(f"{NEEDED}\n{error}", returncode=69)
        yield started
        started.close()


Open = Callable[..., Page]
"""`visit(html, where="", **context)`: a page open in a browser of its own; its complaints are collected."""


@pytest.fixture
def complaints() -> list[str]:
    """What the pages of a test wrote to the console, asked the network for, or fell over."""
    return []


@pytest.fixture
def visit(browser: Browser, tmp_path: Path, complaints: list[str]) -> Iterator[Open]:
    contexts: list[BrowserContext] = []
    file = tmp_path / "page.html"

    def asked(request: Request) -> None:
        if not request.url.startswith(file.as_uri()):
            complaints.append(f"asked: {request.url}")

    def visit(html: bytes, where: str = "", **settings: object) -> Page:
        file.write_bytes(html)
        contexts.append(browser.new_context(**{"locale": "en-GB", **settings}))
        page = contexts[-1].new_page()
        page.on("console", lambda message: complaints.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}"))
        page.on("request", asked)
        page.goto(f"{file.as_uri()}{where}")
        return page

    yield visit
    for context in contexts:
        context.close()
    assert complaints == []
