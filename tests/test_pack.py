"""What a mayor carries out of the office: brief, deck, workbook and trail say the same, and what the tables say."""

import io
import re
import zipfile

import pandas as pd
import pytest
from build import achievement, achievements
from docx import Document as Word
from pptx import Presentation

import sanlib as san
from sanlib import words
from sanlib.charts import findings, measured_text
from sanlib.documents import appendix, brief, fit_pages, need, pack_folder, page_to_sign, policies, province_page
from sanlib.documents.writers import deck, fixed_dates, pdf, word, word_pages, workbook, workbook_sheets
from sanlib.judging import gap
from sanlib.project import folders
from sanlib.project.problems import InputError
from sanlib.reference import advocacy, regions, targets
from sanlib.reference.reference_schemas import SCHEMAS
from sanlib.words import quoted


def region(opened, gaps, name, lang="id"):
    return pack_folder.gather(opened, gaps, pack_folder.codes(name), lang)[0]


def words_of(document):
    said = [document.title, document.headline, *document.lead]
    for section in document.sections:
        said += [section.title, *section.text, *section.bullets]
        said += [cell.text + " " + cell.small for row in (section.grid.rows if section.grid else ()) for cell in row]
        said += [f"{big.value} {big.label} {big.note}" for big in section.numbers]
        said += [" ".join(map(str, step)) for step in section.steps] + list(section.notes)
    return "\n".join(said)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_pilot_has_a_brief_without_nan_and_without_an_empty_table(opened, gaps, lang):
    for one in pack_folder.gather(opened, gaps, pack_folder.codes(), lang):
        document = brief.brief(one, lang)
        assert not re.search(r"\bnan\b", words_of(document), re.IGNORECASE)
        for section in document.sections:
            assert section.numbers or section.picture or section.text or section.bullets or section.steps or section.grid
            assert section.grid is None or section.grid.rows


def test_blitar_2023_prints_the_published_gaps(opened, gaps):
    """TRUTH.md: +11.31 / -10.07 to Jakstranas 2023 (27/72), +10.31 / -15.07 to its own Jakstrada (26/67)."""
    said = words_of(brief.brief(region(opened, gaps, "Kota Blitar")))
    for printed in ("+11,31", "−10,07", "+10,31", "−15,07"):
        assert printed in said


def test_numbers_follow_the_tables(opened, gaps):
    one = region(opened, gaps, "Kota Blitar")
    moved = one._replace(gaps=one.gaps.assign(gap_pp=one.gaps["gap_pp"] + 2))
    assert "+13,31" in words_of(brief.brief(moved)) and "+11,31" not in words_of(brief.brief(moved))


def test_a_vetoed_figure_says_it_cannot_be_judged_and_why(opened, gaps):
    said = words_of(brief.brief(region(opened, gaps, "Kab. Kediri")))
    assert "(+10,47)" in said and "tidak dapat dinilai · RPJMN 2020-2024 (2024), Visi 2045: definisi bergeser" in said


def test_a_region_with_nothing_says_so_and_asks(gaps):
    opened = san.open_period("2018", say=lambda _line: None)
    document = brief.brief(region(opened, san.gaps(opened.achievements, san.targets()), "Kab. Situbondo"))
    assert "Kosong berarti tidak ada laporan, bukan nol" in document.headline
    assert [section.key for section in document.sections] == ["missing", "policy", "milestones"]


def test_a_gap_published_without_target_keeps_no_sign():
    opened = san.open_period("2018", say=lambda _line: None)
    said = words_of(brief.brief(region(opened, san.gaps(opened.achievements, san.targets()), "Kota Blitar")))
    assert "penanganan sampah 2, pengurangan sampah 6" in said and "tanpa target dan tanda" in said
    assert "+8" in said and "−7" in said


def test_toilets_are_the_households_short_of_the_nearest_target(opened, gaps):
    rows = region(opened, gaps, "Kota Blitar").needs.set_index("need")
    assert round(rows.loc["jamban", "low"]) == 880 and rows.loc["jamban", "target_set"] == "SDG 6.2 (2030)"
    assert rows.loc["kurangi", "low"] == pytest.approx((0.27 * 27988.20 - 4390.08) / 365)
    assert rows.loc["lltt", ["low", "high"]].tolist() == pytest.approx([52832 / 5, 52832 / 3])


