"""The tables of a survey: estimates by any domain, weighting, and the households under each definition of a ladder."""

from __future__ import annotations

import pandas as pd

from sanlib import words
from sanlib.estimation import estimate
from sanlib.estimation.presentation import DHS_MIN_N, FEWEST_HOUSEHOLDS, NCHS_MIN_N
from sanlib.households import listed_households
from sanlib.households.access_ladders import SIDE_BY_SIDE, UNCLASSIFIED, classes_of, ladders, side_by_side, switches_known
from sanlib.households.access_ladders import column as rung_column
from sanlib.judging import gap
from sanlib.project import schema
from sanlib.project.binding import bound
from sanlib.project.schema import DISAJIKAN, DITAHAN
from sanlib.project.tables_taken import takes
from sanlib.reference import codebook, regions
from sanlib.survey import risk_index as risk
from sanlib.survey import survey_indicators, withholding
from sanlib.survey.survey_achievements import (
    can_estimate,
    designed,
    designing,
    estimates,
    known_totals,
    place_names,
    prepared,
    settings,
    usable,
    with_shares_withheld,
)
from sanlib.words import quoted

SHOWN = tuple("domain indicator ladder value_pct low_pct high_pct n known_pct deff df presentation presentation_reason".split())
VERDICTS_SHOWN = tuple("region indicator ladder value_pct low_pct high_pct n known_pct target_set target_pct gap_pp verdict flag".split())
DEFINED_SHOWN = ("domain", "indicator", "value_pct", "low_pct", "high_pct", "n", "known_pct", "denominator", "unknown", "presentation")
TOTALS_SHOWN = ("domain", "indicator", "ladder", "households", "low", "high", "base", "n", "known_pct", "method", "presentation")
SHARE_OF_FRAME, HORVITZ_THOMPSON = "bagian_kali_daftar_desa", "jumlah_bobot"
"""How a total was made: the share times the households of the list of desa, or the sum of the weights (R's svytotal)."""


FEWEST_OF = {"nchs": NCHS_MIN_N, "dhs": DHS_MIN_N, None: FEWEST_HOUSEHOLDS}
"""By the rule of design.csv, the fewest households a share may stand on to be printed."""


@takes("households", columns=("region_code",))
@bound
def in_region(households: pd.DataFrame, region: str, root=None) -> pd.DataFrame:
    """The households of one region, by any name or code; none where the survey did not go there; an unknown one is refused.

    >>> len(san.survey.in_region(households, "Kota Blitar"))
    840
    """
    code = regions.resolve(region)
    return households[households["region_code"].eq(code)] if len(households) else households


@takes("households")
@bound
def by_domain(households: pd.DataFrame, by="region_code", indicators=None, root=None, **choices) -> pd.DataFrame:
    """Weighted shares of households (0-100) with their design's interval by any column(s); no survey gives no rows.

    by: "region_code", "kecamatan", "desa", "stratum", "urban_rural", any other column, or a list of them.
    indicators: ids as in indicators.csv of the survey ("layak", "2015:layak"); None = all that the households' form can give.
    choices: weighted=False (as old reports), interval="logit" or "korn-graubard", level=0.95, rule="nchs", "dhs" or
    None, lonely= (a stratum with one desa), fpc=True, switches=["mck_komunal"], strata=, psu=, icc=; what is not given
    is as design.csv chooses. Columns: indicator, ladder, value_pct, se_pp, low_pct, high_pct, n,
    known_pct, df, deff, base and how they were made; `domain` names each group in words, `domain_by` and
    `domain_code` keep its columns and codes (joined by "+"), so that its households can be found again, and
    `presentation` says which figures may be published.

    >>> san.survey.estimates(kota, indicators="2020:layak")[["domain", "value_pct", "n"]].round(1).values.tolist()
    [['Kota Blitar', 91.7, 838.0]]
    """
    if not can_estimate(households, **choices):
        return pd.DataFrame(columns=[*SHOWN, "synthetic", "source"])
    found = named(estimates(households, by, indicators, **choices), by, households)
    return credited(found, found["weighting"], households)


