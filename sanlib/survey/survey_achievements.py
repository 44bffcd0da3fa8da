"""Achievements of a survey: its indicators per region with their intervals, in the table of all other sources."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

from sanlib.estimation import estimate
from sanlib.estimation.design import Design, names
from sanlib.households import access_ladders, listed_households
from sanlib.judging import flags, gap
from sanlib.project import schema
from sanlib.project.binding import bound
from sanlib.project.problems import InputError, Problem
from sanlib.project.schema import DITAHAN, DITINJAU, TANPA_DATA
from sanlib.project.tables_taken import takes
from sanlib.reference import codebook, regions
from sanlib.survey import survey_indicators, withholding

BASIS, UNIT = "survei", "KK"
STRATA, PSU, FRAME = ("region_code", "stratum"), ("desa",), "desa_in_stratum"
FLAG_OF = {DITAHAN: gap.WITHHELD_FLAG, DITINJAU: "sampel_ditinjau"}
"""How a figure that NCHS would suppress, or look at first, is flagged; flags.csv says what that does to its verdict."""


class Settings(NamedTuple):
    """What an analyst chose once for every estimate of the project: the rows of design.csv."""

    lonely: str
    interval: str
    level: float
    rule: str | None
    icc: float


_BETWEEN = {"level": (0.5, 0.999), "icc": (0, 1)}
"""What a setting that is a number may be [own limit]."""


def settings(folder=None) -> Settings:
    """The choices of data/raw/reference/survey/design.csv; one that is not among its `choices` is an InputError."""
    rows = codebook.table("design.csv", folder)
    for row in rows[rows["choices"].ne("")].itertuples():
        if row.value not in row.choices.split("|"):
            raise InputError(
                "survey_setting_unknown", "design.csv", column=row.setting, value=row.value, known=row.choices.replace("|", ", ")
            )
    value = dict(zip(rows["setting"], rows["value"], strict=True))
    for name, (low, high) in _BETWEEN.items():
        if not re.fullmatch(r"\d+(\.\d+)?", value[name]) or not low <= float(value[name]) <= high:
            raise InputError("survey_setting_unknown", "design.csv", column=name, value=value[name], known=f"{low} – {high}")
    rule = None if value["rule"] == "none" else value["rule"]
    return Settings(value["lonely"], value["interval"], float(value["level"]), rule, float(value["icc"]))


def usable(households: pd.DataFrame, weighted: bool = True, strata=STRATA, psu=PSU) -> pd.Series:
    """Which households an estimate can use: region, stratum and desa known, and, with weights, desa in the frame."""
    needed = [*strata, *psu, *(["weight"] if weighted else [])]
    return households[needed].notna().all(axis=1)


def can_estimate(households: pd.DataFrame, weighted: bool = True, strata=STRATA, psu=PSU, **_) -> bool:
    """Whether any household can be used: a period without a survey, a survey without its list of desa, or one whose
    weights are all zero, has none."""
    if not len(households):
        return False
    placed = usable(households, weighted, strata, psu)
    return bool((placed & households["weight"].gt(0)).any() if weighted else placed.any())


def without_weights(households: pd.DataFrame) -> list[Problem]:
    """A problem for each file none of whose households has a weight (its list of desa is missing), or only zeros."""
    files = households.groupby(["file", "sheet"])["weight"].agg(["size", "count", "max"])
    files = files[files["count"].eq(0) | files["max"].le(0)]
    return [
        Problem("survey_weights_zero" if row["count"] else "survey_without_frame", file, sheet, value=str(int(row["size"])))
        for (file, sheet), row in files.iterrows()
    ]


def designed(
    households: pd.DataFrame,
    weighted: bool = True,
    lonely: str | None = None,
    fpc: bool = False,
    strata=STRATA,
    psu=PSU,
    icc: float | None = None,
    folder=None,
) -> Design:
    """The households as they were sampled: strata within regions, desa as clusters, weights from the frame.

    Households without region, desa or stratum (reported as problems when read) cannot be placed and are left out; with
    weights, so are those whose desa the frame does not have (`survey.left_out` counts both). `weighted=False` reproduces
    old EHRA tables. `lonely` and `icc`: None = as design.csv chooses. `fpc=True` counts how many desa of the stratum
    were not sampled; where all were (a kota surveyed whole), take the desa as strata and the RT as clusters:
    strata=("region_code", "desa"), psu=("rt",).
    """
    chosen = settings(folder)
    placed = households[usable(households, weighted, strata, psu)].reset_index(drop=True)
    return Design.from_households(
        placed,
        strata,
        psu,
        "weight" if weighted else None,
        FRAME if fpc else None,
        lonely=lonely or chosen.lonely,
        icc=chosen.icc if icc is None else icc,
    )


class Prepared(NamedTuple):
    """A survey ready to be estimated from: its design, the indicators' columns, and the column of each one's denominator."""

    design: Design
    names: list[str]
    among: dict[str, str]


def prepared(
    households: pd.DataFrame, indicators: Iterable[str] | str | None = None, switches: Iterable[str] = (), folder=None, **design
) -> Prepared:
    """The design with every indicator measured that the households' forms can give. `indicators` names others: "2020:layak", or
    "layak" on every ladder.

    Raises InputError for an indicator that indicators.csv does not define. Other arguments as `designed`.
    """
    names = _wanted(households, indicators, folder)
    return Prepared(
        designed(measured(households, switches, folder), folder=folder, **design), names, {name: f"di antara {name}" for name in names}
    )


def designing(choices: dict) -> dict:
    """The choices that say how the sample was drawn and read, without those on how a share is printed."""
    return {name: value for name, value in choices.items() if name not in ("interval", "rule")}


def _wanted(households: pd.DataFrame, indicators, folder) -> list[str]:
    """The columns of the indicators asked for, in the order of indicators.csv; None = those that the households' forms can give."""
    defined = survey_indicators.names(folder)
    if indicators is None:
        given = survey_indicators.given_by(households, folder)
        return [column for column in defined if column in given]
    known = {name for column in defined for name in (column, column.rpartition(":")[2])}
    said = [indicators] if isinstance(indicators, str) else indicators
    asked = [name if name in known else survey_indicators.meant(name) for name in said]
    for name in asked:
        if not any(name in (column, column.rpartition(":")[2]) for column in defined):
            raise InputError("survey_indicator_unknown", "indicators.csv", column="indicator", value=name, known=", ".join(defined))
    return [column for column in defined if column in asked or column.rpartition(":")[2] in asked]


