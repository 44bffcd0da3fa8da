"""What leaves the house: that it fits, reads first what is due first, and never prints an empty table or "nan"."""

import io
import re
import shutil
import subprocess

import hypothesis.strategies as st
import pytest
from build import achievement, achievements
from docx import Document as Word
from drawn import boxes
from fontTools.ttLib import TTFont
from hypothesis import HealthCheck, given, settings
from matplotlib import font_manager
from pptx import Presentation
from pptx.util import Cm
from pypdf import PdfReader

import sanlib as san
from sanlib.charts import findings
from sanlib.documents import appendix, brief, fit_pages, need, pack_folder, page_to_sign, section_titles
from sanlib.documents.document import Cell, Document, Grid, Section
from sanlib.documents.headline import foremost, lead
from sanlib.documents.writers import arial_widths, deck, pdf, slide, word, word_pages

BAD = re.compile(r"\b(nan|None|NaT)\b|\{\w*\}")


def opened(period, lang="id"):
    return san.open_period(period, say=lambda _line: None, lang=lang)


@pytest.fixture(scope="module")
def regions():
    """Every pilot in 2023, and one of each other kind: by three targets, without a figure, all withheld, survey only."""
    found = []
    for period, names in (
        ("2018", ["Kota Blitar", "Kab. Maros"]),
        ("2023", None),
        ("2024", ["Kab. Situbondo"]),
        ("contoh-2023", ["Kota Blitar"]),
    ):
        whole = opened(period)
        gaps = san.gaps(whole.achievements, san.targets())
        found += [("id", one) for one in pack_folder.gather(whole, gaps, pack_folder.codes(names), "id")]
        if period == "2023":
            found += [
                ("en", one)
                for one in pack_folder.gather(whole, gaps, pack_folder.codes(["Kota Blitar", "Kab. Ngawi", "Kab. Ponorogo"]), "en")
            ]
    return found


@pytest.fixture(scope="module")
def documents(regions):
    """Every one of them as a brief."""
    return [(one, brief.brief(one, lang)) for lang, one in regions]


def of(regions, name, period, lang="id"):
    return next(one for spoken, one in regions if (spoken, one.name, one.period) == (lang, name, period))


def made(*rows, name="Kota Uji", lang="id"):
    """A region computed from a few figures alone."""
    table = achievements(*rows)
    gaps = san.gaps(table, san.targets())
    return brief.Region(
        "3572", name, "2023", gaps, table, need.needs(gaps, table, lang), table.iloc[:0].rename(columns={"cell": "received"})
    )


def judged(*rows):
    return brief.judged(made(*rows))


def test_the_headline_leads_with_what_concerns_most_people_then_what_is_due_first(regions):
    said = brief.brief(of(regions, "Kota Blitar", "2023"))
    assert said.headline == (
        "Kota Blitar 2023: akses aman kurang 39,62 poin (21.649 KK) dari target Visi 2045; tenggat lebih dulu: "
        "pengurangan sampah kurang 11,31 poin (3.167 ton) dari target Jakstranas 2023."
    )
    assert said.lead[0] == "Juga belum tercapai: akses layak kurang 1,61 poin (880 KK) dari target SDG 6.2 (2030)."


def test_a_figure_unfit_for_one_target_and_missed_against_another_names_both(regions):
    """ "kurang 7,23-25,28 poin" beside "tidak dapat dinilai" of the same access, and no word of which target is meant."""
    said = " ".join(brief.brief(of(regions, "Kab. Situbondo", "2023"), "id").lead)
    assert "akses layak (RPJMN 2020-2024 (2024)): pembagi berubah tajam" in said and "akses layak kurang 7,23-25,28 poin" in said


def test_one_deficit_counts_once_however_many_sets_name_it(regions):
    """Kota Blitar misses pengurangan against Jakstranas and its own Jakstrada."""
    one = of(regions, "Kota Blitar", "2023")
    rows = brief.judged(one)
    assert rows["verdict"].eq("belum").sum() == 4 and len(findings.deficits(rows)) == 3
    assert foremost(rows)["indicator"].tolist() == ["aman", "layak", "pengurangan", "penanganan", "terkelola"]
    said = brief.brief(one)
    assert " ".join((said.headline, *said.lead)).count("pengurangan sampah kurang") == 1
    assert len(page_to_sign.asks(one)) == 3