@pytest.mark.parametrize(
    "unit, whole",
    [
        ("unit", True),
        ("KK", True),
        ("jiwa", True),
        ("tangki/tahun", True),
        ("truk", True),
        ("IPLT", True),
        ("ton/hari", False),
        ("Ton per hari", False),
        ("m³/hari", False),
    ],
)
def test_what_comes_whole_is_known_by_its_unit(unit, whole):
    assert need.counted(unit) is whole


def as_read(one, name):
    return need.as_read(one.needs.set_index("need").loc[name].to_dict())


def test_facilities_are_rounded_up_once_and_the_document_the_workbook_and_the_trail_say_the_same(opened, gaps):
    """43,582 t a year / 365 / 3-6 m³ / 0.2-0.3 t: 66.3 to 199.01 facilities, of which 67 to 200 are enough."""
    kediri = region(opened, gaps, "Kab. Kediri")
    exact = kediri.needs.set_index("need").loc["tps3r"]
    assert exact["low"] == pytest.approx(66.33, abs=0.01) and exact["high"] > 199
    told = as_read(kediri, "tps3r")
    assert [told[key] for key in ("low", "high", "gap_low", "gap_high")] == [67, 200, 67, 200]
    sheet = workbook_sheets.sheets([kediri], opened)["needs"].set_index("name").loc[exact["name"]]
    assert [sheet[key] for key in ("low", "high", "gap_low", "gap_high")] == [67, 200, 67, 200]
    steps = appendix.trails(kediri)
    assert any("67-200 unit" in what for what in steps["what"]) and not steps["what"].str.contains("66,3").any()
    assert "67-200 unit" in words_of(brief.brief(kediri)) and "66,3" not in words_of(brief.brief(kediri))


def test_what_is_there_and_what_is_missing_make_what_is_needed_as_printed(opened, gaps):
    """25.24 + 42.91 = 68.15 t a day in Kab. Situbondo, where 25.2 + 42.9 are not 68.2; every need of every region alike."""
    situbondo = as_read(region(opened, gaps, "Kab. Situbondo"), "kurangi")
    assert [situbondo[f"{key}_low"] for key in ("available", "needed", "gap")] == [25.24, 68.15, 42.91] and situbondo["places"] == 2
    for one in pack_folder.gather(opened, gaps, sorted(gaps["region_code"].unique()), "id"):
        for row in map(need.as_read, one.needs.to_dict("records")):
            for side in need.SIDES if row["gap_row"] >= 0 else ():
                there, needed, missing = (row[f"{key}_{side}"] for key in ("available", "needed", "gap"))
                assert pd.isna(there) or needed == pytest.approx(there + missing, abs=1e-9), row


def test_a_need_that_adds_up_in_no_decimals_is_printed_as_a_sum():
    row = {"unit": "ton/hari", "gap_row": 0, "years": 0, "low": 0.0, "high": 0.0}
    parts = {"available": 12.0444444, "gap": 30.0444444}
    parts["needed"] = parts["available"] + parts["gap"]
    told = need.as_read(row | {f"{key}_{side}": value for key, value in parts.items() for side in need.SIDES})
    assert (told["available_low"], told["gap_low"], told["needed_low"], told["places"]) == (12.0, 30.0, 42.0, 1)
    plant = {f"available_{side}": 12.0444444 for side in need.SIDES} | {f"needed_{side}": 42.0888888 for side in need.SIDES}
    told = need.as_read(row | plant | {"gap_row": -1, "gap_low": 30.0444444, "gap_high": 30.0444444})
    assert told["gap_low"] == pytest.approx(told["needed_low"] - told["available_low"])


def test_people_behind_a_plant_are_counted_on_both_bases(opened, gaps):
    """136,704 households with a tank of their own, 700,700 people: of 207,989 households 460,546 people, of 258,212 370,968."""
    rows = region(opened, gaps, "Kab. Situbondo").needs.set_index("need")
    people = [700700 * 136704 / base for base in (258212, 207989)]
    for name in ("iplt", "lumpur"):
        assert rows.loc[name, ["low", "high"]].tolist() == pytest.approx([people[0] * 0.025 / 365, people[1] * 0.04 / 365])
        assert "370.968-460.546 jiwa" in rows.loc[name, "how"]
    said = words_of(brief.brief(region(opened, gaps, "Kab. Situbondo")))
    assert "K1, K2, K4, K5: pada kedua pembagi" in said and "pada kedua pembagi" not in words_of(
        brief.brief(region(opened, gaps, "Kota Blitar"))
    )