def estimates(
    households: pd.DataFrame,
    by="region_code",
    indicators=None,
    interval: str | None = None,
    level: float | None = None,
    rule: str | None = "",
    switches: Iterable[str] = (),
    folder=None,
    **design,
) -> pd.DataFrame:
    """Every indicator the survey can give by domain, with interval, n, known share and design effect (see estimate.shares).

    `by` is any column or columns of `households`: region_code, kecamatan, desa, stratum, urban_rural. `indicator` is
    "2020:layak", "rumah tangga:terlayani", "genangan", ... as indicators.csv defines them. interval ("korn-graubard"
    or "logit"), level and rule ("nchs", "dhs" or None) are those of design.csv unless given here. `base` is the known
    number of households of the list of desa, not what the weights add up to (see listed_households.in_domains).
    """
    asked = _wanted(households, indicators, folder)
    ready = prepared(households, _with_ladders(asked, households, folder), switches, folder, **design)
    shares = shares_of(ready, by, interval, level, rule, folder)
    found = withholding.complemented(shares, names(by), ready.design.households, folder, ready.among)
    return with_known_base(found[found["indicator"].isin(asked)].reset_index(drop=True), ready.design, by)


def _with_ladders(asked: list[str], households: pd.DataFrame, folder) -> list[str]:
    """These indicators; with one of a ladder all there are: whether it is withheld depends on what else is."""
    every = [*survey_indicators.given_by(households, folder), *asked] if withholding.on_a_ladder(asked, folder) else asked
    return list(dict.fromkeys(every))