def test_what_may_be_said_follows_the_verdicts():
    met = judged(achievement(value_pct=100.0, indicator="penanganan"))
    assert "tercapai" in findings.region(met) and len(lead(met, "id")) == 1
    vague = judged(achievement(value_pct=89.77, indicator="layak", basis="survei tanpa interval", instrument="BPS"))
    assert lead(vague, "id")[0].startswith("Belum dapat dipastikan") and section_titles.table(vague).endswith(
        "1 belum dapat dipastikan, 1 belum"
    )
    unfit = judged(achievement(value_pct=50.0, flag="patahan_metode"))
    assert "tak satu pun dapat dinilai" in findings.region(unfit)
    assert section_titles.table(unfit) == f"Dari {len(unfit)} pembandingan dengan target: {len(unfit)} tidak dapat dinilai"


def test_the_farthest_figure_is_named_only_where_its_interval_leaves_no_doubt():
    counted = achievement(value_pct=60.0, indicator="layak"), achievement(value_pct=50.0, indicator="penanganan", ladder="timbulan")
    assert "Paling jauh: akses layak, kurang 30 poin" in section_titles.chart(judged(*counted))
    sample = achievement(value_pct=60.0, indicator="layak", low_pct=40.0, high_pct=80.0, n=100.0, basis="survei")
    assert section_titles.chart(judged(sample, counted[1])) == "Dari 2 angka, tiap angka terhadap target di samping batangnya: 2 belum"


def test_every_comparison_of_a_region_stands_in_its_gap_table(documents):
    for one, document in documents:
        ids = [row[-1].text for section in document.sections if section.key == "table" for row in section.grid.rows]
        assert sorted(ids) == sorted(brief.judged(one)["id"])


def test_every_figure_of_a_region_stands_in_its_present_situation(documents):
    for one, document in documents:
        figures = one.achievements["value_pct"].notna().sum()
        section = next((section for section in document.sections if section.key == "now"), None)
        rest = section.text[0].count(";") + 1 if section and section.text and len(section.numbers) < figures else 0
        assert figures == (len(section.numbers) + rest if section else 0)


def test_every_brief_fits_two_pages_in_type_that_is_read_without_effort(regions, documents):
    """Body text of 9.5 points in PDF and DOCX; where Arial is replaced by the wider DejaVu too, rows may move, and it is said."""
    assert fit_pages.SCALES[-1] == 1 and all(word_pages.SIZES[name].points >= 9.5 for name in ("Normal", "List Bullet", "grid", "head"))
    for _one, document in documents:
        shown, scale = fit_pages.fit(document, lambda shown, scale: word_pages.pages(shown, scale) <= 2)
        assert word_pages.pages(shown, scale) <= 2 and scale >= 1
        for before, after in zip(document.sections, shown.sections, strict=True):
            moved = len(before.grid.rows) - len(after.grid.rows) if before.grid else 0
            assert not moved or after.text[-1].startswith(f"{moved} ")
    for name, period in (("Kota Blitar", "2023"), ("Kab. Ponorogo", "2023"), ("Kab. Situbondo", "2024")):
        content = pdf.render(brief.brief(of(regions, name, period)))
        assert len(PdfReader(io.BytesIO(content)).pages) <= 2
        sizes = [round(size, 1) for size in type_sizes(content)]
        assert min(sizes) >= 7 and sum(size >= 9.5 for size in sizes) > 0.6 * len(sizes)


def type_sizes(content):
    """The type size of each piece of text of a PDF."""
    found = []
    for page in PdfReader(io.BytesIO(content)).pages:
        page.extract_text(visitor_text=lambda text, _cm, tm, _font, size: found.append(size * abs(tm[3])) if text.strip() else None)
    return found


def crowded(rows=40, lang="id"):
    """A brief far too long: every section has many rows of long words."""
    grid = Grid(("A", "B"), tuple((Cell(f"baris {n}", "kecil"), Cell("kata " * 30)) for n in range(rows)), (1, 3), (False, False))
    sections = [Section(key, key, grid=grid) for key in ("table", "need", "policy")]
    return Document(
        "Judul", "Anak judul", "Kalimat", (*sections, Section("sources", "Sumber", bullets=("sumber " * 20,) * rows)), lang, (2023, 12, 31)
    )


@pytest.mark.parametrize("lang", ["id", "en"])
def test_what_does_not_fit_is_moved_and_said_never_dropped_in_silence(lang):
    document = crowded(lang=lang)
    shown, scale = fit_pages.fit(document, lambda shown, scale: word_pages.pages(shown, scale) <= 2)
    assert shown is not document and word_pages.pages(shown, scale) <= 2
    for _before, after in zip(document.sections, shown.sections, strict=True):
        kept = len(after.grid.rows if after.grid else after.bullets)
        assert kept == 40 or re.search(rf"\b{40 - kept} ", after.text[-1])
    assert any(kept.grid and len(kept.grid.rows) < 40 for kept in shown.sections)
    told = Word(io.BytesIO(word.render(document, 2)))
    assert any("baris lagi di paparan" in paragraph.text or "more rows are in the deck" in paragraph.text for paragraph in told.paragraphs)
    slides = Presentation(io.BytesIO(deck.render(document))).slides
    rows = [shape.table for one in slides for shape in one.shapes if shape.has_table]
    assert sum(len(table.rows) - 1 for table in rows) == 3 * 40