def test_a_card_says_what_its_bar_says(opened, gaps):
    """92.77 % in brackets and unfit by a target that was not named stood beside a count that had it missed by another."""
    cards = {card.label: card for card in brief.situation(region(opened, gaps, "Kab. Situbondo")).numbers}
    layak = cards["Akses layak, Dinkes"]
    assert (layak.value, layak.note) == ("92,77%", "192.945 dari 207.989-258.212 KK; belum · SDG 6.2 (2030)")
    unfit = {card.label: card for card in brief.situation(region(opened, gaps, "Kab. Kediri")).numbers}["Akses aman, Dinkes"]
    assert (unfit.value, unfit.note) == ("(4,53%)", "tidak dapat dinilai · RPJMN 2020-2024 (2024), Visi 2045: definisi bergeser")


def test_an_issue_says_the_share_on_the_other_base_too(opened, gaps):
    said = words_of(brief.brief(region(opened, gaps, "Kab. Situbondo")))
    assert "92,77% KK berakses layak" in said and "Pada pembagi periode sebelumnya 74,72%: besarnya belum pasti" in said
    assert "Akses aman baru 0%" in said and said.count("Pada pembagi periode sebelumnya") == 1  # 0 % of either base


def test_an_unknown_assumption_leaves_the_need_blank_with_its_question(opened, gaps):
    rows = region(opened, gaps, "Kota Blitar").needs.set_index("need")
    assert pd.isna(rows.loc["bank_sampah", ["low", "gap_low", "per_year_high"]]).all()
    assert "?" in rows.loc["bank_sampah", "question"] and "? ton/hari" in rows.loc["bank_sampah", "how"]


def test_available_needed_and_missing_stand_in_one_unit(opened, gaps):
    """METHODS: 4,390.08 of 27,988.20 t are reduced, 27 % is asked: 12.0, 20.7 and 8.7 t a day."""
    rows = region(opened, gaps, "Kota Blitar").needs.set_index("need")
    assert rows.loc["kurangi", ["available_low", "needed_low", "gap_low"]].tolist() == pytest.approx(
        [4390.08 / 365, 7556.814 / 365, 3166.734 / 365]
    )
    assert rows.loc["jamban", ["available_low", "needed_low", "gap_low"]].tolist() == pytest.approx([53766, 54646, 880], abs=0.5)
    assert rows.loc["jamban", "per_year_low"] == pytest.approx(880 / 7, rel=1e-3) and rows.loc["kk_aman", "per_year_low"] == pytest.approx(
        21649.2 / 22, rel=1e-4
    )
    assert pd.isna(rows.loc["kurangi", "per_year_low"])


def test_a_plant_is_held_against_what_its_tanks_would_bring(opened, gaps):
    """52,832 of 54,646 households with a tank, 154,900 people, 25-40 litres each a year; 25-30 m³ a day of capacity."""
    rows = region(opened, gaps, "Kota Blitar").needs.set_index("need")
    people = 154900 * 52832 / 54646
    assert rows.loc["iplt", ["needed_low", "needed_high"]].tolist() == pytest.approx([people * 0.025 / 365, people * 0.04 / 365])
    assert rows.loc["iplt", ["available_low", "available_high", "gap_high"]].tolist() == [25, 30, 0]
    assert rows.loc["lumpur", "gap_low"] == pytest.approx(people * 0.025 / 365 - 1)
    elsewhere = region(opened, gaps, "Kab. Ngawi").needs.set_index("need")
    assert pd.isna(elsewhere.loc["iplt", "gap_low"]) and elsewhere.loc["iplt", "needed_low"] > 0


def test_every_assumed_value_has_a_source_and_says_how_sure_it_is():
    rows = advocacy.table("assumptions")
    valued = rows[rows["low"].notna()]
    assert valued["source"].ne("").all() and valued["confidence"].isin(["published", "unverified"]).all()
    assert (valued["low"] <= valued["high"]).all() and rows.loc[rows["low"].isna(), "question_id"].ne("").all()