def shares_of(
    ready: Prepared, by="region_code", interval: str | None = None, level: float | None = None, rule: str | None = "", folder=None
) -> pd.DataFrame:
    """estimate.shares of a survey made ready, by the choices of design.csv where none is given."""
    chosen = settings(folder)
    return estimate.shares(
        ready.design,
        ready.names,
        by,
        ready.among,
        interval or chosen.interval,
        chosen.level if level is None else level,
        chosen.rule if rule == "" else rule,
    )


def with_known_base(table: pd.DataFrame, design: Design, by) -> pd.DataFrame:
    """`base` of shares set to the domain's households in the list of desa, times the part of them in the denominator."""
    if not design.weighted:
        return table
    keys, rows = names(by), design.households
    weighed = rows.groupby(keys, sort=True)["weight"].sum() if keys else pd.Series([rows["weight"].sum()])
    scale = listed_households.in_domains(rows, by) / weighed
    if not keys:
        return table.assign(base=table["base"] * scale.iloc[0])
    beside = table[keys].merge(scale.rename("scale"), how="left", left_on=keys, right_index=True, validate="many_to_one")
    return table.assign(base=table["base"] * beside["scale"])


def known_totals(ready: Prepared, by, level: float | None = None, choices: dict | None = None) -> pd.DataFrame:
    """How many households each indicator applies to: the share of all households of the domain x their known number.

    Columns as estimate.totals, `base` (KK) and `presentation` (of the share); where no list of desa counts the domain, no
    number. Whoever is outside an indicator's denominator counts as no; its interval is then one share's, without a denominator's error.
    """
    if not ready.design.weighted:
        raise InputError("survey_totals_unweighted")
    rows, asked = ready.design.households, choices or {}
    of_all = rows.assign(**{name: rows[name].mask(~rows[inside].astype(bool), 0.0) for name, inside in ready.among.items()})
    whole = Prepared(dataclasses.replace(ready.design, households=of_all), ready.names, {})
    said = {name: asked[name] for name in ("interval", "rule") if name in asked}
    found = with_known_base(shares_of(whole, by, level=level, **said), whole.design, by)
    parts = {"households": "value_pct", "se": "se_pp", "low": "low_pct", "high": "high_pct"}
    amounts = {name: found[part] / 100 * found["base"] for name, part in parts.items()}
    kept = [*names(by), "indicator", "base", "n", "known_pct", "df", "basis", "weighting", "presentation", "presentation_reason"]
    return found[kept].assign(**amounts)


def with_shares_withheld(totals: pd.DataFrame, households: pd.DataFrame, by, **choices) -> pd.DataFrame:
    """Numbers of households withheld where their share is, and where a withheld number follows from them."""
    keys = [*names(by), "indicator"]
    share = estimates(households, by, totals["indicator"].unique(), **choices)[[*keys, "presentation", "presentation_reason"]]
    both = totals.merge(share, on=keys, how="left", suffixes=("", "_share"), validate="1:1")
    hidden = both["presentation_share"].eq(DITAHAN)
    said = {name: both[name].mask(hidden, both[f"{name}_share"]) for name in ("presentation", "presentation_reason")}
    return both.assign(**said).drop(columns=["presentation_share", "presentation_reason_share"])


def measured(households: pd.DataFrame, switches: Iterable[str] = (), folder=None) -> pd.DataFrame:
    """The households with their rungs, one column per indicator, and one per denominator ("di antara ...")."""
    runged = access_ladders.ladders(households, switches, folder)
    bases = survey_indicators.bases(runged, folder).add_prefix("di antara ")
    return pd.concat([runged, survey_indicators.measures(runged, folder), bases], axis=1)