@takes("households")
@bound
def totals(
    households: pd.DataFrame,
    by="region_code",
    indicators=None,
    level: float | None = None,
    root=None,
    horvitz_thompson: bool = False,
    **choices,
) -> pd.DataFrame:
    """How many households (KK) each indicator applies to, with interval, by any column(s); no survey gives no rows.

    households = the share of all households of the domain (whoever is outside the denominator counts as no) x `base`,
    their number in the list of desa, and the interval is that share's: the unknown are taken to be as the known.
    `method` says so; without a list they are blank. horvitz_thompson=True gives the sum of the weights of the "yes" instead,
    with R's error (svytotal): unknown answers are not added and the number of households is estimated too. Raises InputError
    without weights, and with horvitz_thompson also where the weights do not count households.
    `indicators`, `level` and `choices` as `survey.estimates`.

    >>> san.survey.totals(kota, indicators="2020:babs")[["domain", "households", "base"]].values.tolist()
    [['Kota Blitar', 273.0, 54646.0]]
    """
    if not can_estimate(households, **choices):
        return pd.DataFrame(columns=[*TOTALS_SHOWN, "synthetic", "source"])
    ready = prepared(households, indicators, **designing(choices))
    if horvitz_thompson:
        asked = settings()
        found = estimate.totals(
            ready.design, ready.names, by, ready.among, asked.level if level is None else level, choices.get("rule", asked.rule)
        )
    else:
        found = known_totals(ready, by, level, choices)
    found = with_shares_withheld(found, households, by, **choices)
    found = found.assign(method=HORVITZ_THOMPSON if horvitz_thompson else SHARE_OF_FRAME)
    found = found.round({"households": 0, "se": 0, "low": 0, "high": 0, "base": 0})
    return credited(named(found, by, households), ready.design.weighting, households)


@takes("households")
@bound
def left_out(households: pd.DataFrame, root=None) -> pd.DataFrame:
    """How many households were read and how many the weighted estimates can use: one row per region.

    read, used, no_stratum, no_desa, not_in_frame (its desa is not in the list of desa: no weight), and stands_for, the
    households (KK) of the region in the list of desa, for which the used ones stand; blank where no list counts them. Where a
    household's stratum and desa are both unknown it counts once.

    >>> san.survey.left_out(kota)[["read", "used"]].values.tolist()
    [[840, 840]]
    """
    columns = ["domain", "read", "used", "no_stratum", "no_desa", "not_in_frame", "stands_for", "synthetic"]
    if not len(households):
        return pd.DataFrame(columns=columns)
    stratum, desa = households["stratum"].isna(), households["desa"].isna()
    counts = households.assign(
        domain=households["region_code"].map(regions.names()).fillna("–"),
        read=1,
        used=usable(households),
        no_desa=desa,
        no_stratum=stratum & ~desa,
        not_in_frame=households["weight"].isna() & ~stratum & ~desa,
        stands_for=households["region_code"].map(_stand_for(households)) / households.groupby("region_code")["row"].transform("size"),
    )
    grouped = counts.groupby("domain")
    summed = grouped[["read", "used", "no_stratum", "no_desa", "not_in_frame"]].sum()
    summed["stands_for"] = grouped["stands_for"].sum(min_count=1).mask(summed["used"].eq(0), 0)
    return summed.round().assign(synthetic=counts.groupby("domain")["synthetic"].any()).reset_index()[columns]


def _stand_for(households: pd.DataFrame) -> pd.Series:
    return listed_households.in_domains(households[usable(households)], "region_code")


def named(table: pd.DataFrame, by, households: pd.DataFrame | None = None) -> pd.DataFrame:
    """A table by domain with the domain in words, its instrument, and ladder and indicator apart ("2020:layak": layak on
    the 2020 ladder)."""
    columns = keys_of(by)
    coded = table.assign(
        **({} if households is None else {"instrument": instruments_of(table, columns, households)}),
        domain=domain_words(table, columns, households),
        domain_by="+".join(columns),
        domain_code=table[columns].astype(str).agg("+".join, axis=1),
    )
    return with_ladder(coded.drop(columns=columns)).reset_index(drop=True)


def with_ladder(table: pd.DataFrame) -> pd.DataFrame:
    """Ladder and indicator apart: "2020:layak" is layak on the 2020 ladder, "genangan" is on none."""
    parts = [name.rpartition(":") for name in table["indicator"]]
    return table.assign(ladder=[ladder for ladder, _, _ in parts], indicator=[name for _, _, name in parts])


