"""What the tests that open pages in a real browser share: the Chromium of the system, a laptop and a phone, and axe.

Needs a Chromium (SANLIB_CHROMIUM, or one of NAMES on the path), playwright and axe; where one is missing the tests say so and are skipped.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
CHROMIUM = os.environ.get("SANLIB_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
needs_chromium = pytest.mark.skipif(not CHROMIUM, reason=f"no Chromium on this machine: none of {', '.join(NAMES)} on the path")
SIZES = {"laptop": (1366, 650), "phone": (390, 844)}
"""What a page is seen through: a laptop of 1366 x 768 less the browser's own bars, and a phone."""
WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "resultTypes": ["violations"],  # of what passes only that it does
    "preload": False,  # style sheets of files, which a browser does not hand to a script
}


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api", reason="the browser is driven by playwright, which is not installed here")
    with playwright.sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield running
        running.close()


@pytest.fixture(params=SIZES)
def seen(request, browser):
    """A page of a size that keeps what it complains of and what it asks for."""
    wide, high = SIZES[request.param]
    context = browser.new_context(viewport={"width": wide, "height": high})
    page = context.new_page()
    page.complaints, page.asked = [], []
    page.on("console", lambda said: page.complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("request", lambda wanted: page.asked.append(wanted.url))
    yield page
    context.close()


def opened(seen, path: Path, scrolled=True):
    """The page, every fold open, scrolled to its end, so that each picture is asked for."""
    seen.goto(path.as_uri())
    if scrolled:
        seen.evaluate("() => document.querySelectorAll('details').forEach(one => one.open = true)")
        for picture in seen.query_selector_all("img"):
            picture.scroll_into_view_if_needed()
        seen.wait_for_function("() => [...document.images].every(one => one.complete)")
    return seen


def assert_stays_and_fits(page):
    """It complained of nothing, asked for nothing beyond this machine, and is no wider than its window."""
    assert not page.complaints
    assert [url for url in page.asked if not url.startswith(("file://", "data:"))] == []
    wide = page.evaluate("() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide[0] <= wide[1], page.evaluate(
        "() => [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1).slice(0, 5).map(e => e.outerHTML.slice(0, 120))"
    )


def assert_for_everyone(page):
    """No violation of WCAG 2.1 A and AA by axe: contrast, alternatives, headings of tables, names of links, keyboard."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed here")
    result = axe.Axe().run(page, options=WCAG)
    assert [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in result.response["violations"]] == []
    assert len(result.response["passes"]) > 5
