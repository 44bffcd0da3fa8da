"""The documentation site: built without a warning, the same in both languages, every link leads somewhere, readable by everyone, offline."""

import csv
import json
import re
import sys
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from in_browser import SIZES, assert_for_everyone, assert_stays_and_fits, needs_chromium, opened
from lxml import html

import sanlib as san
from sanlib import words
from sanlib.project import folders

ROOT = folders.root()
for needed in ("sphinx", "myst_parser", "pydata_sphinx_theme"):
    pytest.importorskip(needed, reason=f"the site is built by {needed}, which is not installed here")
sys.path.insert(0, str(ROOT / "docs" / "site"))
import build_site  # noqa: E402
import site_pages  # noqa: E402

LANGUAGES = site_pages.LANGUAGES
LOOKED_AT = ("id/docs/site/index.id", "id/docs/each-period.id", "en/docs/tutorial", "en/README", "en/docs/glossary")
LONG = {"phone": "id/docs/site/tables.id", "laptop": "en/docs/site/python"}
"""Pages of many parts of one kind, each looked at in one size; axe, which takes ten times as long for them, has the first parts."""
FIRST_PARTS = "() => document.querySelectorAll('section > section:nth-of-type(n+4)').forEach(one => one.remove())"
REPORTED = ("id",)
"""Languages whose report is at hand when the site is built; in the other the notebooks are shown as files."""


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """The whole site as build_site.py makes it, every warning an error, with a report of one language."""
    report, folder = tmp_path_factory.mktemp("made") / "2023", tmp_path_factory.mktemp("site")
    report.mkdir()
    for name in ["index", *(book.stem for book in (ROOT / "notebooks").glob("*.ipynb"))]:
        (report / f"{name}.html").write_text(f'<html lang="id"><title>{name}</title><h1>{name}</h1></html>', encoding="utf-8")
    build_site.site(folder, dict.fromkeys(REPORTED, report))
    return folder


@cache
def tree(path: Path):
    return html.fromstring(path.read_bytes())


def pages(site: Path, lang: str) -> list[str]:
    """The pages made from a source, by their path in the site of a language."""
    return [name for name in site_pages.pages(lang) if (site / lang / f"{name}.html").is_file()]


def test_every_page_is_made_and_both_languages_have_the_same(site):
    for lang in LANGUAGES:
        assert pages(site, lang) == site_pages.pages(lang) and len(pages(site, lang)) > 13
    english = {name for name in pages(site, "en") if name not in site_pages.ENGLISH_ONLY}
    assert {site_pages.other(name) for name in pages(site, "id")} == english
    assert {site_pages.other(name) for name in english} == set(pages(site, "id"))


def test_what_is_only_in_english_is_reached_from_an_indonesian_page_that_says_so(site):
    page = tree(site / "id" / "docs" / "site" / "project.id.html").find(".//article")
    assert "hanya dalam bahasa Inggris" in page.text_content()
    linked = {link.get("href").rpartition("/en/")[2] for link in page.iter("a") if "/en/" in link.get("href")}
    assert linked == {f"{name}.html" for name in site_pages.ENGLISH_ONLY}


def test_every_page_stands_in_the_contents(site):
    """A page that only its address leads to is read by nobody; Sphinx warns of one as well, and a warning stops the build."""
    for lang in LANGUAGES:
        reached, waiting = set(), [site / lang / f"{site_pages.first(lang)}.html"]
        while waiting:
            page = waiting.pop()
            if page not in reached and page.is_relative_to(site / lang) and page.suffix == ".html":
                reached.add(page)
                waiting += [target for target, _ in links(page)]
        assert {site / lang / f"{name}.html" for name in pages(site, lang)} <= reached


def links(page: Path):
    """Where the links of a page lead within the site: (file, anchor)."""
    for link in tree(page).iter("a"):
        to = urlsplit(link.get("href") or "")
        if not (to.scheme or to.netloc):
            yield (page.parent / unquote(to.path)).resolve() if to.path else page, unquote(to.fragment)


def test_every_link_and_anchor_leads_somewhere(site):
    made = [page for page in site.rglob("*.html") if "_static" not in page.parts]
    anchors = {page: {one.get("id") for one in tree(page).iter() if one.get("id")} for page in made}
    lost = []
    for page in made:
        for target, anchor in links(page):
            if not target.is_file() or (anchor and target.suffix == ".html" and anchor not in anchors[target]):
                lost.append((page.relative_to(site).as_posix(), target.relative_to(site).as_posix(), anchor))
    assert not lost
    assert sum(1 for page in made for _ in links(page)) > 1000


def test_nothing_is_loaded_from_the_net(site):
    loads = [
        (page, one.get("src") or one.get("href"))
        for page in site.rglob("*.html")
        for one in tree(page).iter("script", "link", "img", "iframe")
    ]
    assert [found for found in loads if re.match(r"(https?:)?//", found[1] or "")] == []
    styles = "".join(path.read_text(encoding="utf-8") for path in site.rglob("*.css"))
    assert not re.search(r"url\(\s*[\"']?(https?:)?//|@import\s+[\"'](https?:)?//", styles)


