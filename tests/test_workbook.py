"""The workbook an analyst opens, filters and prints: numbers as numbers, doubt visible, every sheet said what it is."""

import functools
import io

import openpyxl
import pandas as pd
import pytest

import sanlib as san
from sanlib import words
from sanlib.documents import appendix, brief, pack_folder
from sanlib.documents.writers import workbook, workbook_sheets


@functools.cache
def chosen(period, lang="id", region="Kota Blitar"):
    opened = san.open_period(period, lang=lang, say=lambda _line: None)
    return pack_folder.gather(opened, san.gaps(opened.achievements, san.targets()), pack_folder.codes(region), lang), opened


@functools.cache
def book(period, lang="id", region="Kota Blitar"):
    return openpyxl.load_workbook(io.BytesIO(workbook.render(*chosen(period, lang, region), lang)))


def column(sheet, heading):
    heads = [cell.value for cell in sheet[workbook.TOP]]
    return [row[heads.index(heading)] for row in sheet.iter_rows(min_row=workbook.TOP + 1)]


@pytest.mark.parametrize(
    "lang, names",
    [
        (
            "id",
            ["Sampul", "Catatan", "Gap", "Kebutuhan", "Asumsi", "Capaian", "Target", "Catatan mutu", "Kebijakan", "Sumber", "Jejak angka"],
        ),
        (
            "en",
            ["Cover", "Notes", "Gaps", "Needs", "Assumptions", "Achievements", "Targets", "Quality flags", "Policies", "Sources", "Trail"],
        ),
    ],
)
def test_the_sheets_stand_in_order_and_the_cover_links_to_each(lang, names):
    opened = book("2023", lang, None)
    assert opened.sheetnames == names
    linked = {cell.hyperlink.location.split("'")[1] for row in opened[names[0]].iter_rows() for cell in row if cell.hyperlink}
    assert linked == set(names[1:])


def test_numbers_are_numbers_with_their_signs_and_blitar_is_as_published():
    """TRUTH.md: Kota Blitar 2023 to Jakstranas +11.31 / -10.07, to its own Jakstrada +10.31 / -15.07."""
    gaps = book("2023")["Gap"]
    values = [cell.value for cell in column(gaps, "Gap (poin)")]
    assert {11.31, -10.07, 10.31, -15.07} <= set(values) and all(isinstance(value, (int, float)) for value in values)
    assert {cell.number_format for cell in column(gaps, "Gap (poin)")} == {"+#,##0.00;-#,##0.00;0.00"}
    assert {cell.number_format for cell in column(gaps, "Kekurangan (KK)")} == {"#,##0"}
    assert column(gaps, "No.")[0].value == "G1"


def test_what_may_not_be_judged_is_grey_bracketed_and_says_why():
    gaps = book("2024")["Gap"]
    for verdict, gap, flag in zip(column(gaps, "Penilaian"), column(gaps, "Gap (poin)"), column(gaps, "Catatan mutu"), strict=True):
        withheld = verdict.value == "tidak dapat dinilai"
        assert gap.font.i is withheld and gap.number_format.startswith("(") is withheld
        assert not withheld or flag.value


def test_a_survey_has_n_and_interval_and_a_count_has_no_such_columns():
    survey, count = book("contoh-2023")["Gap"], book("2023")["Gap"]
    assert all(isinstance(cell.value, (int, float)) for head in ("n", "Bawah (%)", "Atas (%)") for cell in column(survey, head))
    assert "n" not in [cell.value for cell in count[workbook.TOP]]


def test_every_sheet_of_synthetic_figures_says_so_on_the_screen_and_on_paper():
    for sheet in book("contoh-2023"):
        said = [str(cell.value) for row in sheet.iter_rows(max_row=8) for cell in row]
        assert any("DATA SINTETIS" in text for text in said), sheet.title
        assert "DATA SINTETIS" in sheet.oddHeader.right.text
    assert not any("SINTETIS" in str(cell.value) for sheet in book("2023") for row in sheet.iter_rows(max_row=3) for cell in row)


