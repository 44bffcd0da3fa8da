"""The sentence that heads a table says what stands in its rows: each rule on a small table whose answer is counted by hand."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest

import sanlib as san
from sanlib import words
from sanlib.documents.export_boxes import written
from sanlib.judging import pace
from sanlib.printing import table_kinds
from sanlib.project import folders, schema
from sanlib.survey import contrasts, planning, survey_tables

ONE = {"region": "Kota Blitar", "indicator": "layak", "instrument": "Dinkes", "synthetic": False}


def table(columns, *rows):
    """Rows with every column a kind of table is known by, blank where a row does not name it."""
    frame = pd.DataFrame(list(rows))
    return frame.reindex(columns=list(dict.fromkeys([*columns, *frame.columns])))


def paces(*rows):
    return table(
        (*pace.PACE, "synthetic"),
        *(
            dict(zip(("reach", "reach_year", "reach_low", "reach_high"), row, strict=True)) | {"target_year": 2030, "synthetic": False}
            for row in rows
        ),
    )


def ranked(*rows):
    """Rank lists of one indicator each: (indicator, region, best, worst)."""
    names = ("indicator", "region", "rank_best", "rank_worst")
    return table(
        ("period", *names), *({"period": "2023", "instrument": "SIPSN", "ladder": ""} | dict(zip(names, one, strict=True)) for one in rows)
    )


SAID = {
    "a pace is surely in time by its whole interval": (
        paces(
            (schema.TERCAPAI, None, None, None),
            ("", 2028.0, 2026.0, 2030.0),
            ("", 2028.0, 2026.0, 2031.0),
            ("dua titik", 2028.0, None, None),
            ("menjauh", None, None, None),
        ),
        "Pasangan deret dan target: 5; tercapai 1, pada laju sekarang pasti tepat waktu 1, mungkin tepat waktu 2.",
    ),
    "a share that is withheld is counted as such": (
        table(survey_tables.SHOWN, *({"presentation": one} for one in ("disajikan", schema.DITAHAN, schema.TANPA_DATA))),
        "1 dari 3 angka dapat disajikan, 2 ditahan atau tanpa data.",
    ),
    "ranks that are sure, and who leads most of them": (
        ranked(("layak", "Kota Blitar", 1, 1), ("layak", "Kab. Ngawi", 2, 2), ("aman", "Kota Blitar", 1, 1), ("babs", "Kab. Ngawi", 1, 2)),
        "Daftar peringkat, satu indikator dalam satu instrumen: 3; paling sering pasti di tempat pertama: Kota Blitar (2).",
    ),
    "nobody is named where two lead equally often": (
        ranked(("layak", "Kota Blitar", 1, 1), ("aman", "Kab. Ngawi", 1, 1)),
        "Daftar peringkat, satu indikator dalam satu instrumen: 2.",
    ),
    "how far weights move a share": (
        pd.DataFrame(
            [
                {"domain": "Turi", "indicator": "layak", "weighted_pct": 50.0, "unweighted_pct": 52.5, "difference_pp": -2.5},
                {"domain": "Bendo", "indicator": "babs", "weighted_pct": 4.0, "unweighted_pct": 3.0, "difference_pp": 1.0},
            ]
        ),
        "Pembobotan paling banyak menggeser akses layak di Turi: 2,5 poin.",
    ),
    "targets that may stand behind a gap": (
        pd.DataFrame([{"target_set": "A", "feasible": True, "miss_pp": 0.0}, {"target_set": "B", "feasible": False, "miss_pp": 3.0}]),
        "Target yang mungkin di balik gap yang terbit tanpa target: 1 dari 2.",
    ),
    "charts saved": (
        pd.DataFrame([{"region": region, "sector": "air_limbah", "file": f"{n}.svg"} for n, region in enumerate(("A", "A", "B"))]),
        "Grafik yang disimpan: 3, dari 2 wilayah.",
    ),
    "what adds most to a risk": (
        pd.DataFrame(
            [
                {"desa": desa, "variable": name, "part": part, "risk_pct": 1.0}
                for desa, name, part in (
                    ("X", "Cubluk", 5.0),
                    ("X", "Genangan", 9.0),
                    ("Y", "Genangan", 2.0),
                    ("Z", "Cubluk", 3.0),
                    ("Z", "Genangan", 4.0),
                )
            ]
        ),
        "Genangan: sumbangan terbesar di 3 dari 3 wilayah bagian.",
    ),
    "a plan's desa and households": (
        pd.DataFrame(
            [
                {"stratum": "0", "desa_sampled": 8, "households_sampled": 320, "raise": 25.4},
                {"stratum": "1", "desa_sampled": 12, "households_sampled": 480, "raise": 40.2},
            ]
        ),
        "Rencana ini: 20 desa, 800 rumah tangga; satu rumah tangga mewakili 25 sampai 40.",
    ),
    "the least sample of the smallest and of the largest": (
        pd.DataFrame([{"domain": "A", "households": 90000, "n": 383}, {"domain": "B", "households": 1500, "n": 306}]),
        "Dari 1.500 rumah tangga perlu 306, dari 90.000 perlu 383, kalau diambil acak satu per satu.",
    ),
    "a design": (
        pd.DataFrame([{"rows": 838, "psus": 21, "strata": 4, "df": 17}]),
        "838 baris dalam 21 klaster dan 4 strata memberi 17 derajat bebas.",
    ),
    "neighbours' likeness": (
        table(planning.CLUSTERING_SHOWN, {"icc": 0.0123}, {"icc": 0.4}, {"icc": None}),
        "Kemiripan tetangga (icc) dari 0,012 sampai 0,400, dari 2 taksiran.",
    ),
    "differences told from chance": (
        table(
            contrasts.DIFFERENCES_SHOWN,
            {"diff_pp": 5.0, "distinguishable": True, "domain_1": "A", "domain_2": "B"},
            {"diff_pp": -1.0, "distinguishable": False, "domain_1": "A", "domain_2": "C"},
        ),
        None,
    ),
    "files received": (
        table(
            ("file", "source", "export_date", "kind", "synthetic", "confidence"),
            {"export_date": "2025-11", "kind": "transcribed"},
            {"export_date": "", "kind": "synthetic"},
            {"export_date": "", "kind": "original"},
        ),
        "Berkas yang diterima: 3; disalin dari terbitan: 1; sintetis: 1; tanpa tanggal ekspor: 2.",
    ),
    "recommendations without a document": (
        table(
            ("region_code", "name", "indicators", "evidence_source", "status", "policy"),
            {"status": "tidak terdokumentasi"},
            {"status": "terdokumentasi"},
        ),
        "Rekomendasi yang belum terdokumentasi: 1 dari 2.",
    ),
}


@pytest.mark.parametrize("case", SAID)
def test_the_sentence_above_a_table_counts_its_rows(case):
    rows, said = SAID[case]
    with words.speaking("id"):
        found = san.say.finding(rows)
    assert found == said if said else re_told(found)


def re_told(found):
    """The differences' own sentence, which tests/audit/test_headlines_audit.py holds: one of two, the largest named."""
    return "1 dari 2" in found and "5" in found