def test_the_pdf_of_a_crowded_brief_has_two_pages():
    content = pdf.render(crowded(), 2)
    assert len(re.findall(rb"/Type\s*/Page\b", content)) == 2


@pytest.mark.skipif(
    not shutil.which("soffice"), reason="LibreOffice is not on this machine: the DOCX is held to two pages by its computed length only"
)
def test_a_word_processor_agrees_that_the_docx_has_two_pages(regions, tmp_path):
    for name, period, lang in (("Kota Blitar", "2023", "id"), ("Kab. Ngawi", "2023", "en"), ("Kab. Ponorogo", "2023", "en")):
        (tmp_path / f"{name}-{lang}.docx".replace(" ", "")).write_bytes(word.render(brief.brief(of(regions, name, period, lang), lang), 2))
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            *map(str, sorted(tmp_path.glob("*.docx"))),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    made_ = sorted(tmp_path.glob("*.pdf"))
    assert len(made_) == 3
    for path in made_:
        assert len(re.findall(rb"/Type\s*/Page\b", path.read_bytes())) == 2, path.name


def test_widths_are_those_of_arial_and_of_what_stands_in_for_it():
    """Adobe's Helvetica metrics, which Arial keeps: A 667, space 278, bold A 722 thousandths; DejaVu Sans as matplotlib ships it."""
    assert arial_widths.width("A", 10) == pytest.approx(6.67 * arial_widths.CM_PER_POINT)
    assert arial_widths.width("A", 10, True) == pytest.approx(7.22 * arial_widths.CM_PER_POINT)
    assert (
        arial_widths.lines("aa aa", 10, arial_widths.width("aa aa", 10) + 1e-9) == 1
        and arial_widths.lines("aa aa", 10, arial_widths.width("aa a", 10)) == 2
    )
    assert arial_widths.lines("a" * 50, 10, arial_widths.width("a" * 10, 10) + 1e-6) == 5
    wide = [arial_widths.width("Sampah", 10, face=face) for face in ("arial", "dejavu")]
    assert arial_widths.breaks("Sampah", 10, sum(wide) / 2) and not arial_widths.breaks("Sampah", 10, wide[1])


FACES = {"dejavu": ("DejaVu Sans", 2), "arial": ("Liberation Sans", 1)}
"""Each table with a font of these widths that a machine may have, and how far a rounded thousandth may be off."""


@pytest.mark.parametrize("face", FACES)
def test_the_widths_are_those_of_the_font_where_this_machine_has_it(face):
    name, off = FACES[face]
    try:
        path = font_manager.findfont(name, fallback_to_default=False)
    except ValueError:
        pytest.skip(f"{name} is not on this machine")
    font = TTFont(path)
    cmap, widths, unit = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
    for letter in "Sampah 0123456789,%()≥−·ABGK":
        told = arial_widths.width(letter, 1000, face=face) / arial_widths.CM_PER_POINT
        assert ord(letter) not in cmap or told == pytest.approx(widths[cmap[ord(letter)]][0] / unit * 1000, abs=off)


def slides_of(one, lang="id"):
    return list(Presentation(io.BytesIO(deck.render(page_to_sign.in_deck(brief.brief(one, lang), one, lang)))).slides)


def texts(slides):
    for one in slides:
        for shape in one.shapes:
            if shape.has_text_frame:
                yield shape.text_frame.text
            if shape.has_table:
                yield from (cell.text for row in shape.table.rows for cell in row.cells)


def test_the_deck_opens_with_the_chart_and_its_signed_gaps_in_the_readers_language(regions):
    for lang, number, gap in (("id", "15,69", "+11,31"), ("en", "15.69", "+11.31")):
        slides = slides_of(of(regions, "Kota Blitar", "2023", lang), lang)
        chart = next(shape.chart for shape in slides[1].shapes if shape.has_chart)
        labels = [point.data_label.text_frame.text for point in (chart.plots[0].series[1].points[n] for n in range(5))]
        assert number in labels and gap in [shape.text_frame.text for shape in slides[1].shapes if shape.has_text_frame]
        assert len(slides) <= 16