def test_a_figure_unfit_to_judge_gives_no_need():
    opened = san.open_period("2024", say=lambda _line: None)
    gaps = san.gaps(opened.achievements, san.targets())
    assert not set(region(opened, gaps, "Kab. Situbondo").needs["need"]) & {"jamban", "kurangi", "angkut", "lltt"}


def test_a_value_without_a_source_is_refused(tmp_path):
    folder = tmp_path / "data" / "raw" / "reference"
    folder.mkdir(parents=True)
    header = ",".join(column.name for column in SCHEMAS["assumptions.csv"].columns)
    (folder / "assumptions.csv").write_text(f"{header}\nx,,4,4,m,,,,,\n", encoding="utf-8")
    with pytest.raises(InputError, match="assumptions.csv > A2"):
        advocacy.table("assumptions", tmp_path)


def test_six_recommendations_are_documented_and_five_are_not_invented():
    rows = policies()
    blitar = rows[rows["region_code"].eq("3572")]
    assert blitar["status"].value_counts().to_dict() == {"terdokumentasi": 6, "tidak terdokumentasi": 5}
    assert (blitar.loc[blitar["status"].eq("tidak terdokumentasi"), ["name_id", "opd", "indicators"]] == "").all(axis=None)
    assert (blitar["source"] != "").all() and (blitar.loc[blitar["evidence_id"].ne(""), "evidence_source"] != "").all()


def test_every_pilot_has_four_milestones_and_a_date_only_with_a_source():
    rows = advocacy.milestones()
    assert rows.groupby("region_code").size().eq(4).all() and set(pack_folder.codes()) == set(rows["region_code"])
    assert rows.loc[rows["date"].ne(""), "status"].eq("terdokumentasi").all() and (rows["source"] != "").all()


def test_every_id_in_the_brief_has_a_trail(opened, gaps):
    one = region(opened, gaps, "Kota Blitar")
    trail = appendix.trails(one)

    printed = [cell.text + " " + cell.small for part in brief.brief(one).sections if part.grid for row in part.grid.rows for cell in row]
    printed += [text for part in brief.brief(one).sections for text in part.text]
    assert set(re.findall(r"\b[GK]\d+\b", " ".join(printed))) == set(trail["id"])
    assert trail.loc[trail["id"].eq("G1"), "what"].str.contains("G12 = 98.39").any()


def test_the_province_page_names_what_it_lacks(opened, gaps):
    pages = dict(province_page.documents(opened, gaps, pack_folder.codes()))
    assert set(pages) == {"35", "73"}
    assert "IKU Jawa Timur untuk sanitasi tidak ditemukan" in words_of(pages["35"])
    assert "Tidak ada target provinsi Jawa Timur" in words_of(pages["35"])


def test_the_province_page_names_no_source_that_it_does_not_use_and_no_file_to_edit(opened, gaps):
    for lang in words.LANGUAGES:
        with words.speaking(lang):
            page = dict(province_page.documents(opened, gaps, pack_folder.codes()))["35"]
        heads = " ".join(" ".join(section.grid.columns) for section in page.sections if section.key == "table")
        named = [text for section in page.sections if section.key == "sources" for text in section.bullets]
        sets = [name for name in gaps["target_set"].unique() if any(text.startswith(f"{name}: ") for text in named)]
        assert sets and all(name in heads for name in sets) and "Jakstrada Kota Blitar" not in sets
        assert not re.search(r"\.csv|scope|target_set", words_of(page).replace("target set", ""))


def test_every_count_of_the_province_page_adds_up(opened, gaps):
    page = dict(province_page.documents(opened, gaps, pack_folder.codes()))["35"]
    assert page.lead
    for said in page.lead:
        met, fit = map(int, re.search(r": (\d+) dari (\d+) wilayah", said).groups())
        assert fit - met == sum(map(int, re.findall(r"(\d+) belum", said))), said
    fit, *parts = map(int, re.findall(r"(?:dari|dinilai,|,) (\d+)", page.headline.split(";")[0]))
    assert fit == sum(parts), page.headline