@takes("households")
@bound
def achievements(
    households: pd.DataFrame,
    source: str = "",
    weighted: bool = True,
    lonely: str | None = None,
    switches: Iterable[str] = (),
    root=None,
    folder=None,
    by: str = "region_code",
    **choices,
) -> pd.DataFrame:
    """The survey's share of households per region, ladder and indicator (schema.ACHIEVEMENTS), with its interval.

    tidak_terklasifikasi is in neither numerator nor denominator: it lowers `known_pct`. `base` is the region's
    households in the list of desa; unweighted it is blank. A withheld share, and any on fewer than five households, has its
    row, n and flag, and no number. `period` is the year of the period's name ("contoh-2023": 2023).

    by="desa" gives a row per desa instead, its Kemendagri code in `region_code`, for `san.gaps` and `charts.map`; a desa whose code
    does not lie in its region is refused. A desa is one cluster of the survey, and so withheld, unless the RT drawn within it are
    taken as clusters: strata=("region_code", "desa"), psu=("rt",). `weighted`, `lonely`, `switches`, `folder` (of the survey's tables)
    and other choices as `survey.estimates`; `source` is what the rows name as theirs, else the instrument.

    >>> rows = san.survey.achievements(kota, by="desa", strata=("region_code", "desa"), psu=("rt",))
    >>> san.gaps(rows)["region_code"].nunique()
    21
    """
    if not can_estimate(households, weighted, **choices):
        return schema.table([], schema.ACHIEVEMENTS)
    names = regions.names() if by == "region_code" else _villages(households)
    found = estimates(households, by, weighted=weighted, lonely=lonely, switches=switches, folder=folder, **choices)
    found = found.rename(columns={by: "region_code"})
    wanted = survey_indicators.definitions(folder).query("achievement == 'yes'").copy()
    wanted["measure"] = [survey_indicators.column(row.ladder, row.indicator) for row in wanted.itertuples()]
    rows = found.rename(columns={"indicator": "measure"}).merge(
        wanted[["measure", "ladder", "sector", "indicator"]], on="measure", validate="m:1"
    )
    rows = rows.merge(_origin(households.assign(region_code=households[by]), folder), on="region_code", validate="m:1")
    rows = rows.assign(
        region=rows["region_code"].map(names),
        basis=BASIS,
        base_unit=UNIT,
        amount=rows["value_pct"] / 100 * rows["base"],
        flag=_flags(rows),
        source=source or rows["instrument"],
        period=rows["period"].str.extract(r"(\d{4})", expand=False),
    )
    rows["confidence"] = rows["synthetic"].map({True: "synthetic", False: "survey"})
    made = schema.table(gap.published(rows[rows["presentation"].ne(TANPA_DATA)]), schema.ACHIEVEMENTS)
    return made if by == "region_code" else _with_districts(made, households)


def _with_districts(made: pd.DataFrame, households: pd.DataFrame) -> pd.DataFrame:
    """Rows by desa that know by what name the kecamatan of each is called (attrs), which no column of theirs has room for."""
    if {"kecamatan", "kecamatan_name"} <= set(households):
        named = households[["kecamatan", "kecamatan_name"]].dropna().drop_duplicates("kecamatan")
        made.attrs["districts"] = dict(named[named["kecamatan_name"].ne("")].itertuples(index=False, name=None))
    return made


def _villages(households: pd.DataFrame) -> dict[str, str]:
    """Code to name of the desa surveyed; refuses one whose code does not lie in its region: its targets would be another's."""
    placed = households[["region_code", "desa"]].dropna().drop_duplicates()
    for row in placed[placed["desa"].map(regions.regency).ne(placed["region_code"])].itertuples():
        raise InputError("survey_desa_elsewhere", value=str(row.desa), region=regions.names().get(row.region_code, row.region_code))
    return {code: code for code in placed["desa"]} | place_names(households)


