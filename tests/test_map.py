"""Regions in their place: tiles without boundaries, a map with them, and every doubtful file of boundaries in one sentence."""

import json

import pandas as pd
import pytest
from build import achievement, achievements
from drawn import crossed

import sanlib as san
from sanlib import charts
from sanlib.charts import style
from sanlib.project.problems import InputError
from sanlib.reference import boundaries

NAMED = {"3502": "Kab. Ponorogo", "3506": "Kab. Kediri", "3572": "Kota Blitar", "7308": "Kab. Maros"}
SQUARE = {"3502": (111.3, -8.1), "3506": (112.0, -7.9), "3572": (112.1, -8.1), "7308": (119.5, -5.0)}


def gaps():
    """Handled waste against 72: met, missed, not to be judged; a region with another figure only."""
    shares = {"3502": 60.0, "3506": 80.0, "3572": 70.0}
    rows = [
        achievement(code, "2023", "penanganan", share, region=NAMED[code], flag="kolom_kembar" if code == "3572" else "", base=1000.0)
        for code, share in shares.items()
    ]
    return san.gaps(achievements(*rows, achievement("7308", "2023", "terkelola", 50.0, region=NAMED["7308"])))


def drawn(chart, gid):
    return [one for one in chart.findobj() if (one.get_gid() or "").startswith(gid)]


def said(chart):
    return [one.get_text().replace("\n", " ") for one in chart.findobj(lambda one: hasattr(one, "get_text")) if one.get_text()]


def test_each_tile_shows_its_own_regions_figure_in_its_verdicts_colour():
    chart = charts.map(gaps(), "penanganan", "Jakstranas")
    found = {}
    names, values = drawn(chart, "name"), drawn(chart, "value")
    for tile in drawn(chart, "tile "):
        inside = [
            one.get_text().replace("\n", " ")
            for one in (*names, *values)
            if one.axes is tile.axes and tile.contains_point(tile.axes.transData.transform(one.get_position()))
        ]
        found[inside[0]] = (inside[1], tile.get_gid().removeprefix("tile "))
        look = style.look(found[inside[0]][1])
        assert tile.get_hatch() == (look.hatch or None)
    assert found == {
        "Kab. Ponorogo": ("60%", "belum"),
        "Kab. Kediri": ("80%", "tercapai"),
        "Kota Blitar": ("70%", "tidak dapat dinilai"),
        "Kab. Maros": ("tidak ada data", "tidak ada data"),
    }
    assert [one for one in said(chart) if one in ("Jawa Timur", "Sulawesi Selatan")] == ["Jawa Timur", "Sulawesi Selatan"]
    assert set(chart.drawn["region"]) == set(NAMED.values()) and "Kab. Maros" in chart.alt and not crossed(chart)


def test_more_regions_than_can_be_read_are_a_sentence():
    rows = [achievement(f"{11 + n // 90}{n % 90 + 10:02d}", "2023", "penanganan", 50.0, base=1000.0) for n in range(151)]
    assert "151" in charts.map(san.gaps(achievements(*rows)), "penanganan", "Jakstranas").absent


# ---------------------------------------------------------------- desa and kelurahan

RT = {"strata": ("region_code", "desa"), "psu": ("rt",)}
"""Within a desa the RT drawn are its clusters."""


@pytest.fixture(scope="module")
def kota():
    """Households of Kota Blitar in the synthetic survey."""
    return san.survey.in_region(san.open_period("contoh-2023", say=lambda line: None).households, "Kota Blitar")


@pytest.fixture(scope="module")
def desa(kota):
    return san.gaps(san.survey.achievements(kota, by="desa", **RT))


def test_each_desa_is_its_own_estimate_held_against_its_targets_by_its_interval(kota, desa):
    rows = desa[desa["indicator"].eq("layak") & desa["target_set"].eq("RPJMN 2020-2024") & desa["ladder"].eq("2020")]
    own = san.survey.estimates(kota, "desa", "2020:layak", **RT).set_index("domain_code")
    assert len(rows) == 21 and rows["synthetic"].all() and rows["region_code"].tolist() == sorted(own.index)
    for row in rows.itertuples():
        mine = own.loc[row.region_code]
        assert (row.region, row.n) == (mine["domain"], mine["n"])
        if mine["presentation"] == "ditahan":
            assert row.verdict == "tidak dapat dinilai" and row.value_pct != row.value_pct
            continue
        assert (row.value_pct, row.low_pct, row.high_pct) == (mine["value_pct"], mine["low_pct"], mine["high_pct"])
        decided = "tercapai" if row.low_pct > 90 else "belum" if row.high_pct < 90 else "belum dapat dipastikan"
        assert row.verdict == decided
    assert {"belum", "belum dapat dipastikan", "tidak dapat dinilai"} == set(rows["verdict"])


