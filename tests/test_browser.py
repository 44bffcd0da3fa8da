"""A report in a real browser, headless, at the width of a laptop and of a phone: nothing fails, nothing is fetched, nothing overflows.

Needs a Chromium of the system (SANLIB_CHROMIUM, or one of NAMES on the path); without one the tests say so and are skipped.
"""

from __future__ import annotations

import base64
import os
import shutil
from pathlib import Path

import pytest

import sanlib as san
from sanlib import words
from sanlib.charts import chart_files
from sanlib.documents.headline import opening
from sanlib.periods import manifest
from sanlib.printing.show import show
from sanlib.project import folders
from sanlib.report import pages, record
from sanlib.report.notebooks import Notebook, found

playwright = pytest.importorskip("playwright.sync_api", reason="the browser is driven by playwright, which is not installed here")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed here")
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
CHROMIUM = os.environ.get("SANLIB_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
pytestmark = pytest.mark.skipif(not CHROMIUM, reason=f"no Chromium on this machine: none of {', '.join(NAMES)} on the path")
SIZES = {"laptop": (1366, 650), "phone": (390, 844)}
"""What a page is seen through: a laptop of 1366 x 768 less the browser's own bars, and a phone."""
PERIOD = "2023"


def period():
    return san.open_period(PERIOD, lang="id", say=lambda _line: None)


def document(opened, gaps, chart):
    """A notebook as executed, without a kernel: a table wider than a phone, a picture, a chart that draws nothing, a comparison."""
    import nbformat

    v4 = nbformat.v4
    picture, told = chart._repr_png_()
    absent = san.charts.trend(opened.history.iloc[:0], "layak", "Kota Blitar")
    outputs = [
        v4.new_output("display_data", {"text/html": show(gaps.head(20)).data}),
        v4.new_output("display_data", {"image/png": base64.b64encode(picture).decode()}, metadata={"image/png": told}),
        v4.new_output("display_data", {"text/markdown": absent._repr_markdown_()}),
        v4.new_output("display_data", {"text/html": show(san.diff("2022", PERIOD).head(12)).data}),
    ]
    cells = [v4.new_markdown_cell("# Seberapa jauh?\n\nDijawab dari SIPSN."), v4.new_code_cell("gaps", outputs=outputs)]
    return v4.new_notebook(cells=cells)


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> Path:
    """A folder with an index over the shipped tables, two charts, the files of a pack, and one notebook's page."""
    clock = record.Clock()
    clock.steps["tables"] = 1.0
    folder, tables = tmp_path_factory.mktemp("report"), folders.processed(PERIOD)
    with words.speaking("id"):
        opened = period()
        gaps = san.gaps(opened)
        chart = san.charts.gap(gaps, "Kota Blitar")
        chart_files.save(chart, folder / "charts", "gap")
        for code in san.of_pilots(gaps)["region_code"].unique():
            for name in ("ringkasan.pdf", "ringkasan.docx", "paparan.pptx", "lembar-komitmen.pdf", "lembar-komitmen.docx"):
                (folder / "pack" / f"{code}-x").mkdir(parents=True, exist_ok=True)
                (folder / "pack" / f"{code}-x" / name).write_text("", encoding="utf-8")
        (folder / "pack" / f"tabel-gap-{PERIOD}.xlsx").write_text("", encoding="utf-8")
        book = found(folders.root() / "notebooks")[2]
        sections = [
            pages.section(book, folder),
            pages.Section("05-survei", "Apa kata survei?", "", [pages.Chart("x", "x.png", "x", [], (1, 1), False)]),
        ]
        made = pages.Found(
            sections,
            pages.other_files(folder, sections),
            pages.rows(tables / "problems.csv"),
            pages.rows(folders.raw(PERIOD) / "SOURCES.csv"),
            record.foot(manifest.read(tables), record.run(PERIOD, "id", False, clock)),
            opening(tables),
        )
        (folder / "index.html").write_text(pages.index_html(made, PERIOD), encoding="utf-8")
        page = pages.notebook_html(
            Notebook(Path("notebooks/02-sector-gaps.ipynb"), "Seberapa jauh?", ""), document(opened, gaps, chart), PERIOD
        )
        (folder / f"{book.name}.html").write_text(page, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def browser():
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


@pytest.mark.parametrize("name", ["index.html", "02-sector-gaps.html"])
def test_a_page_opens_without_complaint_fetches_nothing_and_fits(seen, report, name):
    page = opened(seen, report / name)
    assert not page.complaints
    assert [url for url in page.asked if not url.startswith(("file://", "data:"))] == []
    wide = page.evaluate("() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide[0] <= wide[1], page.evaluate(
        "() => [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1).slice(0, 5).map(e => e.outerHTML.slice(0, 120))"
    )
    assert page.evaluate("() => [...document.images].every(one => one.naturalWidth > 1 && one.alt.length > 20)")


@pytest.mark.parametrize("name", ["index.html", "02-sector-gaps.html"])
def test_a_page_can_be_read_by_everyone(seen, report, name):
    """No violation of WCAG 2.1 A and AA by axe: contrast, alternatives, headings of tables, names of links, keyboard."""
    opened(seen, report / name)
    rules = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
    result = axe.Axe().run(seen, options=rules)
    assert [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in result.response["violations"]] == []
    assert len(result.response["passes"]) > 5


def test_the_findings_and_documents_of_every_pilot_fit_the_first_screen_of_a_laptop(seen, report):
    page = opened(seen, report / "index.html", scrolled=False)
    rows = page.query_selector_all("table.cards tbody tr")
    assert len(rows) == 8 and all(len(row.query_selector_all("a")) == 6 for row in rows)
    foot = page.query_selector("table.cards").bounding_box()
    if page.viewport_size["width"] > 1000:
        assert foot["y"] + foot["height"] <= SIZES["laptop"][1]
    before = page.evaluate("() => document.body.scrollHeight")
    opened(seen, report / "index.html")
    page.evaluate("() => document.querySelectorAll('details').forEach(one => one.open = false)")
    assert page.evaluate("() => document.body.scrollHeight") == before  # pictures had their room before they came


def test_every_link_is_reached_by_the_keyboard(seen, report):
    page = opened(seen, report / "index.html", scrolled=False)
    links = page.evaluate("() => [...document.querySelectorAll('a')].filter(one => one.checkVisibility()).map(one => one.href)")
    reached = set()
    for _ in range(len(links) + 40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("() => document.activeElement.href || ''"))
    assert set(links) <= reached
