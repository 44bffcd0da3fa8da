"""Withheld shares, and people, are planted in a survey, and every output of a run is searched for them.

Numbers are looked for formatted and raw. The outputs are those of a small project of its own: tables, pages, an executed notebook, charts, documents, what the
commands print. That the search can find a number is shown with published ones, in each kind of output.
"""

import contextlib
import csv
import io
import re
import shutil

import docx
import openpyxl
import pptx
import pypdf
import pytest
from audit import geometry, produce, reading
from invented_form import written
from planted_people import GIVEN, NIK, PHONE, PLACES, SURNAME, below, found, plant

import sanlib as san
from sanlib import cli, report
from sanlib.documents.headline import opening
from sanlib.periods import period as periods
from sanlib.project import folders
from sanlib.report import record
from sanlib.survey import survey_achievements

LANGS = ("id", "en")
CITIES = {72: "Kota Blitar", 74: "Kota Probolinggo"}
PLANTED, SOUND = CITIES.values()
LAYAK = {(72, "2024"): (20, 18, 3, 2, 20, 17, 4, 3, 20, 1), (72, "2023"): (17, 16, 17, 15, 18, 17, 16, 17, 15, 16)}
"""How many of each desa's 20 households have layak: in one survey two kinds of desa in each stratum, too many for ten desa to tell."""
EVEN = (16, 17, 15, 16, 18, 17, 15, 16, 17, 18)
LETTER = {"aman": (1, 3, 1, 1, 1), "layak_sendiri": (1, 3, 5, None, None), "layak_bersama": (2, 3, 5, None, None)}


def survey(city, year):
    """Ten desa of 20: layak as planted, of it a fifth aman and a sixth shared; of the others every fourth in the open."""
    for place, layak in enumerate(LAYAK.get((city, year), EVEN)):
        for number in range(20):
            kind = "aman" if number % 5 == 1 else "layak_bersama" if number % 6 == 0 else "layak_sendiri"
            toilet = LETTER[kind] if number < layak else (4, None, None, None, None) if number % 4 == 0 else (1, 5, None, None, None)
            where = {
                "ID.1": 35,
                "ID.2": city,
                "ID.3": 1 + place % 3,
                "ID.4": 1001 + place,
                "ID.5": place % 2,
                "ID.6": 2,
                "ID.8": number + 1,
            }
            answers = dict(zip(("D.1", "D.3", "D.12", "D.13", "D.14"), toilet, strict=True))
            yield where | answers | {"C.4": "ED"[(number + place) % 3 > 0], "C.8": 1, "G.1": 1, "G.5": 1, "G.6": 1 + number % 3}


def lay_out(root):
    shutil.copytree(folders.reference("regions.csv").parent, root / "data/raw/reference")
    shutil.copytree(folders.root() / "notebooks", root / "buku")
    (root / "notebooks").mkdir()
    (root / "data/processed").mkdir()
    shutil.copy(root / "buku/05-measure-the-survey.ipynb", root / "notebooks")
    for year in ("2023", "2024"):
        (root / "data/raw" / year).mkdir()
        for city in CITIES:
            plant(written(root / f"data/raw/{year}/survei_{city}.xlsx", survey(city, year)))
            lines = [
                f"35.{city}.{1 + n % 3:02d}.{1001 + n},{PLACES[n % 3]},Kec. {PHONE},{n % 2},{1013 + 97 * n + int(year) % 10}"
                for n in range(10)
            ]
            header = "kode_desa,nama_desa,kecamatan,strata,rumah_tangga"
            (root / f"data/raw/{year}/desa_{city}.csv").write_text("\n".join([header, *lines]), encoding="utf-8")


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    place = tmp_path_factory.mktemp("proyek")
    lay_out(place)
    return place


@pytest.fixture(scope="module")
def made(root):
    """Every output of a run of 2024 in both languages, by name: its text, and the numbers of its tables."""
    with folders.within(root), pytest.MonkeyPatch.context() as patch:
        for module in (report, record):  # how many seconds a run took may look like any share
            patch.setattr(module, "_seconds", lambda _: "-")
        patch.setattr(record.Clock, "seconds", 0.0)
        periods.write("2023", root=root, say=lambda line: None)
        found = {}
        for lang in LANGS:
            found |= {f"{lang} {name}": text for name, text in outputs(root, lang).items()}
        yield found