def credited(table: pd.DataFrame, weighting: str, *surveys: pd.DataFrame) -> pd.DataFrame:
    """A table with its period (of one survey), instrument (that of all where its rows do not say), weighting, whether any
    household is synthetic, and its files.

    Every table of a survey that is shown passes through here; the numbers of shares that may not be published are removed.
    """
    dated = table.assign(period=period_of(*surveys), area=area_of(*surveys)) if len(surveys) == 1 else table
    return gap.published(
        dated.assign(
            instrument=dated.get("instrument", codebook.instruments(pd.concat(surveys, ignore_index=True))),
            basis="survei",
            weighting=weighting,
            synthetic=any(survey["synthetic"].any() for survey in surveys),
            source=", ".join(_files(survey) for survey in surveys),
        )
    )


def period_of(households: pd.DataFrame) -> str:
    """The period of a survey as named: "contoh-2023"."""
    return ", ".join(sorted(set(households["period"])))


@bound
def area_of(households: pd.DataFrame, root=None) -> str:
    """The region a survey covers, by name; blank where it covers several."""
    codes = households["region_code"].dropna().unique()
    return regions.names().get(codes[0], codes[0]) if len(codes) == 1 else ""


def _files(households: pd.DataFrame) -> str:
    return ", ".join(sorted(set(households["file"])))


def domain_words(table: pd.DataFrame, columns: list[str], households: pd.DataFrame | None = None) -> pd.Series:
    """Each row's domain in words: a region, kecamatan or desa by its name, several columns joined; with the instrument
    where the survey has more than one, since their shares are not measured alike."""
    names = regions.names() | place_names(households)
    told = table[columns].astype(str).agg(lambda parts: " · ".join(names.get(part, part) for part in parts), axis=1)
    of = pd.Series("" if households is None else instruments_of(table, columns, households), index=table.index, dtype=object)
    return told + (" (" + of + ")" if of[of.ne("")].nunique() > 1 else "")


def instruments_of(table: pd.DataFrame, columns: list[str], households: pd.DataFrame) -> list[str]:
    """The instrument of each row's domain."""
    of = codebook.instrument_of(households, columns)
    return [of.get(place, "") for place in schema.keys(table, columns)]


@takes("households")
@bound
def weighting(households: pd.DataFrame, root=None) -> pd.DataFrame:
    """Weighted beside unweighted shares of every region and indicator, and how far apart they are in points.

    Unweighted is what old EHRA reports print; weighted is what the households of the city would say.

    >>> san.survey.weighting(kota)[["indicator", "difference_pp"]].round(1).values.tolist()[0]
    ['layak', 1.0]
    """
    if not can_estimate(households):
        return pd.DataFrame(
            columns=["domain", "ladder", "indicator", "weighted_pct", "unweighted_pct", "difference_pp", "n", "presentation"]
        )
    keys = ["region_code", "ladder", "indicator"]
    tables = [with_ladder(estimates(households, weighted=flag))[[*keys, "value_pct", "n", "presentation"]] for flag in (True, False)]
    both = tables[0].merge(tables[1].drop(columns="n"), on=keys, suffixes=("", "_plain"), validate="one_to_one")
    return gap.published(
        pd.DataFrame(
            {
                "domain": both["region_code"].map(regions.names()),
                "ladder": both["ladder"],
                "indicator": both["indicator"],
                "weighted_pct": both["value_pct"],
                "unweighted_pct": both["value_pct_plain"],
                "difference_pp": both["value_pct"] - both["value_pct_plain"],
                "n": both["n"],
                "presentation": both["presentation"].mask(both["presentation_plain"].eq(DITAHAN), DITAHAN),
                "synthetic": households["synthetic"].any(),
            }
        )
    )


