"""Tables that analysts edit: read however Excel saved them, and every slip one sentence that names file and cell."""

import csv
import io
import re
import shutil

import pandas as pd
import pytest
from build import achievement, achievements

from sanlib import intake, words
from sanlib.judging import flags, gap
from sanlib.project import date_texts, folders
from sanlib.project.problems import InputError
from sanlib.reference import advocacy, bounds, codebook, corrections, indicators, reference_tables, sources, targets
from sanlib.reference.layouts import layouts
from sanlib.reference.reference_schemas import SCHEMAS
from sanlib.survey import survey_achievements

SHIPPED = folders.root() / "data" / "raw" / "reference"
NAMES = sorted(set(SCHEMAS) - {"SOURCES.csv"})


def rows_of(name):
    with (SHIPPED / name).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def comma_decimals(rows):
    """The rows as Indonesian Excel shows them: whatever looks like a number with a decimal comma, a code of a region too."""
    return [rows[0], *([cell.replace(".", ",") if re.fullmatch(r"-?\d+\.\d+", cell) else cell for cell in row] for row in rows[1:])]


def saved(rows, separator=";", encoding="utf-8-sig", newline="\r\n", empty=0, quoting=csv.QUOTE_MINIMAL, before=""):
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=separator, lineterminator=newline, quoting=quoting)
    writer.writerows([*row, *[""] * empty] for row in rows)
    writer.writerows([[""] * (len(rows[0]) + empty)] * empty)
    return (before + stream.getvalue()).encode(encoding, errors="replace")


