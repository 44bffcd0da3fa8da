"""What a printed table says of a region is what the tables of the period say of it: numbers, arithmetic on the page, ranks."""

import re

import pandas as pd
import pytest

import sanlib as san
from sanlib import words
from sanlib.compare import change_sentences

BOTH = pytest.mark.parametrize("lang", words.LANGUAGES)
YEARS = pytest.mark.parametrize("period", ["2023", "2024"])
QUIET = {"say": lambda _line: None}


def gaps_of(period):
    return san.gaps(san.open_period(period, **QUIET).achievements, san.targets())


def number(text, lang):
    """A printed number as a number, its sign and brackets aside from its words."""
    found = re.search(r"[-+−]?\d[\d.,]*", text)
    bare = found[0].replace("−", "-")
    return float(bare.replace(".", "").replace(",", ".") if lang == "id" else bare.replace(",", ""))


def gap_faults(table, gaps, indicator, lang):
    """Cells of a printed matrix that are not target - capaian of the table `gaps`, found by region and instrument."""
    region, instrument, capaian, *sets = table.columns
    rows = gaps[gaps["indicator"].eq(indicator) & gaps["target_pct"].notna()]
    faults = []
    for row in table.to_dict("records"):
        own = rows[rows["region"].eq(row[region]) & rows["instrument"].eq(row[instrument])]
        for _, one in own.iterrows():
            column = next(name for name in sets if name.startswith(one["target_set"]) or one["target_set"] in name)
            if not re.search(r"\d", row[column]):
                continue
            if not re.search(r"\d", row[capaian]):
                faults.append((row[region], capaian))
                continue
            said, share = number(row[column], lang), number(row[capaian], lang)
            if abs(share - one["value_pct"]) > 0.006 or abs(one["target_pct"] - share - said) > 0.011:
                faults.append((row[region], column))
    return faults


@YEARS
@BOTH
def test_on_the_page_target_less_capaian_is_the_gap_of_that_very_region(period, lang):
    gaps = gaps_of(period)
    for indicator in ("layak", "aman", "penanganan", "pengurangan", "terkelola"):
        assert gap_faults(san.matrix(gaps, indicator, lang), gaps, indicator, lang) == []


@pytest.mark.parametrize("spoil", ["rows turned round", "columns swapped", "sign turned"])
def test_a_spoilt_matrix_is_found(spoil):
    gaps = gaps_of("2023")
    table = san.matrix(gaps, "layak", "id")
    _region, _instrument, capaian, *sets = table.columns
    if spoil == "rows turned round":
        table = table.assign(**{capaian: table[capaian].tolist()[::-1]})
    elif spoil == "columns swapped":
        table = table.rename(columns=dict(zip(sets[:2], sets[1::-1], strict=True)))
    else:
        table = table.assign(**{sets[0]: table[sets[0]].str.translate(str.maketrans("+−", "−+"))})
    assert gap_faults(table, gaps, "layak", "id")


def subtractions(table, lang):
    """Target, share and gap of each cell of a printed gap table that holds a gap, as numbers."""
    before, after = words.label("target_of", lang, name="@").split("@")
    for column in table.columns:
        if not (column.startswith(before) and column.endswith(after)):
            continue
        gap = words.label("gap_to", lang, name=column[len(before) : len(column) - len(after) or None])
        for row in table.to_dict("records"):
            if all(re.search(r"\d", str(row[name])) for name in (column, gap, words.label("capaian", lang))):
                yield tuple(number(row[name], lang) for name in (column, words.label("capaian", lang), gap))


@YEARS
@BOTH
def test_a_regions_own_gap_table_subtracts(period, lang):
    gaps = gaps_of(period)
    told = [cell for region in gaps["region"].unique() for cell in subtractions(san.gap_table(gaps, region, lang=lang), lang)]
    assert len(told) > 40
    assert [cell for cell in told if abs(cell[0] - cell[1] - cell[2]) > 0.011] == []


@YEARS
def test_a_rank_is_a_place_among_those_ranked(period):
    ranks = san.ranks(san.open_period(period, **QUIET).achievements)
    ranks = ranks[ranks["rank_best"].notna()]
    assert (ranks["rank_best"].ge(1) & ranks["rank_best"].le(ranks["rank_worst"]) & ranks["rank_worst"].le(ranks["of"])).all()


