"""The reader's audit of documents: every number of DOCX, PPTX, XLSX and PDF stands beside its own names, and a swap is found.

A few regions of three periods in both languages here; `SANLIB_AUDIT=all` reads all pilots of every period in both languages.
"""

import io
import os
import re
from pathlib import Path

import openpyxl
import pytest
from docx import Document as Word
from pptx import Presentation

import sanlib as san
from audit import documents
from audit.compare import Tally
from audit.truth import LANGUAGES, RUNS, Truth

KINDS = ("docx", "pptx", "xlsx", "pdf", "trail")
CHOSEN = [
    ("2023", "id", ("Kota Blitar", "Kab. Ponorogo", "Kab. Situbondo"), 90),
    ("2018", "en", ("Kota Blitar",), 10),
    ("contoh-2023", "en", ("Kota Blitar",), 10),
]
LEFT_OUT = {
    "a need computed from assumptions or facilities": "what stands, and spans from assumptions.csv: held by tests/test_pack.py",
    "a table of policies, milestones or signatures": "quoted from policies.csv and milestones.csv",
    "what is not shown and the sources, in words": "names of sources and dates of exports",
    "sentence: a count, a source's number, or prose without an indicator": "counts of targets missed, numbers quoted from sources, a survey's n",
    "trail: cells, formulas and needs": "cells, file hashes, needs: held by tests/test_trail.py and tests/test_pack.py",
    **{
        f"sheet {name}": "tables of the analyst, copied; needs are held by tests/test_workbook.py"
        for name in ("needs", "assumptions", "flags", "policies", "sources", "notes", "cover")
    },
}
"""What the audit does not place, each with its reason."""


def packed(folder, run, lang, names=None):
    return san.pack(run, names, lang, folder=folder / "pack", progress=lambda _line: None)


def audited(folder, run, lang, least, record_property):
    tally = documents.audit_pack(Tally(), Truth.load(run, lang), folder)
    said = f"{run} {lang}: {dict(tally.compared)}; not placed {sum(tally.unplaced.values())}; wrong {len(tally.wrong)}"
    record_property("audit", said)
    print(said)
    assert not tally.wrong, "\n".join(tally.wrong[:40])
    assert {shape for _, shape in tally.unplaced} <= set(LEFT_OUT)
    assert all(tally.compared[kind] >= least for kind in KINDS), tally.compared


@pytest.mark.parametrize("run, lang, names, least", CHOSEN)
def test_documents_print_what_the_tables_hold(run, lang, names, least, tmp_path, record_property):
    audited(packed(tmp_path, run, lang, list(names)), run, lang, least, record_property)


@pytest.mark.skipif(os.environ.get("SANLIB_AUDIT") != "all", reason="all pilots, every period, both languages: SANLIB_AUDIT=all")
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("run", RUNS)
def test_every_document_of_every_period_prints_what_the_tables_hold(run, lang, tmp_path, record_property):
    audited(packed(tmp_path, run, lang), run, lang, 1, record_property)


# ---------------------------------------------------------------- proof by breaking


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return packed(tmp_path_factory.mktemp("broken"), "2023", "id", ["Kota Blitar", "Kab. Ponorogo"])


def swap(text, one, other):
    return text.replace(one, "\0").replace(other, one).replace("\0", other)


def everywhere(document, change):
    """A change of every text of a DOCX, run by run."""
    paragraphs = [
        *document.paragraphs,
        *(p for table in document.tables for row in table.rows for cell in row.cells for p in cell.paragraphs),
    ]
    changed = 0
    for run in (run for paragraph in paragraphs for run in paragraph.runs):
        told = change(run.text)
        if told != run.text:
            run.text, changed = told, changed + 1
    assert changed, "the plant took no root"