DIALECTS = {
    "semicolon_bom_crlf": {},
    "tab_utf16": {"separator": "\t", "encoding": "utf-16"},
    "comma": {"separator": ",", "newline": "\n"},
    "cp1252": {"encoding": "cp1252"},
    "quoted": {"quoting": csv.QUOTE_ALL},
    "trailing": {"empty": 3},
    "sep_line": {"before": "sep=;\r\n", "encoding": "utf-8"},
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_table_is_read_alike_however_excel_saved_it(tmp_path, name, dialect):
    options = DIALECTS[dialect]
    rows = rows_of(name)
    shown = rows if options.get("separator") == "," else comma_decimals(rows)
    (tmp_path / "table.csv").write_bytes(saved(shown, **options))
    expected = reference_tables.read(SHIPPED / name, SCHEMAS[name])
    if options.get("encoding") == "cp1252":
        expected = expected.map(lambda text: text.encode("cp1252", errors="replace").decode("cp1252"))
    pd.testing.assert_frame_equal(reference_tables.read(tmp_path / "table.csv", SCHEMAS[name]), expected)


@pytest.mark.parametrize("typed", ["11,10", "11.1", "1110", "11,1"])
def test_a_code_of_a_region_that_excel_took_for_a_number_is_the_same_code(tmp_path, typed):
    rows = [[typed if cell == "11.10" else cell for cell in row] for row in rows_of("kemendagri_codes.csv")]
    (tmp_path / "table.csv").write_bytes(saved(rows))
    found = reference_tables.read(tmp_path / "table.csv", SCHEMAS["kemendagri_codes.csv"])
    assert found.loc[found["kemendagri_code"].eq("11.10"), "region_code"].tolist() == ["1102"]


def test_headers_in_capitals_and_with_blanks_are_the_same_headers(tmp_path):
    rows = rows_of("targets.csv")
    (tmp_path / "targets.csv").write_bytes(saved([[f" {name.upper()} " for name in rows[0]], *rows[1:]]))
    found = reference_tables.read(tmp_path / "targets.csv", SCHEMAS["targets.csv"])
    assert list(found["target_pct"]) == list(reference_tables.table("targets.csv")["target_pct"])


@pytest.fixture
def copy(tmp_path):
    shutil.copytree(SHIPPED, tmp_path / "data" / "raw" / "reference")
    return tmp_path


def changed(copy, name, row, column, value, separator=","):
    """The table with one cell changed; `row` as Excel counts it."""
    rows = rows_of(name)
    rows[row - 1][rows[0].index(column)] = value
    place = copy / "data" / "raw" / "reference" / name
    place.write_bytes(saved(rows, separator, "utf-8", "\n"))
    return place


def added(copy, name, **cells):
    rows = rows_of(name)
    place = copy / "data" / "raw" / "reference" / name
    place.write_bytes(saved([*rows, [cells.get(column, "") for column in rows[0]]], ",", "utf-8", "\n"))
    return len(rows) + 1


SLIPS = [
    ("headers.csv", 6, "field", "pct:layakk", "B6"),
    ("headers.csv", 2, "field", "tahunan", "B2"),
    ("headers.csv", 2, "required", "wajib", "C2"),
    ("headers.csv", 2, "layout", "sipsnn", "A2"),
    ("layouts.csv", 2, "year_from", "kolom", "H2"),
    ("layouts.csv", 3, "layout", "sipsn", "A3"),
    ("regions.csv", 60, "kemendagri_code", "35.6.1", "E60"),
    ("kemendagri_codes.csv", 2, "kemendagri_code", "Okt-11", "A2"),
    ("targets.csv", 4, "indicator", "layakk", "D4"),
    ("targets.csv", 4, "direction", "minimall", "E4"),
    ("targets.csv", 4, "scope", "99", "B4"),
    ("targets.csv", 4, "year", "20299", "F4"),
    ("targets.csv", 4, "target_pct", "101", "G4"),
    ("targets.csv", 4, "target_pct", "1.250", "G4"),
    ("targets.csv", 4, "target_pct", "0.9", "G4"),
    ("targets.csv", 4, "target_pct", "0,95", "G4"),
    ("targets.csv", 4, "direction", "minimal", "E4"),
    ("targets.csv", 2, "direction", "paling banyak", "E2"),
    ("targets.csv", 4, "source", "", "H4"),
    ("targets.csv", 4, "confidence", "pasti", "I4"),
    ("regions.csv", 40, "region_code", "11", "A40"),
    ("regions.csv", 40, "kind", "kotaa", "B40"),
    ("indicators.csv", 3, "part_of", "layakk", "C3"),
    ("indicators.csv", 3, "direction", "naik", "E3"),
    ("indicators.csv", 3, "indicator", "layak", "A3"),
    ("needs.csv", 2, "indicator", "layakk", "B2"),
    ("needs.csv", 2, "factors", "jamban", "F2"),
    ("needs.csv", 2, "rule", "kk", "E2"),
    ("policies.csv", 3, "region_code", "9999", "B3"),
    ("policies.csv", 3, "indicators", "aman|tidak_ada", "E3"),
    ("issues.csv", 2, "indicator", "layakk", "C2"),
    ("issues.csv", 2, "text_id", "Baru {capaan} %", "E2"),
    ("issues.csv", 2, "text_id", "Baru { %", "E2"),
    ("issues.csv", 2, "verdict", "gagal", "D2"),
    ("milestones.csv", 2, "date", "31/02/2018", "F2"),
    ("milestones.csv", 2, "planned_year", "tahun depan", "E2"),
    ("facilities.csv", 2, "low", "banyak", "F2"),
    ("assumptions.csv", 2, "high", "-1", "D2"),
    ("odf.csv", 2, "since", "kapan", "B2"),
    ("flags.csv", 2, "veto", "mungkin", "B2"),
    ("flags.csv", 2, "threshold", "besar", "D2"),
    ("survey/design.csv", 3, "setting", "lonely", "A3"),
    ("survey/items.csv", 4, "type", "angka", "C4"),
    ("survey/ladder_classes.csv", 3, "profile", "(1)", "B3"),
    ("survey/ladder_classes.csv", 3, "rungs", "aman", "E2"),
    ("survey/ladder_classes.csv", 12, "rungs", "aman|lainnya", "E12"),
    ("survey/forms.csv", 2, "profiles", "ehra1999", "E2"),
    ("survey/irs.csv", 2, "weight", "2", "D2"),
    ("survey/ladder_rules.csv", 2, "condition", "D.1 sama dengan 4", "E2"),
    ("survey/checks.csv", 2, "rule", "tidak_ada", "B2"),
    ("survey/indicators.csv", 2, "yes", "rung_2020 is aman", "E2"),
]


def read_all(copy):
    for name in NAMES:
        if name.startswith("survey/"):
            codebook.table(name.removeprefix("survey/"), copy / "data" / "raw" / "reference" / "survey")
        else:
            reference_tables.table(name, copy)
    layouts(copy)
    targets.targets(copy)
    codebook.every(copy / "data" / "raw" / "reference" / "survey")


@pytest.mark.parametrize("name, row, column, value, cell", SLIPS)
def test_a_slip_is_one_sentence_with_its_file_and_its_cell(copy, name, row, column, value, cell):
    changed(copy, name, row, column, value)
    with pytest.raises(InputError) as refused:
        read_all(copy)
    assert refused.value.problem.file == f"data/raw/reference/{name}" and refused.value.problem.cell == cell
    assert all(refused.value.message(lang).startswith(f"data/raw/reference/{name} > {cell}: ") for lang in ("id", "en"))


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_or_doubled_column_and_a_wide_row_are_told(tmp_path, name):
    rows, place = rows_of(name), tmp_path / name.replace("/", "_")
    needed = next(column.name for column in SCHEMAS[name].columns if not column.optional)
    at = rows[0].index(needed)
    for wrong, rule in (
        ([[cell for number, cell in enumerate(row) if number != at] for row in rows], "reference_column_missing"),
        ([[*row, row[at]] for row in rows], "reference_column_twice"),
        ([rows[0], [*["x"] * len(rows[0]), "lebih"]], "reference_row_wide"),
    ):
        place.write_bytes(saved(wrong))
        with pytest.raises(InputError) as refused:
            reference_tables.read(place, SCHEMAS[name])
        assert refused.value.problem.rule == rule and refused.value.problem.cell


def test_the_row_of_a_slip_is_the_one_excel_shows(copy):
    rows = rows_of("targets.csv")
    wrong = [*rows[1]]
    wrong[rows[0].index("direction")] = "minimall"
    wrong[rows[0].index("target_set")] = "UA\nbaru"
    place = copy / "data/raw/reference/targets.csv"
    place.write_bytes(b"sep=;\r\n" + saved([rows[0], rows[1], [""] * len(rows[0]), rows[2], wrong], encoding="utf-8"))
    with pytest.raises(InputError, match="targets.csv > E5: "):
        targets.targets(copy)


def test_a_layout_without_its_region_or_its_year_is_told(copy):
    for field in ("region", "year"):
        rows = [row for row in rows_of("headers.csv") if row[:2] != ["sipsn", field]]
        (copy / "data/raw/reference/headers.csv").write_bytes(saved(rows, ",", "utf-8"))
        with pytest.raises(InputError, match=f"sipsn.*{field}"):
            layouts(copy)


def test_a_table_changed_meanwhile_is_read_again(copy):
    before = len(targets.targets(copy))
    added(
        copy,
        "targets.csv",
        target_set="Baru",
        scope="3572",
        ladder="2020",
        indicator="layak",
        direction="minimal",
        year="2030",
        target_pct="99,5",
        source="SK",
    )
    after = targets.targets(copy)
    assert len(after) == before + 1 and after["target_pct"].iloc[-1] == 99.5


@pytest.mark.parametrize("typed, meant", [("90%", 90), ("90 %", 90), ("0,5%", 0.5), ("0.5 %", 0.5), ("0", 0), ("1", 1), ("100,0", 100)])
def test_a_target_below_one_per_cent_says_its_sign(copy, typed, meant):
    changed(copy, "targets.csv", 2, "target_pct", typed)
    assert targets.targets(copy)["target_pct"].iloc[0] == meant


def test_the_check_of_a_workbook_names_a_target_that_points_the_other_way(copy):
    changed(copy, "targets.csv", 2, "direction", "maksimal")
    found = intake.check(folders.root() / "data/raw/2019", root=copy).problems
    assert [(row.cell, row.value) for row in found.itertuples() if row.file.endswith("targets.csv")] == [("E2", "maksimal")]


def test_numbers_with_a_decimal_comma_are_those_with_a_point(copy):
    changed(copy, "facilities.csv", 2, "low", "24,5", ";")
    assert advocacy.table("facilities", copy)["low"].iloc[0] == 24.5


@pytest.mark.parametrize(
    "written, meant",
    [
        ("03/03/2026", "2026-03-03"),
        ("15/11/2025", "2025-11-15"),
        ("03/04/2026", "2026-04-03"),
        ("3-4-2026", "2026-04-03"),
        ("03.04.2026", "2026-04-03"),
        ("2026-03-03", "2026-03-03"),
        ("2026/3/3", "2026-03-03"),
        ("2026-03-03 07:15:00", "2026-03-03"),
        ("46084", "2026-03-03"),
        ("46084,5", "2026-03-03"),
        ("3 Maret 2026", "2026-03-03"),
        ("3 March 2026", "2026-03-03"),
        ("March 3, 2026", "2026-03-03"),
        ("15-Nov-25", "2025-11-15"),
        ("15 Nop 2025", "2025-11-15"),
        ("Nov 2025", "2025-11"),
        ("november 2025", "2025-11"),
        ("11/2025", "2025-11"),
        ("2025-11", "2025-11"),
        ("2025", "2025"),
        ("17 Agustus 2025", "2025-08-17"),
        ("3/4/26", "2026-04-03"),
        ("Rabu, 3 Desember 2025", "2025-12-03"),
        ("", ""),
    ],
)
def test_dates_are_read_as_people_write_them(written, meant):
    assert date_texts.iso(written) == meant


@pytest.mark.parametrize(
    "written", ["04/13/2026", "31/02/2026", "2026-13-01", "00/01/2026", "kemarin", "3 Marettt 2026", "99999", "12", "Nov", "1/2/3/4"]
)
def test_what_is_no_date_is_refused(written):
    with pytest.raises(ValueError):
        date_texts.iso(written)


def test_a_date_is_newer_only_where_that_is_certain():
    assert date_texts.newer("2026-03-03", "2025-11-15") and date_texts.newer("2025-12", "2025-11-30")
    assert not any(
        date_texts.newer(*pair)
        for pair in (
            ("2025-11-15", "2025-11"),
            ("2025-11", "2025-11-15"),
            ("2025", "2024-12-31")[::-1],
            ("2025-11-15", ""),
            ("", "2025-11-15"),
            ("2025-11-15", "2025-11-15"),
        )
    )


HEAD = ",".join(sources.COLUMNS)


@pytest.mark.parametrize(
    "row, cell",
    [
        ("a.xlsx,KLHK,,,04/13/2026,,,,,,", "E2"),
        ("a.xlsx,KLHK,,kemarin,,,,,,,", "D2"),
        ("a.xlsx,KLHK,,,,,,asli sekali,,,", "H2"),
        ("a.xlsx,KLHK,,,,,,,,yakin,", "J2"),
    ],
)
def test_a_value_outside_its_list_or_calendar_is_refused_with_its_cell(tmp_path, row, cell):
    (tmp_path / "SOURCES.csv").write_text(f"{HEAD}\n{row}\n", encoding="utf-8")
    found = sources.problems(tmp_path, "data/raw/2030/SOURCES.csv")
    assert [problem.cell for problem in found] == [cell] and found[0].rule.startswith("sources_not_")
    assert words.severity(found[0].rule) == "error"


def test_sources_are_read_with_the_words_and_dates_of_an_indonesian_office(tmp_path):
    (tmp_path / "SOURCES.csv").write_text(
        f"{HEAD.replace(',', ';')}\na.xlsx;KLHK;;15-Nov-25;03/03/2026;;;Disalin;Tidak;Terbit;\n", encoding="utf-8"
    )
    row = sources.sources(tmp_path).loc["a.xlsx"]
    assert tuple(row[["received", "export_date", "kind", "synthetic", "confidence"]]) == (
        "2025-11-15",
        "2026-03-03",
        "transcribed",
        "no",
        "published",
    )


def test_the_day_of_a_correction_is_a_date(copy):
    added(copy, "corrections.csv", file="2023/a.xlsx", sheet="A", cell="B2", old="1", new="2", who="Ani", when="3 Maret 2026", why="surat")
    assert corrections.listed(copy)["when"].tolist() == ["2026-03-03"]
    added(copy, "corrections.csv", file="2023/a.xlsx", sheet="A", cell="B2", old="1", new="2", who="Ani", when="31/04/2026", why="surat")
    with pytest.raises(InputError, match="corrections.csv > G2: "):
        corrections.listed(copy)


NEW = {
    "indicator": "air_minum",
    "sector": "air_limbah",
    "direction": "minimal",
    "spellings": "air minum layak",
    "definition_id": "x",
    "definition_en": "y",
    "source": "z",
}


def test_an_indicator_is_added_by_its_row_alone(copy):
    added(copy, "indicators.csv", **NEW, label_id="Air minum layak", label_en="Improved water")
    assert indicators.table(copy)["indicator"].iloc[-1] == "air_minum"
    assert [words.label("air_minum", lang) for lang in ("id", "en")] == ["Air minum layak", "Improved water"]


def test_an_indicator_without_its_label_is_told_at_once(copy):
    row = added(copy, "indicators.csv", **NEW | {"indicator": "tanpa_nama"})
    with pytest.raises(InputError, match=rf"indicators\.csv > \w{row}: .*tanpa_nama.*label_id"):
        indicators.table(copy)
    folder = copy / "data" / "raw" / "2023"
    shutil.copytree(folders.root() / "data/raw/2023", folder)
    found = intake.check(folder, copy)
    assert found.has_errors and found.problems["file"].tolist()[0] == "data/raw/reference/indicators.csv"


def test_a_brace_never_reaches_the_formatting(copy):
    assert reference_tables.filled("{capaian} % { {lain} {0}", capaian="12") == "12 % { {lain} {0}"


@pytest.mark.parametrize("name", [name for name in NAMES if SCHEMAS[name].always])
def test_a_row_that_is_computed_with_is_told_where_it_is_gone_or_blank(tmp_path, name):
    """Without its row a flag would veto nothing, in silence."""
    rows, always = rows_of(name), SCHEMAS[name].always
    assert name == "survey/indicators.csv" or sorted(row[0] for row in rows[1:]) == sorted(always)
    path = tmp_path / "tabel.csv"
    for number, row in [(number, row) for number, row in enumerate(rows) if row[0] in always]:
        path.write_bytes(saved([rows[0], *(other for other in rows[1:] if other[0] != row[0])]))
        with pytest.raises(InputError) as refused:
            reference_tables.read(path, SCHEMAS[name])
        assert refused.value.problem.rule == "reference_row_missing" and refused.value.problem.value == row[0]
        if column := always[row[0]]:
            place = rows[0].index(column)
            path.write_bytes(saved([*rows[:number], [*row[:place], "", *row[place + 1 :]], *rows[number + 1 :]]))
            with pytest.raises(InputError) as refused:
                reference_tables.read(path, SCHEMAS[name])
            assert refused.value.problem.rule == "reference_blank" and refused.value.problem.cell == f"D{number + 1}"


@pytest.mark.parametrize(
    ("setting", "value"), [("level", "tinggi"), ("level", "95"), ("level", "0"), ("icc", "1e400"), ("icc", "-0.1"), ("icc", "NaN")]
)
def test_a_setting_that_is_a_number_stands_within_its_bounds(tmp_path, setting, value):
    rows = [[*row[:1], value, *row[2:]] if row[0] == setting else row for row in rows_of("survey/design.csv")]
    (tmp_path / "design.csv").write_bytes(saved(rows))
    with pytest.raises(InputError) as refused:
        survey_achievements.settings(tmp_path)
    assert refused.value.problem.rule == "survey_setting_unknown" and refused.value.problem.value == value


def test_looking_into_a_table_does_not_copy_where_its_rows_stand():
    """pandas copies a table's attrs at every look into it; the lines of a whole table, copied so, took most of a run."""
    read = reference_tables.table("targets.csv")
    looked = read[read["indicator"].eq("layak")][["indicator", "target_pct"]]
    assert looked.attrs["origin"] is read.attrs["origin"]
    assert reference_tables.lines(read)[:2] == [2, 3]


@pytest.mark.parametrize("name", NAMES)
def test_a_table_of_which_only_the_header_is_left_is_refused_or_has_columns_of_text(tmp_path, name):
    """As numbers they would not compare with the texts of other tables: odf.csv without a region declared is an ordinary one."""
    path = tmp_path / "tabel.csv"
    path.write_bytes(saved(rows_of(name)[:1]))
    try:
        found = reference_tables.read(path, SCHEMAS[name])
    except InputError as refused:
        assert refused.problem.rule == "reference_row_missing"
        return
    assert len(found) == 0 and not [column for column in found if pd.api.types.is_numeric_dtype(found[column])]


def test_a_bound_that_is_computed_with_and_gone_is_told(tmp_path, monkeypatch):
    shutil.copytree(folders.reference("bounds.csv").parent, tmp_path / "data/raw/reference")
    (tmp_path / "data/raw/reference/bounds.csv").write_text("quantity,unit,level,low,high,source\n", encoding="utf-8")
    with folders.within(tmp_path), pytest.raises(InputError, match=r"bounds\.csv: .*base, KK, kabupaten/kota"):
        bounds.most("base", "KK")
    assert bounds.most("base", "KK") >= 1_000_000


def test_a_flag_that_withholds_on_a_condition_nothing_computes_is_refused(copy):
    """It would be printed as conditional and never act."""
    path = copy / "data/raw/reference/flags.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("\nrevisi,no,", "\nrevisi,if,"), encoding="utf-8")
    with folders.within(copy), pytest.raises(InputError, match=r"flags\.csv > B\d+: .*revisi.*basis_melompat"):
        flags.vetoes()
        flags.rules()


@pytest.mark.parametrize(("veto", "verdict"), [("yes", "tidak dapat dinilai"), ("if", "tidak dapat dinilai"), ("no", "tercapai")])
def test_a_base_that_jumped_withholds_as_its_row_says(copy, veto, verdict):
    path = copy / "data/raw/reference/flags.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("\nbasis_melompat,if,", f"\nbasis_melompat,{veto},"), encoding="utf-8")
    row = {"indicator": "layak", "base": 100.0, "amount": 92.0, "alt_pct": 80.0, "alt_base": 115.0, "flag": "basis_melompat"}
    target = pd.DataFrame(
        [("S", "nasional", "2020", "layak", "minimal", 2024, 90.0, "s", "published")],
        columns=["target_set", "scope", "ladder", "indicator", "direction", "year", "target_pct", "source", "confidence"],
    )
    with folders.within(copy):
        assert gap.gaps(achievements(achievement(value_pct=92.0, **row)), target)["verdict"].tolist() == [verdict]


def test_every_kind_of_column_has_its_words_for_the_page_that_lists_them():
    kinds = {column.kind for schema in SCHEMAS.values() for column in schema.columns}
    assert len(kinds) > 8 and not [kind for kind in kinds if not words.has_label(f"site.kind.{kind}")]