def test_what_changed_prints_both_figures_of_each_pair_of_its_region():
    """Kota Blitar layak (Dinkes): 98.39 in 2023, 98.40 in 2024, in one row, in this order."""
    table = change_sentences.printed(san.diff("2023", "2024"), "en")
    rows = table[table.apply(lambda row: "Kota Blitar" in str(list(row)) and "layak" in str(list(row)).casefold(), axis=1)]
    texts = [" ".join(map(str, row)) for row in rows.to_numpy().tolist()]
    assert any(re.search(r"98\.39\b.*98\.40\b", text) for text in texts)


def test_every_pilot_with_figures_has_its_own_charts_and_no_other(tmp_path, monkeypatch):
    monkeypatch.setenv("SANLIB_REPORT_DIR", str(tmp_path))
    monkeypatch.setenv("SANLIB_PERIOD", "2023")
    gaps = gaps_of("2023")
    pilots = san.of_pilots(gaps)
    few = gaps[gaps["region"].isin(pilots["region"].unique()[:2])]
    saved = san.charts.save_pilots(few, "2023", "id")
    assert set(saved["region"]) == set(few["region"]) and set(zip(saved["region"], saved["sector"], strict=True)) == set(
        few[["region", "sector"]].itertuples(index=False, name=None)
    )
    for row in saved.itertuples():
        drawn = pd.read_csv(tmp_path / row.file.replace(".png", ".csv"))
        own = few[few["region"].eq(row.region) & few["sector"].eq(row.sector)]
        assert set(drawn["region"]) == {row.region} and sorted(drawn["value_pct"].round(4)) == sorted(own["value_pct"].round(4))


@BOTH
def test_an_estimate_stands_beside_the_definition_of_its_own_indicator(lang):
    households = san.open_period("contoh-2023", **QUIET).households
    estimates = san.survey.estimates(households, "region_code", ["layak", "babs"])
    told, meanings = san.survey.defined(estimates, lang), san.survey.glossary(lang).set_index(["ladder", "indicator"])["meaning"]
    assert len(told) == len(estimates) and told["value_pct"].equals(estimates["value_pct"].reset_index(drop=True))
    for row in told.itertuples():
        assert row.meaning == meanings[row.ladder, words.label(row.indicator, lang)]


@BOTH
def test_the_count_of_verdicts_is_the_tables_own(lang):
    gaps = gaps_of("2023")
    said = san.say.verdicts(gaps, lang)
    for verdict, count in gaps["verdict"].value_counts().items():
        assert re.search(rf"\b{count} {re.escape(words.label('verdict.' + verdict, lang))}", said)


@BOTH
def test_the_profile_of_the_risk_index_weighs_each_component_to_one(lang):
    profile = san.survey.risk_profile(lang)
    assert profile.groupby("component")["weight"].sum().round(6).eq(1).all() and profile["variable"].ne("").all()


def test_exploring_shows_the_rows_of_what_was_picked_and_no_other(monkeypatch, tmp_path):
    shown = []
    monkeypatch.setenv("SANLIB_REPORT_DIR", str(tmp_path))
    monkeypatch.setattr("IPython.display.display", lambda *things: shown.extend(things))
    opened = san.open_period("2023", **QUIET)
    san.explore(
        san.gaps(opened.achievements, san.targets()), opened.history, "id", region="Kota Blitar", indicator="penanganan", period="2023"
    )
    page = str(getattr(shown[1], "data", shown[1]))
    assert "82,07" in page and "Kota Blitar" in page and "Kab. Ngawi" not in page


@BOTH
def test_a_sentence_on_risk_gives_its_areas_own_index(lang):
    households = san.open_period("contoh-2023", **QUIET).households
    own = san.survey.in_region(households, "Kota Blitar")
    index = san.survey.risk(own, "desa", lang=lang)
    said = san.say.risk(index, san.survey.risk_reasons(own, "desa", lang=lang), "desa", lang)
    assert said
    for sentence in said:
        area = next(
            row
            for row in index.sort_values("desa", key=lambda names: names.str.len(), ascending=False).itertuples()
            if row.desa in sentence
        )
        assert words.number(area.irs, 0, lang) in sentence