@takes("households")
@bound
def definitions(households: pd.DataFrame, switches=(), root=None) -> pd.DataFrame:
    """The same households under each ladder their form can tell apart: one row per region, ladder and class, n and weighted share.

    Every class is a row, tidak_terklasifikasi too, so that each ladder adds up to all households (`n_all`). `presentation` is
    "ditahan", without n and share, for a whole ladder of a region of which any class may not be published (the others
    would betray it). `switches` turns on rows of ladder_rules.csv ("mck_komunal").
    Raises InputError for a stratum of one desa without a rule, as `survey.estimates`.

    >>> san.survey.definitions(kota)["definition"].unique().tolist()
    ['2020', '2015', 'jmp']
    """
    columns = ["region", "definition", "rung", "value_pct", "n", "n_all", "presentation", "instrument", "basis", "synthetic", "source"]
    if not can_estimate(households):
        return pd.DataFrame(columns=columns)
    usable = ladders(households.dropna(subset=["region_code", "weight"]), switches)
    tables = [
        side_by_side(group, dict.fromkeys(ladder for ladder, _ in _classes(group))).assign(
            region=regions.names()[code],
            n_all=len(group),
            synthetic=group["synthetic"].any(),
            source=_files(group),
            instrument=codebook.instruments(group),
            basis="survei",
        )
        for code, group in usable.groupby("region_code", sort=True)
    ]
    together = pd.concat(tables, ignore_index=True)
    thin = {(regions.names()[code], ladder) for code, ladder in _thin_ladders(usable, switches)}
    hidden = pd.Series([pair in thin for pair in zip(together["region"], together["ladder"], strict=True)], index=together.index)
    together = together.assign(presentation=hidden.map({True: DITAHAN, False: DISAJIKAN}), n=together["n"].mask(hidden))
    return gap.published(together.rename(columns={"ladder": "definition", "class": "rung", "share_pct": "value_pct"})[columns])


def _thin_ladders(runged: pd.DataFrame, switches) -> set[tuple[str, str]]:
    """Region and ladder of which a class may not be published, as a share of all households or as an indicator; and any
    other ladder with a class of the very same households."""
    design, chosen = designed(runged), settings()
    yes = {f"{ladder}:{name}": _in_class(design.households, ladder, name) for ladder, name in _classes(runged)}
    own = estimate.shares(design, yes, "region_code", rule=chosen.rule)
    found = pd.concat([own, estimates(runged, switches=switches)[["region_code", "indicator", "presentation"]]])
    found = found[found["presentation"].eq(DITAHAN)]
    hidden = set(schema.keys(found, ["region_code", "indicator"]))
    thin = {(code, name.rpartition(":")[0]) for code, name in hidden}
    for code, mine in design.households.groupby("region_code"):
        counted = [_in_class(mine, *name.rsplit(":", 1)).to_numpy() for where, name in hidden if where == code and name in yes]
        same = [ladder for ladder, name in _classes(runged) if any((_in_class(mine, ladder, name) == one).all() for one in counted)]
        thin |= {(code, ladder) for ladder in same}
    return thin


def _classes(runged: pd.DataFrame) -> list[tuple[str, str]]:
    """The classes that the forms of these households can tell apart, by ladder."""
    rows = pd.concat([classes_of(form) for form, _ in codebook.by_form(runged)])
    rows = rows[rows["class"].ne(UNCLASSIFIED) & rows["ladder"].isin(SIDE_BY_SIDE)]
    return list(dict.fromkeys(schema.keys(rows, ["ladder", "class"])))


def _in_class(households: pd.DataFrame, ladder: str, name: str) -> pd.Series:
    return households[rung_column(ladder)].eq(name).astype(float)


@takes("households")
@bound
def variants(households: pd.DataFrame, region: str, lang: str | None = None, root=None) -> pd.DataFrame:
    """The same households of one region under each ladder and under each switch of ladder_rules.csv: share by class.

    A row per ladder and class, a column for the profile as it stands and one per switch turned on alone; n is the
    households of the profile as it stands. A switch that leaves a ladder as it is repeats its shares.

    >>> san.survey.variants(kota, "Kota Blitar").columns.tolist()[:4]
    ['definition', 'rung', 'n', 'Profil apa adanya (%)']
    """
    mine = in_region(households, region)
    if not can_estimate(mine):
        return pd.DataFrame(columns=["definition", "rung", "n"])
    plain, keys = definitions(mine), ["definition", "rung"]
    table = plain[[*keys, "n"]].assign(**{words.label("survey.as_is"): plain["value_pct"]})
    hidden = gap.withheld(plain)
    for switch in switches_known():
        turned = definitions(mine, [switch])
        hidden |= plain["definition"].isin(turned.loc[gap.withheld(turned), "definition"])
        turned = turned[[*keys, "value_pct"]].rename(columns={"value_pct": words.label(f"switch.{switch}")})
        table = table.merge(turned, on=keys, validate="1:1")
    told = [name for name in table if name not in keys]
    table = table.assign(**{name: table[name].mask(hidden) for name in told})
    return table.assign(presentation=plain["presentation"].mask(hidden, DITAHAN), synthetic=mine["synthetic"].any())