def test_who_has_no_figure_in_the_newest_period_is_named():
    period = san.open_period("2021", say=lambda _line: None)
    with words.speaking("id"):
        said = san.say.finding(period.achievements)
    there = set(period.achievements["region"])
    pilots = set(san.of_report(period.achievements)["region"])
    assert said.startswith(f"2021: {len(pilots)} dari 8 wilayah punya angka")
    named = set(said.partition("tidak ada data: ")[2].rstrip(".").split(", ")) - {""}
    assert not named & there and len(named) == 8 - len(pilots)


@pytest.mark.parametrize("year", [year for year in folders.periods() if not year.startswith("contoh")])
def test_a_heading_on_flags_counts_the_rows_of_the_table_below_it(year):
    period = san.open_period(year, say=lambda _line: None)
    for rows in (period.flags, period.breaks):
        said, shown = san.say.finding(rows, lang="id"), table_kinds.as_printed(rows)
        assert not len(rows) or (f": {len(rows)}, " in said and f"; semuanya dalam {len(shown)} baris tabel" in said)


def test_what_is_exported_is_headed_by_how_much_it_is(tmp_path):
    for name in ("3572-kota-blitar/ringkasan.pdf", "3572-kota-blitar/ringkasan.docx", "3506-kab-kediri/ringkasan.pdf", "tabel.xlsx"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    for lang, said in (("id", "Berkas yang ditulis: 4, untuk 2 wilayah."), ("en", "Files written: 4, for 2 regions.")):
        assert re.search(rf'role="heading"[^>]*>{said}</div><ul', written(tmp_path, lang=lang).data)


NOTEBOOKS = sorted(Path(__file__).parents[1].glob("notebooks/**/[0-9]*.ipynb"))
HEADED = re.compile(r"san\.say\.finding\(|san\.save_chart\(|san\.charts\.|san\.documents\.(export|brief_pages)\(|san\.explore\(")
"""What sets a computed heading: a finding, a chart (its own), the pack written, the pages of a brief and the explorer, which lead with theirs."""


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: "/".join(path.parts[-2:]))
def test_no_section_of_a_notebook_shows_a_table_without_a_computed_heading(path):
    assert bare_sections(json.loads(path.read_text(encoding="utf-8"))) == []


def bare_sections(notebook):
    """Sections that show something, or hold a typed table, before any computed heading."""
    bare, name, headed = [], "", False
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            heading = re.match(r"##? (.+)", source)
            name, headed = (heading[1], False) if heading else (name, headed)
            if re.search(r"^\|", re.sub(r"(?s)<details>.*?</details>", "", source), flags=re.MULTILINE):
                bare.append(name)
        else:
            headed = headed or bool(HEADED.search(source))
            if not headed and re.search(r"san\.show\(|san\.documents\.", source):
                bare.append(name)
    return bare


def test_a_bare_table_is_found():
    def notebook(*cells):
        return {"cells": [{"cell_type": kind, "source": [source]} for kind, source in cells]}

    assert bare_sections(
        notebook(("markdown", "## Satu"), ("code", "san.say.finding(a)"), ("markdown", "## Dua"), ("code", "san.show(b)"))
    ) == ["Dua"]
    assert bare_sections(notebook(("markdown", "## Tiga\n\n| a | b |\n|---|---|"))) == ["Tiga"]
    assert bare_sections(notebook(("markdown", "<details><summary>R</summary>\n\n| a |\n\n</details>"))) == []
