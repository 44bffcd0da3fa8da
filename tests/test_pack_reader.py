"""What a stranger asks of a brief, a deck and a province's page: what is counted, on which base, since when, and by whose document."""

import io
import re
import tempfile
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pypdf
import pytest
from build import achievement, achievements
from docx import Document as Word
from pptx import Presentation

import sanlib as san
from sanlib import words
from sanlib.charts import findings, joined_series
from sanlib.charts.chart_rows import name as indicator_name
from sanlib.documents import appendix, brief, fit_pages, need, pack_folder, page_to_sign, province_page
from sanlib.documents.document import Cell, Document, Grid, Section
from sanlib.documents.writers import arial_widths, brief_chart, deck, deck_chart, pdf, word, word_pages, workbook_sheets
from sanlib.judging import pace, sizes
from sanlib.printing import show
from sanlib.reference import advocacy, reference_tables
from sanlib.reference.targets import targets
from sanlib.report import record
from sanlib.words import quoted

TABLES = ("targets", "assumptions", "facilities", "issues", "policies", "milestones", "odf")
"""Reference tables whose sources are printed."""


def region(opened, gaps, name, lang="id"):
    with words.speaking(lang):
        return pack_folder.gather(opened, gaps, pack_folder.codes(name), lang)[0]


def section(one, key, lang="id"):
    return next(part for part in brief.brief(one, lang).sections if part.key == key)


@pytest.mark.parametrize(
    "lang, printed",
    [
        (
            "id",
            {
                "Jamban layak": "880 KK",
                "KK dengan akses aman": "21.649 KK",
                "Kapasitas IPLT": "cukup",
                "Sampah yang dikurangi": "8,7 ton/hari",
            },
        ),
        ("en", {"Improved toilets": "880 households", "Waste reduced": "8.7 t/day", "Sludge that reaches the plant": "9.3-15.8 m³/day"}),
    ],
)
def test_a_need_says_what_it_counts(opened, gaps, lang, printed):
    rows = {row[0].text: row for row in section(region(opened, gaps, "Kota Blitar", lang), "need", lang).grid.rows}
    assert {name: rows[name][3].text for name in printed} == printed
    facilities = next(row for name, row in rows.items() if name.startswith("TPS 3R"))
    assert facilities[3].text.endswith({"id": "unit TPS 3R", "en": "TPS 3R units"}[lang])
    assert not any(re.search(r"\d units?$", cell.text) for row in rows.values() for cell in row)


def test_a_need_that_takes_more_than_one_thing_a_household_counts_the_things():
    row = {"unit": "unit", "need": "jamban", "amount_unit": "KK", "amount": 10.0, "amount_other": float("nan"), "low": 20.0, "high": 20.0}
    assert need.counted_in(row) == "unit jamban" and need.counted_in(row | {"low": 10.0, "high": 10.0}) == "KK"


def test_a_share_of_a_base_that_jumped_stands_at_one_weight_with_its_other(opened, gaps):
    """92.77 % large and 74.72 % nowhere near it: the card, the bar of the chart and the slide give both the same weight."""
    one = region(opened, gaps, "Kab. Situbondo")
    card = next(card for card in section(one, "now").numbers if card.label == "Akses layak, Dinkes")
    assert (card.value, card.other) == ("92,77%", "atau 74,72%")
    assert [card.other for card in section(region(opened, gaps, "Kota Blitar"), "now").numbers] == [""] * 4
    boxes = next(table for table in Word(io.BytesIO(word.render(brief.brief(one), 2))).tables if "92,77%" in table.rows[0].cells[1].text)
    both = [run for line in boxes.rows[0].cells[1].paragraphs for run in line.runs if "%" in run.text]
    assert [run.text for run in both] == ["92,77%", "atau 74,72%"] and len({(run.font.size, run.bold) for run in both}) == 1
    slides = Presentation(io.BytesIO(deck.render(brief.brief(one)))).slides
    assert any(shape.text_frame.text == "92,77% atau 74,72%" for slide in slides for shape in slide.shapes if shape.has_text_frame)


