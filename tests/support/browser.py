"""Runs Debian's Chromium with Playwright, for the tests of the review page.

If one of the two is missing, the tests are skipped with the reason; with CI set they fail.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

from iot_jobs_spec.render.review import artefacts

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

COMMANDS = ("chromium", "chromium-browser", "google-chrome")
SWITCHES = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--no-first-run",
]  # fmt: skip
SIZE: ViewportSize = {"width": 1000, "height": 1100}


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless browser with an empty profile."""
    program = next((path for path in map(shutil.which, COMMANDS) if path), None)
    if program is None:
        left_out("no Chromium: apt-get install chromium")
    if find_spec("playwright") is None:
        left_out("no Playwright: pip install '.[dev]'")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=SWITCHES)
        yield browser
        browser.close()


@contextmanager
def opened(folder: Path) -> Iterator[Page]:
    """The review page, opened from disk. Fails at the end if the console has any message."""
    file = folder / "review.html"
    (content,) = artefacts().values()
    file.write_bytes(content)
    with chromium() as browser:
        page = browser.new_context(viewport=SIZE, reduced_motion="reduce").new_page()
        page.set_default_timeout(10_000)
        said: list[str] = []
        asked: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(file.as_uri())
        yield page
        assert said == []
        assert {re.split("[?#]", url)[0] for url in asked} == {file.as_uri()}


def begin(page: Page, address: str = "") -> None:
    """Open the page again, with a query or a fragment in its address."""
    file = re.split("[?#]", page.url)[0]
    page.goto("about:blank")
    page.goto(file + address)


@contextmanager
def sized(page: Page, width: int, height: int) -> Iterator[None]:
    """The window has another size for a while."""
    page.set_viewport_size({"width": width, "height": height})
    try:
        yield
    finally:
        page.set_viewport_size(SIZE)


def left_out(why: str) -> NoReturn:
    """Skip the test with the reason, or fail with CI set."""
    reason = f"LEFT OUT, the review page in a browser: {why}"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