def test_every_figure_has_its_words(site):
    shown = [(page.name, image) for page in site.rglob("*.html") for image in tree(page).iter("img")]
    assert len(shown) > 30
    assert [page for page, image in shown if len(image.get("alt") or "") < 15] == []
    for page in site.rglob("*.html"):
        assert all((page.parent / unquote(image.get("src"))).is_file() for image in tree(page).iter("img"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_is_in_its_language_to_its_edges(site, lang):
    page = tree(site / lang / f"{site_pages.first(lang)}.html")
    assert page.get("lang") == lang
    around = page.text_content()
    assert ("On this page" in around) == (lang == "en") and ("Di halaman ini" in around) == (lang == "id")
    theirs = next(other for other in LANGUAGES if other != lang)
    for name in pages(site, lang):
        (switch,) = tree(site / lang / f"{name}.html").find_class("other-language")[:1]
        assert switch.text == words.label("site.language", theirs)
        same = site_pages.other(name) or site_pages.first(theirs)
        assert switch.get("href").endswith(f"/{theirs}/{same}.html")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_tables_are_those_of_the_project(site, lang):
    """Each row of targets, indicators and flags stands on the page with its figure and source."""
    page = tree(site / lang / ("docs/site/tables" + (".id" if lang == "id" else "") + ".html"))
    shown = [[" ".join(cell.text_content().split()) for cell in row.iter("td")] for row in page.iter("tr")]
    with words.speaking(lang):
        wanted = [
            (
                row["target_set"],
                row["year"],
                words.label(row["indicator"]),
                words.percent(float(row["target_pct"])),
                row["source"],
                row["confidence"],
            )
            for row in rows("targets.csv")
        ]
    found = [(row[0], row[1], row[2], row[3].split()[-1], row[5], row[6]) for row in shown if len(row) == 7]
    assert found == [tuple(" ".join(cell.split()) for cell in row) for row in wanted]
    first = {row[0] for row in shown if row}
    for file, column in (("indicators.csv", "indicator"), ("flags.csv", "flag")):
        assert {row[column] for row in rows(file)} <= first
    for row in rows("layouts.csv"):
        assert row[f"name_{lang}"] in page.text_content()


def rows(name: str) -> list[dict[str, str]]:
    with (ROOT / "data" / "raw" / "reference" / name).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_public_name_stands_on_the_page_for_python(site, lang):
    page = tree(site / lang / ("docs/site/python" + (".id" if lang == "id" else "") + ".html"))
    heads = {head.text_content().rstrip("#") for head in page.iter("h3")}
    names = {f"san.{name}" for name in san.__all__ if name not in san.SUBJECTS}
    assert heads == names | {f"san.{subject}.{name}" for subject in san.SUBJECTS for name in dir(getattr(san, subject))}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_notebook_is_shown_as_executed_where_there_is_a_report_and_as_a_file_where_there_is_none(site, lang):
    end = ".id" if lang == "id" else ""
    names = {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")}
    listed = tree(site / lang / f"docs/site/notebooks{end}.html").find(".//article")
    for name in names:
        assert name in listed.text_content()
    readme = [target for target, _ in links(site / lang / f"README{end}.html")]
    executed = {target.stem for target in readme if target.parent.name == "report-2023"}
    files = {target.stem for target in readme if target.suffix == ".ipynb"}
    assert (executed, files) == ((names, set()) if lang in REPORTED else (set(), names))


def test_the_report_of_a_language_is_found_by_what_it_says_of_itself(tmp_path):
    assert build_site.spoken(tmp_path) == ""
    (tmp_path / "run.json").write_text(json.dumps({"parameters": {"LANG": "en"}}), encoding="utf-8")
    assert build_site.spoken(tmp_path) == "en"


@pytest.mark.parametrize("lang, own", [("id", "reports/docs/id/docs/site/index.id.html"), ("en", "reports/docs/en/docs/site/index.html")])
def test_each_language_is_told_which_page_to_open(lang, own):
    said = build_site.where(lang)
    assert "reports/docs/index.html" in said and own in said and ".cache" not in said


@needs_chromium
@pytest.mark.parametrize("name", [*LOOKED_AT, "long"])
def test_a_page_fits_fetches_nothing_and_can_be_read_by_everyone(seen, site, name):
    size = next(size for size, (wide, _) in SIZES.items() if wide == seen.viewport_size["width"])
    page = opened(seen, site / f"{LONG[size] if name == 'long' else name}.html")
    assert_stays_and_fits(page)
    if name == "long":
        page.evaluate(FIRST_PARTS)
    assert_for_everyone(page)


@needs_chromium
@pytest.mark.parametrize(
    ("lang", "asked", "found"),
    [("id", "kurang", "Metode"), ("id", "kekurangan", "Daftar istilah"), ("en", "shortfalls", "Glossary")],
)
def test_the_search_finds_words_of_its_language_without_a_network(seen, site, lang, asked, found):
    page = opened(seen, site / lang / "search.html", scrolled=False)
    page.goto((site / lang / "search.html").as_uri() + f"?q={asked}")
    page.wait_for_selector(f"#search-results a:has-text('{found}')")
    assert_stays_and_fits(page)