def test_the_province_headline_counts_only_what_can_be_judged(opened, gaps):
    mine = gaps[gaps["region"].eq("Kota Blitar")]
    judged = mine.assign(verdict=["belum", "tercapai", *["tidak dapat dinilai"] * (len(mine) - 2)])
    document = province_page.document("35", pack_folder.codes(), opened, judged)
    fit, missed, unfit = map(int, re.findall(r"(?:dari|dinilai,|tercapai;) (\d)", document.headline))
    cells = [cell.text + cell.small for line in _table(document).rows for cell in line[1:]]
    marked = {mark: sum(mark in cell for cell in cells) for mark in "●▼◆×"}
    assert (missed, unfit) == (marked["▼"], marked["×"]) and fit + unfit == sum(marked.values()) and unfit > fit
    title = next(section.title for section in document.sections if section.key == "table")
    said = {"tercapai": marked["●"], "tidak dapat dinilai": unfit, "belum": missed}
    counts = ", ".join(f"{count} {verdict}" for verdict, count in said.items() if count)
    assert title == f"Dari {fit + unfit} pembandingan dengan target: {counts}"


def _table(document):
    return next(section.grid for section in document.sections if section.key == "table")


def many_regions(gaps, names="Kabupaten Pangkajene dan Kepulauan "):
    codes = [code for code in regions.table()["region_code"] if code.startswith("35") and len(code) == 4]
    rows = gaps[gaps["region_code"].eq("3521")]
    return codes, pd.concat([rows.assign(region_code=code, region=names + code) for code in codes])


def test_a_province_with_38_regions_and_long_names_keeps_every_row(opened, gaps):
    codes, rows = many_regions(gaps)
    document = province_page.document("35", codes, opened, rows)
    table = _table(document)
    assert len(codes) == 38 and [line[0].text for line in table.rows] == ["Kabupaten Pangkajene dan Kepulauan " + code for code in codes]
    assert pdf.pages(document) <= 4 and word_pages.pages(document, fit_pages.SCALES[-1]) <= 4


def test_a_province_without_a_figure_says_so_and_draws_no_table(opened, gaps):
    document = province_page.document("35", pack_folder.codes(), opened, gaps.iloc[:0])
    assert "tidak ada laporan, bukan nol" in document.headline
    assert "table" not in [section.key for section in document.sections] and pdf.pages(document) == 1


def test_an_iku_row_an_analyst_adds_is_a_provincial_target(opened, gaps):
    targets = san.targets()
    row = targets[targets["target_set"].eq("RPJMN 2020-2024") & targets["indicator"].eq("layak")].assign(
        target_set="IKU Jawa Timur", scope="35", target_pct=95.0, source="contoh uji"
    )
    both = pd.concat([targets, row])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sanlib.reference.targets.targets", lambda root=None: both)
        document = dict(province_page.documents(opened, san.gaps(opened.achievements, both), pack_folder.codes()))["35"]
    said = words_of(document)
    heads = " ".join(next(section.grid.columns for section in document.sections if section.key == "table"))
    assert "IKU Jawa Timur" in heads and "≥ 95" in heads and "tidak ditemukan" not in said and "≥ 90" not in heads


def test_the_pdf_has_at_most_two_pages_and_the_same_bytes_twice(opened, gaps):
    document = brief.brief(region(opened, gaps, "Kab. Ponorogo"))
    assert pdf.render(document) == pdf.render(document)
    assert pdf.pages(document) <= 2


def test_office_files_are_the_same_bytes_twice_and_open(opened, gaps):
    one = region(opened, gaps, "Kota Blitar")
    document = brief.brief(one)
    for make in (lambda: word.render(document), lambda: deck.render(document), lambda: workbook.render([one], opened)):
        assert make() == make()
    slides = Presentation(io.BytesIO(deck.render(document))).slides
    charts = [shape for slide in slides for shape in slide.shapes if shape.has_chart]
    assert len(charts) == 1 and "Kota Blitar" in charts[0]._element.nvGraphicFramePr.cNvPr.get("descr")
    assert len(Word(io.BytesIO(word.render(document))).tables) == 6


def test_a_stable_zip_keeps_its_content_and_loses_the_clock():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "isi")
    with zipfile.ZipFile(io.BytesIO(fixed_dates.zipped(out.getvalue()))) as archive:
        assert archive.read("a.txt") == b"isi" and archive.getinfo("a.txt").date_time[0] == 1980