@takes("estimates", columns=("ladder", "indicator"))
@bound
def defined(estimates: pd.DataFrame, lang: str | None = None) -> pd.DataFrame:
    """Estimates with the denominator of each and its treatment of the unknown beside it, in words.

    >>> san.survey.defined(san.survey.estimates(kota, indicators="banjir"))["denominator"].tolist()
    ['semua rumah tangga']
    """
    definitions = schema.in_language(survey_indicators.definitions())[["ladder", "indicator", "meaning", "denominator", "unknown"]]
    return estimates.merge(definitions, on=["ladder", "indicator"], how="left", validate="m:1")


@bound
def choices(lang: str | None = None) -> pd.DataFrame:
    """What was chosen for every estimate of the project, one row of design.csv each, and what it means.

    >>> san.survey.choices()["setting"].tolist()[:3]
    ['lonely', 'interval', 'level']
    """
    rows = schema.in_language(codebook.table("design.csv"))
    return rows.assign(source=rows["source"].map(quoted.notes_of))[["setting", "value", "choices", "meaning", "source"]]


@bound
def glossary(lang: str | None = None, households: pd.DataFrame | None = None) -> pd.DataFrame:
    """Where each survey indicator is defined: what it means, when it is yes, of whom, what happens to the unknown; of
    `households` only those that their form can give.

    >>> san.survey.glossary().columns.tolist()
    ['ladder', 'indicator', 'meaning', 'denominator', 'unknown', 'yes', 'source']
    """
    table = survey_indicators.definitions()
    if households is not None:
        given, names = survey_indicators.given_by(households), zip(table["ladder"], table["indicator"], strict=True)
        table = table[[survey_indicators.column(*name) in given for name in names]]
    printed = table.assign(
        indicator=[words.label(name) for name in table["indicator"]], yes=[_yes_words(row.yes, row.ladder) for row in table.itertuples()]
    )
    return schema.in_language(printed)[["ladder", "indicator", "meaning", "denominator", "unknown", "yes", "source"]]


def _yes_words(condition: str, ladder: str) -> str:
    """A condition on a rung by the rungs' names; one on answers stays as the form's codes ("C.6 = 1")."""
    test, _, classes = condition.rpartition(" ")
    if not test.startswith("rung_") or "&" in condition or "|" in condition:
        return condition
    called = [words.label_or(name, name) for name in classes.split(",")]
    return words.label("survey.yes_rung", rungs=", ".join(called), ladder=words.ladder(ladder))


def keys_of(by) -> list[str]:
    """The columns of a grouping, one or several."""
    return [by] if isinstance(by, str) else list(by)


@takes("households")
def risk_variables(households: pd.DataFrame, by="desa") -> pd.DataFrame:
    """Households at risk (0-100) per area and variable of the illustrative profile; a survey whose form does not ask all of it
    gives no rows, and so does no survey.

    `by` is the area: desa, kecamatan, stratum or another column. A share that may not be published has no number.

    >>> san.survey.risk_variables(kota, "stratum").columns.tolist()[:4]
    ['stratum', 'component', 'variable', 'weight']
    """
    households = risk.asked_all(households)
    if not can_estimate(households):
        return pd.DataFrame(columns=[*keys_of(by), "component", "variable", "risk_pct", "n", "status"])
    runged = ladders(households)
    return gap.published(_presented(risk.variables(runged, by), runged, keys_of(by)))