def place_names(households: pd.DataFrame | None) -> dict[str, str]:
    """Code to name of the desa and kecamatan of a survey; a name that several share keeps its code beside it."""
    if households is None or "desa_name" not in households:
        return {}
    pairs = [households[[code, f"{code}_name"]].set_axis(["code", "name"], axis=1) for code in ("desa", "kecamatan")]
    places = [pair.dropna().query("name != ''").drop_duplicates() for pair in pairs]
    shared = [place["name"].duplicated(keep=False) for place in places]
    return {
        code: f"{name} ({code})" if twice else name
        for place, again in zip(places, shared, strict=True)
        for code, name, twice in zip(place["code"], place["name"], again, strict=True)
    }


@bound
def contested(apart: pd.DataFrame, root=None) -> pd.DataFrame:
    """The rows of regions whose files are not evidently one survey: each names its files, none has a number."""
    wanted = survey_indicators.definitions().query("achievement == 'yes'")
    rows = [
        {
            "period": "".join(re.findall(r"\d{4}", mine["period"].iloc[0])[:1]),
            "region_code": code,
            "region": regions.names().get(code, code),
            "sector": row.sector,
            "indicator": row.indicator,
            "ladder": row.ladder,
            "basis": BASIS,
            "instrument": codebook.instrument(form),
            "base_unit": UNIT,
            "source": codebook.instrument(form),
            "confidence": "synthetic" if mine["synthetic"].any() else "survey",
            "synthetic": bool(mine["synthetic"].any()),
            "flag": flags.CONTESTED,
            "file": _listed(mine["file"]),
            "sheet": _listed(mine["sheet"]),
        }
        for code, mine in (apart.groupby("region_code", sort=True) if len(apart) else ())
        for form in sorted(mine["form"].unique())
        for row in wanted.itertuples()
        if survey_indicators.gives(form, row)
    ]
    return schema.table(rows, schema.ACHIEVEMENTS)


def _flags(rows: pd.DataFrame) -> pd.Series:
    """How each estimate is flagged: too thin by itself, withheld because a withheld one follows from it, to be reviewed."""
    betrays = rows["presentation_reason"].str.split(";").map(lambda reasons: withholding.BETRAYS in reasons)
    return rows["presentation"].map(FLAG_OF).fillna("").mask(betrays, withholding.BETRAYS)


def unestimable(households: pd.DataFrame) -> pd.DataFrame:
    """Strata with one desa while design.csv has no rule for them: region_code, stratum, desa, file and sheet, a row each."""
    columns = ["region_code", "stratum", "desa", "file", "sheet"]
    if settings().lonely != "fail" or not can_estimate(households):
        return pd.DataFrame(columns=columns)
    placed = households[usable(households)]
    single = placed.groupby(list(STRATA))["desa"].transform("nunique").eq(1)
    return placed.loc[single, columns].drop_duplicates(list(STRATA)).reset_index(drop=True)


@takes("households")
def estimable(households: pd.DataFrame) -> pd.DataFrame:
    """The households without those of regions that have a stratum of one desa and no rule for it (`say.left_out` names them).

    >>> len(san.survey.estimable(households)) <= len(households)
    True
    """
    return households[~households["region_code"].isin(unestimable(households)["region_code"])] if len(households) else households


def without_error(households: pd.DataFrame) -> list[Problem]:
    """A problem for each stratum of one desa: its region has no estimate until design.csv says what to do with it."""
    return [
        Problem(
            "survey_single_psu_region",
            row.file,
            row.sheet,
            column="ID.5",
            value=str(row.desa),
            details={"stratum": row.stratum, "desa": row.desa, "region": regions.names().get(row.region_code, row.region_code)},
        )
        for row in unestimable(households).itertuples()
    ]


def _origin(households: pd.DataFrame, folder=None) -> pd.DataFrame:
    """Where each region's households came from: files and sheets joined by ";", synthetic if any of them is."""
    joined = households.groupby("region_code").agg(
        period=("period", "first"), synthetic=("synthetic", "any"), file=("file", _listed), sheet=("sheet", _listed)
    )
    of = codebook.instrument_of(households, ["region_code"], folder)
    return joined.assign(instrument=[of[(code,)] for code in joined.index]).reset_index()


def _listed(values: pd.Series) -> str:
    return "; ".join(sorted(set(values) - {""}))