DOCX = {
    "two indicators": lambda text: swap(text, "Akses layak", "Akses aman"),
    "the sign": lambda text: text.replace("+11,31", "−11,31"),
    "the target's year": lambda text: text.replace("Jakstranas 2023", "Jakstranas 2024"),
    "the unit": lambda text: text.replace("3.167 ton", "3.167 KK"),
    "a stale sentence": lambda text: text.replace("kurang 10,31 poin", "kurang 9,87 poin"),
    "an id": lambda text: swap(text, "G7", "G8"),
    "a side": lambda text: text.replace("lebih 8,39 poin", "kurang 8,39 poin"),
    "a count in a title": lambda text: text.replace("5 tercapai, 4 belum", "6 tercapai, 3 belum"),
    "a name in a title": lambda text: text.replace("Paling jauh: akses aman", "Paling jauh: akses layak"),
    "an amount in a title": lambda text: text.replace("30,38%, 16.603 dari", "30,38%, 16.306 dari"),
    "needs in a title": lambda text: text.replace("kebutuhan: 5 kurang", "kebutuhan: 4 kurang"),
    "two titles": lambda text: swap(text, "6 rekomendasi terdokumentasi, 5 tidak", "1 dari 4 tonggak punya tanggal yang terbit"),
    "the miss that concerns most": lambda text: text.replace("aman kurang 39,62 poin (21.649 KK)", "aman kurang 39,62 poin (21.469 KK)"),
    "a pace rounded down": lambda text: text.replace("985 KK", "984 KK"),
}


@pytest.mark.parametrize("planted", DOCX)
def test_a_swap_planted_in_a_docx_is_found(planted, folder):
    document = Word(folder / "3572-kota-blitar" / "ringkasan.docx")
    everywhere(document, DOCX[planted])
    assert wrong_docx(document, "Kota Blitar")


def wrong_docx(document, region, where="x"):
    out, tally = io.BytesIO(), Tally()
    document.save(out)
    documents.audit_docx(tally, Truth.load("2023", "id"), out, where, region, {"3572", "3502"})
    return tally.wrong


def test_another_regions_document_and_two_rows_of_a_province_are_found(folder):
    assert wrong_docx(Word(folder / "3502-kab-ponorogo" / "ringkasan.docx"), "Kota Blitar")
    document = Word(folder / "provinsi-35.docx")
    assert not wrong_docx(document, None, "provinsi-35")
    everywhere(document, lambda text: swap(text, "Kota Blitar", "Kab. Ponorogo"))
    assert wrong_docx(document, None, "provinsi-35")


def test_low_and_high_turned_round_are_found():
    reader = documents.Reader(Tally(), Truth.load("contoh-2023", "id"), "docx", "x", "Kota Blitar")
    reader.box(["91,68%", "Akses layak, EHRA", "n = 838; 88,06-94,49%"], whole=False)
    assert not reader.tally.wrong and sum(reader.tally.compared.values()) == 4
    reader.box(["91,68%", "Akses layak, EHRA", "n = 838; 94,49-88,06%"], whole=False)
    assert len(reader.tally.wrong) == 2


def found_in(region, read):
    """What the audit finds wrong in something printed of a region in 2023."""
    reader = documents.Reader(Tally(), Truth.load("2023", "id"), "docx", "x", region)
    read(reader)
    assert sum(reader.tally.compared.values())
    return reader.tally.wrong