def test_a_desa_is_held_against_the_targets_of_its_own_region_and_province_only(kota):
    targets = san.targets().query("indicator == 'layak' and ladder == '2020'").head(1)
    scopes = ("nasional", "35", "3572", "3506", "73", "36")
    some = [targets.assign(scope=scope, target_set=f"set {scope}") for scope in scopes]

    found = san.gaps(san.survey.achievements(kota, by="desa", **RT), pd.concat(some, ignore_index=True))
    assert set(found.loc[found["target_pct"].notna(), "target_set"]) == {"set nasional", "set 35", "set 3572"}


@pytest.mark.parametrize("lang, mark", [("id", "DATA SINTETIS"), ("en", "SYNTHETIC DATA")])
def test_desa_of_a_survey_stand_by_their_verdict_and_a_withheld_one_prints_no_number(desa, lang, mark):
    chart = charts.map(desa, "layak", "RPJMN 2020-2024", lang=lang)
    tiles = [one.get_gid().removeprefix("tile ") for one in drawn(chart, "tile ")]
    assert sorted(tiles) == sorted(chart.drawn["verdict"]) and mark in chart.finding and mark in chart.alt and not crossed(chart)
    assert all(one.get_hatch() == style.look("tidak dapat dinilai").hatch for one in drawn(chart, "tile tidak"))
    assert sum(one.startswith("Kota Blitar, kecamatan 35.72.0") for one in said(chart)) == 3 and "n = 39–40" in said(chart)
    undecided = sum(chart.drawn["verdict"].eq("belum dapat dipastikan"))
    assert "Kota Blitar 2 " in chart.finding and f" {undecided} " in chart.finding
    held = chart.drawn[chart.drawn["verdict"].eq("tidak dapat dinilai")]
    assert len(held) == 3 and held["n"].notna().all()
    assert held.filter(regex="value|low|high|gap|amount|shortfall|required").isna().all(axis=None)
    for name in held["region"]:
        told = next(sentence for sentence in chart.alt.split(". ") if sentence.startswith(f"{name} "))
        assert not set("%±–") & set(told.split("RPJMN")[0]) and "gap" not in told


@pytest.mark.parametrize("lang, foot", [("id", "21 desa/kelurahan: sampel terlalu tipis"), ("en", "21 desa/kelurahan: sample too thin")])
def test_kecamatan_stand_by_their_name_and_the_foot_counts_desa(kota, lang, foot):
    """By the list of desa of the survey; who reads a code alone has to look it up."""
    rows = san.gaps(san.survey.achievements(kota, by="desa"))
    chart = charts.map(rows[rows["region_code"].str.startswith("35.72")], "layak", lang=lang)
    shown = " ".join(said(chart)).replace("\n", " ")
    assert all(f"35.72.0{place} {name}" in shown for place, name in enumerate(("Kepanjenkidul", "Sukorejo", "Sananwetan"), 1))
    assert foot in shown


def test_a_desa_that_is_one_cluster_is_withheld_and_never_coloured_as_sure(kota):
    chart = charts.map(san.gaps(san.survey.achievements(kota, by="desa")), "layak")
    assert set(chart.drawn["verdict"]) == {"tidak dapat dinilai"} and "value_pct" not in chart.drawn
    assert "21" in chart.finding and not any("%" in one.get_text() for one in drawn(chart, "value"))


def test_a_desa_whose_code_lies_in_another_region_is_refused(kota):
    for code in ("35.06.91.1005", "12", "Kauman"):
        with pytest.raises(InputError) as refused:
            san.survey.achievements(kota.assign(desa=kota["desa"].replace("35.72.01.1004", code)), by="desa", **RT)
        assert refused.value.problem.rule == "survey_desa_elsewhere" and "Kota Blitar" in str(refused.value)