@pytest.mark.parametrize("period", ["2018", "2023", "contoh-2023"])
def test_every_table_can_be_filtered_and_printed(period):
    for sheet in book(period).worksheets:
        assert sheet.page_setup.fitToHeight == 0 and sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.oddFooter.right.text == "&P / &N" or "P" in sheet.oddFooter.right.text
        if sheet.title not in ("Sampul", "Catatan"):
            assert sheet.auto_filter.ref and sheet.freeze_panes and sheet.print_title_rows == "$1:$3"
            assert sheet.page_setup.orientation == "landscape"
            heads = [cell.value for cell in sheet[workbook.TOP]]
            assert all(heads) and len(set(heads)) == len(heads)
            assert all(sheet.column_dimensions[cell.column_letter].width >= 6 for cell in sheet[workbook.TOP])


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_every_heading_has_its_words_and_the_gap_table_its_meanings(lang):
    for columns in workbook_sheets.COLUMNS.values():
        assert all(words.has_label(f"column.{one.key}") for one in columns)
    told = {row[0].value for row in book("2023", lang, None).worksheets[1].iter_rows(min_row=workbook.TOP + 1)}
    assert {words.label(f"column.{key}", lang) for key in ("gap_pp", "value_pct", "target_pct", "flag")} <= told
    assert {words.label(f"verdict.{key}", lang) for key in ("tercapai", "belum", "tidak dapat dinilai")} <= told


def test_a_need_is_a_number_and_an_unknown_one_is_blank_with_its_question():
    needs, low_name = book("2023")["Kebutuhan"], words.label("column.low", "id")
    lowest = {head.value: cell.value for head, cell in zip(column(needs, "Nama"), column(needs, low_name), strict=True)}
    name = chosen("2023")[0][0].needs.set_index("need").loc["jamban", "name"]
    assert round(lowest[name]) == 880
    asked = [
        question.value
        for low, question in zip(column(needs, low_name), column(needs, "Yang harus ditanyakan"), strict=True)
        if low.value is None
    ]
    assert asked and all(asked)


def test_nothing_that_a_spreadsheet_would_run_gets_in():
    regions, opened = chosen("2023")
    hostile = regions[0]._replace(achievements=regions[0].achievements.assign(published_as='=HYPERLINK("http://x")'))
    cells = [
        cell
        for page in openpyxl.load_workbook(io.BytesIO(workbook.render([hostile], opened)))
        for line in page.iter_rows()
        for cell in line
    ]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert any(str(cell.value).startswith("'=HYPERLINK") for cell in cells)


def test_a_region_without_any_figure_still_gives_a_workbook():
    regions, opened = chosen("2018", region="Kab. Situbondo")
    assert openpyxl.load_workbook(io.BytesIO(workbook.render(regions, opened))).sheetnames[:2] == ["Sampul", "Catatan"]


def test_the_table_read_back_by_pandas_is_the_gaps():
    regions, opened = chosen("2023")
    back = pd.read_excel(io.BytesIO(workbook.render(regions, opened)), sheet_name="Gap", header=workbook.TOP - 1, engine="openpyxl")
    gaps = pd.concat([one.gaps for one in regions])
    assert back["Gap (poin)"].tolist() == pytest.approx(gaps["gap_pp"].tolist(), nan_ok=True)
    assert back["Wilayah"].tolist() == gaps["region"].tolist()


@pytest.mark.parametrize("period", ["2018", "2023"])
def test_an_id_names_the_same_comparison_in_workbook_brief_and_trail(period):
    """Also where a gap published without its target stands before one with: in 2018 several regions have such."""
    regions, opened = chosen(period, region=None)
    told = workbook_sheets.sheets(regions, opened, "id")["gaps"]
    for one in regions:
        mine = told[told["region"].eq(one.name)].set_index("id")
        assert [name for name in mine.index if name] == brief.judged(one)["id"].tolist()
        for row in brief.judged(one).itertuples():
            there = mine.loc[row.id]
            assert (there["target_set"], there["gap_pp"]) == (row.target_set, row.gap_pp)
            assert appendix.figures_of(one, row.id)[0]["gap_pp"] == row.gap_pp


def test_a_gap_without_target_before_one_with_takes_no_id():
    rows = pd.DataFrame({"target_pct": [float("nan"), 80.0, float("nan"), 90.0], "gap_pp": [-1.0, -2.0, -3.0, -4.0]}, index=[7, 3, 5, 1])
    one = chosen("2023")[0][0]._replace(gaps=rows)
    assert brief.identified(one)["id"].tolist() == ["", "G1", "", "G2"]
    assert brief.judged(one).set_index("id")["gap_pp"].to_dict() == {"G1": -2.0, "G2": -4.0}


def test_a_whole_number_stands_without_a_lone_decimal_mark():
    """Under optional decimals Excel prints 67 as "67."; the format follows the number as it is shown."""
    for needs in (book("2023", region=None)["Kebutuhan"], book("2023")["Asumsi"]):
        cells = [cell for head in ("Bawah", "Atas") for cell in column(needs, head) if isinstance(cell.value, (int, float))]
        assert {cell.number_format for cell in cells} == {"#,##0", "#,##0.0#"}
        assert all((cell.number_format == "#,##0") == (round(cell.value, 2) % 1 == 0) for cell in cells)
