"""The advocacy notebook's boxes: what is picked is what is written, progress is shown, a refusal is told where one looks."""

import base64
import importlib
import io
import re

import pytest
from PIL import Image

import sanlib as san
from sanlib import words
from sanlib.documents import brief, pack_folder
from sanlib.documents.writers import page_pictures, pdf
from sanlib.project.problems import InputError

panel = importlib.import_module("sanlib.documents.export_boxes")
ALL = "pdf docx pptx trail xlsx province"


@pytest.fixture(scope="module")
def opened():
    return san.open_period("2018", say=lambda _line: None)


@pytest.fixture
def asked(monkeypatch, tmp_path):
    """A pack that writes two small files and says its progress, and what it was asked for."""
    calls = []

    def pack(period, regions, *, parts, progress):
        calls.append((period.period, regions, words.language(), tuple(parts)))
        progress("[1/2] Kota Blitar: 0,1 detik")
        progress("[2/2] tabel-gap.xlsx: 0,1 detik")
        (tmp_path / "pack" / "3572-kota-blitar").mkdir(parents=True)
        (tmp_path / "pack" / "3572-kota-blitar" / "ringkasan.pdf").write_bytes(b"x")
        (tmp_path / "pack" / "tabel-gap.xlsx").write_bytes(b"x")
        return tmp_path / "pack"

    monkeypatch.setattr(panel, "pack", pack)
    monkeypatch.setattr(panel, "display", lambda shown: None, raising=False)
    return calls


def test_a_rerun_writes_at_once_and_lists_the_files_as_links(asked, opened, monkeypatch, tmp_path):
    monkeypatch.setenv("SANLIB_REPORT_DIR", str(tmp_path))
    html = san.documents.export(opened, "Kota Blitar", "id", "pdf xlsx").data
    assert asked == [("2018", "Kota Blitar", "id", ("pdf", "xlsx"))]
    assert 'href="pack/3572-kota-blitar/ringkasan.pdf"' in html and 'href="pack/tabel-gap.xlsx"' in html


def test_export_writes_what_is_picked_shows_how_far_it_is_and_where_it_lies(asked, opened):
    boxes = panel._boxes("", ALL.split())
    boxes.region.value, boxes.lang.value = "Kota Blitar", "en"
    for name in ("docx", "pptx", "trail", "province"):
        boxes.parts[name].value = False
    panel._wired(boxes, opened)
    boxes.export.click()
    assert asked == [("2018", "Kota Blitar", "en", ("pdf", "xlsx"))]
    assert (boxes.bar.value, boxes.bar.max, boxes.bar.layout.visibility) == (2, 2, "visible")
    assert "pack" in boxes.status.value and not boxes.export.disabled


def test_every_pilot_is_the_first_choice_and_a_region_that_is_none_can_be_named(asked, opened):
    boxes = panel._boxes("Kab. Gresik", ["pdf"])
    names = [value for _, value in boxes.region.options]
    assert names[0] == "" and "Kab. Gresik" in names and boxes.region.value == "Kab. Gresik"
    assert [name for name, box in boxes.parts.items() if box.value] == ["pdf"]


def test_nothing_ticked_is_refused_beside_the_button(asked, opened):
    boxes = panel._boxes("", [])
    panel._wired(boxes, opened)
    boxes.export.click()
    assert not asked and "Tidak ada bagian" in boxes.status.value and not boxes.export.disabled


def test_a_failure_gives_the_buttons_back(opened, monkeypatch):
    def broken(*_, **__):
        raise InputError("pack_nothing", value="2018")

    monkeypatch.setattr(panel, "pack", broken)
    boxes = panel._boxes("", ["pdf"])
    panel._wired(boxes, opened)
    boxes.export.click()
    assert "2018" in boxes.status.value and not boxes.preview.disabled


def test_the_preview_is_the_printed_pages_with_what_they_say(opened):
    html = san.documents.brief_pages(opened, "Kota Blitar").data
    assert html.count("<img") == 2 and html.count("data:image/png;base64,") == 2
    assert 'alt="' in html and "Kota Blitar" in html and "nan" not in html.split('src="')[0].lower().split()


def test_the_pictures_of_a_brief_are_its_pages_drawn_from_the_document_itself(opened):
    """A PDF drawn by typst lost the upper half of a line of letters ("Gerakan Bijak Kelola Sampah") in the preview and in README."""
    one = pack_folder.gather(opened, san.gaps(opened), pack_folder.codes("Kota Blitar"))[0]
    drawn = [Image.open(io.BytesIO(page)) for page in pdf.pictures(brief.brief(one), ppi=72)]
    assert [page.size for page in drawn] == [(595, 842)] * 2
    assert pdf.pictures(brief.brief(one), ppi=72) == pdf.pictures(brief.brief(one), ppi=72)
    shown = re.findall(r"base64,([^\"]+)", san.documents.brief_pages(opened, "Kota Blitar").data)
    assert [base64.b64decode(page) for page in shown] == pdf.pictures(brief.brief(one))


def test_a_document_of_one_page_gives_one_picture():
    import typst

    one = typst.compile(b"Satu halaman", format="pdf")
    found = page_pictures.pages(one, most=2, ppi=30)
    assert len(found) == 1 and found[0].startswith(b"\x89PNG")