def test_the_gap_of_a_base_that_jumped_is_never_louder_than_its_range(opened, gaps):
    one = region(opened, gaps, "Kab. Situbondo")
    bar = next(bar for bar in section(one, "chart").picture.bars if bar.name.startswith("Akses layak"))
    assert bar.unsure and bar.gap == "+7,23" and "kurang 7,23-25,28 poin" in bar.said
    figure = section(one, "chart").picture.draw(None)
    texts = {text.get_text(): text for axes in figure.axes for text in axes.texts}
    gap, far = texts["+7,23"], texts["kurang 7,23-25,28 poin"]
    assert far.get_fontsize() >= gap.get_fontsize() and far.get_weight() > 500 and gap.get_weight() in ("normal", 400)
    assert texts["+17"].get_fontsize() == brief_chart.GAP and not sizes.unsure({"shortfall_pp": 17.0})
    line = next(row for row in section(one, "table").grid.rows if row[4].text == "+7,23")
    assert line[5].text == "kurang 7,23-25,28 poin" and line[5].tone == line[4].tone == "belum"
    made = Presentation().slides.add_slide(Presentation().slide_layouts[6])
    deck_chart._beside(made, bar, 2, 3)
    gap, said = (shape.text_frame.paragraphs[0].runs[0].font for shape in made.shapes)
    assert said.bold and not gap.bold and said.size >= gap.size * 0.9


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_brief_says_what_rose_and_fell_since_the_year_before(opened, gaps, lang):
    one = region(opened, gaps, "Kota Blitar", lang)
    said = " ".join(section(one, "now", lang).text)
    expected = {
        "id": "akses aman turun 2,04 poin, dari 32,42 ke 30,38",
        "en": "safely managed (aman) down 2.04 points, from 32.42 to 30.38",
    }
    assert expected[lang] in said and {"id": "Sejak 2022", "en": "Since 2022"}[lang] in said
    assert {"id": "Tidak pasti berubah sejak 2022: akses layak", "en": "Not surely changed since 2022: improved access"}[lang] in said
    slides = Presentation(io.BytesIO(deck.render(brief.brief(one, lang)))).slides
    assert any(expected[lang] in shape.text_frame.text for slide in slides for shape in slide.shapes if shape.has_text_frame)


def test_every_change_said_is_that_of_the_figures_and_none_crosses_a_break(opened, gaps):
    for one in pack_folder.gather(opened, gaps, pack_folder.codes(), "id"):
        text = " ".join(next((part.text for part in brief.brief(one).sections if part.key == "now"), ()))
        figures = one.history[one.history["value_pct"].notna()]
        for name, way, before, after in re.findall(r"([a-z][\w ]+?) (naik|turun) [\d,.-]+ poin, dari ([\d,.-]+) ke ([\d,.]+\d)", text):
            own = figures[figures["indicator"].map(words.label).map(findings.inside).eq(name.strip())]
            ends = [
                own.loc[own["period"].eq(year), "value_pct"].map(lambda value: words.number(value, 2)).tolist() for year in ("2022", "2023")
            ]
            assert before.split("-")[-1] in ends[0] or before.split("-")[0] in ends[0], (one.name, name)
            assert after in ends[1], (one.name, name)
            assert (way == "naik") == (float(after.replace(",", ".")) > float(before.split("-")[0].replace(",", ".")))
    kediri, situbondo = (" ".join(section(region(opened, gaps, name), "now").text) for name in ("Kab. Kediri", "Kab. Situbondo"))
    assert "Tidak sebanding dengan 2022: akses aman (definisi bergeser)" in kediri and "akses aman turun" not in kediri
    assert "pengurangan sampah naik 0,34-1,97 poin, dari 7,00-8,63 ke 8,97" in kediri  # on both bases of 2022
    assert "akses layak (pembagi berubah tajam)" in situbondo and "pengurangan sampah turun 7,02 poin" in situbondo


