"""A made-up questionnaire ("uji") as rows of the survey's tables, its households, and workbooks of answers, for tests.

The item codes of the 2020/2024 EHRA form were not found. This form differs from the 2025 form in the ways that one is
known to: ten places of defecation, closet and disposal as two questions, emptying in other classes and nothing about
where sludge goes, one main way of handling waste, "tidak tahu" codes.
"""

import csv

import pandas as pd
import xlsxwriter

PLACES = [
    "jamban pribadi",
    "MCK/WC umum",
    "jamban tetangga",
    "WC helikopter",
    "sungai",
    "kebun",
    "selokan",
    "lubang galian",
    "lainnya",
    "tidak punya",
]
ITEMS = [
    ("T.1", "Tempat BAB", PLACES),
    ("T.2", "Jenis kloset", ["leher angsa", "plengsengan", "cemplung"]),
    ("T.3", "Saluran akhir tinja", ["tangki septik", "IPAL/SPALD", "cubluk", "sungai/kolam"]),
    ("T.4", "Tangki terakhir dikosongkan", ["0-12 bulan", "1-5 tahun", "5-10 tahun", "lebih dari 10 tahun", "tidak pernah"]),
    ("S.1", "Cara utama mengelola sampah", ["diangkut petugas", "dibakar", "dibuang ke sungai"]),
]
RULES = [
    ("babs_terbuka", "T.1 in 4,5,6,7,8,10"),
    ("babs_tertutup", "T.3 = 4"),
    ("belum_layak", "T.1 = 2"),
    ("layak_sendiri", "T.1 = 1 & T.2 = 1 & T.3 in 1,2"),
    ("layak_bersama", "T.1 = 3 & T.2 = 1 & T.3 in 1,2"),
    ("belum_layak", "T.1 in 1,3 & T.2 known & T.3 known"),
]
CLASSES = [
    ("2020", "layak_sendiri", "layak_sendiri"),
    ("2020", "layak_bersama", "layak_bersama"),
    ("2020", "belum_layak", "belum_layak|babs_tertutup"),
    ("2020", "babs", "babs_terbuka"),
    ("2020", "tidak_terklasifikasi", "tidak_terklasifikasi"),
    ("2015", "layak", "layak_sendiri|layak_bersama"),
    ("2015", "dasar", "belum_layak"),
    ("2015", "babs", "babs_terbuka|babs_tertutup"),
    ("2015", "tidak_terklasifikasi", "tidak_terklasifikasi"),
]


def add(path, rows):
    """Rows at the end of a table, by its own header."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        header = next(csv.reader(stream))
    with path.open("a", encoding="utf-8", newline="") as stream:
        table = csv.DictWriter(stream, header, restval="", lineterminator="\n")
        table.writerows(rows)


def add_form(folder):
    """The form "uji" added as rows to a folder of survey tables, its identity block that of 2025."""
    for name in ("codebook.csv", "items.csv"):
        rows = pd.read_csv(folder / name, dtype=str, keep_default_na=False)
        add(folder / name, rows[rows["code"].str.startswith("ID.") & rows["form"].eq("2025")].assign(form="uji").to_dict("records"))
    spelled = pd.read_csv(folder / "spellings.csv", dtype=str, keep_default_na=False)
    add(folder / "spellings.csv", spelled[spelled["field"].str.startswith(("ID.", "@"))].assign(form="uji").to_dict("records"))
    add(
        folder / "codebook.csv",
        [
            {"form": "uji", "code": code, "mode": "T", "kind": "single", "question": question, "option": n, "label": label}
            for code, question, labels in ITEMS
            for n, label in enumerate(labels, 1)
        ],
    )
    add(folder / "items.csv", [{"form": "uji", "code": code, "required": "yes" if code in ("T.1", "T.3") else ""} for code, *_ in ITEMS])
    add(folder / "answers.csv", [{"form": "uji", "code": "*", "spelling": s} for s in ("tidak tahu", "88")])
    add(folder / "checks.csv", [{"form": "uji", "rule": "survey_d3_kosong", "field": "T.3", "condition": "T.3 blank & T.1 in 1,2,3"}])
    add(
        folder / "ladder_rules.csv",
        [
            {"profile": "uji", "order": n, "rung": rung, "condition": condition, "source": "uji"}
            for n, (rung, condition) in enumerate(RULES, 1)
        ],
    )
    add(
        folder / "ladder_classes.csv",
        [
            {"ladder": ladder, "profile": "uji", "order": n, "class": name, "rungs": made_of}
            for n, (ladder, name, made_of) in enumerate(CLASSES, 1)
        ],
    )
    given = "2020:layak|2020:aman|2020:layak_sendiri|2020:layak_bersama|2020:belum_layak|2020:babs|2015:layak|2015:dasar|2015:babs"
    add(
        folder / "forms.csv",
        [{"form": "uji", "name_id": "uji", "name_en": "test", "profiles": "uji", "indicators": given, "source": "uji"}],
    )


def households(count=90):
    """Three desa of thirty, with every place, a "tidak tahu" and a blank among the answers."""
    for n in range(count):
        yield {
            "ID1": 35,
            "ID2": 72,
            "ID3": 1,
            "ID4": 1001 + n % 3,
            "ID5": n % 3 // 2,
            "ID6": 2,
            "ID8": n // 3 + 1,
            "T1": PLACES[n % 10] if n % 4 else n % 10 + 1,
            "T2": [1, 1, 2, 88][n % 4],
            "T3": [1, 3, 2, 4, "tidak tahu"][n // 3 % 5],
            "T4": n % 5 + 1,
            "S1": n % 3 + 1,
        }


def written(path, rows):
    rows = list(rows)
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("data")
        sheet.write_row(0, 0, list(rows[0]))
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, list(row.values()))
    return path