def test_every_slide_has_title_number_notes_and_alt_text(regions):
    for name, period in (("Kota Blitar", "2023"), ("Kab. Situbondo", "2024"), ("Kab. Maros", "2018")):
        for _place, one in enumerate(slides_of(of(regions, name, period))):
            assert one.shapes.title.text_frame.text and 'type="slidenum"' in "".join(
                shape._element.xml for shape in one.shapes if shape.name == "Slide number"
            )
            for shape in one.shapes:
                assert not (shape.has_chart or shape.has_table) or shape._element.nvGraphicFramePr.cNvPr.get("descr")
                assert shape.top + shape.height <= Cm(slide.HIGH) + 10 and shape.left + shape.width <= Cm(slide.WIDE)
                assert shape.left >= 0 and shape.top >= 0
                assert all(size >= slide.LEAST for size in sizes_of(shape) if shape.top < Cm(slide.FOOT))
    notes = "\n".join(one.notes_slide.notes_text_frame.text for one in slides_of(of(regions, "Kota Blitar", "2023")) if one.has_notes_slide)
    assert "G1 " in notes and "K1 " in notes and "SIPSN KLHK" in notes and "nawasis.org" in notes


@pytest.mark.parametrize("name, period", [("Kota Blitar", "2023"), ("Kab. Situbondo", "2024"), ("Kota Blitar", "contoh-2023")])
def test_a_native_chart_lists_its_categories_as_its_alt_text_does_each_with_its_own_number(regions, name, period):
    shape = next(one for one in slides_of(of(regions, name, period))[1].shapes if one.has_chart)
    told = shape._element.nvGraphicFramePr.cNvPr.get("descr")
    plot = shape.chart.plots[0]
    places = [told.find(category.split(" (")[0]) for category in plot.categories]
    assert -1 not in places and places in (sorted(places), sorted(places, reverse=True))
    for place, category in enumerate(plot.categories):
        labels = [one.points[place].data_label.text_frame.text for one in plot.series]
        printed = next(label for label in labels if label)
        sentence = told[places[place] :].split(". ")[0]
        assert printed in sentence or not any(letter.isdigit() for letter in printed), (category, labels, sentence)


@pytest.mark.parametrize("name, period", [("Kota Blitar", "2023"), ("Kota Blitar", "contoh-2023")])
def test_the_picture_in_the_docx_keeps_its_shape_within_the_margins_and_has_alt_text(regions, name, period):
    file = Word(io.BytesIO(word.render(brief.brief(of(regions, name, period)))))
    (picture,) = file.inline_shapes
    page, image = file.sections[0], file.part.related_parts[picture._inline.graphic.graphicData.pic.blipFill.blip.embed].image
    assert picture.width / picture.height == pytest.approx(image.px_width / image.px_height, rel=0.01)
    assert picture.width <= page.page_width - page.left_margin - page.right_margin
    assert name in picture._inline.docPr.get("descr")


def sizes_of(shape):
    """The type sizes in points of what a slide's shape says, in a text box or a table."""
    frames = [shape.text_frame] if shape.has_text_frame else []
    frames += [cell.text_frame for row in shape.table.rows for cell in row.cells] if shape.has_table else []
    return [run.font.size.pt for frame in frames for paragraph in frame.paragraphs for run in paragraph.runs if run.font.size]


def test_the_other_targets_of_a_bar_end_before_what_is_said_of_its_own(regions):
    """The line below a bar ran on under the next column, and through the name of the target there."""
    lines = 0
    for lang, one in regions:
        section = brief.chart(one, lang)
        found = dict.fromkeys(("gap", "others"), ()) if section is None else by_kind(section.picture.draw(None))
        lines += len(found["others"])
        assert all(box.x1 < min(own.x0 for own in found["gap"]) for box in found["others"]), one.name
    assert lines >= 30


def by_kind(chart):
    return {kind: [box for text, box in boxes(chart) if text.get_gid() == kind] for kind in ("gap", "others")}


def test_a_bar_that_may_not_be_judged_is_hatched(regions):
    chart = next(shape.chart for shape in slides_of(of(regions, "Kab. Situbondo", "2024"))[1].shapes if shape.has_chart)
    xml = chart.plots[0].series[1]._element.xml
    assert xml.count("wdUpDiag") == 5
    assert (
        "wdUpDiag"
        not in next(s.chart for s in slides_of(of(regions, "Kota Blitar", "2023"))[1].shapes if s.has_chart).plots[0].series[1]._element.xml
    )