def test_a_sample_whose_intervals_meet_has_not_surely_changed():
    def survey(year, value, low, high):
        return achievement("3572", region="Kota Uji", period=year, value_pct=value, low_pct=low, high_pct=high, n=800, basis="survei")

    def said(*rows):
        table = achievements(*rows)
        now = table[table["period"].eq("2023")].reset_index(drop=True)
        gaps = san.gaps(now, san.targets())
        sources = now.iloc[:0].rename(columns={"cell": "received"})
        one = brief.Region("3572", "Kota Uji", "2023", gaps, now, need.needs(gaps, now), sources, history=table)
        return " ".join(section(one, "now").text)

    assert "Tidak pasti berubah sejak 2022: penanganan sampah." in said(survey("2022", 80.0, 76.0, 84.0), survey("2023", 83.0, 79.0, 87.0))
    assert "turun 10 poin, dari 80 ke 70" in said(survey("2022", 80.0, 76.0, 84.0), survey("2023", 70.0, 66.0, 74.0))
    assert "Tidak sebanding dengan 2022: penanganan sampah (tidak dilaporkan)" in said(
        survey("2021", 80.0, 76.0, 84.0), survey("2023", 70.0, 66.0, 74.0)
    )
    assert "2022" not in said(survey("2023", 70.0, 66.0, 74.0))


def test_a_change_that_is_nothing_on_one_of_its_bases_is_no_rise(opened, gaps):
    """From 50-61,71 to 61,72 rose "0,01-11,72 poin": on the other base not at all."""
    one = region(opened, gaps, "Kab. Ponorogo")
    before = one.history["period"].eq("2022") & one.history["indicator"].eq("penanganan") & one.history["instrument"].eq("SIPSN")
    history = one.history.assign(value_pct=one.history["value_pct"].mask(before, 50.0), alt_pct=one.history["alt_pct"].mask(before, 61.71))
    assert "Tidak pasti berubah sejak 2022: penanganan sampah." in " ".join(section(one._replace(history=history), "now").text)
    rows = history[history["indicator"].eq("penanganan") & history["period"].isin(["2022", "2023"]) & history["instrument"].eq("SIPSN")]
    assert not findings.movers(joined_series.points(rows, "penanganan"))["sure"].any()


@pytest.mark.parametrize("period", ["2023-uji", "uji-2023"])
def test_a_period_named_by_a_year_and_a_word_has_a_brief_that_says_what_rose_and_fell(opened, gaps, period):
    one = region(opened, gaps, "Kota Blitar")._replace(period=period)
    assert "Sejak 2022 (persen): akses aman turun" in " ".join(section(one, "now").text)


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_what_table_and_chart_count_is_told_apart(opened, gaps, lang):
    said = section(region(opened, gaps, "Kab. Situbondo", lang), "table", lang).text[0]
    assert {"id": "7 pembandingan dari 5 angka", "en": "7 comparisons of 5 figures"}[lang] in said
    one = region(opened, gaps, "Kab. Maros", lang)
    assert (
        len(brief.judged(one)) > len(brief.judged(one).drop_duplicates("indicator"))
        or "pembandingan dari" not in section(one, "table").text[0]
    )


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_province_page_names_the_targets_it_leaves_out(opened, gaps, lang):
    with words.speaking(lang):
        page = dict(province_page.documents(opened, gaps, pack_folder.codes()))["35"]
    said = " ".join(text for part in page.sections if part.key == "missing" for text in part.bullets)
    heads = " ".join(" ".join(part.grid.columns) for part in page.sections if part.key == "table")
    left = [name for name in gaps.loc[gaps["region_code"].str[:2].eq("35"), "target_set"].unique() if name not in heads]
    assert {"SDG 6.2", "Visi 2045", "Jakstrada Kota Blitar"} <= set(left) and all(name in said for name in left)


def test_a_row_of_cards_has_one_number_of_decimals(opened, gaps):
    for one in pack_folder.gather(opened, gaps, pack_folder.codes(), "id"):
        for part in brief.brief(one).sections:
            places = {len(card.value.strip("()%").partition(",")[2]) for card in part.numbers}
            assert len(places) < 2, (one.name, [card.value for card in part.numbers])