def outputs(root, lang):
    """In Indonesian the report as the command makes it, notebook 05 in a kernel, and what is no language (csv, json); every other
    page in this process."""
    said, by_the_command = io.StringIO(), lang == LANGS[0]
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        if by_the_command:
            report.run("2024", lang, root, write_processed=periods.write, opening=opening, progress=print)
        for arguments in (
            ["check", str(root / "data/raw/2024")],
            *(["diff", "2023", "2024", "--format", kind] for kind in (("text", "csv", "json") if by_the_command else ("text",))),
        ):
            cli.main([*arguments, "--lang", lang])
    wanted = [path for path in sorted((root / "buku").glob("0[0-8]*.ipynb")) if not (by_the_command and path.name.startswith("05"))]
    forms = ("svg", "pdf") if by_the_command else ("svg",)  # of one drawing: what a PDF shows, its SVG shows
    pages = produce.in_process("2024", lang, root / f"keluaran-{lang}", wanted, root=root, forms=forms).pages
    opened = san.open_period("2024", root=root, lang=lang, say=lambda line: None)
    pack = san.pack(opened, list(CITIES.values()), lang, root / f"paket-{lang}", progress=lambda line: None)
    trail = {f"trail {number}": table.to_csv(sep="\t") for number, table in enumerate(trails(opened))}
    files = [root / "data/processed/2024", root / f"keluaran-{lang}", pack, *([root / "reports/2024"] if by_the_command else [])]
    return {"terminal": said.getvalue(), **{f"page {name}": text for name, text in pages.items()}, **trail, **read_all(files, root)}


def trails(opened):
    gaps = san.gaps(opened.achievements, san.targets())
    estimates = san.survey.estimates(opened.households)
    for table in (gaps, opened.achievements, estimates, san.survey.definitions(opened.households)):
        name = "region" if "region" in table else "domain"
        yield from (san.explain(row) for _, row in table[table[name].eq(PLANTED)].iterrows())


def read_all(places, root):
    paths = [path for place in places for path in sorted(place.rglob("*")) if path.is_file()]
    return {path.relative_to(root).as_posix(): READ[path.suffix](path) for path in paths if path.suffix in READ}


def of_html(path):
    tables, lines = reading.page(path.read_text(encoding="utf-8"))
    return "\n".join([*lines, *(" | ".join(row) for table in tables for row in (table.headings, *table.rows))])


def of_sheets(path):
    return "\n".join(
        f"{cell.value}"
        for sheet in openpyxl.load_workbook(path).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    )


def of_slides(path):
    """Every text and table of the slides, and the workbook inside each of their charts."""
    said = []
    for shape in (shape for slide in pptx.Presentation(path).slides for shape in slide.shapes):
        said += [shape.text_frame.text] if shape.has_text_frame else []
        said += [cell.text for row in shape.table.rows for cell in row.cells] if shape.has_table else []
        if shape.has_chart:
            said.append(of_sheets(io.BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob)))
            said.append(shape.chart.part.blob.decode("utf-8"))
    return "\n".join(said)


def of_word(path):
    document = docx.Document(path)
    return "\n".join(text.text or "" for text in document.element.body.iter() if text.tag.endswith("}t"))


def text_of(path):
    return path.read_text(encoding="utf-8")


