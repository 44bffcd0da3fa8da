"""A region's figures must never land under another government's name."""

import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanlib.project import folders
from sanlib.project.problems import InputError
from sanlib.reference import regions


@pytest.mark.parametrize(
    "name, code",
    [
        ("KOTA BLITAR", "3572"),
        ("Kota Blitar", "3572"),
        ("Kab. Blitar", "3505"),
        ("Kabupaten Blitar", "3505"),
        ("Kab. Kediri", "3506"),
        ("KAB KEDIRI", "3506"),
        ("KABUPATEN KEDIRI", "3506"),
        ("Kota  Kediri ", "3571"),
        ("Tana Toraja", "7318"),
        ("Tator", "7318"),
        ("KAB. TANA TORAJA", "7318"),
        ("Maros", "7308"),
        ("3572", "3572"),
        ("35.72", "3572"),
        ("73.09", "7308"),
        ("7309", "7309"),
        ("Ponorogo", "3502"),
        ("Kota Adm. Jakarta Selatan", "3171"),
        ("KOTA B A T A M", "2171"),
        ("Kota Pangkalpinang", "1971"),
        ("Kab. Blitar, Jawa Timur", "3505"),
        ("Kota Blitar (Prov. Jatim)", "3572"),
        ("Kota Gorontalo, Gorontalo", "7571"),
    ],
)
def test_every_spelling_met_finds_its_government(name, code):
    assert regions.resolve(name) == code


@pytest.mark.parametrize("name, codes", [("Blitar", ["3505", "3572"]), ("Kediri", ["3506", "3571"]), ("Probolinggo", ["3513", "3574"])])
def test_a_name_two_governments_share_is_refused_with_both(name, codes):
    assert sorted(regions.candidates(name)) == codes
    with pytest.raises(InputError) as refused:
        regions.resolve(name)
    assert all(code in str(refused.value) for code in codes)


def test_bps_writes_a_kabupaten_without_kab():
    assert regions.candidates("Blitar", plain="kabupaten") == ["3505"]
    assert regions.candidates("Kota Blitar", plain="kabupaten") == ["3572"]
    assert regions.resolve("Jambi", plain="kabupaten") == "15"


def test_a_province_behind_a_name_must_be_its_own_and_does_not_choose_between_kab_and_kota():
    assert regions.candidates("Kab. Blitar, Jawa Barat") == []
    assert sorted(regions.candidates("Bogor, Jawa Barat")) == ["3201", "3271"]


def test_an_unknown_name_is_refused_with_what_looks_like_it():
    with pytest.raises(InputError, match="Kota Blitar"):
        regions.resolve("Kota Blitarr")


def test_kemendagri_7309_is_maros_and_bps_7309_is_pangkep():
    assert regions.names()[regions.resolve("7309")] == "Kab. Pangkajene dan Kepulauan"
    assert regions.names()[regions.resolve("73.09")] == "Kab. Maros"


def test_the_eight_pilots_are_rows_of_the_table():
    assert sorted(regions.pilots()["region_code"]) == ["3502", "3506", "3512", "3521", "3572", "3574", "7308", "7318"]


@given(st.sampled_from(sorted(regions.names())), st.sampled_from([str.upper, str.lower, str.title]), st.sampled_from(["", " ", "  "]))
def test_an_official_name_finds_its_own_code_however_it_is_cased_and_spaced(code, case, space):
    name = regions.names()[code]
    kinds = ("provinsi",) if len(code) == 2 else regions.LEVEL_2
    assert regions.candidates(space + case(name).replace(" ", space or " ") if space else case(name), kinds) == [code]


@given(st.text())
def test_no_text_at_all_breaks_the_resolver(text):
    assert all(code in regions.names() for code in regions.candidates(text))


def _letters(name):
    return re.sub(r"[^A-Z]", "", re.sub(r"^(KABUPATEN|KAB\.?|KOTA)( ADMINISTRASI| ADM\.?)?\s", "", name.upper()))


def _kind(name):
    return "kota" if name.upper().startswith("KOTA") else "kabupaten"


def test_every_kemendagri_code_has_its_source_and_the_name_of_its_region():
    """kemendagri_codes.csv: BPS's own bridging table gives the pair; the name Kemendagri prints must be the region's."""
    listed = pd.read_csv(folders.reference("kemendagri_codes.csv"), dtype=str, keep_default_na=False)
    assert listed["kemendagri_code"].is_unique and listed["source"].ne("").all()
    known = regions.table().set_index("region_code")
    assert set(regions.by_kemendagri().items()) == set(zip(listed["kemendagri_code"], listed["region_code"], strict=True))
    for row in listed.itertuples():
        names = [known.loc[row.region_code, "region"], *known.loc[row.region_code, "spellings"].split("|")]
        assert _letters(row.name) in map(_letters, names), row
        assert _kind(row.name) == known.loc[row.region_code, "kind"]


def test_no_city_is_without_a_kemendagri_code_and_none_has_a_neighbours():
    assert set(regions.by_kemendagri().values()) == set(regions.table().query("kind != 'provinsi'")["region_code"])
    traps = {
        "73.09": "7308",
        "73.10": "7309",
        "35.05": "3505",
        "35.72": "3572",
        "31.71": "3173",
        "91.01": "9401",
        "93.01": "9401",
        "96.71": "9171",
        "16.08": "1609",
        "16.09": "1608",
    }
    assert {code: regions.by_kemendagri()[code] for code in traps} == traps
    assert regions.resolve("93.01") == regions.resolve("91.01") == "9401"


def test_a_name_that_begins_with_the_other_kind_is_read_by_the_kind_behind_it():
    for name in ("Kota Baru, Kab.", "Kota Baru (Kab)", "Kota Baru (Kabupaten)"):
        assert regions.candidates(name) == regions.candidates("Kab. Kota Baru") != []
