"""CONTRIBUTING's walked examples do, as they stand there, what the page says of them."""

import ast
import csv
import io
import os
import re
import shutil
import subprocess
import sys
import textwrap
from types import SimpleNamespace

import drawn
import pytest
import registry
from build import achievement, achievements, of_base

import sanlib as san
from sanlib import charts, documents, words
from sanlib.charts import chart_page
from sanlib.documents import brief, need, pack_folder
from sanlib.judging import flags, gap
from sanlib.project import folders
from sanlib.reference import targets

ROOT = folders.root()
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
HEADS = "Kab/Kota;Tahun;Timbulan sampah (ton);Sampah tertangani (ton)"


def section(title):
    """The text under one heading, its code blocks and their indent as they are."""
    return PAGE.partition(f"\n## {title}")[2].partition("\n## ")[0]


def blocks(title, kind=""):
    """The code blocks of a section, without the indent of the list they stand in."""
    found = re.findall(r"^ *```(\w*)\n(.*?)^ *```$", section(title), flags=re.DOTALL | re.MULTILINE)
    return [textwrap.dedent(text) for said, text in found if said == kind]


def quoted(title, start):
    """The one row of a section that stands in the running text, between backticks."""
    (row,) = re.findall(rf"`({re.escape(start)}[^`]*)`", section(title))
    return row.replace("\n", " ")


def rows_of(text):
    return list(csv.reader(io.StringIO(text)))