def test_synthetic_figures_say_so_in_every_document(opened, gaps):
    one = region(opened, gaps, "Kota Blitar")
    document = brief.brief(one._replace(achievements=one.achievements.assign(synthetic=True)))
    assert document.watermark == "DATA SINTETIS: bukan temuan"
    paragraphs = [p.text for p in Word(io.BytesIO(word.render(document))).paragraphs]
    assert any(document.watermark in text for text in paragraphs)


def test_a_pack_is_put_in_place_whole(opened, tmp_path):
    said = []
    place = pack_folder.pack(opened, ["Kota Blitar"], folder=tmp_path / "pack", progress=said.append, parts=("docx", "xlsx"))
    again = pack_folder.pack(opened, ["Kota Blitar"], folder=tmp_path / "pack", progress=said.append, parts=("docx",))
    assert place == again and [p.name for p in place.iterdir()] == ["3572-kota-blitar"]
    assert [p.name for p in tmp_path.iterdir()] == ["pack"] and said[0].startswith("[1/2] Kota Blitar")


def test_spans_print_one_number_where_both_ends_agree():
    assert need.span(880, 880) == "880" and need.span(0.6, 1) == "0,6-1" and need.span(float("nan"), 1) == ""


def test_a_report_opens_with_the_verdicts_and_a_headline_per_pilot():
    from sanlib.documents.headline import opening

    told = opening(folders.processed("2023"), "id")
    assert re.match(r"\d+ pembandingan di \d+ wilayah", told.counted)
    assert {card.code: card.region for card in told.cards}["3572"] == "Kota Blitar"
    assert all(card.said.startswith(f"{card.region} 2023: ") for card in told.cards)
    assert not any(card.region in card.beside_name for card in told.cards)
    assert {card.code: card.beside_name for card in told.cards}["3572"].startswith("Akses aman kurang 39,62 poin (21.649 KK)")
    synthetic = opening(folders.processed("contoh-2023"), "en")
    assert all(card.said.lower().startswith("[synthetic") for card in synthetic.cards)
    assert all(re.match(r"\[SYNTHETIC[^]]*\] [A-Z]", card.beside_name) and card.region not in card.beside_name for card in synthetic.cards)


def test_a_report_names_the_pilot_with_the_largest_shortfall_first(tmp_path):
    """KK before tonnes, whatever the order of the table; a pilot that misses nothing comes last."""
    from sanlib.documents.headline import opening

    rows = achievements(
        achievement("3506", "2023", "layak", 99.0, base=100_000.0, ladder="2020"),  # SDG 6.2: 1 point, 1,000 KK
        achievement("3572", "2023", "layak", 90.0, base=50_000.0, ladder="2020"),  # 10 points, 5,000 KK
        achievement("3521", "2023", "penanganan", 10.0, base=90_000.0),  # 62 points, 55,800 tonnes
        achievement("3502", "2023", "penanganan", 71.0, base=90_000.0),  # 1 point, 900 tonnes
        achievement("3574", "2023", "penanganan", 99.0, base=90_000.0),  # met
    )
    gap.gaps(rows, targets.targets()).to_csv(tmp_path / "gaps.csv", index=False)
    assert [card.code for card in opening(tmp_path, "id").cards] == ["3572", "3506", "3521", "3502", "3574"]


def test_a_page_without_figures_in_a_synthetic_period_says_so_too(tmp_path):
    opened = san.open_period("contoh-2023", say=lambda line: None)
    empty, other = pack_folder.gather(opened, san.gaps(opened), ["3521", "3572"], "id")
    assert not len(empty.achievements) and len(other.achievements)
    for one in (empty, other):
        assert brief.brief(one, "id").watermark == words.label("synthetic", "id")
    real = san.open_period("2023", say=lambda line: None)
    assert not brief.brief(pack_folder.gather(real, san.gaps(real), ["3521"], "id")[0], "id").watermark
    signed = page_to_sign.document(empty)
    assert signed is None or signed.watermark