def test_the_trail_of_a_desa_counts_its_own_households_and_names_no_design_it_cannot_know(kota, desa):
    row = desa[desa["indicator"].eq("layak") & desa["region"].eq("Kepanjenkidul")].iloc[0]
    told = san.explain(row, lang="id")["what"].tolist()
    assert any(f": {sum(kota['desa'].eq(row['region_code']))} rumah tangga" in one for one in told)
    assert any("92,31%" in one and "× 100" in one for one in told) and not any("derajat bebas 0" in one for one in told)


def test_estimates_are_no_table_of_gaps(kota):
    with pytest.raises(InputError) as refused:
        charts.map(san.survey.estimates(kota, "desa", "layak", **RT), "layak")
    assert refused.value.problem.rule == "table_of_another_kind"


def of_desa(folder, codes, name="desa.geojson"):
    places = [
        [[112.1 + 0.02 * at + dx, -8.1 + dy] for dx, dy in ((0, 0), (0.02, 0), (0.02, 0.02), (0, 0.02), (0, 0))] for at in range(len(codes))
    ]
    return written(folder, *(feature("", ring, KODE=code, NAMA="Kauman") for code, ring in zip(codes, places, strict=True)), name=name)


def test_desa_stand_on_their_boundaries_by_code_with_or_without_points(geo, tmp_path, desa):
    codes = ["35.72.01.1003", "3572011004", "3572031001", "35.72.99.1001"]
    chart = charts.map(desa, "layak", "RPJMN 2020-2024", boundaries=of_desa(tmp_path, codes))
    areas = {one.get_gid().removeprefix("area "): one.get_path().get_extents().x0 for one in drawn(chart, "area ")}
    assert sorted(areas, key=areas.get) == ["belum dapat dipastikan", "tidak dapat dinilai", "belum"]
    assert any("35.72.99.1001" in one for one in said(chart)) and len(drawn(chart, "number")) == 3 and not crossed(chart)


def test_codes_of_bps_are_not_taken_for_anothers_desa(geo, tmp_path, desa):
    """35.72.011.004 of BPS would read as Kemendagri's 35.72.01.1004."""
    with pytest.raises(InputError) as refused:
        charts.map(desa, "layak", boundaries=of_desa(tmp_path, ["3572011004", "3572010001"]))
    assert refused.value.problem.rule == "boundaries_no_key"


# ---------------------------------------------------------------- boundaries


def square(code, side=0.3):
    x, y = SQUARE[code]
    return [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]


def feature(code, ring=None, **named):
    return {
        "type": "Feature",
        "properties": named or {"KODE": code},
        "geometry": {"type": "Polygon", "coordinates": [ring or square(code)]},
    }


def written(folder, *features, name="batas.geojson", **more):
    path = folder / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features), **more}), encoding="utf-8")
    return path


@pytest.fixture
def geo():
    """The reader of boundaries, an extra of its own: 36 MB that most analysts never need."""
    return pytest.importorskip("pyogrio", reason="boundaries need the extra: pip install .[map]")


def test_regions_stand_on_their_boundaries_in_their_verdicts_colour(geo, tmp_path):
    place = written(tmp_path, *map(feature, ("3502", "3506", "3572")), feature("", square("7308"), KODE="99.99"))
    chart = charts.map(gaps(), "penanganan", "Jakstranas", boundaries=place)
    areas = {one.get_gid().removeprefix("area "): one.get_path().get_extents() for one in drawn(chart, "area ")}
    assert set(areas) == {"belum", "tercapai", "tidak dapat dinilai"}
    assert areas["belum"].x1 < areas["tercapai"].x0 < areas["tidak dapat dinilai"].x0 and areas["belum"].y0 < areas["tercapai"].y0
    assert any("Tanpa batas" in one and "Kab. Maros" in one for one in said(chart)) and any("99.99" in one for one in said(chart))
    numbers = {one.get_text(): one.get_position() for one in drawn(chart, "number")}
    assert areas["belum"].contains(*numbers["1"]) and areas["tercapai"].contains(*numbers["2"]) and len(numbers) == 3
    assert {"60%", "80%", "70%", "+12", "−8", "(+2)"} <= set(said(chart)) and not crossed(chart)