def appended(project, name, text):
    """The rows added to a table that analysts edit, each with as many columns as it has."""
    path = project / "data" / "raw" / "reference" / name
    head = next(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    assert {len(row) for row in rows_of(text)} == {len(head)}
    with path.open("a", encoding="utf-8", newline="") as stream:
        stream.write(text.rstrip("\n") + "\n")


@pytest.fixture
def project(tmp_path):
    shutil.copytree(ROOT / "data" / "raw" / "reference", tmp_path / "data" / "raw" / "reference")
    return tmp_path


@pytest.fixture
def labelled(monkeypatch):
    """A function that adds rows to labels.csv as it is read."""

    def add(text):
        known, added = words._rows("labels.csv"), rows_of(text)
        assert {len(row) for row in added} == {3} and not {row[0] for row in added} & set(known)
        more = {key: {"key": key, "id": indonesian, "en": english} for key, indonesian, english in added}
        read = words._rows
        monkeypatch.setattr(words, "_rows", lambda name: known | more if name == "labels.csv" else read(name))

    return add


def test_the_layout_the_indicator_and_its_target_give_the_figures_it_says(project):
    layout, headers, sent = blocks("Add a layout")
    (indicator,) = blocks("Add an indicator")
    appended(project, "layouts.csv", layout)
    appended(project, "headers.csv", headers + quoted("Add an indicator", "dlh_tahunan,amount:kompos"))
    appended(project, "indicators.csv", indicator)
    appended(project, "targets.csv", quoted("Add an indicator", "Visi kota,"))
    assert sent == f"{HEADS}\nKota Blitar;2027;28100;22480\n"
    path = project / "data" / "raw" / "2027" / "dlh.csv"
    path.parent.mkdir()
    path.write_text(f"{HEADS};Sampah jadi kompos (ton)\nKota Blitar;2027;28100;22480;1405\n", encoding="utf-8")
    period = san.open_period("2027", project, say=lambda _line: None)
    assert period.achievements.set_index("indicator")["value_pct"].to_dict() == {"penanganan": 80.0, "kompos": 5.0}
    with folders.within(project):
        gaps = san.gaps(period.achievements, targets.targets())
    assert dict(zip(gaps["indicator"], gaps["gap_pp"], strict=True)) == {"kompos": 3.0}


def test_the_chart_draws_the_bases_and_says_where_there_is_none(labelled, monkeypatch):
    code, entry = blocks("Add a chart", "python")
    (labels,) = blocks("Add a chart")
    labelled(labels)
    monkeypatch.setattr(charts, "bases", made(code)["chart_bases"], raising=False)
    draw = eval(f"{{{entry}}}", vars(drawn))["bases"]  # the page's own entry
    chart, names = draw(3, "id"), drawn.figures(3)["region"].unique()
    assert chart.alt == "Penanganan sampah 2023: basis persentase. " + " ".join(
        f"{name}: 1.00{place} ton." for place, name in enumerate(names)
    )
    assert [axes.get_gid() for axes in chart.findobj(lambda one: one.get_gid() == "base")] == ["base"] * 3
    assert draw(0, "en").absent == "The source states no base of this percentage."
    assert (
        isinstance(chart, chart_page.Chart) and quoted("Add a chart", '"bases": "charts.') == '"bases": "charts.bases_chart:chart_bases",'
    )


def made(code, **names):
    """What a file of this code holds."""
    space = {"__name__": "walked"} | names
    exec(compile(code, "CONTRIBUTING.md", "exec"), space)
    return space


def test_the_flag_finds_whole_thousands_and_no_other_amount(project, labelled, monkeypatch):
    (row,) = blocks("Add a flag")
    (code,) = blocks("Add a flag", "python")
    appended(project, "flags.csv", row)
    labelled(quoted("Add a flag", "flag.angka_bulat"))
    monkeypatch.setattr(flags, "ALONE", (*flags.ALONE, made(code, **vars(flags))["_round_amounts"]))
    figures = achievements(
        *(achievement("3572", **one) for one in of_base(28100.0, penanganan=22000.0, pengurangan=1405.0)),
        *(achievement("3506", **one) for one in of_base(28100.0, penanganan=0.0)),
    )
    with folders.within(project):
        found = flags.find(figures).query("flag == 'angka_bulat'")
    assert found[["region_code", "indicator", "detail", "veto"]].to_numpy().tolist() == [["3572", "penanganan", "22.000 ton", "no"]]
    assert words.label("flag.angka_bulat", "en") == "amount in whole thousands"


def test_the_document_keeps_three_sections_and_is_written_only_where_asked_for(labelled, monkeypatch, tmp_path):
    code, line = blocks("Add a document", "python")
    (labels,) = blocks("Add a document")
    labelled(labels)
    counted = achievements(achievement("3572", value_pct=60.0, amount=60.0, base=100.0, region="Kota Blitar"))
    judged = gap.gaps(counted, targets.targets())
    one = brief.Region(
        "3572", "Kota Blitar", "2023", judged, counted, need.needs(judged, counted), counted.iloc[:0].rename(columns={"cell": "received"})
    )
    monkeypatch.setattr(documents, "fact_sheet", SimpleNamespace(**made(code)), raising=False)
    document = documents.fact_sheet.document(one)
    assert document.title == "Fakta Kota Blitar, 2023" and {part.key for part in document.sections} <= {"now", "table", "sources"}
    assert "table" in {part.key for part in document.sections}
    written = []
    for parts in (("pdf",), ("facts",)):
        space = vars(pack_folder) | {"fact_sheet": documents.fact_sheet, "parts": parts, "own": tmp_path, "one": one}
        exec(line, space | {"_write": lambda folder, name, said, kinds, most: written.append((name, said.title, kinds, most))})
    assert written == [("lembar-fakta", "Fakta Kota Blitar, 2023", ("pdf", "docx"), 1)]


def test_whoever_follows_the_document_to_the_letter_has_every_name_it_needs():
    _, line = blocks("Add a document", "python")
    named = {node.id for node in ast.walk(ast.parse(line)) if isinstance(node, ast.Name)}
    there = {*vars(pack_folder), *pack_folder._region_files.__code__.co_varnames}
    assert named - there and all(f"`{name}` among what it imports" in section("Add a document") for name in named - there)
    assert quoted("Add a document", '"facts": ').strip('",').partition('": "')[2] in registry.DOCUMENTS.values()


SPEAK = """
import csv, io, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from sanlib import words
words.LANGUAGES = ("id", "en", "jv")
read = lambda name: {row["key"]: row for row in csv.DictReader(io.StringIO(Path("sanlib/words", name).read_text(encoding="utf-8")))}
words._rows = {name: read(name) for name in ("labels.csv", "messages.csv")}.__getitem__
from build import achievement, achievements
from sanlib import say
from sanlib.judging import gap
from sanlib.reference import targets
judged = gap.gaps(achievements(achievement("3572", value_pct=60.0, region="Kota Blitar")), targets.targets())
for lang in words.LANGUAGES:
    print(words.label("language.own_name", lang), *say.gaps(judged, lang=lang))
"""


def test_a_language_copied_from_english_speaks_at_once(project, monkeypatch):
    """In a Python of its own: the columns of a table are settled by the languages there are when it is first asked for."""
    (code,) = blocks("Add a language", "python")
    shutil.copytree(ROOT / "sanlib" / "words", project / "sanlib" / "words", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    monkeypatch.chdir(project)
    made(code)
    copied = [path for path in (project / "data" / "raw" / "reference").rglob("*.csv") if "_jv" in path.read_text(encoding="utf-8")]
    assert len(copied) == 13 and all("_en" in path.read_text(encoding="utf-8") for path in copied)
    run = [sys.executable, "-c", SPEAK, str(ROOT / "tests")]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "SANLIB_ROOT": str(project)}
    said = subprocess.run(run, capture_output=True, text=True, encoding="utf-8", env=environment, check=True).stdout.splitlines()
    assert len(said) == 3 and said[2] == said[1] != said[0] and said[1].startswith("English Kota Blitar 2023, ")