def test_of_two_instruments_the_card_is_of_the_one_that_can_be_judged(opened, gaps):
    """Kab. Ponorogo 2023: two copied figures stood large in brackets, SIPSN's own in small print."""
    cards = section(region(opened, gaps, "Kab. Ponorogo"), "now").numbers
    assert [card.label.rpartition(", ")[2] for card in cards] == ["Dinkes", "Dinkes", "SIPSN", "SIPSN"]
    assert "Penanganan sampah (64,13%) (Pusdal LH Jawa)" in section(region(opened, gaps, "Kab. Ponorogo"), "now").text[0]


# ---------------------------------------------------------------- words and sources


@pytest.mark.parametrize("name", TABLES)
def test_every_source_of_a_reference_table_is_in_the_readers_language_or_quoted_as_the_other(name):
    rows = reference_tables.table(f"{name}.csv")
    texts = {text for column in rows for text in rows[column] if column.endswith("source") and text}
    spoken = {lang: words.label(f"quoted.{lang}", "en") for lang in words.LANGUAGES}
    indonesian = re.compile(
        r"\b(dan|yang|tidak|dari|sumber|asal|catatan|dikutip|mengutip|sekitar|bacaan|PBB|aturan|menyebut|hanya|sebagai)\b"
    )
    with words.speaking("en"):
        for text in texts:
            said = quoted.notes_of(text)
            assert quoted.notes_of(said) == said
            own = re.sub(rf"“[^”]*” \[{spoken['id']}\]", "", said)
            assert not indonesian.search(own) and not re.search(r"\d,\d\d?(?!\d)", own), said
    with words.speaking("id"):
        assert not [text for text in texts if quoted.notes_of(text) != text or re.search(r"\d\.\d+ ?%", text)]


def test_no_target_cites_itself():
    rows = targets()
    itself = [row.target_set for row in rows.itertuples() if row.source.partition(" (")[0].strip() == row.target_set]
    assert not itself and rows.loc[rows["target_set"].eq("RPJMN 2025-2029"), "source"].str.startswith("Perpres 12/2025, Lampiran II").all()


def test_a_trail_in_english_has_english_units_and_no_note_unquoted(opened, gaps):
    with words.speaking("en"):
        steps = appendix.trails(region(opened, gaps, "Kota Blitar", "en"))["what"]
    own = steps[~steps.str.contains(r"\(\w+\d+\) = |^KK DENGAN|^JUMLAH", regex=True)].map(
        lambda text: re.sub(r"“[^”]*” \[Indonesian\]", "", text)
    )
    assert not own[own.str.contains(r"\b\d[\d,.]* (?:KK|ton|jiwa)\b|/KK|jiwa/|sumber asal|mengutip|dikutip", regex=True)].tolist()
    assert own.str.contains("16,603 / 54,646 households × 100", regex=False).any()
    assert own.str.startswith("no open defecation, not all improved: Declared ODF").any() and not own.str.contains("odf_bukan_layak").any()


def test_the_choices_of_a_survey_name_their_sources_in_the_readers_language():
    said = {lang: san.survey.choices(lang=lang).set_index("setting")["source"] for lang in words.LANGUAGES}
    assert said["en"]["icc"] == "own assumption" and said["id"]["icc"] == "asumsi sendiri"
    assert not said["id"].str.contains("“").any()


def test_one_bracket_does_not_stand_in_another_for_an_instrument():
    for lang in words.LANGUAGES:
        for key in words.keys("basis."):
            assert "(" not in words.label(key, lang), key


# ---------------------------------------------------------------- room