NEED = "Sampah yang dikurangi\nmenuju Jakstranas 2023 · K7"
LATE = "\ntenggatnya periode ini"
SLUDGE = "Kapasitas IPLT\nK4"
FACILITIES = "TPS 3R tambahan, paling sedikit\nmenuju Jakstranas 2023 · K7"
ISSUE = "92,77% KK berakses layak; +7,23 poin (kurang 7,23-25,28 poin) dari SDG 6.2 (2030) belum tertutup."
SAID_TWICE = {
    "a need that does not add up": (
        "Kab. Situbondo",
        lambda reader, cells: reader.need_row([NEED, *cells, ""]),
        ("25,24 ton/hari", "68,15 ton/hari", f"42,91 ton/hari{LATE}"),
        ("25,2 ton/hari", "68,2 ton/hari", f"42,9 ton/hari{LATE}"),
    ),
    "facilities in parts": (
        "Kab. Kediri",
        lambda reader, cells: reader.need_row([FACILITIES, *cells, ""]),
        ("belum tercatat", "–", f"67-200 unit{LATE}"),
        ("belum tercatat", "–", f"66,3-199 unit{LATE}"),
    ),
    "sludge on one base": (
        "Kab. Situbondo",
        lambda reader, cells: reader.need_row([SLUDGE, *cells, ""]),
        ("belum tercatat", "25,4-50,5 m³/hari", "belum dapat dihitung"),
        ("belum tercatat", "31,5-50,5 m³/hari", "belum dapat dihitung"),
    ),
    "a card without its target, unfit beside a count of it as missed": (
        "Kab. Situbondo",
        lambda reader, lines: reader.box(list(lines)),
        ("92,77%", "Akses layak, Dinkes", "192.945 dari 207.989-258.212 KK; belum · SDG 6.2 (2030)"),
        ("(92,77%)", "Akses layak, Dinkes", "tidak dapat dinilai: pembagi berubah tajam"),
    ),
    "a card by another target": (
        "Kab. Situbondo",
        lambda reader, lines: reader.box(list(lines)),
        ("92,77%", "Akses layak, Dinkes", "192.945 dari 207.989-258.212 KK; belum · SDG 6.2 (2030)"),
        ("92,77%", "Akses layak, Dinkes", "192.945 dari 207.989-258.212 KK; tercapai · SDG 6.2 (2030)"),
    ),
    "a card on one base": (
        "Kab. Situbondo",
        lambda reader, lines: reader.box(list(lines)),
        ("0%", "Akses aman, Dinkes", "0 dari 207.989-258.212 KK; belum · RPJMN 2020-2024 (2024)"),
        ("0%", "Akses aman, Dinkes", "0 dari 207.989 KK; belum · RPJMN 2020-2024 (2024)"),
    ),
    "an issue on one base": (
        "Kab. Situbondo",
        lambda reader, text: reader.sentence(text),
        f"{ISSUE} Pada pembagi periode sebelumnya 74,72%: besarnya belum pasti (pembagi berubah tajam).",
        ISSUE,
    ),
    "a range that is no figure's": (
        "Kab. Situbondo",
        lambda reader, text: reader.sentence(text),
        "Juga tercatat: Belum layak 7,23-25,28% (Dinkes).",
        "Juga tercatat: Belum layak 7,23-25,82% (Dinkes).",
    ),
    "points in another way": (
        "Kab. Situbondo",
        lambda reader, text: reader.sentence(text),
        "akses aman kurang 15 poin (31.198-38.732 KK) dari target RPJMN 2020-2024 (2024)",
        "akses aman kurang 15,00 poin (31.198-38.732 KK) dari target RPJMN 2020-2024 (2024)",
    ),
    "a count against no target": (
        "Kab. Situbondo",
        lambda reader, text: reader.finding(f"{text}{documents.SHOWN}Capaian dan target"),
        "Dari 5 angka, tiap angka terhadap target di samping batangnya: 1 tercapai, 4 belum",
        "Dari 5 angka: 1 tercapai, 4 belum",
    ),
}


@pytest.mark.parametrize("planted", SAID_TWICE)
def test_what_is_said_of_one_figure_in_two_ways_is_found(planted):
    region, read, sound, broken = SAID_TWICE[planted]
    assert not found_in(region, lambda reader: read(reader, sound))
    assert found_in(region, lambda reader: read(reader, broken))


def titles(slides):
    first, second = slides[1].shapes.title.text_frame, slides[2].shapes.title.text_frame
    first.text, second.text = second.text, first.text


def tables(slides):
    """Gap tables keep their titles; two rows change their names."""
    table = next(shape.table for shape in slides[2].shapes if shape.has_table)
    one, other = (table.cell(row, 0).text_frame for row in (1, 3))
    one.text, other.text = other.text, one.text


def categories(slides):
    """The cached category names of the native chart turned round, their values left."""
    chart = next(shape.chart for shape in slides[1].shapes if shape.has_chart)
    for series in chart.plots[0]._element.iter("{http://schemas.openxmlformats.org/drawingml/2006/chart}cat"):
        names = list(series.iter("{http://schemas.openxmlformats.org/drawingml/2006/chart}v"))
        names[0].text, names[1].text = names[1].text, names[0].text


