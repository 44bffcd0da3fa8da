"""A period's report: what it holds, that it opens offline, that only what changed is executed again."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import Future

import lxml.html
import pytest
from build import achievement, achievements
from PIL import Image

from sanlib import charts, report, words
from sanlib.charts.chart_files import save
from sanlib.documents import headline
from sanlib.project import folders, standing_report, store
from sanlib.project.problems import InputError
from sanlib.report import notebooks, pages
from tests import report_project as small


def run(folder, said=None, **options):
    progress = said.append if said is not None else lambda line: None
    options.setdefault("write_processed", small.write_tables)
    return report.run("2023", root=folder, progress=progress, **options)


@pytest.fixture
def no_kernels(monkeypatch):
    """Notebooks count as executed at once: for tests of what is executed, not of executing."""

    def at_once(jobs, at_once):
        for job in jobs:
            ended = Future()
            ended.set_result(0.0)
            yield job, ended

    monkeypatch.setattr(report.kernels, "run", at_once)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """One report of two notebooks, with what was printed."""
    folder = small.project(tmp_path_factory.mktemp("project"), **{"01-gap": small.SAVES_A_CHART, "02-kosong": "1 + 1"})
    said = []
    return folder, run(folder, said), said


def test_the_report_holds_tables_notebooks_charts_and_ends_by_saying_where(made):
    folder, page, said = made
    assert page == folder / "reports" / "2023" / "index.html"
    assert sorted(small.results(folder)) == [
        "data/processed/2023/gaps.csv",
        "data/processed/2023/problems.csv",
        "reports/2023/01-gap.html",
        "reports/2023/02-kosong.html",
        "reports/2023/charts/gap.png",
        "reports/2023/charts/gap.svg",
        "reports/2023/charts/gap.txt",
        "reports/2023/index.html",
        "reports/2023/run.json",
    ]
    assert said[-1] == "Laporan siap: buka reports/2023/index.html"
    assert sum(line.startswith("[") for line in said) == 2


def test_parameters_reach_the_notebook_as_text(made):
    assert "2023 id" in (made[1].parent / "01-gap.html").read_text(encoding="utf-8")


def test_the_index_shows_the_chart_in_words_the_problems_and_the_sources(made):
    page = made[1].read_text(encoding="utf-8")
    assert '<img src="charts/gap.png" alt="Gap &#34;layak&#34; &lt;Kota Blitar&gt; +8"' in page
    assert '<a href="charts/gap.svg" aria-label=' in page and 'width="1" height="1"' in page and "charts/gap.pdf" not in page
    assert "1 kesalahan, 0 peringatan, 0 catatan berkas." in page and "Skala &lt;campur&gt;" in page
    assert "SIPSN &lt;KLHK&gt;" in page and "abc123" not in page
    assert "Seberapa jauh?" in page and "Dijawab dari SIPSN untuk Pokja." in page


def test_every_link_of_the_index_leads_somewhere(made):
    links = re.findall(r'(?:href|src)="([^"#]+)"', made[1].read_text(encoding="utf-8"))
    assert len(links) >= 4
    assert [link for link in links if not (made[1].parent / link).is_file()] == []


def test_pages_have_no_script_and_fetch_nothing(made):
    for page in made[1].parent.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert "<script" not in text and "cdn" not in text.lower()
        assert re.findall(r"(?:src|@import|url\()\W{0,2}(?:https?:)?//", text) == []


def test_in_english_on_request(tmp_path):
    folder = small.project(tmp_path, **{"01-gap": small.SAVES_A_CHART})
    page = run(folder, lang="en")
    assert "Sanitation report 2023" in page.read_text(encoding="utf-8")
    assert "2023 en" in (page.parent / "01-gap.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("lang, taken", [("id", ["a.ipynb", "en/b.ipynb", "c.ipynb"]), ("en", ["en/a.ipynb", "en/b.ipynb", "c.ipynb"])])
def test_a_notebook_is_taken_in_the_language_asked_for_else_as_it_is(tmp_path, lang, taken):
    folder = small.project(tmp_path, a="1", b="1", c="1")
    (folder / "notebooks" / "en").mkdir()
    (folder / "notebooks" / "en" / "a.ipynb").write_bytes((folder / "notebooks" / "a.ipynb").read_bytes())
    (folder / "notebooks" / "b.ipynb").rename(folder / "notebooks" / "en" / "b.ipynb")
    books = notebooks.found(folder / "notebooks", lang)
    assert [book.path.relative_to(folder / "notebooks").as_posix() for book in books] == taken
    assert [book.name for book in books] == ["a", "b", "c"]


def test_a_language_there_is_not_is_refused_before_anything_is_made(tmp_path):
    with pytest.raises(ValueError, match="de"):
        run(small.project(tmp_path, a="1"), lang="de")
    assert not (tmp_path / ".cache").exists()


def test_a_page_that_would_fetch_something_is_refused(tmp_path):
    code = "from IPython.display import HTML\nHTML('<script src=\"https://cdn.example/x.js\"></script>')"
    with pytest.raises(InputError, match=r"notebooks/a.ipynb.*https://cdn.example/x.js"):
        run(small.project(tmp_path, a=code))


@pytest.mark.parametrize("harmless", ["<a href='https://nawasis.org'>", "https://x.y/z.js", "<img src='data:image/png;base64,//8='>"])
def test_what_is_only_named_or_linked_is_not_fetched(harmless):
    assert pages._FROM_THE_NET.search(harmless) is None


def test_nothing_changed_nothing_executed(no_kernels, tmp_path):
    folder = small.project(tmp_path, a="1", b="2")
    run(folder)
    before, said = small.results(folder), []
    run(folder, said)
    again = small.results(folder)
    assert said[0] == "Tabel periode 2023: tidak berubah."
    assert said[1] == "2 lembar analisis: 2 tidak berubah, 0 dijalankan, 1 sekaligus."
    assert {path for path in before if before[path] != again[path]} <= {"reports/2023/index.html", "reports/2023/run.json"}


CHANGES = {
    "a notebook": (lambda folder: small.write_notebook(folder, "b", "3"), 1),
    "a workbook of this period": (lambda folder: _write(folder / "data/raw/2023/new.csv"), 2),
    "a workbook of an earlier period": (lambda folder: _write(folder / "data/raw/2022/old.csv"), 2),
    "a reference table": (lambda folder: _write(folder / "data/raw/reference/targets.csv"), 2),
    "a module beside the notebooks": (lambda folder: _write(folder / "notebooks/own.py"), 2),
    "the period's own tables, edited": (lambda folder: _write(folder / "data/processed/2023/gaps.csv"), 0),
    "a lock file of Excel": (lambda folder: _write(folder / "data/raw/2023/~$new.xlsx"), 0),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_executes_what_it_touches(no_kernels, tmp_path, change):
    folder = small.project(tmp_path, a="1", b="2")
    run(folder)
    make, executed = CHANGES[change]
    make(folder)
    assert _to_execute(folder) == executed
    assert _to_execute(folder) == 0


def test_language_package_and_wish_are_changes_too(no_kernels, tmp_path, monkeypatch):
    folder = small.project(tmp_path, a="1", b="2")
    run(folder)
    assert _to_execute(folder, lang="en") == 2
    assert _to_execute(folder, fresh=True) == 2
    monkeypatch.setattr(store, "versions", lambda: {"pandas": "4.0"})
    assert _to_execute(folder) == 2


TOUCHED = {
    "a page": "reports/2023/a.html",
    "a table": "data/processed/2023/gaps.csv",
    "a page more": "reports/2023/own.html",
    "the pages of a check": "reports/2023-periksa/a.html",
    "an input": "data/raw/2022/old.csv",
    "a notebook": "notebooks/a.ipynb",
}


@pytest.mark.parametrize("touched", [*TOUCHED, "the language", "nothing"])
def test_a_report_stands_only_while_nothing_it_is_made_of_or_has_written_was_touched(no_kernels, tmp_path, touched):
    folder = small.project(tmp_path, a="1", b="2")
    run(folder)
    with folders.within(folder), words.speaking("id"):
        standing_report.standing("2023").remember()
        if touched in TOUCHED:
            _write(folder / TOUCHED[touched])
    with folders.within(folder), words.speaking("en" if touched == "the language" else "id"):
        said = standing_report.standing("2023").said
    assert bool(said) is (touched == "nothing")
    assert said[1:2] == (["2 lembar analisis: 2 tidak berubah, 0 dijalankan, 1 sekaligus."] if touched == "nothing" else [])


def test_a_report_that_stands_is_said_without_loading_what_makes_it(no_kernels, tmp_path):
    folder = small.project(tmp_path, a="1", b="2")
    run(folder)
    with folders.within(folder), words.speaking("id"):
        standing_report.standing("2023").remember()
    asks = "import sys; from sanlib import cli; cli.main(['report', '2023']); print({'pandas', 'matplotlib', 'sanlib.report'} & set(sys.modules))"
    told = dict(os.environ, PYTHONPATH=str(small.CHECKOUT), SANLIB_ROOT=str(folder))
    said = subprocess.run([sys.executable, "-c", asks], env=told, cwd=folder, capture_output=True, text=True, check=True).stdout
    assert said.splitlines()[2:] == ["Laporan siap: buka reports/2023/index.html", "set()"]


def _write(path):
    path.parent.mkdir(exist_ok=True)
    path.write_text("changed", encoding="utf-8")


def _to_execute(folder, **options) -> int:
    said = []
    run(folder, said, **options)
    return sum(line.startswith("[") for line in said)


def test_tables_that_do_not_change_are_not_touched(no_kernels, tmp_path):
    folder = small.project(tmp_path, a="1")
    run(folder)
    place = (folder / "data" / "processed" / "2023").stat().st_ino
    run(folder, fresh=True)
    assert (folder / "data" / "processed" / "2023").stat().st_ino == place


HARM = {
    "cut short": lambda kept: (kept / "page").write_bytes(b"ol"),
    "overwritten": lambda kept: (kept / "page").write_bytes(b"bad"),
    "file lost": lambda kept: (kept / "page").unlink(),
    "record lost": lambda kept: (kept.parent / "contents.json").unlink(),
    "record is not JSON": lambda kept: (kept.parent / "contents.json").write_bytes(b"\xff\x00"),
    "all deleted": lambda kept: shutil.rmtree(kept.parents[2]),
}


@pytest.mark.parametrize("harm", HARM)
def test_a_harmed_store_is_made_anew(tmp_path, harm):
    HARM[harm](_kept(tmp_path, "old"))
    assert store.find(tmp_path, "k") is None
    assert (_kept(tmp_path, "new") / "page").read_text() == "new"
    assert (store.find(tmp_path, "k") / "page").read_text() == "new"


def test_the_store_gives_the_newest_and_keeps_what_another_run_is_reading(tmp_path):
    first, second = _kept(tmp_path, "one"), _kept(tmp_path, "two")
    assert store.find(tmp_path, "k") == second
    assert (first / "page").read_text() == "one"


def _kept(folder, text):
    work = store.workplace(folder)
    (work / "page").write_text(text)
    return store.keep(folder, "k", work)


def test_a_failing_cell_is_told_in_one_paragraph_and_the_previous_results_stand(tmp_path):
    folder = small.project(tmp_path, a="1", b="2")
    run(folder)
    before, said = small.results(folder), []
    small.write_notebook(folder, "a", "x = {'layak': 92}\n\nx['aman']")
    small.write_notebook(folder, "b", "raise ValueError('juga {gagal}')")
    with pytest.raises(InputError) as refusal:
        run(folder, said)
    told = "notebooks/a.ipynb > In [3]: sel ini gagal pada baris 'x['aman']': KeyError: 'aman'"
    assert str(refusal.value).startswith(told)
    assert "\n" not in str(refusal.value)
    assert any("notebooks/b.ipynb" in line and "ValueError: juga {gagal}" in line for line in said)
    assert small.results(folder) == before


def test_tables_that_cannot_be_written_leave_the_previous_ones(no_kernels, tmp_path):
    def fails(period, folder):
        (folder / "half.csv").write_text("half")
        raise InputError("file_missing", "sipsn.xlsx")

    folder = small.project(tmp_path, a="1")
    run(folder)
    before = small.results(folder)
    with pytest.raises(InputError, match="sipsn.xlsx"):
        run(folder, write_processed=fails, fresh=True)
    assert small.results(folder) == before


def test_a_kernel_that_dies_is_told_as_such(tmp_path):
    with pytest.raises(InputError, match="notebooks/a.ipynb: lembar analisis berhenti sebelum selesai"):
        run(small.project(tmp_path, a="import os; os._exit(9)"))


def test_two_notebooks_may_not_write_one_file_with_different_contents(tmp_path):
    writes = "import os, pathlib; (pathlib.Path(os.environ['SANLIB_REPORT_DIR']) / 'same.csv').write_text('{}')"
    folder = small.project(tmp_path, a=writes.format(1), b=writes.format(1))
    run(folder)
    small.write_notebook(folder, "b", writes.format(2))
    before = small.results(folder)
    with pytest.raises(InputError, match=r"same.csv.*: a, b\."):
        run(folder)
    assert small.results(folder) == before


def test_what_is_added_beside_the_notebooks_is_listed(no_kernels, tmp_path):
    def add_brief(folder, tables):
        (folder / "brief 2023.pdf").write_bytes((tables / "gaps.csv").read_bytes())

    page = run(small.project(tmp_path, a="1"), also=[add_brief])
    assert '<a href="brief%202023.pdf">brief 2023.pdf</a>' in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(("broken", "rule"), [("{", "report_not_a_notebook"), ("[]", "report_not_a_notebook")])
def test_a_file_that_is_no_notebook_is_refused(tmp_path, broken, rule):
    (tmp_path / "x.ipynb").write_text(broken)
    with pytest.raises(InputError) as refusal:
        notebooks.found(tmp_path)
    assert refusal.value.problem.rule == rule


def test_no_notebook_and_no_parameters_cell_are_refused(tmp_path):
    folder = small.project(tmp_path)
    with pytest.raises(InputError) as refusal:
        run(folder)
    assert refusal.value.problem.rule == "report_no_notebooks"
    small.write_notebook(folder, "a", "1", tags=())
    with pytest.raises(InputError, match="ditemukan 0"):
        run(folder)


def test_a_file_where_the_report_should_stand_is_refused(tmp_path):
    folder = small.project(tmp_path, a="1")
    (folder / "reports").write_text("x")
    with pytest.raises(InputError, match="berkas bernama sama"):
        run(folder)


def test_a_period_without_tables_gets_the_page_of_its_check_beside_the_last_report_and_says_what_is_missing(tmp_path):
    folder = small.project(tmp_path, gaps="print(1)")
    small.write_notebook(folder, "checks", "print('yang salah: ' + PERIOD)", tags=("parameters", "check"))

    def broken(period, place):
        raise InputError("read_broken", "data/raw/2023/sipsn.xlsx")

    with pytest.raises(InputError, match=r"sipsn\.xlsx.*reports/2023-periksa/checks\.html.*gaps"):
        report.run("2023", root=folder, write_processed=broken, progress=lambda line: None)
    assert "yang salah: 2023" in (folder / "reports/2023-periksa/checks.html").read_text(encoding="utf-8")
    assert not (folder / "reports/2023").exists()
    report.run("2023", root=folder, write_processed=small.write_tables, progress=lambda line: None)
    assert not (folder / "reports/2023-periksa").exists()


def opening(_tables, lang):
    """What stands for documents.headline.opening: Ngawi has no document, and Ponorogo documents and no figure."""
    return headline.Opening(
        "2 pembandingan <2023>", (headline.Card("3572", "Kota Blitar", "1 dari 2"), headline.Card("3521", "Kab. Ngawi", "nol"))
    )


def test_the_index_opens_with_what_the_period_says_and_links_to_its_problems(made):
    folder, _, _ = made
    said = run(folder, opening=opening).read_text(encoding="utf-8")
    first = said[: said.index("<nav")]
    assert first.index("2 pembandingan &lt;2023&gt;") < first.index("Kota Blitar") < first.index("Kab. Ngawi")
    assert '<a href="#problems">1 kesalahan' in first and "<ul>" not in first


def written(folder, _tables):
    files = ["3572-kota-blitar/ringkasan.pdf", "3572-kota-blitar/ringkasan.docx", "3572-kota-blitar/paparan.pptx"]
    files += ["3502-kab-ponorogo/lembar-komitmen.pdf", "3572-kota-blitar/lampiran-jejak.pdf", "provinsi-35.pdf", "tabel-gap-2023.xlsx"]
    for name in files:
        (folder / "pack" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "pack" / name).write_text(name, encoding="utf-8")


def test_the_first_page_lists_each_regions_documents_once(no_kernels, tmp_path):
    folder = small.project(tmp_path, a="1")
    (folder / "data/raw/reference/regions.csv").write_bytes((small.CHECKOUT / "data/raw/reference/regions.csv").read_bytes())
    page = lxml.html.fromstring(run(folder, also=[written], opening=opening).read_bytes())
    rows = {row.findtext("th"): row for row in page.xpath("//table[@class='cards']/tbody/tr")}
    assert list(rows) == ["Kota Blitar", "Kab. Ngawi", "Kab. Ponorogo"]
    links = {name: [link.get("href").removeprefix("pack/") for link in row.iter("a")] for name, row in rows.items()}
    assert links["Kota Blitar"] == [
        "3572-kota-blitar/ringkasan.pdf",
        "3572-kota-blitar/ringkasan.docx",
        "3572-kota-blitar/paparan.pptx",
        "tabel-gap-2023.xlsx",
    ]
    assert links["Kab. Ngawi"] == ["tabel-gap-2023.xlsx"] and links["Kab. Ponorogo"][1] == "3502-kab-ponorogo/lembar-komitmen.pdf"
    assert "Tidak ada angka" in rows["Kab. Ponorogo"].text_content()
    assert rows["Kota Blitar"].xpath(".//a/@aria-label")[0] == "Ringkasan Kota Blitar, PDF"
    assert page.xpath("//p[contains(., 'Jawa Timur')]/a/@href") == ["pack/provinsi-35.pdf"]
    assert page.xpath("//details[@id='files']//a/@href") == ["pack/3572-kota-blitar/lampiran-jejak.pdf"]


def test_each_province_has_a_line_of_its_own(no_kernels, tmp_path):
    folder = small.project(tmp_path, a="1")
    (folder / "data/raw/reference/regions.csv").write_bytes((small.CHECKOUT / "data/raw/reference/regions.csv").read_bytes())

    def pages_of_two(folder, _tables):
        written(folder, _tables)
        for name in ("provinsi-35.docx", "provinsi-73.pdf"):
            (folder / "pack" / name).write_text(name, encoding="utf-8")

    page = lxml.html.fromstring(run(folder, also=[pages_of_two], opening=opening).read_bytes())
    lines = {
        item.text_content().split(":")[0]: [link.text for link in item.iter("a")] for item in page.xpath("//ul[@class='provinces']/li")
    }
    assert lines == {"Jawa Timur": ["PDF", "DOCX"], "Sulawesi Selatan": ["PDF"]}


def chart(name, alt="Gap", shows=True):
    return pages.Chart(name, f"{name}.png", alt, [], (1, 1), shows)


def test_a_chart_stands_once_and_a_part_without_data_is_one_sentence():
    sections = [
        pages.Section("01", "", "", [chart("a"), chart("b", "Lain")]),
        pages.Section("02", "", "", [chart("c"), chart("d", "Kosong", shows=False)]),
        pages.Section("03", "", "", [chart(str(n), f"Kosong {n}", shows=False) for n in range(9)]),
        pages.Section("04", "", "", []),
    ]
    kept = pages._each_chart_once(sections)
    assert [[one.name for one in section.charts] for section in kept] == [["a", "b"], [], [], []]
    assert [bool(section.note) for section in kept] == [False, False, True, False]


def test_a_picture_has_its_size_and_an_empty_table_shows_nothing(tmp_path):
    for name, rows in (("ada", achievements(achievement("3572", "2023", "penanganan", 50.0, source="uji"))), ("kosong", achievements())):
        save(charts.trend(rows, "penanganan", "3572"), tmp_path, name)
    there, empty = (pages._chart(tmp_path / f"{name}.png", tmp_path) for name in ("ada", "kosong"))
    assert there.shows and not empty.shows
    assert there.size == Image.open(tmp_path / "ada.png").size and there.size[0] == 12 * 130
    assert (tmp_path / "ada.png").stat().st_size < 60_000 and Image.open(tmp_path / "ada.png").info["Title"].startswith("3572")


def test_a_page_that_draws_nothing_is_one_sentence_in_a_notebook():
    empty = charts.trend(achievements(), "penanganan", "3572", "id")
    assert empty._repr_html_() is None and "Tidak ada angka" in empty._repr_markdown_()
    drawn = charts.trend(achievements(achievement("3572", "2023", "penanganan", 50.0)), "penanganan", "3572")
    assert drawn._repr_markdown_() is None and "<img" in drawn._repr_html_()


def test_what_a_notebook_reads_and_writes_is_not_said_to_who_reads_the_report(tmp_path):
    folder = small.project(tmp_path, a="1")
    path = folder / "notebooks" / "a.ipynb"
    path.write_text(path.read_text().replace("Dijawab dari **SIPSN**", "Baca `data/raw`; tulis. Dijawab dari **SIPSN**"))
    assert notebooks.found(folder / "notebooks")[0].about == "Dijawab dari SIPSN untuk Pokja."


@pytest.mark.parametrize(
    "alt, caption",
    [
        (
            "Akses aman 2023: setiap wilayah terhadap RPJMN (2024). Kab. Kediri 4,53 %.",
            "Akses aman 2023: setiap wilayah terhadap RPJMN (2024)",
        ),
        ("Kab. Kediri 2023: gap. BABS 1 %.", "Kab. Kediri 2023: gap"),
        ("Siapa di depan? Kota Blitar.", "Siapa di depan?"),
        ("gap", "gap"),
    ],
)
def test_a_chart_is_captioned_with_its_title(alt, caption):
    assert pages.Chart("pilot-3502", "a.png", alt, [], (1, 1), True).caption == caption


def test_a_notebook_without_charts_comes_after_those_with(tmp_path):
    folder = small.project(tmp_path, **{"00-tanpa": "1 + 1", "01-gap": small.SAVES_A_CHART})
    page = run(folder).read_text(encoding="utf-8")
    assert page.index('href="01-gap.html"') < page.index('href="00-tanpa.html"')


@pytest.mark.parametrize(
    "lang, told",
    [
        (
            "id",
            {
                "kind": "disalin dari terbitan",
                "synthetic": "tidak",
                "note": "baris wilayah pilot saja",
                "source": "X (“public copy of y” [bahasa Inggris])",
            },
        ),
        (
            "en",
            {
                "kind": "transcribed from a publication",
                "synthetic": "no",
                "note": "“baris wilayah pilot saja” [Indonesian]",
                "source": "X (public copy of y)",
            },
        ),
    ],
)
def test_the_sources_of_the_index_are_said_in_the_readers_language(lang, told):
    row = {"source": "X (public copy of y)", "kind": "transcribed", "synthetic": "no", "note": "baris wilayah pilot saja", "form": ""}
    with words.speaking(lang):
        assert pages._in_words([row]) == [{name: told[name] for name in ("source", "kind", "synthetic", "note")}]