def test_rows_go_elsewhere_only_where_there_is_no_room_for_them(opened, gaps):
    """The English brief of Kota Blitar left a band of five rows blank while three needs stood in the deck."""
    one = region(opened, gaps, "Kota Blitar", "en")
    document = brief.brief(one, "en")
    with words.speaking("en"):
        shown, _scale = fit_pages.fit(document, lambda shown, scale: pages_of(shown, scale) <= 2)
        for place, (before, after) in enumerate(zip(document.sections, shown.sections, strict=True)):
            if before.grid and len(after.grid.rows) < len(before.grid.rows):
                keep = [len(part.grid.rows) if part.grid else None for part in shown.sections]
                keep[place] += 3
                assert pages_of(fit_pages.kept(document, keep), fit_pages.SCALES[-1]) > 2, before.key


def pages_of(document, scale):
    with tempfile.TemporaryDirectory() as folder:
        return pdf._count(document, scale, Path(folder))


def test_figures_of_which_nothing_is_asked_go_elsewhere_before_a_row_of_the_table():
    grid = Grid(("A",), tuple((Cell(f"baris {n}"),) for n in range(4)), (1,), (False,))
    now = Section("now", "now", ("Juga tercatat: satu; dua.", "Sejak 2022: naik."), spare=2)
    document = Document("J", "A", "K", (Section("table", "table", grid=grid), now), "id", (2023, 12, 31))
    shown, _scale = fit_pages.fit(document, lambda one, _scale: len(one.sections[1].text[0]) < 20)
    assert len(shown.sections[0].grid.rows) == 4
    assert shown.sections[1].text == ("Sejak 2022: naik.", "2 angka lagi di paparan dan buku kerja.")


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_no_heading_and_no_number_of_a_brief_is_torn_in_the_widest_face(opened, gaps, lang):
    """ "+39,6" above "2" and "G" above "3" in DejaVu, which stands in for Arial where there is no other."""
    for name in ("Kota Blitar", "Kab. Situbondo", "Kab. Ponorogo"):
        for part in brief.brief(region(opened, gaps, name, lang), lang).sections:
            if part.key not in ("table", "need"):
                continue
            wide = [width - 2 * word_pages.MARGIN for width in word_pages.columns(part.grid)]
            assert not [head for head, room in zip(part.grid.columns, wide, strict=True) if arial_widths.breaks(head, 9.5, room, True)]
            tight = part.grid.tight or (False,) * len(wide)
            for row in part.grid.rows:
                torn = [cell.text for cell, room, own in zip(row, wide, tight, strict=True) if own and _lines(cell, room) > 1]
                assert not torn, (name, torn)


def _lines(cell, room):
    return arial_widths.lines(cell.text, 9.5, room, bool(cell.tone), "dejavu")


def test_the_pdf_gives_numbers_their_own_width_and_the_rest_to_words(opened, gaps):
    grid = section(region(opened, gaps, "Kota Blitar", "en"), "table", "en").grid
    widths = pdf._widths(grid, 1.0)
    assert sum(widths) == pytest.approx(pdf.WIDTH) and all(width < 2 for width, own in zip(widths, grid.tight, strict=True) if own)
    assert widths[0] > pdf.WIDTH * grid.widths[0] / sum(grid.widths)


def test_the_means_of_each_flag_stand_once_in_the_limits(opened, gaps):
    said = " ".join(section(region(opened, gaps, "Kab. Situbondo"), "limits").bullets)
    assert said.count("jumlah KK atau ton yang dihitung sebagai 100%") == 1 and ".." not in said and ".;" not in said


def test_a_pace_that_need_not_change_has_no_sign():
    row = SimpleNamespace(
        reach="", required_pp_per_year=0.0, alt_required_pp_per_year=float("nan"), direction="minimal", target_year=2024, last="2023"
    )
    assert pace._required(row) == "0"
    assert pace._required(SimpleNamespace(**vars(row) | {"required_pp_per_year": 1.5})) == "+1,50"