def beside(slides):
    gaps = [shape.text_frame for shape in slides[1].shapes if shape.has_text_frame and re.fullmatch(r"[+−]\d+,\d+", shape.text_frame.text)]
    gaps[0].text, gaps[1].text = gaps[1].text, gaps[0].text


@pytest.mark.parametrize("plant", [titles, tables, categories, beside])
def test_a_swap_planted_in_a_deck_is_found(plant, folder):
    deck, out, tally = Presentation(folder / "3572-kota-blitar" / "paparan.pptx"), io.BytesIO(), Tally()
    plant(list(deck.slides))
    deck.save(out)
    documents.audit_pptx(tally, Truth.load("2023", "id"), out, "x", "Kota Blitar")
    assert tally.wrong


def test_ids_put_by_position_are_found_in_a_workbook(tmp_path, monkeypatch):
    """The fault of 2018: ids numbered on a table whose index was reset, put back by the old one."""
    from sanlib.documents import brief

    def by_position(one):
        rows = one.gaps[one.gaps["target_pct"].notna()].reset_index(drop=True)
        return one.gaps.assign(
            id=("G" + (rows.index + 1).to_series().astype(str)).reset_index(drop=True).reindex(one.gaps.index).fillna("")
        )

    real = brief.identified
    monkeypatch.setattr(brief, "judged", lambda one: real(one)[one.gaps["target_pct"].notna()])
    monkeypatch.setattr(brief, "identified", by_position)
    path = san.pack("2018", None, "id", folder=tmp_path / "p", progress=lambda _line: None, parts=("xlsx",)) / "tabel-gap-2018.xlsx"
    tally = Tally()
    documents.audit_xlsx(tally, Truth.load("2018", "id"), path)
    assert any(re.search(r"G\d+:", wrong) for wrong in tally.wrong), tally.wrong


def test_two_regions_of_a_workbook_are_found(folder):
    path = folder / "tabel-gap-2023.xlsx"
    book, out, tally = openpyxl.load_workbook(path), io.BytesIO(), Tally()
    for row in book["Capaian"].iter_rows(min_row=4):
        row[0].value = {"Kota Blitar": "Kab. Ponorogo", "Kab. Ponorogo": "Kota Blitar"}.get(row[0].value, row[0].value)
    book.save(out)
    documents.audit_xlsx(tally, Truth.load("2023", "id"), out)
    assert tally.wrong


def test_one_size_where_the_base_jumped_or_another_is_found_in_a_workbook(tmp_path):
    pack = san.pack("2023", ["Kab. Situbondo"], "id", folder=tmp_path / "p", progress=lambda _line: None, parts=("xlsx",))
    book = openpyxl.load_workbook(pack / "tabel-gap-2023.xlsx")
    cell = next(one for row in book["Gap"].iter_rows() for one in row if str(one.value).startswith("7,23-25,28 poin"))
    sound = cell.value
    assert "15.044-65.267 KK" in sound
    for planted in (sound.replace("65.267", "65.276"), sound.replace("15.044-65.267", "15.044"), sound.replace("25,28", "25,82"), None):
        cell.value = planted
        book.save(tmp_path / "planted.xlsx")
        tally = Tally()
        documents.audit_xlsx(tally, Truth.load("2023", "id"), tmp_path / "planted.xlsx")
        assert tally.wrong, planted


def test_a_pdf_of_another_region_is_found(folder):
    for name, audit in (
        ("ringkasan.pdf", documents.audit_pdf),
        ("lampiran-jejak.pdf", documents.audit_trail),
        ("lembar-komitmen.pdf", documents.audit_pdf),
    ):
        sound, tally = Tally(), Tally()
        audit(sound, Truth.load("2023", "id"), folder / "3572-kota-blitar" / name, "x", "Kota Blitar")
        audit(tally, Truth.load("2023", "id"), folder / "3572-kota-blitar" / name, "x", "Kab. Ponorogo")
        assert not sound.wrong and sum(sound.compared.values()) and tally.wrong, name


def test_the_audit_of_documents_reads_without_sanlib():
    assert not re.search(r"^\s*(from|import) sanlib", Path(documents.__file__).read_text(encoding="utf-8"), re.MULTILINE)