def test_what_a_mayor_signs_says_where_the_size_of_a_deficit_hangs_on_its_base():
    opened = san.open_period("2023", say=lambda line: None)
    situbondo, blitar = pack_folder.gather(opened, san.gaps(opened), ["3512", "3572"], "id")
    said = [line[0].text for line in page_to_sign.asks(situbondo)]
    assert [("layak" in text) for text in said if "Besarnya belum pasti" in text] == [True]  # 92,77 % or, on the base before, 74,72 %
    assert "kurang 7,23-25,28 poin (15.044-65.267 KK)" in " ".join(said)
    nothing = next(text for text in said if "akses aman" in text)  # 0 % of either base, and not as many households
    assert "(31.198-38.732 KK)" in nothing and "Jumlahnya tergantung pembaginya" in nothing
    pages = " ".join([brief.brief(situbondo).headline, *brief.brief(situbondo).lead])
    assert "(31.198-38.732 KK)" in pages and "(15.044-65.267 KK)" in pages
    toilets = situbondo.needs.set_index("need").loc["jamban"]
    assert toilets[["available_low", "needed_low", "needed_high", "gap_low", "gap_high"]].tolist() == [192945, 207989, 258212, 15044, 65267]
    assert not any("Besarnya belum pasti" in line[0].text for line in page_to_sign.asks(blitar))


def test_no_word_of_a_provinces_head_is_wider_than_its_column():
    """In the PDF's own font and the largest size a head is set in; seven columns abreast ran over one another."""
    opened = san.open_period("2023", say=lambda line: None)
    gaps = san.gaps(opened)
    whole = province_page.document("35", regions.pilots().query("province_code == '35'")["region_code"].tolist(), opened, gaps)
    heads = [section.grid for section in whole.sections if section.key == "table"]
    assert sum(len(grid.columns) - 1 for grid in heads) == 7
    for grid in heads:
        inches = [pdf.WIDTH / 2.54 * wide / sum(grid.widths) - 6 / 72 for wide in grid.widths]
        for name, room in zip(grid.columns, inches, strict=True):
            assert max(measured_text.width(word, 9.5 * 1.06, bold=True) for word in name.split()) <= room, name


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_note_in_another_language_is_quoted_with_its_language_in_every_document(opened, gaps, lang):
    """Of every source cell that is wholly of the other language, or whose note in brackets is, the words come with the language."""
    other = {"id": "en", "en": "id"}[lang]
    foreign = {note for text in opened.sources[["source", "from_whom"]].stack() for note in re.findall(r"\(([^()]+)\)", text)}
    foreign |= {*opened.sources["note"], *gaps["target_source"].str.extract(r"\(([^()]+)\)", expand=False).dropna()}
    foreign = {text for text in foreign if quoted.language_of(text) == other}
    with words.speaking(lang):
        one = region(opened, gaps, "Kota Blitar", lang)
        document = brief.brief(one)
        listed = workbook_sheets.sheets([one], opened)
        said = [line for section in document.sections for line in (*section.bullets, *section.notes)]
        said += [text for sheet in listed.values() for name in ("source", "from_whom", "note") if name in sheet for text in sheet[name]]
        spoken = words.label(f"quoted.{other}")
    met = [(note, line) for line in map(str, said) for note in foreign if note in line]
    assert met and all(f"“{note}” [{spoken}]" in line for note, line in met)


@pytest.mark.parametrize(
    "lang, doubt, asked",
    [("id", "bila angka 0 itu bukan kosong", "mungkin tidak dilaporkan"), ("en", "if that 0 is not a blank", "unreported")],
)
def test_a_zero_that_is_perhaps_a_blank_leads_nowhere_without_saying_so(lang, doubt, asked):
    """Kab. Situbondo aman 2023 is 0 of 207,989 KK: first on the index and on the page its head of government signs."""
    opened = san.open_period("2023", lang=lang, say=lambda _line: None)
    gaps = san.gaps(opened)
    with words.speaking(lang):
        mine = gaps[gaps["region"].eq("Kab. Situbondo") & gaps["target_pct"].notna()]
        assert findings.region(mine).count(doubt) == 1 and doubt not in findings.region(mine[mine["value_pct"].gt(0)])
        one = pack_folder.gather(opened, gaps, pack_folder.codes("Kab. Situbondo"), lang)[0]
        asks = [line[0].text for line in page_to_sign.asks(one)]
        assert [asked in text for text in asks] == [True] + [False] * (len(asks) - 1)
        assert doubt in brief.brief(one, lang).headline