def of_csv(path):
    """Its cells apart from each other: between numbers a comma is also a decimal mark."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return "\n".join(" | ".join(row) for row in csv.reader(stream))


READ = {
    ".csv": of_csv,
    ".json": text_of,
    ".txt": text_of,
    ".html": of_html,
    ".svg": lambda path: "\n".join(label.text for label in geometry.read(text_of(path)).texts),
    ".xlsx": of_sheets,
    ".docx": of_word,
    ".pptx": of_slides,
    ".pdf": lambda path: "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages),
}


def printed(number, places):
    """A number as any output may print it: with a point or a comma, thousands apart or not, of so many decimals."""
    whole, _, rest = f"{abs(number):.{places}f}".partition(".")
    thousands = re.sub(r"(?<=\d)(?=(\d{3})+$)", "[.,]?", whole)
    return rf"(?<![\d.,]){thousands}" + (rf"[.,]{rest}" if rest else "") + r"(?![\d]|[.,]\d)"


def raw(number):
    """As a table holds it: at least four decimals of it, also right after the comma of a csv."""
    return rf"(?<![\d.]){re.escape(str(int(abs(number) * 1e4) / 1e4))}\d*"


def patterns(number, places):
    return re.compile("|".join([raw(number), *(printed(number, count) for count in places)]))


@pytest.fixture(scope="module")
def estimated(made):
    """Every share of the survey of 2024 with its numbers, as the rule judged them before any was taken away."""
    households = san.open_period("2024", say=lambda line: None).households
    found = survey_achievements.estimates(households)
    return found.assign(amount=found["value_pct"] / 100 * found["base"])


@pytest.fixture(scope="module")
def secrets(estimated):
    """Each number of a withheld share with what finds it, but those that a published share prints alike."""
    hidden = estimated["presentation"].eq("ditahan")
    public = " ".join(f"{n:.{places}f} {n:.6f}" for name in NUMBERS for n in estimated.loc[~hidden, name].dropna() for places in range(3))
    found = {
        (row.region_code, row.indicator, name): patterns(getattr(row, name), NUMBERS[name])
        for row in estimated[hidden].itertuples()
        for name in NUMBERS
        if getattr(row, name) > 1
    }
    return {key: pattern for key, pattern in found.items() if not pattern.search(public)}


NUMBERS = {"value_pct": (1, 2), "low_pct": (1, 2), "high_pct": (1, 2), "amount": (0,)}


def test_the_shares_are_withheld_as_planted(estimated, secrets):
    rows = estimated.set_index(["region_code", "indicator"])["presentation"]
    assert rows["3572", "2020:layak"] == "ditahan" and rows["3572", "2015:layak"] == "ditahan" and rows["3574", "2020:layak"] != "ditahan"
    assert {("3572", "2020:layak", name) for name in NUMBERS} <= set(secrets) and len(secrets) >= 15


def test_no_output_holds_a_number_of_a_withheld_share(made, secrets):
    leaks = [(name, key, found[0]) for name, text in made.items() for key, pattern in secrets.items() if (found := pattern.search(text))]
    assert not leaks, leaks[:20]


FOUND = (".csv", ".svg", ".xlsx", ".docx", ".pptx", ".pdf", ".txt", "terminal", "page 03", "05-measure-the-survey")
"""Kinds of output, by a part of their name, that print the share of layak of the other city."""


@pytest.mark.parametrize("lang", LANGS)
def test_the_search_finds_what_is_published_in_every_kind_of_output(made, estimated, lang):
    share = estimated.set_index(["region_code", "indicator"]).loc[("3574", "2020:layak"), "value_pct"]
    mine = {name: text for name, text in made.items() if name.startswith(lang)}
    found = {name for name, text in mine.items() if patterns(share, (1, 2)).search(text)}
    assert not [kind for kind in FOUND if not any(kind in name for name in found)]
    assert not [kind for kind in ("trail 0", "index", "page 06", "page 08", ".json") if not any(kind in name for name in mine)]


def test_nobody_planted_in_the_survey_stands_in_any_file_of_the_run_in_the_cache_or_on_the_terminal(root, made):
    """Pages, charts, documents, workbooks within slides, tables, households, cache: searched whole."""
    written_files = below(root, but=("data/raw", "buku", "notebooks"))
    kinds = {name.rpartition(".")[2] for name in written_files}
    assert {"csv", "json", "html", "svg", "pdf", "docx", "pptx", "xlsx", "parquet", "arrow", "png"} <= kinds
    assert any(name.startswith(".cache/") for name in written_files) and "data/private/2024/households.parquet" in written_files
    assert not found(written_files | made)
    assert {planted for _, planted in found(below(root / "data/raw/2024"))} >= {PHONE, NIK, SURNAME, GIVEN}


def test_a_withheld_number_put_back_is_found(made, secrets, estimated):
    row = estimated.set_index(["region_code", "indicator"]).loc[("3572", "2020:layak")]
    pattern = secrets["3572", "2020:layak", "value_pct"]
    for text in (
        f"{row['value_pct']:.2f}",
        f"{row['value_pct']:.1f}%".replace(".", ","),
        f"x,{row['value_pct']:.6f},",
        str(row["value_pct"]),
    ):
        assert pattern.search(text)
    assert secrets["3572", "2020:layak", "amount"].search(f"{row['amount']:,.0f}".replace(",", "."))