def test_the_page_to_sign_says_what_is_asked_by_when_and_by_whom(regions):
    """No date of the past: what fell due with the period or was planned before has room for one; M1 is done and not asked again."""
    one = of(regions, "Kota Blitar", "2023")
    section = page_to_sign.section(one)
    rows = [[cell.text for cell in row] for row in section.grid.rows]
    assert [row[2] for row in rows] == ["akhir tahun 2045", "akhir tahun 2030", *[page_to_sign.BLANK] * 4]
    assert all(row[3] == page_to_sign.BLANK for row in rows) and not [row for row in rows if row[1].startswith("M1")]
    assert "Menaikkan pengurangan sampah dari 15,69% menjadi 27%, target Jakstranas 2023: kurang 11,31 poin (3.167 ton) [G7]." in rows[2][1]
    page = page_to_sign.document(one)
    assert page.headline.startswith("Dengan ini saya, Wali Kota Blitar,") and "2018" not in str(
        [part._replace(notes=()) for part in page.sections]
    )
    assert pdf.pages(page) == 1 and word_pages.pages(page, fit_pages.SCALES[-1]) == 1


def test_the_appendix_opens_with_how_to_read_it(regions):
    opened = appendix.document(of(regions, "Kota Blitar", "2023"))
    assert opened.headline.startswith("Cara membaca") and len(opened.lead) == 4


def test_a_met_figure_is_never_the_loudest_number_of_the_chart(regions):
    """terkelola 97.76 % is 46.55 points past its target: its method changed the next year."""
    picture = next(section.picture for section in brief.brief(of(regions, "Kota Blitar", "2023")).sections if section.picture)
    drawn = picture.draw(None)
    gaps = {text.get_text(): text for axes in drawn.axes for text in axes.texts if text.get_gid() == "gap"}
    assert gaps["−46,55"].get_fontsize() < gaps["+39,62"].get_fontsize()
    asked = [text.get_text() for axes in drawn.axes for text in axes.texts if text.get_gid() == "asked"]
    assert asked == ["15", "70", "90", "100", "26", "27", "67", "72", "51,21"]


FIGURES = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "layak",
                "aman",
                "babs",
                "dasar",
                "layak_sendiri",
                "layak_bersama",
                "penanganan",
                "pengurangan",
                "terkelola",
                "tidak_terkelola",
            ]
        ),
        st.sampled_from([0.0, 0.04, 15.0, 50.5, 89.77, 100.0, None]),
        st.sampled_from(["", "patahan_metode", "instrumen_campur"]),
        st.sampled_from([None, 1.0, 54646.0]),
        st.booleans(),
        st.booleans(),
    ),
    max_size=7,
    unique_by=lambda row: row[0],
)


def figure(indicator, value, flag, base, synthetic, surveyed):
    amount = base * value / 100 if base and value is not None else None
    survey = {
        "basis": "survei",
        "n": 120.0,
        "low_pct": max((value or 0) - 4, 0),
        "high_pct": min((value or 0) + 4, 100),
        "instrument": "EHRA",
    }
    extra = survey if surveyed and indicator in ("layak", "aman", "babs") and value is not None else {}
    return achievement(
        indicator=indicator, value_pct=value, flag=flag, base=base, amount=amount, synthetic=synthetic, source="uji", **extra
    )


def shown_in(content):
    """Every word of a DOCX: paragraphs and table cells."""
    told = Word(io.BytesIO(content))
    return [paragraph.text for paragraph in told.paragraphs], told.tables


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(figures=FIGURES, lang=st.sampled_from(["id", "en"]))
def test_any_subset_of_figures_gives_a_brief_without_nan_or_an_empty_table(figures, lang):
    one = made(*(figure(*row) for row in figures), name="Kabupaten Pangkajene dan Kepulauan", lang=lang)
    document = page_to_sign.in_deck(brief.brief(one, lang), one, lang)
    paragraphs, tables = shown_in(word.render(document, 2))
    said = [*paragraphs, *(cell.text for table in tables for row in table.rows for cell in row.cells)]
    slides = Presentation(io.BytesIO(deck.render(document))).slides
    for text in (*said, *texts(slides), *(one.notes_slide.notes_text_frame.text for one in slides if one.has_notes_slide)):
        assert not BAD.search(text), text
    drawn = [*tables, *(shape.table for one in slides for shape in one.shapes if shape.has_table)]
    bodies = [list(table.rows)[1:] or list(table.rows) for table in drawn]
    assert all(any(cell.text.strip() for row in body for cell in row.cells) for body in bodies)
    shown, scale = fit_pages.fit(document, lambda one, size: word_pages.pages(one, size) <= 2)
    assert word_pages.pages(shown, scale) <= 2 and len(PdfReader(io.BytesIO(pdf.render(document, 2))).pages) <= 2