@pytest.mark.parametrize("column, of", [("KODE", {"3502": 3502}), ("kdkab", {"3502": "35.02"}), ("WADMKK", {"3502": "Ponorogo"})])
def test_the_column_of_codes_or_names_is_found(geo, tmp_path, column, of):
    place = written(
        tmp_path, feature("3502", **{"nomor": "x", column: of["3502"]}), feature("3572", **{"nomor": "y", column: "Kota Blitar"})
    )
    assert set(boundaries.read(place).shapes) == {"3502", "3572"} == set(boundaries.read(place, column).shapes)


def test_a_geopackage_in_metres_is_read_as_metres(geo, tmp_path):
    import shapely

    shape = shapely.box(600_000, 9_100_000, 620_000, 9_120_000)
    place = tmp_path / "batas.gpkg"
    import numpy as np

    geo.raw.write(
        place,
        shapely.to_wkb(np.array([shape])),
        [np.array(["3572"], dtype=object)],
        ["kode"],
        geometry_type="Polygon",
        crs="EPSG:32749",
        driver="GPKG",
    )
    found = boundaries.read(place)
    assert not found.degrees and found.shapes["3572"].equals(shape)


BOWTIE = [[112.1, -8.1], [112.3, -7.9], [112.3, -8.1], [112.1, -7.9], [112.1, -8.1]]
METRES = [[6e5, 9e6], [6.1e5, 9e6], [6.1e5, 9.1e6], [6e5, 9e6]]
BAD = {
    "boundaries_twice": [feature("3572"), feature("3572", square("3506"))],
    "boundaries_invalid": [feature("3572", BOWTIE)],
    "boundaries_crs": [feature("3572", METRES)],
    "boundaries_empty": [],
    "boundaries_empty_shape": [feature("3502"), {**feature("3572"), "geometry": None}],
    "boundaries_no_key": [feature("3572", nama="Atlantis")],
    "boundaries_no_areas": [feature("3502"), {**feature("3572"), "geometry": {"type": "Point", "coordinates": [112.1, -8.1]}}],
}


@pytest.mark.parametrize("rule", BAD)
def test_bad_boundaries_are_refused_in_one_sentence(geo, tmp_path, rule):
    with pytest.raises(InputError) as refused:
        charts.map(gaps(), "penanganan", boundaries=written(tmp_path, *BAD[rule]))
    assert refused.value.problem.rule == rule and "batas.geojson" in str(refused.value)


def test_longitude_and_latitude_in_the_wrong_order_are_not_drawn_in_the_sea(geo, tmp_path):
    with pytest.raises(InputError) as refused:
        boundaries.read(written(tmp_path, feature("3572", [[y, x] for x, y in square("3572")])))
    assert refused.value.problem.rule == "boundaries_crs"


def test_a_column_that_is_not_there_is_told_with_those_that_are(geo, tmp_path):
    with pytest.raises(InputError, match=r"KABKOT.*KODE"):
        boundaries.read(written(tmp_path, feature("3572")), "KABKOT")


@pytest.mark.parametrize(
    "content", [b"", b"<OGRVRTDataSource/>", b"{]", b"SQLite format 3\x00nothing", b"kode,nama\n3572,Kota Blitar\n", b'{"a": 1}']
)
def test_what_is_no_file_of_boundaries_is_refused(geo, tmp_path, content):
    place = tmp_path / "batas.geojson"
    place.write_bytes(content)
    with pytest.raises(InputError) as refused:
        boundaries.read(place)
    assert refused.value.problem.rule in ("boundaries_unreadable", "boundaries_empty")


def test_a_folder_and_a_file_too_large_are_refused(tmp_path, monkeypatch):
    with pytest.raises(InputError) as refused:
        boundaries.read(tmp_path)
    assert refused.value.problem.rule == "boundaries_no_file"
    monkeypatch.setattr(boundaries, "MOST_BYTES", 10)
    with pytest.raises(InputError) as refused:
        boundaries.read(written(tmp_path, feature("3572")))
    assert refused.value.problem.rule == "boundaries_huge"


def test_without_the_extra_it_says_how_to_install_it(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyogrio", None)
    with pytest.raises(InputError, match=r"pip install \.\[map\]"):
        boundaries.read(written(tmp_path, feature("3572")))
