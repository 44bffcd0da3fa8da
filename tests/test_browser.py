"""A report in a real browser, headless, at the width of a laptop and of a phone: nothing fails, nothing is fetched, nothing overflows.

What it needs, and the browser itself, stand in in_browser.py.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from in_browser import SIZES, assert_for_everyone, assert_stays_and_fits, needs_chromium, opened

import sanlib as san
from sanlib import words
from sanlib.charts import chart_files
from sanlib.documents.headline import opening
from sanlib.periods import manifest
from sanlib.printing.show import show
from sanlib.project import folders
from sanlib.report import pages, record
from sanlib.report.notebooks import Notebook, found

pytestmark = needs_chromium
PERIOD = "2023"


def period():
    return san.open_period(PERIOD, lang="id", say=lambda _line: None)


def document(opened, gaps, chart):
    """A notebook as executed, without a kernel: a table wider than a phone, a picture, a chart that draws nothing, a comparison."""
    import nbformat

    v4 = nbformat.v4
    absent = san.charts.trend(opened.history.iloc[:0], "layak", "Kota Blitar")
    outputs = [
        v4.new_output("display_data", {"text/html": show(gaps.head(20)).data}),
        v4.new_output("display_data", {"text/html": chart._repr_html_()}),
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


@pytest.mark.parametrize("name", ["index.html", "02-sector-gaps.html"])
def test_a_page_opens_without_complaint_fetches_nothing_and_fits(seen, report, name):
    page = opened(seen, report / name)
    assert_stays_and_fits(page)
    assert page.evaluate("() => [...document.images].every(one => one.naturalWidth > 1 && one.alt.length > 20)")


@pytest.mark.parametrize("name", ["index.html", "02-sector-gaps.html"])
def test_a_page_can_be_read_by_everyone(seen, report, name):
    assert_for_everyone(opened(seen, report / name))


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


@pytest.mark.parametrize("name", ["index.html", "02-sector-gaps.html"])
def test_a_chart_on_a_phone_keeps_letters_that_can_be_read_and_is_moved_sideways_alone(seen, report, name):
    page = opened(seen, report / name)
    sizes = page.evaluate(
        """() => [...document.querySelectorAll("img")].map(one => [one.width, one.parentElement.clientWidth,
        getComputedStyle(one.parentElement).overflowX, one.parentElement.tabIndex])"""
    )
    assert sizes
    for wide, place, moved, reached in sizes:
        assert wide >= 730 and moved == "auto" and reached == 0  # 12 inches of letters from 9.5 points
        assert place <= page.viewport_size["width"]


def test_every_link_is_reached_by_the_keyboard(seen, report):
    page = opened(seen, report / "index.html", scrolled=False)
    links = page.evaluate("() => [...document.querySelectorAll('a')].filter(one => one.checkVisibility()).map(one => one.href)")
    reached = set()
    for _ in range(len(links) + 40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("() => document.activeElement.href || ''"))
    assert set(links) <= reached