def test_headings_of_the_two_sides_of_a_comparison_are_words():
    table = pd.DataFrame({"statistic": ["share"], "kecamatan_1": ["A"], "kecamatan_2": ["B"], "difference": [1.0], "unit": ["pp"]})
    for lang, unit in (("id", "poin"), ("en", "points")):
        with words.speaking(lang):
            printed = show._in_words(table).rename(columns=show._heading)
        assert {"Kecamatan 1", "Kecamatan 2"} <= set(printed) and unit in printed.to_numpy().ravel().tolist()


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_workbook_says_units_in_the_readers_language(opened, gaps, lang):
    with words.speaking(lang):
        sheet = workbook_sheets.sheets([region(opened, gaps, "Kota Blitar", lang)], opened)["needs"]
    expected = {"id": {"KK", "tangki/tahun", "unit TPS 3R"}, "en": {"households", "tanks/year", "TPS 3R units"}}
    with words.speaking(lang):
        policies = workbook_sheets.sheets([region(opened, gaps, "Kota Blitar", lang)], opened)["policies"]
    assert words.label("status.terdokumentasi", lang) in set(policies["status"]) and ("terdokumentasi" in set(policies["status"])) == (
        lang == "id"
    )
    assert expected[lang] <= set(sheet["unit"]) and (lang == "id" or not {"KK", "jiwa", "ton/tahun"} & set(sheet["amount_unit"]))


def test_the_gap_chart_gives_a_gap_of_two_sizes_no_more_weight_than_its_range(gaps):
    texts = {text.get_text(): text for axes in san.charts.gap(gaps, region="Kab. Situbondo").axes for text in axes.texts}
    gap, far = texts["+7,23"], texts["kurang 7,23-25,28 poin"]
    assert gap.get_weight() in ("normal", 400) and far.get_weight() > 500 and gap.get_fontsize() < texts["+17,00"].get_fontsize() / 1.5


@pytest.mark.parametrize("lang, said", [("id", "survei; daftar desa; sipsn"), ("en", "survey; list of desa; sipsn")])
def test_the_record_of_a_report_says_in_words_what_a_file_was_taken_for(lang, said):
    with words.speaking(lang):
        assert record._layouts({"layouts": [("", "survei"), ("", "daftar desa"), ("", "sipsn")]}, {}) == said


def test_a_table_of_policies_is_shown_in_the_readers_language():
    with words.speaking("en"):
        printed = show._in_words(advocacy.table("policies"))
    assert set(printed["status"]) == {"documented", "not documented"}
    assert "Susenas 2016; a note of sanlib; original source not stated" in set(printed["evidence_source"])


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_province_page_says_which_zero_is_perhaps_a_blank_where_it_is_counted(opened, gaps, lang):
    with words.speaking(lang):
        page = dict(province_page.documents(opened, gaps, pack_folder.codes()))["35"]
        told = [line for line in page.lead if f"(Kab. Situbondo: {words.label('flag.nol_mungkin_kosong')})" in line]
        assert len(told) == 1 and told[0].startswith(indicator_name("aman"))


def test_two_shares_of_a_card_keep_each_on_a_line_of_its_own():
    with words.speaking("id"):
        period = san.open_period("2024", say=lambda _line: None)
        one = region(period, san.gaps(period), "Kota Probolinggo")
        found = [number for number in brief.situation(one).numbers if number.other]
        pages = pypdf.PdfReader(io.BytesIO(pdf.render(brief.brief(one)))).pages
    lines = [line.strip() for line in pages[0].extract_text().splitlines()]
    assert found and all(number.other in lines for number in found)


def test_the_brief_of_every_pilot_has_the_pages_it_is_fitted_to(opened, gaps):
    """A chart drawn a hair higher than the room measured for it put the last line on a third page (Kab. Kediri)."""
    for code in pack_folder.codes():
        document = brief.brief(region(opened, gaps, code))
        assert len(pypdf.PdfReader(io.BytesIO(pdf.render(document, 2))).pages) <= 2, code


@pytest.mark.parametrize("period", ["2023", "contoh-2023", "2023-uji"])
def test_the_page_to_sign_asks_for_no_year_that_came_with_the_period(period):
    blank = page_to_sign._until("2023", period).text
    assert page_to_sign._until("2022", period).text == blank and "2024" in page_to_sign._until("2024", period).text