def _presented(found: pd.DataFrame, runged: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Shares at risk with `presentation`: "ditahan" by the rule of design.csv, which in an area of one desa, where no error
    can be computed, leaves the fewest households a share may stand on.

    Where a component of an area has one such share, that on the next fewest is withheld too: the component, which the index
    prints, less the rest would betray it.
    """
    thin = found["n"].between(1, FEWEST_OF[settings().rule] - 1) | _unsure(found, runged, keys)
    thin = withholding.paired(thin, [found[key] for key in (*keys, "component")], found["n"])
    return found.assign(presentation=thin.map({True: DITAHAN, False: DISAJIKAN}))


def _unsure(found: pd.DataFrame, runged: pd.DataFrame, keys: list[str]) -> pd.Series:
    """Which shares at risk the rule withholds for their sampling error; none where their area has none."""
    design = designed(runged, lonely="adjust")
    judged = estimate.shares(design, risk.answers(design.households), keys, rule=settings().rule)
    judged["unsure"] = judged["presentation"].eq(DITAHAN) & ~judged["presentation_reason"].str.contains("tanpa_interval")
    judged = judged[[*keys, "indicator", "unsure"]].rename(columns={"indicator": "variable"})
    beside = found[[*keys, "variable"]].merge(judged, on=[*keys, "variable"], how="left", validate="1:1")
    return beside["unsure"].fillna(False).astype(bool).set_axis(found.index)


@takes("households")
@bound
def risk_index(households: pd.DataFrame, by="desa", lang: str | None = None) -> pd.DataFrame:
    """The risk index (0-500) of each area, highest first, with where it came from, `status` in words.

    `by` is the area: desa, kecamatan, stratum or another column. Columns: `by`, the five components (0-100), irs with its 95%
    interval (irs_low, irs_high; none for an area of one desa, whose error no survey of this design can show), n,
    relative_class (among these areas), absolute_class (by fixed bounds), status (why an area has no index).

    >>> san.survey.risk(kota, "stratum")["stratum"].tolist()
    ['2', '1', '3', '0']
    """
    households = risk.asked_all(households)
    if not can_estimate(households):
        return pd.DataFrame(columns=[*keys_of(by), "irs", "relative_class", "absolute_class", "status", "synthetic", "source"])
    runged = ladders(households)
    found = _with_interval(risk.index(risk.variables(runged, by), by), runged, by).sort_values("irs", ascending=False, ignore_index=True)
    found = _placed(found.rename_axis(columns=None), households)
    found["status"] = found["status"].map(risk.status_words)
    return credited(found, "berbobot", households)


def _with_interval(found: pd.DataFrame, runged: pd.DataFrame, by) -> pd.DataFrame:
    """The index with its interval beside it, within what it can be."""
    named = list(found)
    found = found.merge(risk.reach(designed(runged, lonely="adjust"), by), on=keys_of(by), how="left", validate="1:1")
    low, high = (found["irs"] - found["reach"]).clip(lower=0), (found["irs"] + found["reach"]).clip(upper=risk.TOP)
    after = named.index("irs") + 1
    return found.assign(irs_low=low, irs_high=high)[[*named[:after], "irs_low", "irs_high", *named[after:]]]


@takes("households")
@bound
def risk_reasons(households: pd.DataFrame, by="desa", areas: int = 3, lang: str | None = None) -> pd.DataFrame:
    """What the highest indices are made of: the variables of the `areas` riskiest areas, largest part of the index first.

    Columns `by`, variable (in words), risk_pct, weight, part (points of the index, 0-500), n. No survey, no rows.

    >>> san.survey.risk_reasons(kota, areas=1)["desa"].unique().tolist()
    ['Kauman']
    """
    columns = [*keys_of(by), "variable", "risk_pct", "weight", "part", "n", "status", "presentation"]
    households = risk.asked_all(households)
    if not can_estimate(households):
        return pd.DataFrame(columns=columns)
    found, top = risk_variables(households, by), risk_index(households, by)[[*keys_of(by), "irs"]].head(areas)
    parts = _placed(found.assign(part=found["risk_pct"] * found["weight"]), households).merge(top, on=keys_of(by), validate="m:1")
    printed = parts.assign(
        variable=parts["variable"].map(risk.labels()),
        status=[risk.status_words(one) for one in parts["status"]],
        synthetic=households["synthetic"].any(),
    )
    return printed.sort_values(["irs", "part"], ascending=False, kind="stable", ignore_index=True)[[*columns, "synthetic"]]


@bound
def risk_profile(lang: str | None = None) -> pd.DataFrame:
    """The illustrative profile behind the index as a reader can check it: component, variable, weight, condition, of whom.

    >>> san.survey.risk_profile()["component"].unique().tolist()
    ['sumber_air', 'air_limbah', 'persampahan', 'genangan', 'phbs']
    """
    rows = schema.in_language(risk.profile())
    return pd.DataFrame(
        {
            "component": rows["component"],
            "variable": rows["label"],
            "weight": rows["weight"],
            "at_risk": rows["at_risk"],
            "denominator": rows["base"].replace("", words.label("plan.all_households")),
        }
    )


def _placed(table: pd.DataFrame, households: pd.DataFrame) -> pd.DataFrame:
    """Desa and kecamatan codes replaced by their names."""
    names = place_names(households)
    return table.assign(**{code: table[code].map(lambda place: names.get(place, place)) for code in ("desa", "kecamatan") if code in table})
